// SPDX-License-Identifier: Apache-2.0
/** Agents that are connected, and the caller's tasks: who works on what, what became of it. */
import { action, card, chip, confirmed, copyable, curl, failed, problem, table } from './actions.js';
import { get, Problem, remove } from './api.js';
import { el, mark, nowAndThen, say } from './dom.js';
import { ago, brief, count, millis, NONE, percent, words } from './format.js';
import { facts } from './session-parts.js';

const FIRST_MS = 2_000;
const LATER_MS = 10_000;
const TASKS = '/api/v1/tasks';
const AGENTS = '/api/v1/agents';
const LISTED = 100;
const STATES = ['queued', 'leased', 'done', 'failed', 'dead_letter', 'cancelled'];
const OPEN = new Set(['queued', 'leased']);
const TONES = { queued: 'calm', leased: 'busy', done: 'good', failed: 'bad', dead_letter: 'bad', cancelled: 'warn' };
const FORBIDDEN = 403;

const state = (name) => el(`span.chip.${TONES[name] ?? 'calm'}`, {}, words(name));

const leases = (agent) => el('span.meter', {},
  el('span.bar', { 'aria-hidden': 'true' }, el('i', { style: { width: `${Math.min(100, (100 * agent.active) / Math.max(1, agent.slots))}%` } })),
  el('span.number', {}, `${count(agent.active)} of ${count(agent.slots)}`));

export default (root, signal) => {
  let chosen;
  let shownAgents = '';
  let shownTasks = '';
  let shownTask = '';
  const agents = el('div', {}, el('p.quiet', {}, 'Asking …'));
  const list = el('div', {}, el('p.quiet', {}, 'Asking …'));
  const detail = el('div');
  const filter = el('select', { 'aria-label': 'State of the tasks', onchange: () => soon() },
    el('option', { value: '' }, 'All states'), STATES.map((each) => el('option', { value: each }, words(each))));

  const showAgents = (all) => {
    const text = JSON.stringify(all);
    if (text === shownAgents) return;
    shownAgents = text;
    agents.replaceChildren(all.length === 0
      ? el('p.quiet', {}, 'No agent is connected.')
      : table('Agents', ['Agent', 'State', 'Leases', 'Load', 'Type', 'Can do', 'Node', 'Version'], all.map((each) => ['',
        el('strong', {}, each.agent_id), chip(each.draining ? 'draining' : 'live', each.draining ? 'draining' : 'ready'), leases(each), percent(each.load),
        each.type, each.capabilities.map(words).join(', ') || NONE, each.node, each.version || NONE])));
  };

  const choose = (id) => {
    chosen = id;
    shownTask = '';
    list.querySelectorAll('[data-task]').forEach((each) => mark(each, 'aria-pressed', each.dataset.task === id));
    return one();
  };

  const showTasks = (all) => {
    const text = JSON.stringify([all, filter.value]);
    if (text === shownTasks) return;
    shownTasks = text;
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.task : undefined;
    list.replaceChildren(all.length === 0
      ? el('p.quiet', {}, filter.value ? 'No task is in this state.' : 'There are no tasks.')
      : table('Tasks', ['Task', 'Kind', 'State', 'Agent', 'Attempt', 'Priority', 'Took', 'Changed'], all.map((each) => ['',
        el('button.plain', { type: 'button', 'data-task': each.task_id, 'aria-pressed': String(each.task_id === chosen), onclick: () => choose(each.task_id).catch(failed) }, brief(each.task_id)),
        each.kind, state(each.state), each.agent_id ?? NONE, count(each.attempt), count(each.priority),
        each.state === 'done' ? millis(each.duration_ms) : NONE, ago(each.changed_at)])));
    if (focused) [...list.querySelectorAll('[data-task]')].find((each) => each.dataset.task === focused)?.focus();
  };

  const showTask = (task) => {
    const text = JSON.stringify(task);
    if (text === shownTask) return;
    shownTask = text;
    const path = `${TASKS}/${encodeURIComponent(task.task_id)}`;
    const told = facts();
    told.set('Kind', task.kind);
    told.set('Agent', task.agent_id ?? NONE);
    told.set('Attempt', count(task.attempt));
    told.set('Priority', count(task.priority));
    told.set('Timeout', `${count(task.timeout)} s`);
    told.set('Submitted', ago(task.submitted_at));
    told.set('Took', task.state === 'done' ? millis(task.duration_ms) : NONE);
    detail.replaceChildren(card(`Task ${brief(task.task_id)}`, {
      tools: [state(task.state), OPEN.has(task.state) && action('Cancel', async () => {
        if (!await confirmed('Cancel this task?', 'An agent that works on it is told to stop; its result would not count.', 'Cancel the task')) return;
        await remove(path);
        soon();
      }, { kind: 'danger' })],
    }, told.list,
    task.error && el('p.warn', {}, task.error),
    task.causes.length > 0 && el('ul.warnings', {}, task.causes.map((each) => el('li', {}, each))),
    el('h3', {}, 'Result'),
    task.result === null ? el('p.quiet', {}, 'None yet.') : el('pre', { tabindex: 0 }, JSON.stringify(task.result, null, 2)),
    copyable('The same in a shell', curl('GET', path))));
  };

  const one = async () => {
    if (!chosen) return;
    try {
      const task = await get(`${TASKS}/${encodeURIComponent(chosen)}`);
      if (!signal.aborted) showTask(task);
    } catch (failure) {
      shownTask = '';
      if (!signal.aborted) detail.replaceChildren(problem(failure));
    }
  };

  const load = async () => {
    try {
      const { agents: all } = await get(AGENTS);
      if (!signal.aborted) showAgents(all);
    } catch (failure) {
      shownAgents = '';
      const unseen = failure instanceof Problem && failure.status === FORBIDDEN;
      if (!signal.aborted) agents.replaceChildren(unseen ? el('p.quiet', {}, 'Agents are shown to operators.') : problem(failure));
    }
    try {
      const { tasks } = await get(`${TASKS}?limit=${LISTED}${filter.value && `&state=${filter.value}`}`);
      if (!signal.aborted) showTasks(tasks);
    } catch (failure) {
      shownTasks = '';
      if (!signal.aborted) list.replaceChildren(problem(failure));
    }
    if (!signal.aborted) await one();
  };

  root.append(el('div.head', {}, el('h1', {}, 'Agents')),
    card('Agents', {}, agents),
    card('Tasks', { tools: [filter] }, list),
    detail,
    el('div', {}, copyable('Agents, in a shell', curl('GET', AGENTS)), copyable('Tasks', curl('GET', TASKS))));
  const soon = nowAndThen(load, FIRST_MS, LATER_MS, signal);
};
