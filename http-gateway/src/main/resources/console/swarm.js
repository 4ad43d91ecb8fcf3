// SPDX-License-Identifier: Apache-2.0
/** Who belongs to the swarm, of the cluster or of one session; whoever lies is named. */
import { card, copyable, curl, problem, table } from './actions.js';
import { get } from './api.js';
import { el, mark, nowAndThen, say } from './dom.js';
import { cluster, sessions } from './feed.js';
import { ago, brief, count, millis, NONE, words } from './format.js';
import { topology } from './graph.js';
import { facts } from './session-parts.js';

const FIRST_MS = 2_000;
const LATER_MS = 60_000;
const MOST_CHOICES = 200;

export default (root, signal) => {
  let of = '';
  let shown = '';
  const choice = el('select', {
    onchange: () => {
      of = choice.value;
      load();
    },
  }, el('option', { value: '' }, 'The cluster'));
  const picture = el('div.swarm-picture');
  const list = facts();
  const members = el('div');
  const reporters = el('div');
  const liarsSaid = el('p.liars', { role: 'status' });
  const command = el('div');

  const show = (swarm) => {
    const text = JSON.stringify(swarm);
    if (text === shown) return;
    shown = text;
    const aggregation = swarm.aggregation ?? {};
    const liars = new Set(aggregation.distrusted ?? []);
    say(liarsSaid, liars.size ? `Not trusted any more, for what they reported: ${[...liars].join(', ')}` : 'Nobody has been found lying.');
    mark(liarsSaid, 'data-tone', liars.size ? 'bad' : 'good');
    picture.replaceChildren(topology(swarm, liars));
    list.set('Topology', words(swarm.topology));
    list.set('Members', count(swarm.members.length));
    list.set('Quorum', count(swarm.quorum));
    list.set('Faults tolerated', count(swarm.tolerated_faults));
    list.set('Costs by', aggregation.rule ? words(aggregation.rule) : NONE);
    members.replaceChildren(table('Members', ['Member', 'Kind', 'Roles', 'Version', 'Last seen'], swarm.members.map((each) => [
      liars.has(each.node_id) ? 'liar' : '', each.node_id, each.node ? 'node' : 'from outside', each.roles.join(', ') || NONE, each.version || NONE, ago(each.last_seen),
    ])));
    reporters.replaceChildren(...(aggregation.reporters?.length
      ? [el('h3', {}, 'Reporters'), table('Reporters', ['Reporter', 'Reports', 'Outside of what others say', 'Estimates', 'Latency', 'Trusted'],
        aggregation.reporters.map((each) => [each.distrusted ? 'liar' : '', each.node_id, count(each.reports), count(each.outside), count(each.estimates),
          millis(each.network_latency), each.distrusted ? 'no' : 'yes']))]
      : []));
    (swarm.warnings ?? []).forEach((each) => members.append(el('p.warn', {}, each)));
  };

  const load = async () => {
    const path = of ? `/api/v1/swarm/${of}` : '/api/v1/swarm';
    command.replaceChildren(copyable('The same in a shell', curl('GET', path)));
    try {
      const swarm = await get(path);
      if (!signal.aborted) show(swarm);
    } catch (failure) {
      shown = '';
      if (!signal.aborted) picture.replaceChildren(problem(failure));
    }
  };

  root.append(el('div.head', {}, el('h1', {}, 'Swarm'), el('label', {}, 'Swarm of ', choice)),
    card('Who exchanges with whom', {}, picture, list.list, liarsSaid), card('Members', {}, members, reporters), command);

  let known = '';
  sessions.watch((all) => {
    const rows = [...all.values()].slice(0, MOST_CHOICES);
    const key = rows.map((row) => row.session_id + row.name).join();
    if (key === known) return;
    known = key;
    choice.replaceChildren(el('option', { value: '' }, 'The cluster'),
      ...rows.map((row) => el('option', { value: row.session_id }, row.name ?? brief(row.session_id))));
    choice.value = all.has(of) ? of : '';
  }, signal);
  const soon = nowAndThen(load, FIRST_MS, LATER_MS, signal);
  let states = '';
  cluster.watch((line) => {
    const next = JSON.stringify(line?.status.members.map((each) => [each.address, each.state]));
    if (next !== states) soon();
    states = next;
  }, signal);
};
