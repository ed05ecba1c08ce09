// Groups of digits begin at 10,000, so that years stay years.
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0, useGrouping: 'min2' });
const fine = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const day = /^\d{4}-\d\d-\d\d/;

/** A value as people read it, with its unit. */
export function shown(value, unit) {
  if (value === null || value === undefined) {
    return '–';
  }
  if (typeof value !== 'number') {
    return String(value);
  }
  const text = Number.isInteger(value) || Math.abs(value) >= 10000 ? whole.format(value) : fine.format(value);
  return unit ? `${text} ${unit}` : text;
}

/** As shorter as an axis needs it. */
export function tick(value) {
  return typeof value === 'number' && Math.abs(value) >= 10000 ? short.format(value) : shown(value);
}

export function named(axis) {
  const title = axis?.title ?? axis?.column ?? '';
  return axis?.unit ? `${title} (${axis.unit})` : title;
}

export function isTime(value) {
  return typeof value === 'string' && day.test(value);
}

/** For tooltips, which ECharts takes as HTML: texts of the data are never markup. */
export function escaped(text) {
  return String(text).replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`);
}
