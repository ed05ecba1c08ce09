import { escaped, isTime, named, shown, tick } from './format.js';
import { isOn, projectionOf } from './maps.js';
import { palette } from './theme.js';

const kinds = { bar, line, scatter, heatmap, map };

/** ECharts' options for an answer of the API: chart, columns and rows. */
export function optionsOf(body, width, dark) {
  const at = axis => body.columns.findIndex(column => column.name === (axis?.column ?? axis));
  const view = { ...body, at, width, narrow: width < 480, colors: palette(dark) };
  return {
    animationDuration: 300,
    aria: { enabled: true, label: { description: `${body.chart.title}. ${body.rows.length} values.` }, decal: { show: false } },
    ...kinds[body.chart.kind](view),
  };
}

function bar(view) {
  const { chart, rows, at } = view;
  const categories = unique(rows.map(row => row[at(chart.x)]));
  // Long names read better beside horizontal bars.
  const lying = categories.length > 6 && categories.some(name => String(name).length > 6 && !isTime(name));
  const series = seriesOf(view, 'bar', categories);
  const names = { type: 'category', data: categories.map(name => shown(name)), inverse: lying, axisLabel: lying ? { width: 130, overflow: 'truncate' } : { hideOverlap: true } };
  const values = valueAxis(chart.y, view);
  return {
    ...frame(view, series.length > 1),
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, ...axisTooltip(chart) },
    xAxis: lying ? { ...values, nameLocation: 'middle', nameGap: 28 } : { ...names, name: named(chart.x), nameLocation: 'middle', nameGap: 30 },
    yAxis: lying ? names : values,
    series: series.map(one => ({ ...one, barMaxWidth: 28, itemStyle: { borderRadius: lying ? [0, 3, 3, 0] : [3, 3, 0, 0] } })),
  };
}

function line(view) {
  const { chart, rows, at } = view;
  const xs = unique(rows.map(row => row[at(chart.x)]));
  const kind = xs.every(isTime) ? 'time' : xs.every(x => typeof x === 'number') ? 'value' : 'category';
  const series = seriesOf(view, 'line', kind === 'category' ? xs : null);
  return {
    ...frame(view, series.length > 1),
    tooltip: { trigger: 'axis', ...axisTooltip(chart) },
    xAxis: {
      type: kind, data: kind === 'category' ? xs.map(x => shown(x)) : undefined, boundaryGap: false, min: kind === 'value' ? 'dataMin' : undefined,
      max: kind === 'value' ? 'dataMax' : undefined, name: named(chart.x), nameLocation: 'middle', nameGap: 30, splitLine: { show: false },
      axisLabel: { hideOverlap: true },
    },
    yAxis: valueAxis(chart.y, view),
    series: series.map(one => ({ ...one, showSymbol: rows.length <= 60, symbolSize: 6, lineStyle: { width: 2.5 }, sampling: 'lttb' })),
  };
}

function scatter(view) {
  const { chart, rows, at } = view;
  const size = sizeOf(view, 5, 26);
  const axis = which => ({ ...valueAxis(which, view), nameLocation: 'middle', scale: true });
  return {
    ...frame(view, Boolean(chart.series), 28),
    tooltip: { trigger: 'item', formatter: item => pointText(view, item.data.row) },
    xAxis: { ...axis(chart.x), nameGap: 28 },
    yAxis: { ...axis(chart.y), nameGap: 44 },
    series: groups(view).map(([name, members]) => ({
      type: 'scatter', name: shown(name), large: members.length > 5000,
      data: members.map(row => ({ value: [row[at(chart.x)], row[at(chart.y)]], row, symbolSize: size(row) })),
      itemStyle: { opacity: 0.75 },
    })),
  };
}

function heatmap(view) {
  const { chart, rows, at, colors, narrow } = view;
  const xs = ordered(unique(rows.map(row => row[at(chart.x)])));
  const ys = ordered(unique(rows.map(row => row[at(chart.y)])));
  const values = rows.map(row => row[at(chart.value)]).filter(Number.isFinite);
  return {
    grid: { left: 8, right: 12, top: narrow ? 8 : 28, bottom: 78, containLabel: true },
    tooltip: { formatter: item => pointText(view, item.data.row) },
    xAxis: { type: 'category', data: xs.map(x => shown(x)), name: named(chart.x), nameLocation: 'middle', nameGap: 28, splitArea: { show: false } },
    yAxis: { type: 'category', data: ys.map(y => shown(y)), name: narrow ? '' : named(chart.y) },
    visualMap: scale(chart.value, values, colors),
    series: [{
      type: 'heatmap',
      data: rows.map(row => ({ value: [xs.indexOf(row[at(chart.x)]), ys.indexOf(row[at(chart.y)]), row[at(chart.value)]], row })),
      itemStyle: { borderColor: colors.surface, borderWidth: 1 },
      emphasis: { itemStyle: { borderColor: colors.text } },
    }],
  };
}

function map(view) {
  const { chart, rows, at, colors } = view;
  const placed = rows.filter(row => isOn(chart.map, row[at(chart.x)], row[at(chart.y)]));
  const values = placed.map(row => row[at(chart.value)]).filter(Number.isFinite);
  const size = sizeOf(view, 5, 24);
  // The largest points lie below the small ones, which would else be hidden.
  const sorted = chart.size ? placed.toSorted((a, b) => b[at(chart.size)] - a[at(chart.size)]) : placed;
  return {
    tooltip: { trigger: 'item', formatter: item => (item.data?.row ? pointText(view, item.data.row) : '') },
    geo: {
      map: chart.map, roam: 'move', projection: projectionOf(chart.map), silent: true, preserveAspect: 'contain', left: 4, right: 4, top: 4, bottom: 64,
      itemStyle: { areaColor: colors.land, borderColor: colors.border }, emphasis: { disabled: true },
    },
    visualMap: chart.value ? { ...scale(chart.value, values, colors), dimension: 2 } : undefined,
    series: [{
      type: 'scatter', coordinateSystem: 'geo',
      data: sorted.map(row => ({ value: [row[at(chart.x)], row[at(chart.y)], row[at(chart.value)]], row, symbolSize: size(row) })),
      itemStyle: { opacity: 0.9, borderColor: colors.quiet, borderWidth: 0.6 },
    }],
  };
}

function frame({ narrow }, legend, left = 8) {
  return {
    grid: { left, right: narrow ? 12 : 24, top: legend ? 44 : 30, bottom: 30, containLabel: true },
    legend: legend ? { top: 0, left: 0, type: 'scroll', icon: 'roundRect', itemWidth: 12, itemHeight: 12 } : undefined,
  };
}

function valueAxis(axis) {
  return { type: 'value', name: named(axis), nameTextStyle: { align: 'left' }, axisLabel: { formatter: tick, hideOverlap: true } };
}

// Robust against one extreme value: the colours span the 2nd to the 98th percentile.
function scale(axis, values, colors) {
  const sorted = values.toSorted((a, b) => a - b);
  const quantile = share => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return {
    type: 'continuous', min: quantile(0.02), max: Math.max(quantile(0.98), quantile(0.02) + 1e-9), orient: 'horizontal', left: 'center', bottom: 0,
    itemWidth: 12, itemHeight: 160, text: [`${shown(quantile(0.98), axis?.unit)}`, `${shown(quantile(0.02), axis?.unit)}`],
    textStyle: { color: colors.quiet }, inRange: { color: colors.scale }, formatter: value => shown(value, axis?.unit),
  };
}

function seriesOf(view, type, categories) {
  const { chart, at } = view;
  return groups(view).map(([name, members]) => {
    const byX = new Map(members.map(row => [row[at(chart.x)], row[at(chart.y)]]));
    const data = categories ? categories.map(x => byX.get(x) ?? null) : members.map(row => [row[at(chart.x)], row[at(chart.y)]]);
    return { type, name: name === null ? named(chart.y) : shown(name), data };
  });
}

function groups({ chart, rows, at }) {
  if (!chart.series || chart.kind === 'map') {
    return [[null, rows]];
  }
  const found = new Map();
  for (const row of rows) {
    const name = row[at(chart.series)];
    found.set(name, [...(found.get(name) ?? []), row]);
  }
  return [...found];
}

function sizeOf({ chart, rows, at, narrow }, least, most) {
  if (!chart.size) {
    return () => (rows.length > 2000 ? 4 : 8);
  }
  const top = Math.max(...rows.map(row => row[at(chart.size)] ?? 0), 1);
  const span = (most - least) * (narrow ? 0.6 : 1);
  return row => least + span * Math.sqrt(Math.max(0, row[at(chart.size)] ?? 0) / top);
}

function pointText({ chart, at }, row) {
  const heading = chart.series ? `<b>${escaped(shown(row[at(chart.series)]))}</b><br>` : '';
  const axes = chart.kind === 'map' ? [chart.value, chart.size] : [chart.x, chart.y, chart.value, chart.size];
  return heading + axes.filter(Boolean)
    .map(axis => `${escaped(axis.title ?? axis.column)}: <b>${escaped(shown(row[at(axis)], axis.unit))}</b>`).join('<br>');
}

function axisTooltip(chart) {
  return { valueFormatter: value => shown(value, chart.y?.unit) };
}

function unique(values) {
  return [...new Set(values)];
}

// Numbers stand in their own order, also where the first row lacks one of them; other values in that of the rows.
function ordered(values) {
  return values.every(Number.isFinite) ? values.toSorted((a, b) => a - b) : values;
}
