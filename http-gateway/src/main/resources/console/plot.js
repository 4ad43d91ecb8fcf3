// SPDX-License-Identifier: Apache-2.0
/** Residual and error bound over a session's life, on a log scale, as it goes on. Scales, ticks and zoom are d3's. */
import '/console/d3.min.js';
import { canvas, colour, el, mark } from './dom.js';
import { small } from './format.js';

const { d3 } = globalThis;
/** Beyond it every second point of the older half is left out. */
const MOST_POINTS = 12_000;
const MARGIN = { top: 10, right: 12, bottom: 26, left: 52 };
const ALONG = {
  iteration: { title: 'Iteration', of: (point) => point.iteration },
  time: { title: 'Time', of: (point) => point.time },
  line: { title: 'Line of the stream', of: (point) => point.seq },
};
const SERIES = [
  { key: 'residual', title: 'relative residual', tint: 'accent' },
  { key: 'bound', title: 'error bound', tint: 'second' },
];

/** Half of the points of the first half. */
const thinned = (points) => points.filter((_, k) => k > points.length / 2 || k % 2 === 0);

export const residualPlot = (signal) => {
  let points = [];
  let marks = [];
  let along = ALONG.iteration;
  let zoomed = d3.zoomIdentity;
  let tolerance;

  const scales = (width, height) => {
    const [first, last] = d3.extent(points, along.of);
    const base = (along === ALONG.time ? d3.scaleTime() : d3.scaleLinear())
      .domain(first === last ? [first ?? 0, (last ?? 0) + 1] : [first, last]).range([MARGIN.left, width - MARGIN.right]);
    const x = zoomed.rescaleX(base);
    const [from, to] = x.domain();
    const seen = points.filter((each) => along.of(each) >= +from && along.of(each) <= +to);
    const values = (seen.length ? seen : points).flatMap((each) => [each.residual, each.bound]).filter((each) => each > 0);
    const low = Math.min(d3.min(values) ?? 1e-9, tolerance ?? Infinity);
    const high = d3.max(values) ?? 1;
    const y = d3.scaleLog().domain([low / 2, high * 2]).range([height - MARGIN.bottom, MARGIN.top]).clamp(true);
    return { x, y };
  };

  const draw = (context, width, height) => {
    const { x, y } = scales(width, height);
    context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
    context.lineWidth = 1;
    const quiet = colour('quiet');
    const rule = colour('rule');
    const [low, high] = y.domain();
    const powers = d3.range(Math.ceil(Math.log10(low)), Math.floor(Math.log10(high)) + 1);
    const step = Math.max(1, Math.ceil(powers.length / (height / 34)));
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    for (const power of powers.filter((each) => each % step === 0)) {
      const at = y(10 ** power);
      context.strokeStyle = rule;
      context.beginPath();
      context.moveTo(MARGIN.left, at);
      context.lineTo(width - MARGIN.right, at);
      context.stroke();
      context.fillStyle = quiet;
      context.fillText(`1e${power}`, MARGIN.left - 6, at);
    }
    context.textAlign = 'center';
    context.textBaseline = 'top';
    const ticks = x.ticks(Math.max(2, Math.floor(width / 110)));
    const format = x.tickFormat(Math.max(2, Math.floor(width / 110)));
    ticks.forEach((tick) => context.fillText(format(tick), x(tick), height - MARGIN.bottom + 8));

    context.save();
    context.beginPath();
    context.rect(MARGIN.left, 0, width - MARGIN.left - MARGIN.right, height - MARGIN.bottom);
    context.clip();
    for (const each of marks) {
      context.strokeStyle = colour(each.tint);
      context.globalAlpha = 0.35;
      context.beginPath();
      context.moveTo(x(along.of(each)), MARGIN.top);
      context.lineTo(x(along.of(each)), height - MARGIN.bottom);
      context.stroke();
    }
    context.globalAlpha = 1;
    if (tolerance) {
      context.strokeStyle = colour('good');
      context.setLineDash([5, 4]);
      context.beginPath();
      context.moveTo(MARGIN.left, y(tolerance));
      context.lineTo(width, y(tolerance));
      context.stroke();
      context.setLineDash([]);
    }
    for (const { key, tint } of SERIES) {
      context.strokeStyle = colour(tint);
      context.lineWidth = 1.8;
      context.lineJoin = 'round';
      context.beginPath();
      d3.line().defined((each) => each[key] > 0).x((each) => x(along.of(each))).y((each) => y(each[key])).context(context)(points);
      context.stroke();
    }
    const last = points.at(-1);
    if (last?.residual > 0) {
      context.fillStyle = colour('accent');
      context.beginPath();
      context.arc(x(along.of(last)), y(last.residual), 3, 0, 2 * Math.PI);
      context.fill();
    }
    context.restore();
  };

  const { node, repaint } = canvas({ class: 'plot', role: 'img', tabindex: 0, 'aria-label': 'Residual, no line yet' }, draw, signal);
  const zoom = d3.zoom().scaleExtent([1, 400]).on('zoom', (event) => {
    zoomed = event.transform;
    repaint();
  });
  const surface = d3.select(node).call(zoom).on('dblclick.zoom', null);
  new ResizeObserver(() => {
    const size = [[MARGIN.left, 0], [node.clientWidth - MARGIN.right, node.clientHeight]];
    zoom.extent(size).translateExtent(size);
  }).observe(node);
  const change = (factor) => (factor ? zoom.scaleBy(surface, factor) : zoom.transform(surface, d3.zoomIdentity));
  node.addEventListener('keydown', (event) => {
    const factor = { '+': 1.5, '=': 1.5, '-': 1 / 1.5, 0: 0 }[event.key];
    const pan = { ArrowLeft: 40, ArrowRight: -40 }[event.key];
    if (factor !== undefined) change(factor);
    else if (pan) zoom.translateBy(surface, pan / zoomed.k, 0);
    else return;
    event.preventDefault();
  });
  node.addEventListener('dblclick', () => change(0));

  const axis = el('select', {
    'aria-label': 'Along',
    onchange: () => {
      along = ALONG[axis.value];
      change(0);
      repaint();
    },
  }, Object.entries(ALONG).map(([key, each]) => el('option', { value: key }, each.title)));
  const button = (text, label, factor) => el('button.plain', { type: 'button', 'aria-label': label, onclick: () => change(factor) }, text);
  const tools = [axis, button('+', 'Zoom in', 1.5), button('−', 'Zoom out', 1 / 1.5), button('Whole', 'Show the whole life', 0)];
  const legend = el('p.legend', {}, SERIES.map(({ title, tint }) => el(`span.key.${tint}`, {}, title)), el('span.key.good', {}, 'tolerance'));
  let told = 0;

  return {
    node,
    tools,
    legend,
    tolerance: (value) => {
      tolerance = value;
      repaint();
    },
    add: (point) => {
      points.push(point);
      if (points.length > MOST_POINTS) points = thinned(points);
      if (Date.now() - told > 2_000) {
        told = Date.now();
        mark(node, 'aria-label', `Residual ${small(point.residual)} at iteration ${point.iteration}, error bound ${small(point.bound)}`);
      }
      repaint();
    },
    mark: (each) => {
      marks = [...marks.slice(-200), each];
      repaint();
    },
  };
};
