// Colours that stay apart for the colour-blind (after Okabe and Ito), on the surfaces of app.css.
export const light = {
  text: '#1c2430', quiet: '#566172', line: '#e1e5ea', surface: '#ffffff', land: '#e9edf2', border: '#c3cbd6',
  colors: ['#1f5fbf', '#d55e00', '#0f8a6c', '#b0478f', '#8a6d00', '#4aa3d8', '#5b4bb5', '#7a7f87'],
  scale: ['#eaf2fb', '#b6d3f2', '#6aa5de', '#2f6fbf', '#173f7a'],
};
export const dark = {
  text: '#e6eaf0', quiet: '#a5b0be', line: '#2a3542', surface: '#18202a', land: '#232d39', border: '#3d4a5a',
  colors: ['#8ab4f8', '#ff9d5c', '#5fd3a8', '#e48fc6', '#e0c25c', '#7fd0ff', '#b8a9ff', '#b3bac4'],
  scale: ['#1d2c40', '#25507f', '#3f7fc0', '#7fb4ec', '#d6e9ff'],
};

export function palette(isDark) {
  return isDark ? dark : light;
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
    categoryAxis: axis,
    valueAxis: axis,
    timeAxis: axis,
    legend: { textStyle: { color: c.quiet } },
    tooltip: {
      backgroundColor: c.surface, borderColor: c.border, textStyle: { color: c.text, fontSize: 13 }, extraCssText: 'max-width: 320px; white-space: normal',
    },
  };
}
