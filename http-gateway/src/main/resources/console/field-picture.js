// SPDX-License-Identifier: Apache-2.0
/** A field as a heat map: one of its three quantities, and the value of a cell that somebody points at. */
import { canvas, colour, el, mark, say } from './dom.js';
import { count, real } from './format.js';
import { PALETTE } from './picture.js';

const QUANTITIES = {
  potential: { title: 'Potential', of: (snapshot) => snapshot.field, factor: 1000, unit: ' mV', whole: [-95, 40] },
  activator: { title: 'Activator', of: (snapshot) => snapshot.activator, factor: 1, unit: '', whole: [0, 1] },
  inhibitor: { title: 'Inhibitor', of: (snapshot) => snapshot.inhibitor, factor: 1, unit: '', whole: [0, 1] },
};
const TOLD_MS = 2_000;
const shades = new Uint32Array(PALETTE.map(([red, green, blue]) => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0));

/** Little-endian integers, as every browser's machine has them, times their scale. */
const values = ({ data, scale }, factor) => {
  const raw = atob(data);
  const bytes = new Uint8Array(raw.length);
  for (let k = 0; k < raw.length; k += 1) bytes[k] = raw.charCodeAt(k);
  return Float32Array.from(new Int16Array(bytes.buffer), (each) => each * scale * factor);
};

const extent = (field) => {
  let [low, high] = [Infinity, -Infinity];
  for (const each of field) {
    if (each < low) low = each;
    if (each > high) high = each;
  }
  return [low, high];
};

export const fieldPicture = (signal) => {
  let quantity = QUANTITIES.potential;
  let snapshot;
  let field;
  let span = [0, 1];
  let wholeRange = false;
  let cell;
  let box;
  let told = 0;
  const grid = el('canvas');

  const low = el('span.number');
  const high = el('span.number');
  const legend = el('p.heat-legend', {}, low, el('span.ramp', { 'aria-hidden': 'true' }), high);
  const readout = el('p.quiet', { role: 'status' });

  const paint = () => {
    const side = snapshot.grid_size;
    if (grid.width !== side || grid.height !== side) {
      grid.width = side;
      grid.height = side;
    }
    const image = new ImageData(side, side);
    const pixels = new Uint32Array(image.data.buffer);
    const factor = (shades.length - 1) / (span[1] - span[0] || 1);
    for (let k = 0; k < field.length; k += 1) {
      pixels[k] = shades[Math.max(0, Math.min(shades.length - 1, Math.round((field[k] - span[0]) * factor)))];
    }
    grid.getContext('2d').putImageData(image, 0, 0);
  };

  const { node, repaint } = canvas({
    class: 'field', role: 'img', tabindex: 0, 'aria-label': 'No field yet', 'data-step': -1,
  }, (context, width, height) => {
    if (!field) return;
    const side = snapshot.grid_size;
    const scale = Math.min(width, height) / side;
    box = { left: (width - side * scale) / 2, top: (height - side * scale) / 2, scale };
    context.imageSmoothingEnabled = false;
    context.drawImage(grid, box.left, box.top, side * scale, side * scale);
    if (cell) {
      context.strokeStyle = colour('ink');
      context.lineWidth = 3;
      context.strokeRect(box.left + cell.column * scale - 1.5, box.top + cell.row * scale - 1.5, scale + 3, scale + 3);
      context.strokeStyle = colour('surface');
      context.lineWidth = 1;
      context.strokeRect(box.left + cell.column * scale - 1.5, box.top + cell.row * scale - 1.5, scale + 3, scale + 3);
    }
  }, signal);

  const shown = (value) => `${real(Number(value.toPrecision(4)))}${quantity.unit}`;

  const draw = () => {
    if (!snapshot) return;
    field = values(quantity.of(snapshot), quantity.factor);
    const found = extent(field);
    span = wholeRange ? quantity.whole : found;
    say(low, shown(span[0]));
    say(high, shown(span[1]));
    mark(node, 'data-step', snapshot.step);
    if (Date.now() - told > TOLD_MS) {
      told = Date.now();
      mark(node, 'aria-label', `${quantity.title} of ${snapshot.grid_size} by ${snapshot.grid_size} cells after step `
        + `${count(snapshot.step)}: from ${shown(found[0])} to ${shown(found[1])}`);
    }
    paint();
    repaint();
  };

  const point = (row, column) => {
    const side = snapshot.grid_size;
    cell = { row: Math.max(0, Math.min(side - 1, row)), column: Math.max(0, Math.min(side - 1, column)) };
    say(readout, `Row ${cell.row}, column ${cell.column}: ${shown(field[cell.row * side + cell.column])} after step ${count(snapshot.step)}`);
    repaint();
  };
  node.addEventListener('pointerdown', (event) => {
    if (box && field) point(Math.floor((event.offsetY - box.top) / box.scale), Math.floor((event.offsetX - box.left) / box.scale));
  });
  node.addEventListener('keydown', (event) => {
    const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ?? [];
    if (down === undefined || !field) return;
    const middle = Math.floor(snapshot.grid_size / 2);
    point((cell?.row ?? middle) + down, (cell?.column ?? middle) + right);
    event.preventDefault();
  });

  const choice = el('select', {
    'aria-label': 'Quantity',
    onchange: () => show(choice.value),
  }, Object.entries(QUANTITIES).map(([name, each]) => el('option', { value: name }, each.title)));
  const range = el('select', {
    'aria-label': 'Colours over',
    onchange: () => {
      wholeRange = range.value === 'whole';
      draw();
    },
  }, el('option', { value: 'span' }, 'Least to most of it'), el('option', { value: 'whole' }, 'All that it may be'));
  const show = (name) => {
    quantity = QUANTITIES[name];
    choice.value = name;
    told = 0;
    draw();
  };

  return {
    node,
    legend,
    readout,
    tools: [choice, range],
    show,
    /** Another run begins; what is shown stays until its first picture comes. */
    begin: () => mark(node, 'data-step', -1),
    set: (next) => {
      if (snapshot?.grid_size !== next.grid_size) {
        cell = undefined;
        say(readout, '');
      }
      snapshot = next;
      draw();
    },
  };
};
