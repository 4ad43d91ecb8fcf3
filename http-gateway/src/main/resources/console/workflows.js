// SPDX-License-Identifier: Apache-2.0
/** Workflows: what they ask for beside what there is. */
import { action, card, confirmed, copyable, curl, failed, notice, problem } from './actions.js';
import { client, get, remove } from './api.js';
import { el, mark, nowAndThen } from './dom.js';
import { ago, bytes, count } from './format.js';

const FIRST_MS = 3_000;
const LATER_MS = 60_000;
const PATH = '/api/v1/workflows';
const FIRST = `apiVersion: flow-nexus.ruv.io/v1
kind: SolverWorkflow
metadata:
  name: my-workflow
spec:
  topology: mesh
  agents:
    - name: solvers
      type: solver
      replicas: 2
    - name: verifiers
      type: verifier
      replicas: 3
`;

const against = (name, actual, desired, text = count) => el(`li.${actual >= desired ? 'good' : 'bad'}`, {},
  el('span', {}, name),
  el('span.bar', { 'aria-hidden': 'true' }, el('i', { style: { width: `${Math.min(100, desired ? (100 * actual) / desired : 100)}%` } })),
  el('span.number', {}, `${text(actual)} of ${text(desired)}`));

export default (root, signal) => {
  let chosen;
  let shown = '';
  const names = el('ul.names');
  const none = el('p.quiet', {}, 'No workflow is applied.');
  const detail = el('div');
  const refusal = el('div');
  const text = el('textarea', { rows: 16, spellcheck: 'false', 'aria-label': 'A SolverWorkflow as YAML', value: FIRST });

  const one = async () => {
    if (!chosen) return;
    let flow;
    try {
      flow = await get(`${PATH}/${encodeURIComponent(chosen)}`);
    } catch (failure) {
      shown = '';
      if (!signal.aborted) detail.replaceChildren(problem(failure));
      return;
    }
    const next = JSON.stringify(flow);
    if (signal.aborted || next === shown) return;
    shown = next;
    detail.replaceChildren(card(flow.name, {
      tools: [action('Delete', async () => {
        if (!await confirmed(`Delete ${flow.name}?`, 'Sessions keep the defaults that they have taken from it.', 'Delete')) return;
        await remove(`${PATH}/${encodeURIComponent(flow.name)}`);
        chosen = undefined;
        detail.replaceChildren();
        await all();
      }, { kind: 'danger' })],
    },
    el('p.quiet', {}, `Applied ${ago(flow.applied_at)}`),
    el('h3', {}, 'Agents: there, of those asked for'),
    el('ul.against', {}, flow.agents.map((each) => against(`${each.name} (${each.type})`, each.actual, each.desired))),
    el('h3', {}, 'Resources'),
    el('ul.against', {},
      against('CPU, in millis', flow.resources.actual.cpu_millis, flow.resources.desired.cpu_millis),
      against('Memory', flow.resources.actual.memory_bytes, flow.resources.desired.memory_bytes, bytes)),
    el('h3', {}, 'Sessions'),
    el('p', {}, Object.entries(flow.sessions).map(([state, n]) => `${count(n)} ${state}`).join(', ') || 'none'),
    flow.warnings.length > 0 && el('h3', {}, 'Warnings'),
    flow.warnings.length > 0 && el('ul.warnings', {}, flow.warnings.map((each) => el('li', {}, each))),
    el('details', {}, el('summary', {}, 'As it was applied'), el('pre', { tabindex: 0 }, JSON.stringify(flow.document, null, 2))),
    copyable('The same in a shell', curl('GET', `${PATH}/${flow.name}`))));
  };

  const all = async () => {
    const { workflows } = await get(PATH);
    if (signal.aborted) return;
    none.hidden = workflows.length > 0;
    if (!workflows.some((each) => each.name === chosen)) chosen = workflows[0]?.name;
    names.replaceChildren(...workflows.map((each) => {
      const button = el('button.plain', {
        type: 'button',
        onclick: () => {
          chosen = each.name;
          [...names.querySelectorAll('button')].forEach((other) => mark(other, 'aria-pressed', other === button));
          one();
        },
      }, el('strong', {}, each.name), ' ', el('span.quiet', {}, `${count(each.agents)} agents${each.warnings ? `, ${count(each.warnings)} warnings` : ''}`));
      mark(button, 'aria-pressed', each.name === chosen);
      return el('li', {}, button);
    }));
    await one();
  };

  const apply = action('Apply', async () => {
    refusal.replaceChildren();
    try {
      const flow = await client.call('POST', PATH, { body: text.value, form: 'application/yaml' });
      chosen = flow.name;
      notice(`${flow.name} is applied.`);
      await all();
    } catch (failure) {
      refusal.replaceChildren(problem(failure));
      if (failure.status === 401) failed(failure);
    }
  }, { kind: 'main' });

  root.append(el('h1', {}, 'Workflows'), el('div.columns', {}, el('div', {}, card('Applied', {}, none, names),
    card('Apply one', {}, text, el('div.row', {}, apply), refusal)), detail));
  all().catch(failed);
  nowAndThen(one, FIRST_MS, LATER_MS, signal);
};
