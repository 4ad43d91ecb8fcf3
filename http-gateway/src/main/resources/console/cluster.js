// SPDX-License-Identifier: Apache-2.0
/** Members, and the shards of sessions over them. */
import { action, card, chip, confirmed, curl, copyable, notice } from './actions.js';
import { post } from './api.js';
import { el, eachFrame, mark, say, svg } from './dom.js';
import { cluster, me } from './feed.js';
import { bytes, count, NONE, percent, rate, span, time, words } from './format.js';

const CELL = 13;
const HEAD = 26;
const MOST_MOVES = 30;
const ACROSS = 12;

const meter = (title) => {
  const bar = el('i');
  const text = el('span');
  const node = el('span.meter', {}, el('span.bar', { 'aria-hidden': 'true' }, bar), text);
  return {
    node,
    set: (value) => {
      bar.style.setProperty('width', `${Math.round(100 * Math.min(1, value ?? 0))}%`);
      mark(bar, 'class', value > 0.85 ? 'high' : '');
      say(text, percent(value));
      mark(node, 'title', title);
    },
  };
};

const member = async (verb, each, text) => {
  if (!await confirmed(`${verb} ${each.node || each.address}?`, text, verb)) return;
  const answer = await post(`/api/v1/cluster/members/${encodeURIComponent(each.address)}/${verb.toLowerCase()}`);
  notice(`${answer.node || answer.address}: ${verb.toLowerCase()} is under way.`);
};

const memberRow = (address, admin) => {
  let last;
  const cells = Object.fromEntries(['node', 'state', 'roles', 'version', 'shards', 'sessions'].map((key) => [key, el('td')]));
  const cpu = meter('load of the process');
  const heap = meter('used part of the largest heap');
  const name = el('strong');
  const where = el('span.quiet');
  const leave = action('Leave', () => member('Leave', last,
    'It ends its streams, hands its sessions over to other members, leaves the cluster and ends.'));
  const down = action('Down', () => member('Down', last,
    'It is removed at once, as if it had been lost; if it still runs, it ends. For members that are silent.'), { kind: 'danger' });
  cells.node.append(name, where);
  const row = el('tr', { 'data-member': address }, cells.node, cells.state, cells.roles, cells.version,
    el('td.meters', {}, cpu.node), el('td.meters', {}, heap.node), cells.shards, cells.sessions,
    admin && el('td.row', {}, leave, down));
  Object.entries({ node: 'Member', state: 'State', roles: 'Roles', version: 'Version', shards: 'Shards', sessions: 'Sessions' })
    .forEach(([key, label]) => cells[key].setAttribute('data-label', label));
  cpu.node.parentElement.setAttribute('data-label', 'CPU');
  heap.node.parentElement.setAttribute('data-label', 'Heap');
  return {
    row,
    set: (each) => {
      if (each.state !== last?.state) cells.state.replaceChildren(chip(each.state));
      last = each;
      say(name, each.node || 'not heard of yet');
      say(where, each.address.replace(/^.*@/, ''));
      say(cells.roles, each.roles.join(', ') || NONE);
      say(cells.version, each.version || NONE);
      cpu.set(each.cpu);
      heap.set(each.heap);
      say(cells.shards, count(each.shards));
      say(cells.sessions, count(each.sessions));
      if (admin) {
        leave.disabled = each.state !== 'up';
        down.disabled = each.state === 'down' || each.state === 'removed';
      }
    },
  };
};

/** Each shard is a square in the column of its node; one that moves glides to its new place. */
const shardPicture = (moved) => {
  const picture = svg('svg.shards', { role: 'img' });
  const squares = new Map();
  const heads = new Map();
  const at = new Map();

  const draw = ({ status, shards }) => {
    const nodes = [...new Set([...status.members.map((each) => each.node || each.address), ...shards.map((each) => each.node)])];
    const width = (ACROSS + 2) * CELL;
    const filled = new Map(nodes.map((node) => [node, 0]));
    let deepest = 1;
    const most = Math.max(1, ...shards.map((each) => each.memory_bytes));
    const seen = new Set();
    for (const shard of shards) {
      if (seen.has(shard.shard)) continue;
      seen.add(shard.shard);
      const k = filled.get(shard.node);
      filled.set(shard.node, k + 1);
      const column = nodes.indexOf(shard.node);
      const x = column * width + (k % ACROSS) * CELL;
      const y = HEAD + Math.floor(k / ACROSS) * CELL;
      deepest = Math.max(deepest, Math.floor(k / ACROSS) + 1);
      let square = squares.get(shard.shard);
      if (!square) {
        square = svg('rect.shard', { width: CELL - 2, height: CELL - 2, rx: 2 }, svg('title'));
        squares.set(shard.shard, square);
        picture.append(square);
      }
      square.style.setProperty('transform', `translate(${x}px, ${y}px)`);
      square.style.setProperty('fill-opacity', String(0.35 + 0.65 * Math.sqrt(shard.memory_bytes / most)));
      say(square.firstChild, `shard ${shard.shard} at ${shard.node}: ${bytes(shard.memory_bytes)} reserved`);
      const from = at.get(shard.shard);
      if (from !== undefined && from !== shard.node) {
        moved(shard.shard, from, shard.node);
        square.classList.add('moving');
        square.addEventListener('transitionend', () => square.classList.remove('moving'), { once: true });
      }
      at.set(shard.shard, shard.node);
    }
    for (const [shard, square] of squares) {
      if (!seen.has(shard)) {
        square.remove();
        squares.delete(shard);
      }
    }
    nodes.forEach((node, column) => {
      let head = heads.get(node);
      if (!head) {
        head = svg('text.head');
        heads.set(node, head);
        picture.append(head);
      }
      mark(head, 'x', column * width);
      mark(head, 'y', 14);
      say(head, `${node} · ${filled.get(node)}`);
    });
    for (const [node, head] of heads) {
      if (!nodes.includes(node)) {
        head.remove();
        heads.delete(node);
      }
    }
    const height = HEAD + deepest * CELL + 4;
    mark(picture, 'viewBox', `0 0 ${Math.max(1, nodes.length) * width} ${height}`);
    picture.style.setProperty('max-width', `${Math.max(1, nodes.length) * width * 1.4}px`);
    mark(picture, 'aria-label', `Shards: ${nodes.map((node) => `${node} has ${filled.get(node)}`).join(', ')}`);
  };
  return { picture, draw };
};

/** What a page offers depends on who is logged in. */
const known = (signal) => new Promise((done) => {
  me.watch((each) => each && done(each), signal);
});

export default async (root, signal) => {
  const { role } = await known(signal);
  if (signal.aborted) return;
  const facts = el('dl.facts');
  const body = el('tbody');
  const admin = role === 'admin';
  const drain = action('Drain this node', async () => {
    const node = cluster.value.status.node;
    if (!await confirmed(`Drain ${node}?`, 'The node that serves this page takes no new work, hands its sessions over, leaves and ends. This page loses its connection.', 'Drain')) return;
    await post('/api/v1/cluster/drain');
    notice(`${node} is leaving.`);
  }, { kind: 'danger' });
  const table = el('div.scroll', { tabindex: 0, role: 'region', 'aria-label': 'Table of members' },
    el('table.members', {}, el('thead', {}, el('tr', {},
      ['Member', 'State', 'Roles', 'Version', 'CPU', 'Heap', 'Shards', 'Sessions', admin && 'Do']
        .filter(Boolean).map((each) => el('th', { scope: 'col' }, each)))), body));
  const moves = el('ol.moves', { tabindex: 0, 'aria-label': 'Shards that moved' });
  const none = el('p.quiet', {}, 'No shard has moved since this page was opened.');
  const { picture, draw } = shardPicture((shard, from, to) => {
    none.remove();
    moves.prepend(el('li', {}, el('time', {}, time(Date.now())), ` shard ${shard}: ${from} → ${to}`));
    while (moves.childElementCount > MOST_MOVES) moves.lastElementChild.remove();
  });
  const empty = el('p.quiet', {}, 'No shard holds a session yet: open one, and it is placed.');

  root.append(el('h1', {}, 'Cluster'), facts,
    card('Members', { wide: true, tools: admin ? [drain] : [] }, table,
      !admin && el('p.quiet', {}, 'To have members leave takes the role admin.')),
    card('Shards over nodes', { wide: true }, el('p.quiet', {}, 'Each square is a shard of sessions, the fuller the more memory its sessions hold. One that moves, moves here.'),
      empty, el('div.scroll', { tabindex: 0, role: 'region', 'aria-label': 'Picture of shards' }, picture), none, moves),
    card('The same in a shell', { wide: true },
      copyable('Status', curl('GET', '/api/v1/status')), copyable('As it changes', curl('GET', '/api/v1/events'))));

  const rows = new Map();
  const fact = new Map();
  const tell = (name, value) => {
    let node = fact.get(name);
    if (!node) {
      node = el('dd');
      fact.set(name, node);
      facts.append(el('div', {}, el('dt', {}, name), node));
    }
    say(node, value);
  };

  const show = eachFrame(() => {
    const line = cluster.value;
    if (!line) return;
    const { status } = line;
    tell('Node', status.node);
    tell('Version', status.version);
    tell('Up for', span(status.uptime_ms));
    tell('Members', count(status.members.length));
    tell('Sessions', count(Object.values(status.sessions).reduce((all, each) => all + each, 0)));
    Object.entries(status.rates).forEach(([name, value]) => tell(`${words(name)} (this node)`, rate(value)));
    tell('Database', status.database);
    tell('Kernels', status.kernel_provider);
    for (const each of status.members) {
      if (!rows.has(each.address)) {
        const made = memberRow(each.address, admin);
        rows.set(each.address, made);
        body.append(made.row);
      }
      rows.get(each.address).set(each);
    }
    for (const [address, { row }] of rows) {
      if (!status.members.some((each) => each.address === address)) {
        row.remove();
        rows.delete(address);
      }
    }
    empty.hidden = line.shards.length > 0;
    draw(line);
  }, signal);
  cluster.watch(show, signal);
};
