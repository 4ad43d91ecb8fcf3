// SPDX-License-Identifier: Apache-2.0
/** Parts of a session's page that keep what the stream tells: votes, costs, what happened. */
import { card, chip, copyable, curl, problem } from './actions.js';
import { get, Problem } from './api.js';
import { el, eachFrame, say, svg } from './dom.js';
import { about, bytes, count, millis, NONE, percent, rate, real, small, time, words } from './format.js';
import { topology } from './graph.js';
import { dominance, sparsity } from './picture.js';

const KEPT = 60;
const MOST_ENTRIES = 5_000;
const HOTTEST = 8;
const WINDOW_MS = 10_000;
const STRIPE = 10;

export const facts = () => {
  const list = el('dl.facts');
  const places = new Map();
  return {
    list,
    set: (name, value) => {
      let place = places.get(name);
      if (!place) {
        place = el('dd');
        places.set(name, place);
        list.append(el('div', {}, el('dt', {}, name), place));
      }
      say(place, value ?? NONE);
    },
  };
};

/** The newest first, drawn once a frame however many come. */
export const recent = (label, row, signal) => {
  const list = el('ol.recent', { tabindex: 0, 'aria-label': label });
  let lines = [];
  const draw = eachFrame(() => list.replaceChildren(...lines.map(row)), signal);
  return {
    list,
    get lines() {
      return lines;
    },
    add: (line) => {
      lines = [line, ...lines.slice(0, KEPT - 1)];
      draw();
    },
    clear: () => {
      lines = [];
      draw();
    },
  };
};

const votes = (cast) => (cast && cast.voters > 1
  ? `${cast.for} for, ${cast.against} against, ${cast.abstained} abstained of ${cast.voters} (quorum ${cast.quorum}, up to ${cast.tolerated_faults} at fault)`
  : 'one voter');

export const verifications = (signal) => {
  const stripes = svg('svg.stripes', { role: 'img', 'aria-label': 'No verification yet', preserveAspectRatio: 'none' });
  const { list, add, lines } = recent('Verifications', (line) => el(`li.${line.verified ? 'good' : 'bad'}`, {},
    el('time', {}, time(line.timestamp)),
    el('strong', {}, line.verified ? 'verified' : 'refuted'),
    el('span', {}, `${words(line.strategy)}, residual ${small(line.max_error)}, confidence ${percent(line.confidence)}`),
    el('span.quiet', {}, `${votes(line.votes)} · ${millis(line.verification_time_ms)}${line.drift_detected ? ` · drift ${real(line.drift_severity)}` : ''}${line.correction_applied ? ` · ${words(line.correction_applied)}` : ''}`)), signal);
  let all = lines;
  const draw = eachFrame(() => {
    const shown = all.slice(0, KEPT).reverse();
    stripes.setAttribute('viewBox', `0 0 ${KEPT * STRIPE} 40`);
    stripes.setAttribute('aria-label', `The last ${shown.length} verifications: ${shown.filter((each) => each.verified).length} found nothing against x`);
    stripes.replaceChildren(...shown.map((line, k) => {
      const cast = line.votes ?? {};
      const against = cast.voters ? (cast.against + cast.abstained) / cast.voters : 0;
      return svg(`g.${line.verified ? 'good' : 'bad'}`, {},
        svg('rect', { x: k * STRIPE, width: STRIPE - 2, y: 40 * against, height: 40 * (1 - against) }),
        svg('rect.against', { x: k * STRIPE, width: STRIPE - 2, y: 0, height: 40 * against }),
        svg('title', {}, `${time(line.timestamp)}: ${votes(cast)}`));
    }));
  }, signal);
  const plan = facts();
  return {
    node: card('Verification', {}, stripes, plan.list, list),
    add: (line) => {
      all = [line, ...all.slice(0, KEPT - 1)];
      add(line);
      draw();
    },
    status: ({ verification: v }) => {
      plan.set('Every', `${count(v.interval)} iterations × ${real(v.multiplier)}`);
      plan.set('Next at', count(v.next_due));
      plan.set('Drift', v.drift.severity === null ? NONE : real(v.drift.severity));
      plan.set('Corrections', count(v.corrections));
      plan.set('Stagnation', v.stagnation ? 'yes' : 'no');
    },
  };
};

export const costFeed = (signal) => {
  const speed = el('strong.figure', {}, '0/s');
  const hot = el('ol.hot');
  const heat = new Map();
  let times = [];
  const { list, add } = recent('Costs applied', (line) => el('li', {},
    el('time', {}, time(line.timestamp)),
    el('span', {}, `revision ${count(line.revision)}${line.updates > 1 ? ` (${count(line.updates)} updates)` : ''} by ${words(line.method)}`),
    el('span.quiet', {}, `${count(line.changed_entries)} entries moved, work ${about(line.work)}, ${millis(line.latency_ms)}`
      + `${line.source_node ? ` · from ${line.source_node}` : ''}`)), signal);
  const measure = () => {
    const since = Date.now() - WINDOW_MS;
    times = times.filter(([at]) => at >= since);
    say(speed, rate(times.reduce((sum, [, updates]) => sum + updates, 0) / (WINDOW_MS / 1000)));
  };
  const draw = eachFrame(() => {
    const top = [...heat].sort(([, a], [, b]) => b.times - a.times).slice(0, HOTTEST);
    const most = top[0]?.[1].times ?? 1;
    hot.replaceChildren(...top.map(([index, each]) => el('li', {}, el('span', {}, `x[${count(index)}]`),
      el('span.bar', { 'aria-hidden': 'true' }, el('i', { style: { width: `${(100 * each.times) / most}%` } })),
      el('span.number', {}, `${count(each.times)} × · ${real(each.value)}`))));
  }, signal);
  const timer = setInterval(measure, 1_000);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  return {
    node: card('Costs', {}, el('p', {}, speed, ' updates, over ten seconds'),
      el('h3', {}, 'Hottest entries'), el('p.quiet', {}, 'Most often among those that moved most.'), hot, el('h3', {}, 'Lately'), list),
    add: (line) => {
      times.push([Date.parse(line.timestamp), line.updates ?? 1]);
      line.x_partial?.indices.forEach((index, k) => {
        const known = heat.get(index);
        heat.set(index, { times: (known?.times ?? 0) + 1, value: line.x_partial.values[k] });
      });
      // The ones that were not seen again make room.
      if (heat.size > MOST_ENTRIES) [...heat].filter(([, each]) => each.times === 1).forEach(([index]) => heat.delete(index));
      add(line);
      measure();
      draw();
    },
  };
};

const told = {
  session_opened: (line) => ['calm', `opened: ${line.method}, ${line.preconditioner}`, [line.reason, ...(line.warnings ?? [])].filter(Boolean).join(' ')],
  convergence_signal: (line) => [line.converged ? 'good' : 'calm', line.converged ? 'converged' : 'not converged', `revision ${line.revision}, residual ${small(line.current_state?.residual_norm)}`],
  correction: (line) => ['warn', `${words(line.action)} after ${words(line.trigger)}`, line.detail],
  session_migrated: (line) => ['warn', `moved from ${line.from_node} to ${line.to_node}`, `after ${millis(line.gap_ms)}`],
  stream_gap: (line) => ['warn', `${count(line.dropped)} lines left out`, `${words(line.reason)}, ${line.first_seq} to ${line.last_seq}`],
  snapshot: (line) => ['calm', 'snapshot', `stands for every line up to ${line.seq}`],
  solution: (line) => [line.verified ? 'good' : 'warn', `solution: ${words(line.stop_reason)}`, `residual ${small(line.residual_norm)} recomputed, backward error ${small(line.backward_error)}, bound ${small(line.error_bound)} (${line.error_bound_kind})`],
  error: (line) => ['bad', line.problem.title ?? line.problem.code, `${line.problem.detail ?? ''} ${line.problem.hint ?? ''}`],
  session_expiring: (line) => ['warn', 'expires soon', `at ${time(line.at)}`],
  session_closed: (line) => ['calm', 'closed', words(line.reason)],
};

/** Corrections, and whatever else is no number. */
export const happenings = (signal) => {
  const { list, add } = recent('What happened', (line) => {
    const [kind, title, text] = told[line.type](line);
    return el(`li.${kind}`, {}, el('time', {}, line.timestamp ? time(line.timestamp) : ''), el('strong', {}, title), el('span.quiet', {}, text ?? ''));
  }, signal);
  return { node: card('Corrections and events', {}, list), add: (line) => told[line.type] && add(line) };
};

const yes = (value) => (value === true ? 'yes' : value === false ? 'no' : words(value));

/** What the matrix looks like, read once. */
export const portraitCard = (id, signal) => {
  const place = el('div.portrait', {}, el('p.quiet', {}, 'Looking at the matrix …'));
  const list = facts();
  const node = card('Matrix', { wide: true }, place, list.list);
  const load = async () => {
    try {
      const portrait = await get(`/api/v1/sessions/${id}/portrait?side=96`);
      if (signal.aborted) return;
      place.replaceChildren(sparsity(portrait, signal), dominance(portrait.dominance));
      list.set('Rows', count(portrait.rows));
      list.set('Entries', count(portrait.nnz));
      list.set('Bandwidth', count(portrait.bandwidth));
      list.set('Entries a row', `${count(portrait.shortest_row)} to ${count(portrait.longest_row)}`);
    } catch (failure) {
      if (!signal.aborted) place.replaceChildren(problem(failure));
    }
  };
  load();
  return {
    node,
    status: ({ matrix_class: known }) => {
      if (!known) return;
      list.set('Symmetric', yes(known.symmetric));
      list.set('Positive definite', yes(known.spd));
      list.set('M-matrix', yes(known.m_matrix));
      list.set('Dominant by rows', yes(known.diagonal_dominance.row));
      list.set('by columns', yes(known.diagonal_dominance.column));
      list.set('Ratio', real(known.diagonal_dominance.ratio));
    },
  };
};

/** The swarm's links as a picture; whoever lies is named. */
export const swarmCard = (id, signal) => {
  const place = el('div.swarm-picture', {}, el('p.quiet', {}, 'No swarm has been heard of.'));
  const list = facts();
  let last = 0;
  const load = async () => {
    if (Date.now() - last < WINDOW_MS) return;
    last = Date.now();
    try {
      const swarm = await get(`/api/v1/swarm/${id}`);
      if (signal.aborted) return;
      const liars = new Set(swarm.aggregation.distrusted ?? []);
      place.replaceChildren(topology(swarm, liars));
      list.set('Topology', words(swarm.topology));
      list.set('Members', count(swarm.members.length));
      list.set('Quorum', count(swarm.quorum));
      list.set('Faults tolerated', count(swarm.tolerated_faults));
      list.set('Not trusted', liars.size ? [...liars].join(', ') : 'nobody');
    } catch (failure) {
      if (!signal.aborted && failure instanceof Problem) place.replaceChildren(problem(failure));
    }
  };
  load();
  return { node: card('Swarm', {}, place, list.list), load };
};

export const performance = () => {
  const list = facts();
  const parts = el('tbody');
  const table = el('div.scroll', { tabindex: 0, role: 'region', 'aria-label': 'Parts', hidden: true },
    el('table', {}, el('thead', {}, el('tr', {}, ['Part', 'Node', 'Rows', 'Halo', 'Sent'].map((each) => el('th', { scope: 'col' }, each)))), parts));
  return {
    node: card('Performance', {}, list.list, table),
    line: ({ performance: p }) => {
      if (!p) return;
      list.set('An iteration', millis(p.iteration_time_ms));
      list.set('Memory', bytes(p.memory_usage_mb * 2 ** 20));
      list.set('Arithmetic', p.flops === null ? NONE : `${about(p.flops)}flop/s`);
    },
    status: (status) => {
      list.set('Iterations', count(status.iterations));
      list.set('Costs applied', count(status.costs_applied));
      list.set('of them significant', count(status.changes.significant));
      list.set('Readers', count(status.followers));
      const told = status.partitions?.parts ?? [];
      table.hidden = told.length === 0;
      parts.replaceChildren(...told.map((part) => el('tr', {}, [count(part.part), part.node, count(part.rows), count(part.halo), bytes(part.answer_bytes)]
        .map((each) => el('td', {}, each)))));
    },
  };
};

export const shell = (id) => card('The same in a shell', { wide: true },
  copyable('Status', curl('GET', `/api/v1/status/${id}`)),
  copyable('Lines from the first', curl('GET', `/api/v1/sessions/${id}/stream?from=0`, undefined, 'application/x-ndjson')),
  copyable('x', curl('GET', `/api/v1/sessions/${id}/solution`)),
  copyable('Matrix', curl('GET', `/api/v1/sessions/${id}/portrait`)),
  copyable('Swarm', curl('GET', `/api/v1/swarm/${id}`)),
  copyable('Verify', curl('POST', '/api/v1/verify', { session_id: id })),
  copyable('Change a cost', curl('POST', '/api/v1/swarm/costs?wait=applied', { session_id: id, delta_costs: { indices: [0], values: [1] } })));

export const stateChip = (state) => chip(state, words(state));
