import { shown } from './format.js';

/** A table; every text is set as text. */
export function renderTable(element, { chart, columns, rows }) {
  const table = document.createElement('table');
  table.className = 'list';
  const isNumber = columns.map((_, at) => rows.every(row => row[at] === null || typeof row[at] === 'number'));
  const head = table.createTHead().insertRow();
  columns.forEach((column, at) => {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = column.name;
    cell.classList.toggle('number', isNumber[at]);
    head.append(cell);
  });
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    row.forEach((value, at) => {
      const cell = line.insertCell();
      cell.textContent = shown(value);
      cell.classList.toggle('number', isNumber[at]);
    });
  }
  const frame = document.createElement('div');
  frame.className = 'scroll';
  frame.tabIndex = 0;
  frame.setAttribute('role', 'region');
  frame.setAttribute('aria-label', chart.title);
  frame.append(table);
  element.replaceChildren(frame);
}

/** One figure. */
export function renderNumber(element, { chart, columns, rows }) {
  const at = Math.max(0, columns.findIndex(column => column.name === (chart.value ?? chart.y)?.column));
  const figure = document.createElement('div');
  figure.className = 'chart-number';
  figure.textContent = shown(rows[0][at], (chart.value ?? chart.y)?.unit);
  element.replaceChildren(figure);
}
