// SPDX-License-Identifier: Apache-2.0
/** Members of a swarm and who exchanges with whom, drawn on a circle. */
import { svg } from './dom.js';

const SIZE = 320;
const AROUND = 112;
const MOST_NAMED = 24;

const short = (name) => (name.length > 14 ? `${name.slice(0, 13)}…` : name);

/** @param liars names of members that are shown as such */
export const topology = (swarm, liars = new Set()) => {
  const members = swarm.members.map((each) => each.node_id);
  const names = [...new Set([...members, ...swarm.edges.flat()])];
  const at = new Map(names.map((name, k) => {
    const turn = (2 * Math.PI * k) / Math.max(1, names.length) - Math.PI / 2;
    const far = names.length === 1 ? 0 : AROUND;
    return [name, [SIZE / 2 + far * Math.cos(turn), SIZE / 2 + far * Math.sin(turn)]];
  }));
  const byName = new Map(swarm.members.map((each) => [each.node_id, each]));
  return svg('svg.topology', {
    viewBox: `0 0 ${SIZE} ${SIZE}`, role: 'img',
    'aria-label': `${swarm.topology} of ${names.length} members with ${swarm.edges.length} links${liars.size ? `; not trusted: ${[...liars].join(', ')}` : ''}`,
  },
  swarm.edges.map(([from, to]) => {
    const [x1, y1] = at.get(from);
    const [x2, y2] = at.get(to);
    return svg('line', { x1, y1, x2, y2 });
  }),
  names.map((name) => {
    const [cx, cy] = at.get(name);
    const kind = liars.has(name) ? 'liar' : byName.get(name)?.node ? 'node' : 'outside';
    return svg(`g.${kind}`, {}, svg('circle', { cx, cy, r: names.length > MOST_NAMED ? 5 : 11 }, svg('title', {}, name)),
      names.length <= MOST_NAMED && svg('text', { x: cx, y: cy + (cy < SIZE / 2 ? -17 : 27), 'text-anchor': 'middle' }, short(name)));
  }));
};
