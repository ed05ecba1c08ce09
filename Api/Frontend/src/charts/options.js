import { describe, escaped, exact, inFull, isTime, named, placeOf, shown, ticks } from './format.js';
import { broken, filled, stepOf } from './gaps.js';
import { isOn, projectionOf } from './maps.js';
import { hatched, palette } from './theme.js';

const kinds = { bar, line, scatter, heatmap, map };
const thinnestBar = 5;

/** ECharts' options for an answer of the API: chart, columns and rows. */
export function optionsOf(body, width, dark) {
  const view = viewOf(body, width, dark);
  return {
    animationDuration: 300,
    aria: {
      enabled: true,
      label: { description: `${body.chart.title}. A chart of ${body.rows.length} rows; the table below it has every value.` },
      decal: { show: groups(view).length > view.colors.colors.length },
    },
    ...kinds[body.chart.kind](view),
  };
}

/** Cells of a row by axis: as they came, and where they stand. */
function viewOf(body, width, dark) {
  const index = new Map(body.columns.map((column, at) => [column.name, at]));
  const columnOf = axis => describe(body, axis?.column ?? axis);
  const raw = (row, axis) => row[index.get(axis?.column ?? axis)] ?? null;
  return { ...body, width, narrow: width < 480, colors: palette(dark), columnOf, raw, place: (row, axis) => placeOf(raw(row, axis)) };
}

function bar(view) {
  const { chart, rows, raw, columnOf, width } = view;
  const x = columnOf(chart.x);
  const categories = categoriesOf(view, chart.x);
  // Long names read better beside horizontal bars.
  const lying = categories.length > 6 && !isTime(x) && categories.some(name => String(name).length > 6);
  const series = groups(view).map(([name, members]) => {
    const byX = new Map(members.map(row => [raw(row, chart.x), row]));
    return { type: 'bar', name: nameOf(view, name), data: categories.map(key => cell(view, byX.get(key), chart.y)) };
  });
  const names = {
    type: 'category', data: categories.map(name => shown(name, x)), inverse: lying,
    axisLabel: lying ? { width: 130, overflow: 'truncate' } : { hideOverlap: true },
  };
  const values = valueAxis(view, chart.y);
  const share = (width - 80) / (categories.length * series.length * thinnestBar);
  return {
    ...frame(view, series.length > 1, share < 1 && !lying ? 44 : 0),
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, formatter: items => axisText(view, items) },
    xAxis: lying ? { ...values, nameLocation: 'middle', nameGap: 28 } : { ...names, name: named(x), nameLocation: 'middle', nameGap: 30 },
    yAxis: lying ? names : values,
    dataZoom: share < 1 && !lying
      ? [{ type: 'slider', start: 100 - share * 100, end: 100, bottom: 4, height: 22, showDetail: false }]
      : undefined,
    series: series.map(one => ({
      ...one, barMaxWidth: 28, barGap: '0%', barCategoryGap: series.length > 1 ? '14%' : '20%',
      itemStyle: { borderRadius: lying ? [0, 3, 3, 0] : [3, 3, 0, 0] },
    })),
  };
}

function line(view) {
  const { chart, rows, raw, place, columnOf } = view;
  const x = columnOf(chart.x);
  const kind = isTime(x) ? 'time' : x.isNumber ? 'value' : 'category';
  const xs = unique(rows.map(row => raw(row, chart.x)));
  const along = row => (kind === 'time' ? Date.parse(raw(row, chart.x)) : place(row, chart.x));
  const step = kind === 'category' ? null : stepOf(rows.map(along).filter(Number.isFinite));
  const series = groups(view).map(([name, members]) => {
    const byX = new Map(members.map(row => [raw(row, chart.x), row]));
    const point = row => ({ value: [kind === 'time' ? raw(row, chart.x) : place(row, chart.x), place(row, chart.y)], row });
    const data = kind === 'category'
      ? xs.map(key => cell(view, byX.get(key), chart.y))
      : broken(members.map(point), step, one => along(one.row));
    return { type: 'line', name: nameOf(view, name), data, connectNulls: false };
  });
  return {
    ...frame(view, series.length > 1),
    tooltip: { trigger: 'axis', formatter: items => axisText(view, items) },
    xAxis: {
      type: kind, data: kind === 'category' ? xs.map(name => shown(name, x)) : undefined, boundaryGap: false,
      min: kind === 'value' ? 'dataMin' : undefined, max: kind === 'value' ? 'dataMax' : undefined, name: named(x), nameLocation: 'middle',
      nameGap: 30, splitLine: { show: false },
      axisLabel: { hideOverlap: true, ...(kind === 'value' ? { formatter: ticks(xs.map(placeOf), x) } : {}) },
    },
    yAxis: valueAxis(view, chart.y),
    series: series.map((one, at) => ({
      ...one, showSymbol: rows.length <= 60, symbolSize: 6, sampling: 'lttb',
      lineStyle: { width: 2.5, type: at < view.colors.colors.length ? 'solid' : 'dashed' },
    })),
  };
}

function scatter(view) {
  const { chart, place } = view;
  const size = sizeOf(view, 5, 26);
  const axis = which => ({ ...valueAxis(view, which), nameLocation: 'middle', scale: true });
  return {
    ...frame(view, Boolean(chart.series), 0, 28),
    tooltip: { trigger: 'item', formatter: item => pointText(view, item.data.row) },
    xAxis: { ...axis(chart.x), nameGap: 28 },
    yAxis: { ...axis(chart.y), nameGap: 44 },
    series: groups(view).map(([name, members]) => ({
      type: 'scatter', name: nameOf(view, name), large: members.length > 5000,
      data: members.map(row => ({ value: [place(row, chart.x), place(row, chart.y)], row, symbolSize: size(row) })),
      itemStyle: { opacity: 0.75 },
    })),
  };
}

function heatmap(view) {
  const { chart, rows, raw, place, columnOf, colors, narrow } = view;
  const [x, y, value] = [chart.x, chart.y, chart.value].map(columnOf);
  const xs = categoriesOf(view, chart.x, true);
  const ys = categoriesOf(view, chart.y, true);
  const present = rows.filter(row => place(row, chart.value) !== null);
  return {
    grid: {
      left: 8, right: 12, top: narrow ? 8 : 28, bottom: narrow ? 104 : 96, containLabel: true, show: true, borderWidth: 0,
      backgroundColor: hatched(colors),
    },
    title: scaleTitle(view, value, present.length < xs.length * ys.length),
    tooltip: { formatter: item => pointText(view, item.data.row) },
    xAxis: {
      type: 'category', data: xs.map(name => shown(name, x)), name: named(x), nameLocation: 'middle', nameGap: 28,
      splitArea: { show: false },
    },
    yAxis: { type: 'category', data: ys.map(name => shown(name, y)), name: narrow ? '' : named(y) },
    visualMap: scale(value, present.map(row => place(row, chart.value)), colors),
    series: [{
      type: 'heatmap',
      data: present.map(row => ({ value: [xs.indexOf(raw(row, chart.x)), ys.indexOf(raw(row, chart.y)), place(row, chart.value)], row })),
      itemStyle: { borderColor: colors.surface, borderWidth: 1 },
      emphasis: { itemStyle: { borderColor: colors.text } },
    }],
  };
}

function map(view) {
  const { chart, rows, place, columnOf, colors } = view;
  const placed = rows.filter(row => isOn(chart.map, place(row, chart.x), place(row, chart.y)));
  const value = columnOf(chart.value);
  const values = placed.map(row => place(row, chart.value)).filter(Number.isFinite);
  const size = sizeOf(view, 5, 20);
  // The largest points lie below the small ones, which would else be hidden.
  const sorted = chart.size ? placed.toSorted((a, b) => place(b, chart.size) - place(a, chart.size)) : placed;
  return {
    tooltip: { trigger: 'item', formatter: item => (item.data?.row ? pointText(view, item.data.row) : '') },
    geo: {
      map: chart.map, roam: 'move', projection: projectionOf(chart.map), silent: true, preserveAspect: 'contain',
      left: 4, right: 4, top: 4, bottom: 84,
      itemStyle: { areaColor: colors.land, borderColor: colors.border }, emphasis: { disabled: true },
    },
    title: chart.value ? scaleTitle(view, value, false) : undefined,
    visualMap: chart.value ? { ...scale(value, values, colors), dimension: 2, seriesIndex: 0 } : undefined,
    series: [known(true), known(false)],
  };

  // Points without a value are rings, which no colour of the scale can be taken for.
  function known(hasValue) {
    return {
      type: 'scatter', coordinateSystem: 'geo',
      data: sorted.filter(row => (place(row, chart.value) !== null || !chart.value) === hasValue)
        .map(row => ({ value: [place(row, chart.x), place(row, chart.y), place(row, chart.value)], row, symbolSize: size(row) })),
      itemStyle: hasValue
        ? { opacity: 0.9, borderColor: colors.quiet, borderWidth: 0.6 }
        : { color: 'transparent', borderColor: colors.quiet, borderWidth: 1.2 },
    };
  }
}

function frame(view, legend, below = 0, left = 8) {
  const { chart, narrow, columnOf } = view;
  const title = legend && chart.series && !narrow ? columnOf(chart.series).title.replaceAll('_', ' ') : '';
  return {
    grid: { left, right: narrow ? 12 : 24, top: legend ? 44 : 30, bottom: 30 + below, containLabel: true },
    title: title ? { text: title, left: 0, top: -1 } : undefined,
    legend: legend
      ? { top: 0, left: title ? title.length * 7 + 14 : 0, right: 0, type: 'scroll', icon: 'roundRect', itemWidth: 12, itemHeight: 12 }
      : undefined,
  };
}

function valueAxis(view, axis) {
  const column = view.columnOf(axis);
  const values = view.rows.map(row => view.place(row, axis));
  return {
    type: 'value', name: named(column), nameTextStyle: { align: 'left' },
    axisLabel: { formatter: ticks(values, column), hideOverlap: true },
  };
}

// Robust against one extreme value: the colours span the 2nd to the 98th percentile.
function scale(column, values, colors) {
  const sorted = values.toSorted((a, b) => a - b);
  const quantile = share => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const [low, high] = [quantile(0.02), quantile(0.98)];
  const label = ticks([low, high], column);
  const rounded = value => label(Number(value.toPrecision(4)));
  return {
    type: 'continuous', min: low, max: Math.max(high, low + 1e-9), orient: 'horizontal', left: 'center', bottom: 0,
    itemWidth: 12, itemHeight: 160,
    text: [rounded(high), rounded(low)], textStyle: { color: colors.quiet }, inRange: { color: colors.scale }, formatter: rounded,
  };
}

function scaleTitle({ narrow, width }, column, hasGaps) {
  const gaps = hasGaps ? `${narrow ? '\n' : '   '}(hatched: no data)` : '';
  return { text: `${named(column)}${gaps}`, left: 'center', bottom: 26, textStyle: { width: width - 24, overflow: 'truncate', lineHeight: 14 } };
}

function categoriesOf({ rows, raw, columnOf }, axis, sorted = false) {
  const found = unique(rows.map(row => raw(row, axis)));
  if (!columnOf(axis).isNumber || found.includes(null)) {
    return found;
  }
  // Numbers stand in their own order where a grid asks for it, also where the first row lacks one of them.
  return filled(sorted ? found.toSorted((a, b) => Number(a) - Number(b)) : found);
}

function cell({ place }, row, axis) {
  return row ? { value: place(row, axis), row } : { value: null };
}

function groups({ chart, rows, raw }) {
  if (!chart.series || chart.kind === 'map') {
    return [[null, rows]];
  }
  return [...Map.groupBy(rows, row => raw(row, chart.series))];
}

function nameOf({ chart, columnOf }, name) {
  return name === null && !chart.series ? named(columnOf(chart.y)) : shown(name, columnOf(chart.series));
}

function sizeOf({ chart, rows, place, narrow }, least, most) {
  if (!chart.size) {
    return () => (rows.length > 2000 ? 4 : 8);
  }
  const top = rows.reduce((largest, row) => Math.max(largest, place(row, chart.size) ?? 0), 1);
  const span = (most - least) * (narrow ? 0.6 : 1);
  return row => least + span * Math.sqrt(Math.max(0, place(row, chart.size) ?? 0) / top);
}

function pointText({ chart, raw, columnOf }, row) {
  const heading = chart.series ? `<b>${escaped(exact(raw(row, chart.series), columnOf(chart.series)))}</b><br>` : '';
  const axes = chart.kind === 'map' ? [chart.value, chart.size] : [chart.x, chart.y, chart.value, chart.size];
  return heading + axes.filter(Boolean)
    .map(axis => `${escaped(columnOf(axis).title)}: <b>${escaped(inFull(raw(row, axis), columnOf(axis)))}</b>`).join('<br>');
}

/** What a mark stands for, never what it was rounded to for its place. */
function axisText({ chart, raw, columnOf }, items) {
  const marked = items.filter(item => item.data?.row);
  if (marked.length === 0) {
    return `${escaped(items[0]?.axisValueLabel ?? '')}<br>no data`;
  }
  const heading = escaped(inFull(raw(marked[0].data.row, chart.x), columnOf(chart.x)));
  const y = columnOf(chart.y);
  const lines = marked.map(({ marker, seriesName, data }) =>
    `${marker}${escaped(chart.series ? seriesName : y.title)}: <b>${escaped(inFull(raw(data.row, chart.y), y))}</b>`);
  return [`<b>${heading}</b>`, ...lines].join('<br>');
}

function unique(values) {
  return [...new Set(values)];
}
