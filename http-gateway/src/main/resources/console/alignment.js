// SPDX-License-Identifier: Apache-2.0
/** Two series and their alignment by dynamic time warping: the first above, the second below, a line for each pair. */
import '/console/d3.min.js';
import { canvas, colour, el, mark } from './dom.js';
import { count, real } from './format.js';

const { d3 } = globalThis;
const MARGIN = { top: 12, right: 12, bottom: 24, left: 12 };
/** Of the height, between the two series. */
const GAP = 0.16;
/** Pairs drawn; of a longer path every so many. */
const MOST_LINKS = 400;

const spread = ([low, high]) => (low === high ? [low - 1, high + 1] : [low, high]);

export const alignmentPlot = (signal) => {
  let shown;
  const draw = (context, width, height) => {
    if (!shown) return;
    const { a, b, path } = shown;
    const inner = height - MARGIN.top - MARGIN.bottom;
    const half = (inner * (1 - GAP)) / 2;
    const x = d3.scaleLinear().domain([0, Math.max(a.length, b.length, 2) - 1]).range([MARGIN.left, width - MARGIN.right]);
    // Each over its own range: series are compared by their shapes.
    const above = d3.scaleLinear().domain(spread(d3.extent(a))).range([MARGIN.top + half, MARGIN.top]);
    const below = d3.scaleLinear().domain(spread(d3.extent(b))).range([height - MARGIN.bottom, height - MARGIN.bottom - half]);
    const every = Math.ceil(path.length / MOST_LINKS);
    context.strokeStyle = colour('quiet');
    context.globalAlpha = 0.45;
    context.lineWidth = 1;
    context.beginPath();
    path.forEach(([i, j], k) => {
      if (k % every !== 0 && k !== path.length - 1) return;
      context.moveTo(x(i), above(a[i]));
      context.lineTo(x(j), below(b[j]));
    });
    context.stroke();
    context.globalAlpha = 1;
    for (const [values, y, tint] of [[a, above, 'accent'], [b, below, 'second']]) {
      context.strokeStyle = colour(tint);
      context.lineWidth = 2;
      context.lineJoin = 'round';
      context.beginPath();
      d3.line().x((_, k) => x(k)).y((each) => y(each)).context(context)(values);
      context.stroke();
    }
    context.fillStyle = colour('quiet');
    context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
    context.textAlign = 'center';
    context.textBaseline = 'top';
    x.ticks(Math.max(2, Math.floor(width / 110))).filter(Number.isInteger).forEach((tick) => context.fillText(String(tick), x(tick), height - MARGIN.bottom + 7));
  };
  const { node, repaint } = canvas({ class: 'alignment', role: 'img', tabindex: 0, 'aria-label': 'Nothing is compared yet' }, draw, signal);
  return {
    node,
    legend: el('p.legend', {}, el('span.key.accent', {}, 'first series'), el('span.key.second', {}, 'second series'), el('span', {}, 'lines join what is aligned')),
    /** @param path pairs of places, one of each series */
    show: (a, b, path, similarity) => {
      shown = { a, b, path };
      const furthest = d3.max(path, ([i, j]) => Math.abs(i - j)) ?? 0;
      mark(node, 'aria-label', `Series of ${count(a.length)} and ${count(b.length)} values, aligned by ${count(path.length)} pairs, at most ${count(furthest)} places apart, similarity ${real(similarity)}`);
      mark(node, 'data-pairs', path.length);
      repaint();
    },
    clear: () => {
      shown = undefined;
      mark(node, 'data-pairs', null);
      mark(node, 'aria-label', 'Nothing is compared yet');
      repaint();
    },
  };
};
