import { describe, exact, inFull, isTime, named, shown, withUnit } from './format.js';

/** A chart of kind table; every text is set as text. */
export function renderTable(element, body) {
  element.replaceChildren(table(body, shown));
}

/** One figure. */
export function renderNumber(element, body) {
  const { chart, columns, rows } = body;
  const at = Math.max(0, columns.findIndex(column => column.name === (chart.value ?? chart.y)?.column));
  const column = describe(body, columns[at].name);
  const figure = document.createElement('div');
  figure.className = 'chart-number';
  figure.textContent = withUnit(shown(rows[0][at], column), column);
  figure.title = inFull(rows[0][at], column);
  element.replaceChildren(figure);
}

/** The table behind a chart, made when somebody opens it, with every digit of every value. */
export function keepTable(details, body) {
  const frame = details.querySelector('.chart-data-rows');
  const fill = () => frame.replaceChildren(...(details.open ? [table(body, exact)] : []));
  details.ontoggle = fill;
  fill();
}

/** Whether a table shows less than all digits anywhere, so that it wants one behind it. */
export function isShortened(body) {
  return body.columns.map(column => describe(body, column.name))
    .some(column => column.decimals !== null || !['number', 'plain'].includes(column.format));
}

function table(body, text) {
  const columns = body.columns.map(column => describe(body, column.name));
  const list = document.createElement('table');
  list.className = 'list';
  const head = list.createTHead().insertRow();
  for (const column of columns) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = column.type === 'timestamp with time zone' ? `${named(column)} (local time)` : named(column);
    cell.classList.toggle('number', column.isNumber);
    head.append(cell);
  }
  const rows = list.createTBody();
  for (const row of body.rows) {
    const line = rows.insertRow();
    row.forEach((value, at) => {
      const cell = line.insertCell();
      fillCell(cell, value, columns[at], text(value, columns[at]));
      cell.classList.toggle('number', columns[at].isNumber);
    });
  }
  const frame = document.createElement('div');
  frame.className = 'scroll';
  frame.tabIndex = 0;
  frame.setAttribute('role', 'region');
  frame.setAttribute('aria-label', body.chart.title);
  frame.append(list);
  return frame;
}

function fillCell(cell, value, column, text) {
  if (value !== null && isTime(column) && text !== value) {
    const time = document.createElement('time');
    time.dateTime = time.title = value;
    time.className = 'nowrap';
    time.textContent = text;
    cell.append(time);
    return;
  }
  cell.textContent = text;
  const all = exact(value, column);
  if (all !== text) {
    cell.title = all;
  }
}
