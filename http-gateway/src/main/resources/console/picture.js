// SPDX-License-Identifier: Apache-2.0
/** Pictures of many numbers: where a matrix has entries, what x looks like, how rows are dominated. */
import { calm, canvas, colour, el, mark, svg } from './dom.js';
import { count, real } from './format.js';

const WAVE_MS = 1_400;

const channels = (name) => {
  const probe = document.createElement('canvas').getContext('2d');
  probe.fillStyle = colour(name);
  probe.fillRect(0, 0, 1, 1);
  return probe.getImageData(0, 0, 1, 1).data;
};

/** `values` as pixels of a grid, each by `paint(value, k)` → [red, green, blue, alpha]. */
const pixels = (width, values, paint) => {
  const height = Math.ceil(values.length / width);
  const image = new ImageData(width, height);
  for (let k = 0; k < values.length; k += 1) image.data.set(paint(values[k], k), 4 * k);
  const grid = document.createElement('canvas');
  grid.width = width;
  grid.height = height;
  grid.getContext('2d').putImageData(image, 0, 0);
  return grid;
};

const fitted = (context, grid, width, height) => {
  const scale = Math.min(width / grid.width, height / grid.height);
  context.imageSmoothingEnabled = scale < 1;
  const box = { left: (width - grid.width * scale) / 2, top: (height - grid.height * scale) / 2, scale };
  context.drawImage(grid, box.left, box.top, grid.width * scale, grid.height * scale);
  return box;
};

/** Where entries lie: the darker a cell, the more of them, on a log scale. */
export const sparsity = (portrait, signal) => {
  const most = Math.log1p(Math.max(...portrait.cells));
  return canvas({
    class: 'sparsity', role: 'img',
    'aria-label': `Where the ${count(portrait.nnz)} entries lie, in ${portrait.side} by ${portrait.side} cells; the farthest is ${count(portrait.bandwidth)} from the diagonal`,
  }, (context, width, height) => {
    const [red, green, blue] = channels('accent');
    const grid = pixels(portrait.side, portrait.cells, (entries) => [red, green, blue, entries ? 70 + 185 * (Math.log1p(entries) / most) : 0]);
    const { left, top, scale } = fitted(context, grid, width, height);
    context.strokeStyle = colour('rule');
    context.strokeRect(left + 0.5, top + 0.5, grid.width * scale - 1, grid.height * scale - 1);
  }, signal).node;
};

/** Rows by how far their diagonal dominates them. */
export const dominance = (bands) => {
  const most = Math.max(1, ...bands.map((each) => each.rows));
  const bar = 22;
  const name = (band) => (band.to === null ? `≥ ${band.from}` : `${band.from} – ${band.to}`);
  return el('figure.dominance', {},
    el('figcaption', {}, '|aᵢᵢ| over the sum of the row’s other entries'),
    el('ol', {}, bands.map((band) => el(`li.${band.from >= 1 ? 'good' : 'warn'}`, {},
      el('span', {}, name(band)),
      svg('svg', { viewBox: `0 0 100 ${bar}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
        svg('rect', { width: Math.max(band.rows ? 0.8 : 0, (100 * band.rows) / most), height: bar })),
      el('span.number', {}, count(band.rows))))));
};

const mixed = (low, high, part) => low.map((each, k) => each + (high[k] - each) * part);
const HEAT = [[13, 27, 62], [17, 86, 140], [42, 157, 143], [233, 196, 106], [244, 128, 66], [250, 240, 220]];
const SHADES = 255;
export const PALETTE = Array.from({ length: SHADES + 1 }, (_, shade) => {
  const at = Math.min(0.9999, shade / SHADES) * (HEAT.length - 1);
  return [...mixed(HEAT[Math.floor(at)], HEAT[Math.floor(at) + 1], at % 1), 255];
});
const heat = (part) => PALETTE[Math.round(SHADES * part)] ?? PALETTE[0];

/** x as a heat map of `width` columns, or as a curve; `pick(index)` where somebody points at an entry. */
export const xPicture = (pick, signal) => {
  let x = new Float64Array();
  let change;
  let columns = 1;
  let form = 'heat';
  let wave = 1;
  let box;

  const extent = (values) => {
    let [low, high] = [Infinity, -Infinity];
    for (const each of values) {
      if (each < low) low = each;
      if (each > high) high = each;
    }
    return [low, high];
  };

  const curve = (context, width, height) => {
    const values = form === 'change' ? change : x;
    const [low, high] = extent(values);
    const reach = high - low || 1;
    context.strokeStyle = colour('accent');
    context.lineWidth = 1.4;
    context.beginPath();
    // A column of pixels shows the span of what falls into it.
    const each = Math.max(1, Math.floor(values.length / (2 * width)));
    for (let k = 0; k < values.length; k += each) {
      const [from, to] = extent(values.subarray(k, k + each));
      const across = (k / Math.max(1, values.length - 1)) * (width - 8) + 4;
      context.lineTo(across, height - 6 - ((from - low) / reach) * (height - 12));
      if (to !== from) context.lineTo(across, height - 6 - ((to - low) / reach) * (height - 12));
    }
    context.stroke();
    context.fillStyle = colour('quiet');
    context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
    context.fillText(real(high), 6, 14);
    context.fillText(real(low), 6, height - 8);
  };

  const map = (context, width, height) => {
    const [low, high] = extent(x);
    const reach = high - low || 1;
    box = fitted(context, pixels(columns, x, (each) => heat((each - low) / reach)), width, height);
  };

  /** The last repair: what it moved most first, then outward to what it hardly touched. */
  const moved = (context, width, height) => {
    const [, high] = extent(change.map(Math.abs));
    const top = Math.log10(high || 1);
    const depth = 8;
    const [up, down] = [channels('wave-up'), channels('wave-down')];
    box = fitted(context, pixels(columns, change, (each) => {
      const part = each === 0 ? 0 : 1 - (top - Math.log10(Math.abs(each))) / depth;
      if (part <= 0 || part < 1 - wave) return [128, 128, 128, 24];
      const [red, green, blue] = each > 0 ? up : down;
      return [red, green, blue, 40 + 215 * part];
    }), width, height);
  };

  const { node, repaint } = canvas({ class: 'x', role: 'img', 'aria-label': 'x, not read yet' }, (context, width, height) => {
    if (x.length === 0) return;
    if (form === 'curve') curve(context, width, height);
    else if (form === 'change' && change) moved(context, width, height);
    else map(context, width, height);
  }, signal);

  node.addEventListener('click', (event) => {
    if (!box || form === 'curve') return;
    const column = Math.floor((event.offsetX - box.left) / box.scale);
    const row = Math.floor((event.offsetY - box.top) / box.scale);
    const index = row * columns + column;
    if (column >= 0 && column < columns && row >= 0 && index < x.length) pick(index);
  });

  const roll = () => {
    const began = performance.now();
    const step = (now) => {
      wave = calm() ? 1 : Math.min(1, (now - began) / WAVE_MS);
      repaint();
      if (wave < 1 && !signal.aborted) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  };

  return {
    node,
    show: (next) => {
      form = next;
      repaint();
    },
    width: (next) => {
      columns = Math.max(1, Math.min(x.length || 1, Math.round(next)));
      repaint();
    },
    set: (next) => {
      x = next;
      const [low, high] = extent(x);
      mark(node, 'aria-label', `x: ${count(x.length)} entries from ${real(low)} to ${real(high)}`);
      repaint();
    },
    /** `before` and now differ by the last repair. */
    changed: (before) => {
      if (before.length !== x.length) return;
      change = x.map((each, k) => each - before[k]);
      form = 'change';
      roll();
    },
  };
};
