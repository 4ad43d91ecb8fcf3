// SPDX-License-Identifier: Apache-2.0
/** One session as it goes on: its whole kept stream is read, then what comes. */
import { action, card, confirmed, failed, notice, problem } from './actions.js';
import { client, follow, get, post, remove } from './api.js';
import { el, nowAndThen, say } from './dom.js';
import { sessions } from './feed.js';
import { brief, count, millis, real, small, words } from './format.js';
import { costFeed, facts, happenings, performance, portraitCard, shell, stateChip, swarmCard, verifications } from './session-parts.js';
import { xPicture } from './picture.js';
import { residualPlot } from './plot.js';

/** From the first to the last, for what the stream does not say. */
const STATUS_MS = [1_500, 60_000];
const X_MS = [1_000, 60_000];
/** A longer x is read in pieces that lie evenly in it. */
const MOST_X = 250_000;
const PIECES = 50;
const PIECE = 1_000;
/** Up to here x is read again while it is being solved for. */
const SMALL_X = 60_000;

const readX = async (id, rows, revision) => {
  if (rows <= MOST_X) return client.session(id).x(revision);
  const starts = Array.from({ length: PIECES }, (_, k) => Math.floor((k * (rows - PIECE)) / (PIECES - 1)));
  const wanted = starts.map((first) => `${first}-${first + PIECE - 1}`).join(',');
  return Float64Array.from((await get(`/api/v1/sessions/${id}/solution?indices=${wanted}${revision === undefined ? '' : `&min_revision=${revision}`}`)).values);
};

/** x, and a cost to be changed by hand: what the repair moves is shown outward from where it moves most. */
const xCard = (id, status, signal) => {
  const whole = status.rows <= MOST_X;
  const said = el('p', { role: 'status' });
  const index = el('input', { type: 'number', min: 0, max: status.rows - 1, value: Math.floor(status.rows / 2), required: true });
  const by = el('input', { type: 'number', step: 'any', value: 1, required: true });
  const picture = xPicture((at) => {
    index.value = at;
    change.requestSubmit();
  }, signal);
  const form = el('select', { 'aria-label': 'Shown as', onchange: () => picture.show(form.value) },
    whole && el('option', { value: 'heat' }, 'Heat map'), el('option', { value: 'curve' }, 'Curve'), whole && el('option', { value: 'change' }, 'Last repair'));
  const columns = el('input', { type: 'number', min: 1, max: status.rows, value: Math.ceil(Math.sqrt(status.rows)), 'aria-label': 'Columns', oninput: () => picture.width(Number(columns.value)) });
  const show = (name) => {
    form.value = name;
    picture.show(name);
  };
  let x = new Float64Array();
  let dirty = true;

  const load = async (revision) => {
    x = await readX(id, status.rows, revision);
    picture.set(x);
    picture.width(Number(columns.value));
  };
  const change = el('form.row', {
    onsubmit: async (event) => {
      event.preventDefault();
      try {
        const before = x;
        const applied = await client.session(id).update({ delta: { [index.value]: Number(by.value) } }, { wait: true });
        await load(applied.revision);
        dirty = false;
        say(said, applied.method === undefined
          ? `Revision ${count(applied.revision)} is stored; x follows when the session goes on.`
          : `Revision ${count(applied.revision)} by ${words(applied.method)}: ${count(applied.changed_entries)} entries moved, `
            + `${count(applied.work)} matrix entries touched, ${millis(applied.latency_ms)}; residual ${small(applied.residual_norm)}, bound ${small(applied.error_bound)}.`);
        if (whole && before.length) {
          picture.changed(before);
          form.value = 'change';
        }
      } catch (failure) {
        failed(failure);
      }
    },
  }, el('label', {}, 'Cost of row ', index), el('label', {}, 'by ', by), el('button', {}, 'Change'));

  const again = el('button.plain', {
    type: 'button',
    onclick: () => {
      dirty = true;
      soon();
    },
  }, 'Read again');
  show(whole && Math.sqrt(status.rows) > 8 ? 'heat' : 'curve');
  const soon = nowAndThen(async () => {
    if (!dirty) return false;
    dirty = false;
    try {
      await load();
    } catch (failure) {
      if (!signal.aborted) say(said, failure.message);
    }
    return true;
  }, ...X_MS, signal);
  return {
    node: card('x', { wide: true, tools: [form, whole && el('label', {}, 'columns ', columns), again] }, picture.node,
      !whole && el('p.quiet', {}, `${count(PIECES * PIECE)} of ${count(status.rows)} entries, evenly spread.`),
      el('h3', {}, 'Change a cost'), el('p.quiet', {}, 'Or click where in x: the repair is shown as it spreads, the largest changes first.'), change, said),
    line: (line) => {
      dirty ||= line.type === 'solution' || line.type === 'cost_applied' || line.type === 'snapshot'
        || (line.type === 'iteration_update' && status.rows <= SMALL_X);
    },
  };
};

const commands = (id, set) => {
  const command = (name) => async () => {
    set(await post(`/api/v1/sessions/${id}/commands`, { command: name }));
    notice(`${words(name)}: done.`);
  };
  const verify = action('Verify now', async () => {
    const verdict = await post('/api/v1/verify', { session_id: id });
    notice(`${verdict.verified ? 'Verified' : 'Refuted'}: residual ${small(verdict.max_error)}, confidence ${real(verdict.confidence)}.`);
  }, { kind: 'main' });
  const pause = action('Pause', command('pause'));
  const resume = action('Resume', command('resume'));
  const erase = action('Delete', async () => {
    if (!await confirmed('Delete this session?', 'Its streams end, and what it holds is given up. This can’t be undone.', 'Delete')) return;
    await remove(`/api/v1/sessions/${id}`);
    location.hash = '#/sessions';
  }, { kind: 'danger' });
  return {
    buttons: [verify, pause, resume, action('Restart', command('restart')), erase],
    status: ({ state }) => {
      pause.hidden = state === 'paused';
      resume.hidden = state !== 'paused';
    },
  };
};

export default async (root, signal, id) => {
  let status;
  try {
    status = await client.session(id).status();
  } catch (failure) {
    root.append(el('h1', {}, 'Session'), problem(failure), el('a.button', { href: '#/sessions' }, 'All sessions'));
    return;
  }
  if (signal.aborted) return;

  const title = el('h1');
  const state = el('span');
  const list = facts();
  const plot = residualPlot(signal);
  const checks = verifications(signal);
  const costs = costFeed(signal);
  const events = happenings(signal);
  const matrix = portraitCard(id, signal);
  const swarm = swarmCard(id, signal);
  const speed = performance();
  const x = xCard(id, status, signal);
  let iteration = 0;
  let dirty = false;

  const set = (next) => {
    status = next;
    state.replaceChildren(stateChip(status.state));
    list.set('Residual', small(status.residual_norm));
    list.set('Error bound', small(status.error_bound));
    list.set('Verified', status.verified ? 'yes' : 'no');
    list.set('Revision', `${count(status.solved_revision)} of ${count(status.revision)}`);
    list.set('Rows', count(status.rows));
    list.set('Method', status.method);
    list.set('Preconditioner', status.preconditioner);
    list.set('Node', status.node);
    if (status.workflow) list.set('Workflow', status.workflow);
    [checks, matrix, speed, buttons].forEach((part) => part.status(status));
  };
  const buttons = commands(id, set);
  const point = (line) => plot.add({
    iteration, time: Date.parse(line.timestamp), seq: line.seq, residual: line.residual_norm, bound: line.error_bound,
  });
  const fresh = (line) => {
    list.set('Residual', small(line.residual_norm));
    list.set('Error bound', small(line.error_bound));
    list.set('Verified', line.verified ? 'yes' : 'no');
  };
  const at = (line, tint) => plot.mark({ iteration, time: Date.parse(line.timestamp), seq: line.seq, tint });

  const take = {
    iteration_update: (line) => {
      iteration = Math.max(iteration, line.iteration);
      point(line);
      speed.line(line);
      fresh(line);
    },
    cost_applied: (line) => {
      point(line);
      at(line, 'second');
      costs.add(line);
    },
    verification_result: (line) => {
      at(line, line.verified ? 'good' : 'bad');
      checks.add(line);
      if (line.votes?.voters > 1) swarm.load();
    },
    correction: (line) => {
      at(line, 'warn');
      swarm.load();
    },
    convergence_signal: (line) => plot.tolerance(line.criteria.residual_threshold),
    // What it stands for was told by lines that are gone, at iterations that nobody knows.
    snapshot: fresh,
    solution: (line) => {
      iteration = Math.max(iteration, line.iterations);
      point(line);
      fresh(line);
    },
  };

  root.append(
    el('div.head', {}, el('div', {}, title, el('p.quiet', {}, el('code', {}, id), ' ', state)), el('div.row', {}, buttons.buttons)),
    list.list,
    card('Residual and error bound', { wide: true, tools: plot.tools }, plot.node, plot.legend),
    x.node, checks.node, costs.node, events.node, swarm.node, matrix.node, speed.node, shell(id));
  set(status);
  sessions.watch((all) => {
    const row = all.get(id);
    say(title, row?.name ?? `Session ${brief(id)}`);
    const now = row?.now?.state ?? row?.state;
    if (now && now !== state.textContent.replaceAll(' ', '_')) state.replaceChildren(stateChip(now));
  }, signal);

  nowAndThen(async () => {
    if (!dirty) return false;
    dirty = false;
    try {
      set(await client.session(id).status());
    } catch {
      // The stream says that the server is gone, and goes on when it is back.
      dirty = true;
    }
    return true;
  }, ...STATUS_MS, signal);

  follow(id, 0, signal, (line) => {
    take[line.type]?.(line);
    events.add(line);
    x.line(line);
    dirty ||= line.type !== 'heartbeat';
  }).catch((failure) => !signal.aborted && failed(failure));
};
