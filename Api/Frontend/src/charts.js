// Charts: a page hands over an element and an address; the rows come from the API, never over the page's own connection.
import { init } from './charts/engine.js';
import { optionsOf } from './charts/options.js';
import { prepareMap } from './charts/maps.js';
import { isShortened, keepTable, renderNumber, renderTable } from './charts/plain.js';

const drawn = new WeakMap();
const resizes = new ResizeObserver(entries => entries.forEach(entry => drawn.get(entry.target)?.chart?.resize()));

/**
 * Draws the rows at an address and answers with what a page says beside them: {state: 'drawn'|'empty'|'same'|'fault', ...}.
 * Of two calls that overlap the later one wins.
 */
export async function draw(element, url, dark) {
  const known = drawn.get(element) ?? {};
  drawn.set(element, known);
  const turn = known.turn = (known.turn ?? 0) + 1;
  const isSame = known.url === url && known.dark === dark && known.tag;
  let answer;
  try {
    answer = await fetch(url, { headers: isSame ? { 'If-None-Match': known.tag } : {}, cache: 'no-store' });
  } catch {
    return fault(known, 'The server does not answer. The chart is drawn again once it does.');
  }
  if (answer.status === 304) {
    return { state: 'same' };
  }
  const body = await answer.json().catch(() => null);
  if (known.turn !== turn) {
    return { state: 'same' };
  }
  if (!answer.ok || !body) {
    return fault(known, messageOf(body) ?? `The server answered ${answer.status}.`);
  }
  const details = element.closest('figure')?.querySelector('.chart-data');
  if (details) {
    keepTable(details, body);
  }
  if (body.rows.length > 0) {
    await show(element, known, body, dark);
  } else {
    clear(element, known);
  }
  Object.assign(known, { url, dark, tag: answer.headers.get('ETag') });
  return {
    state: body.rows.length > 0 ? 'drawn' : 'empty', hasTable: body.chart.kind !== 'table' || isShortened(body), rows: body.rows.length,
    isCut: body.isCut, sources: body.sources, awaited: body.awaited,
  };
}

export function dispose(element) {
  const known = element && drawn.get(element);
  if (known) {
    known.turn = -1;
    clear(element, known);
    drawn.delete(element);
  }
}

async function show(element, known, body, dark) {
  if (body.chart.kind === 'table' || body.chart.kind === 'number') {
    clear(element, known);
    (body.chart.kind === 'table' ? renderTable : renderNumber)(element, body);
    return;
  }
  if (body.chart.kind === 'map') {
    await prepareMap(body.chart.map);
  }
  if (!known.chart || known.dark !== dark) {
    clear(element, known);
    known.chart = init(element, dark);
    resizes.observe(element);
  }
  known.chart.setOption(optionsOf(body, element.clientWidth, dark), true);
}

function clear(element, known) {
  resizes.unobserve(element);
  known.chart?.dispose();
  known.chart = undefined;
  element.replaceChildren();
}

/** What is wrong with the reader's own request, where that is it; else what the problem says. */
function messageOf(problem) {
  const errors = Object.values(problem?.errors ?? {}).flat();
  return errors.length > 0 ? errors.join(' ') : problem?.detail ? `${problem.title} ${problem.detail}` : problem?.title;
}

/** What was drawn stays under the message; without its tag the next answer is drawn again, which takes the message away. */
function fault(known, message) {
  known.tag = undefined;
  return { state: 'fault', message };
}
