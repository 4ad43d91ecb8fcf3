// SPDX-License-Identifier: Apache-2.0
/** Figures of a field over its steps, a small plot each, and how many growth events there were. */
import '/console/d3.min.js';
import { canvas, colour, el, eachFrame, mark, say } from './dom.js';
import { real } from './format.js';

const { d3 } = globalThis;
/** Beyond it every second point of the older half is left out. */
const MOST_POINTS = 2_000;
const TOLD_MS = 2_000;
const MARGIN = { top: 6, right: 6, bottom: 6, left: 6 };
const FEATURES = {
  pot_mean_mV: ['Mean potential', 'mV'],
  pot_std_mV: ['Standard deviation', 'mV'],
  pot_min_mV: ['Lowest potential', 'mV'],
  pot_max_mV: ['Highest potential', 'mV'],
  active_nodes: ['Active cells', ''],
  activity_ratio: ['Active share', ''],
  fractal_dimension: ['Fractal dimension', ''],
  total_energy: ['Total energy', 'V²'],
  spatial_variance: ['Spatial variance', 'V²/cell²'],
};
const GROWTH = 'growth_events';

const short = (value) => real(Number(value.toPrecision(4)));
/** Half of the points of the first half. */
const thinned = (points) => points.filter((_, k) => k > points.length / 2 || k % 2 === 0);

const plot = (name, title, unit, points, signal) => {
  const now = el('strong.number', {}, '–');
  const low = el('span.number');
  const high = el('span.number');
  let told = 0;
  let kept = [];
  let span = [];
  const { node, repaint } = canvas({ role: 'img', 'aria-label': `${title}, no value yet` }, (context, width, height) => {
    if (kept.length < 2) return;
    const x = d3.scaleLinear().domain([kept[0].step, kept.at(-1).step]).range([MARGIN.left, width - MARGIN.right]);
    const [least, most] = span;
    const y = d3.scaleLinear().domain(least === most ? [least - 1, most + 1] : [least, most]).range([height - MARGIN.bottom, MARGIN.top]);
    context.strokeStyle = colour('accent');
    context.lineWidth = 1.6;
    context.lineJoin = 'round';
    context.beginPath();
    d3.line().x((each) => x(each.step)).y((each) => y(each[name])).context(context)(kept);
    context.stroke();
  }, signal);
  return {
    node: el('figure.small', { 'data-feature': name },
      el('figcaption', {}, el('span', {}, title), now, unit && ` ${unit}`), node,
      el('p.quiet', {}, el('span', {}, 'least ', low), el('span', {}, 'most ', high))),
    clear: () => {
      kept = [];
      [now, low, high].forEach((each) => say(each, '–'));
      repaint();
    },
    draw: () => {
      kept = points().filter((each) => each[name] !== undefined);
      if (kept.length === 0) return;
      span = d3.extent(kept, (each) => each[name]);
      const value = kept.at(-1)[name];
      say(now, short(value));
      say(low, short(span[0]));
      say(high, short(span[1]));
      if (Date.now() - told > TOLD_MS) {
        told = Date.now();
        mark(node, 'aria-label', `${title}: ${short(value)} ${unit}`);
      }
      repaint();
    },
  };
};

export const featurePlots = (signal) => {
  let points = [];
  const plots = [...Object.entries(FEATURES), [GROWTH, ['Growth events so far', '']]]
    .map(([name, [title, unit]]) => plot(name, title, unit, () => points, signal));
  const draw = eachFrame(() => plots.forEach((each) => each.draw()), signal);
  return {
    node: el('div.smalls', {}, plots.map((each) => each.node)),
    clear: () => {
      points = [];
      plots.forEach((each) => each.clear());
    },
    /** @param figures some of them after `step` */
    add: (step, figures) => {
      const last = points.at(-1);
      if (last?.step === step) {
        Object.assign(last, figures);
      } else {
        points.push({ step, ...figures });
        if (points.length > MOST_POINTS) points = thinned(points);
      }
      draw();
    },
  };
};
