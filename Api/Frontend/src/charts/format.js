// Numbers come as PostgreSQL's own text and are shown from it, digit by digit: as doubles the longest would be rounded.
const numeric = /^(smallint|integer|bigint|real|double precision|numeric(\(.*\))?)$/;
const parts = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/;
const tickText = new Intl.NumberFormat('en', { maximumSignificantDigits: 12 });
const units = [[1e12, 1e12, 'T'], [1e9, 1e9, 'B'], [1e6, 1e6, 'M'], [1e5, 1e3, 'K']];
export const none = '–';

/** What the dashboard says of a column, with the type that the database has for it. */
export function describe({ chart, columns }, name) {
  const said = [chart.x, chart.y, chart.value, chart.size, ...(chart.columns ?? [])].filter(Boolean);
  const type = columns.find(column => column.name === name)?.type ?? 'text';
  const wish = pruned(said.findLast(one => one.column === name));
  return { title: name, unit: null, format: 'number', decimals: null, ...wish, name, type, isNumber: numeric.test(type) };
}

/** Where a number stands on an axis; null where it has no place there. */
export function placeOf(value) {
  const number = value === null || value === undefined ? NaN : Number(value);
  return Number.isFinite(number) ? number : null;
}

/** All digits, thousands apart. */
export function exact(value, column) {
  if (value === null || value === undefined) {
    return none;
  }
  if (!column.isNumber) {
    return moment(value, column.type);
  }
  return column.format === 'plain' ? String(value) : grouped(String(value));
}

/** As the dashboard wants it; without a wish all digits. */
export function shown(value, column) {
  const read = column.isNumber && value !== null ? parse(String(value)) : null;
  if (!read) {
    return exact(value, column);
  }
  const { format, decimals } = column;
  if (format === 'percent') {
    return `${grouped(fixed({ ...read, scale: read.scale - 2 }, decimals ?? Math.max(0, read.scale - 2)))} %`;
  }
  if (format === 'compact') {
    const [, by, suffix] = units.find(([from]) => Math.abs(Number(value)) >= from) ?? [0, 1, ''];
    if (by === 1 && decimals === null) {
      return grouped(String(value));
    }
    const text = fixed({ ...read, scale: read.scale + Math.log10(by) }, decimals ?? 1);
    return suffix ? `${grouped(text)} ${suffix}` : grouped(text);
  }
  const text = decimals === null ? String(value) : fixed(read, decimals);
  return format === 'plain' ? text : grouped(text);
}

export function withUnit(text, column) {
  return column.unit && text !== none ? `${text} ${column.unit}` : text;
}

/** What is shown; where that is not every digit, those too. */
export function inFull(value, column) {
  const [text, all] = [shown(value, column), exact(value, column)];
  return text === all ? withUnit(all, column) : `${withUnit(text, column)} (${all})`;
}

/** The labels of an axis, all of one kind: the largest value says which. */
export function ticks(values, column) {
  if (column.format === 'plain') {
    return value => String(value);
  }
  if (column.format === 'percent') {
    return value => `${tickText.format(value * 100)} %`;
  }
  const top = values.reduce((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);
  if (top >= 1e16) {
    return value => (value === 0 ? '0' : value.toExponential());
  }
  const [, by, suffix] = units.find(([from]) => top >= from) ?? [0, 1, ''];
  return value => (value === 0 ? '0' : `${tickText.format(value / by)}${suffix && ` ${suffix}`}`);
}

export function named(column) {
  return column.unit ? `${column.title} (${column.unit})` : column.title;
}

export function isTime(column) {
  return column.type === 'date' || column.type.startsWith('timestamp');
}

/** For tooltips, which ECharts takes as HTML: texts of the data are never markup. */
export function escaped(text) {
  return String(text).replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`);
}

/** A moment in the reader's own time zone; what has no zone stays as it is. */
function moment(value, type) {
  if (type === 'timestamp with time zone') {
    const at = new Date(value);
    const two = number => String(number).padStart(2, '0');
    return Number.isNaN(at.getTime())
      ? String(value)
      : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} `
        + [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  }
  return type.startsWith('timestamp') ? String(value).replace('T', ' ') : String(value);
}

function grouped(text) {
  const [whole] = /^-?\d*/.exec(text);
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + text.slice(whole.length);
}

function parse(text) {
  const found = parts.exec(text);
  return found && {
    negative: found[1] === '-', digits: BigInt(found[2] + (found[3] ?? '')), scale: (found[3]?.length ?? 0) - Number(found[4] ?? 0),
  };
}

/** Rounded half away from zero, as PostgreSQL rounds. */
function fixed({ negative, digits, scale }, decimals) {
  const unit = 10n ** BigInt(Math.abs(scale - decimals));
  const rounded = scale > decimals ? (digits + unit / 2n) / unit : digits * unit;
  const text = rounded.toString().padStart(decimals + 1, '0');
  const point = text.length - decimals;
  return `${negative && rounded !== 0n ? '-' : ''}${text.slice(0, point)}${decimals > 0 ? `.${text.slice(point)}` : ''}`;
}

function pruned(said) {
  return Object.fromEntries(Object.entries(said ?? {}).filter(([, value]) => value !== null && value !== undefined));
}
