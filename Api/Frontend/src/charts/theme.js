// Colours that stay apart for the colour-blind (after Okabe and Ito, and Tol), on the surfaces of app.css.
export const light = {
  text: '#1c2430', quiet: '#566172', line: '#e1e5ea', surface: '#ffffff', land: '#e9edf2', border: '#c3cbd6', hatch: '#c9d0d9',
  colors: [
    '#1f5fbf', '#d55e00', '#0f8a6c', '#b0478f', '#8a6d00', '#4aa3d8', '#5b4bb5', '#7a7f87', '#8c2d04', '#3f6b1f', '#e07a9b', '#1b2a49',
  ],
  scale: ['#c6ddf5', '#93bfe9', '#5b9ada', '#2f6fbf', '#173f7a'],
};
export const dark = {
  text: '#e6eaf0', quiet: '#a5b0be', line: '#2a3542', surface: '#18202a', land: '#232d39', border: '#3d4a5a', hatch: '#364353',
  colors: [
    '#8ab4f8', '#ff9d5c', '#5fd3a8', '#e48fc6', '#e0c25c', '#7fd0ff', '#b8a9ff', '#b3bac4', '#e06a4a', '#9fc76f', '#ffc2d4', '#5f7fd0',
  ],
  scale: ['#27476d', '#2f639b', '#3f7fc0', '#7fb4ec', '#d6e9ff'],
};

export function palette(isDark) {
  return isDark ? dark : light;
}

/** Where there is no data: drawn so that no colour of a scale can be taken for it. */
export function hatched(colors) {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 8;
  const pen = tile.getContext('2d');
  pen.strokeStyle = colors.hatch;
  pen.lineWidth = 1.5;
  for (const shift of [-8, 0, 8]) {
    pen.moveTo(shift, 8);
    pen.lineTo(shift + 8, 0);
  }
  pen.stroke();
  return { image: tile, repeat: 'repeat' };
}

export function theme(isDark) {
  const c = palette(isDark);
  const axis = {
    axisLine: { lineStyle: { color: c.border } },
    axisTick: { show: false },
    axisLabel: { color: c.quiet },
    splitLine: { lineStyle: { color: c.line } },
    nameTextStyle: { color: c.quiet },
  };
  return {
    color: c.colors,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: 'Roboto, system-ui, sans-serif', color: c.text },
    title: { textStyle: { color: c.quiet, fontSize: 12, fontWeight: 'normal' } },
    categoryAxis: axis,
    valueAxis: axis,
    timeAxis: axis,
    legend: { textStyle: { color: c.quiet } },
    tooltip: {
      backgroundColor: c.surface, borderColor: c.border, textStyle: { color: c.text, fontSize: 13 },
      extraCssText: 'max-width: 360px; white-space: normal',
    },
  };
}
