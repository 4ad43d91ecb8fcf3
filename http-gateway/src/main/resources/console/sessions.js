// SPDX-License-Identifier: Apache-2.0
/** The caller's sessions: only the rows that are in sight are elements, so that a thousand cost no more than thirty. */
import { action, chip, confirmed, copyable, curl, failed, notice, tone } from './actions.js';
import { remove } from './api.js';
import { el, eachFrame, mark, say, svg } from './dom.js';
import { listed, sessions } from './feed.js';
import { ago, brief, count, NONE, rate, small, words } from './format.js';

const ROW = 46;
const BEYOND = 6;
const AT_ONCE = 4;
const SPARK = { width: 96, height: 26 };

const now = (row) => row.now ?? row;
const COLUMNS = [
  { title: 'Session', by: (row) => (row.name ?? row.session_id).toLowerCase(), kind: 'name' },
  { title: 'State', by: (row) => now(row).state, kind: 'state' },
  { title: 'Residual', by: (row) => now(row).residual_norm ?? Infinity, kind: 'spark' },
  { title: 'Rows', by: (row) => row.rows, kind: 'rows more' },
  { title: 'Method', by: (row) => now(row).method, kind: 'method more' },
  { title: 'Iterations', by: (row) => row.rates.iterations ?? -1, kind: 'rate more' },
  { title: 'Updates', by: (row) => row.rates.updates ?? -1, kind: 'rate more' },
  { title: 'Node', by: (row) => row.node, kind: 'node more' },
  { title: 'Owner', by: (row) => row.owner, kind: 'owner more' },
  { title: 'Activity', by: (row) => -Date.parse(row.last_activity), kind: 'time more' },
];

const haystack = (row) => [row.name, row.session_id, now(row).state, now(row).method, row.node, row.owner,
  ...Object.entries(row.labels).map(([key, value]) => `${key}:${value}`)].join(' ').toLowerCase();

/** Residuals of a life as a line, on a log scale. */
export const spark = (values) => {
  const logs = values.filter((each) => each > 0).map(Math.log10);
  if (logs.length < 2) return '';
  const low = Math.min(...logs);
  const reach = Math.max(...logs) - low || 1;
  return logs.map((each, k) => `${((k / (logs.length - 1)) * (SPARK.width - 2) + 1).toFixed(1)},`
    + `${((1 - (each - low) / reach) * (SPARK.height - 4) + 2).toFixed(1)}`).join(' ');
};

/** One row of the table, filled anew with whatever is in sight. */
const slot = (chosen, changed) => {
  let id;
  const box = el('input', {
    type: 'checkbox',
    onchange: () => {
      if (box.checked) chosen.add(id);
      else chosen.delete(id);
      changed();
    },
  });
  const name = el('a.name');
  const labels = el('span.quiet');
  const state = chip('passive');
  const line = svg('polyline');
  const residual = el('span.number');
  const cells = COLUMNS.slice(3).map((column) => el(`td.${column.kind.replace(' ', '.')}`));
  const row = el('tr', {}, el('td.pick', {}, box), el('td.name', {}, name, labels), el('td.state', {}, state),
    el('td.spark', {}, svg('svg', { viewBox: `0 0 ${SPARK.width} ${SPARK.height}`, 'aria-hidden': 'true' }, line), residual), cells);
  return {
    row,
    set: (session, index) => {
      id = session.session_id;
      const fresh = now(session);
      mark(row, 'aria-rowindex', index + 2);
      mark(row, 'data-session', id);
      box.checked = chosen.has(id);
      mark(box, 'aria-label', `Select ${session.name ?? id}`);
      mark(name, 'href', `#/sessions/${id}`);
      say(name, session.name ?? brief(id));
      say(labels, [session.name ? brief(id) : '', ...Object.entries(session.labels).map(([key, value]) => `${key}:${value}`)].filter(Boolean).join(' · '));
      say(state, words(fresh.state));
      mark(state, 'class', `chip ${tone(fresh.state)}`);
      mark(line, 'points', spark(session.now?.residuals ?? []));
      say(residual, small(fresh.residual_norm));
      [count(session.rows), fresh.method, rate(session.rates.iterations), rate(session.rates.updates), session.node || NONE,
        session.owner, ago(session.last_activity)].forEach((text, k) => say(cells[k], text));
    },
  };
};

const deleteAll = async (ids, progress) => {
  const left = [...ids];
  const failures = [];
  const worker = async () => {
    for (let id = left.shift(); id; id = left.shift()) {
      try {
        await remove(`/api/v1/sessions/${id}`);
        ids.delete(id);
      } catch (failure) {
        failures.push(failure);
      }
      progress(left.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return failures;
};

export default (root, signal) => {
  const chosen = new Set();
  let order = { column: COLUMNS.at(-1), falling: false };
  let shown = [];

  const search = el('input', { type: 'search', placeholder: 'Name, id, label, state, node …', 'aria-label': 'Search sessions', oninput: () => refresh() });
  const total = el('p.quiet', { role: 'status' });
  const erase = action('Delete', async () => {
    const n = chosen.size;
    if (!await confirmed(`Delete ${n} session${n === 1 ? '' : 's'}?`, 'Their streams end, and what they hold is given up. This can’t be undone.', 'Delete')) return;
    const failures = await deleteAll(chosen, (left) => say(erase, `Deleting, ${left} left`));
    failures.slice(0, 3).forEach(failed);
    notice(`${n - failures.length} deleted${failures.length ? `, ${failures.length} not` : ''}.`);
    refresh();
  }, { kind: 'danger' });
  const all = el('input', {
    type: 'checkbox',
    'aria-label': 'Select all that are listed',
    onchange: () => {
      shown.forEach((row) => (all.checked ? chosen.add(row.session_id) : chosen.delete(row.session_id)));
      refresh();
    },
  });
  const heads = COLUMNS.map((column) => {
    const button = el('button.plain', {
      type: 'button',
      onclick: () => {
        order = { column, falling: order.column === column && !order.falling };
        refresh();
      },
    }, column.title);
    return { column, head: el(`th.${column.kind.replace(' ', '.')}`, { scope: 'col' }, button) };
  });
  const above = el('td', { colspan: COLUMNS.length + 1 });
  const below = el('td', { colspan: COLUMNS.length + 1 });
  const body = el('tbody');
  const table = el('table.sessions', {}, el('thead', {}, el('tr', {}, el('th.pick', { scope: 'col' }, all), heads.map((each) => each.head))),
    el('tbody.pad', { 'aria-hidden': 'true' }, el('tr', {}, above)), body, el('tbody.pad', { 'aria-hidden': 'true' }, el('tr', {}, below)));
  const window = el('div.list', { tabindex: 0, role: 'region', 'aria-label': 'Sessions', onscroll: () => draw() }, table);
  const empty = el('div.empty', {}, el('p', {}, 'No session here yet.'), el('a.button', { href: '#/new' }, 'Open one'));
  const slots = [];

  const draw = eachFrame(() => {
    const first = Math.max(0, Math.floor(window.scrollTop / ROW) - BEYOND);
    const rows = shown.slice(first, first + Math.ceil(window.clientHeight / ROW) + 2 * BEYOND);
    while (slots.length < rows.length) {
      const made = slot(chosen, () => refresh());
      slots.push(made);
    }
    while (body.childElementCount < rows.length) body.append(slots[body.childElementCount].row);
    while (body.childElementCount > rows.length) body.lastElementChild.remove();
    rows.forEach((row, k) => slots[k].set(row, first + k));
    above.style.setProperty('height', `${first * ROW}px`);
    below.style.setProperty('height', `${Math.max(0, shown.length - first - rows.length) * ROW}px`);
  }, signal);

  const refresh = () => {
    const needles = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = [...sessions.value.values()];
    for (const id of chosen) if (!sessions.value.has(id)) chosen.delete(id);
    shown = rows.filter((row) => {
      const text = needles.length ? haystack(row) : '';
      return needles.every((each) => text.includes(each));
    });
    const keyed = shown.map((row) => [order.column.by(row), row]);
    keyed.sort(([a, left], [b, right]) => (a < b ? -1 : a > b ? 1 : left.session_id < right.session_id ? -1 : 1));
    if (order.falling) keyed.reverse();
    shown = keyed.map(([, row]) => row);
    heads.forEach(({ column, head }) => mark(head, 'aria-sort', column !== order.column ? null : order.falling ? 'descending' : 'ascending'));
    mark(table, 'aria-rowcount', shown.length + 1);
    say(total, `${count(shown.length)} of ${count(rows.length)}${listed.more ? ', the newest; there are more' : ''}${chosen.size ? ` · ${count(chosen.size)} selected` : ''}`);
    say(erase, chosen.size ? `Delete ${count(chosen.size)}` : 'Delete');
    erase.disabled = chosen.size === 0;
    all.checked = shown.length > 0 && shown.every((row) => chosen.has(row.session_id));
    all.indeterminate = !all.checked && chosen.size > 0;
    empty.hidden = rows.length > 0;
    window.hidden = rows.length === 0;
    draw();
  };

  /** Up and down go from row to row. */
  window.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
    if (!step) return;
    const links = [...body.querySelectorAll('a.name')];
    const at = links.indexOf(document.activeElement);
    const next = at < 0 ? links[0] : links[at + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });

  root.append(el('div.head', {}, el('h1', {}, 'Sessions'), el('a.button.main', { href: '#/new' }, 'New session')),
    el('div.row.tools', {}, search, total, erase), empty, window,
    el('details.card', {}, el('summary', {}, 'The same in a shell'), copyable('List', curl('GET', '/api/v1/sessions?limit=100'))));
  const sized = new ResizeObserver(() => draw());
  sized.observe(window);
  signal.addEventListener('abort', () => sized.disconnect(), { once: true });
  sessions.watch(eachFrame(refresh, signal), signal);
};
