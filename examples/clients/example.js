// SPDX-License-Identifier: Apache-2.0
import { Client, coo } from './rivulet.js';

const SIDE = 40;
const SHOWN_LINES = 12;
const plate = document.querySelector('#plate');
const said = document.querySelector('#said');
let session;

/** −1 to each neighbour, 4 to itself. */
const laplacian = () => {
  const [rows, columns, values] = [[], [], []];
  const add = (row, column, value) => {
    rows.push(row);
    columns.push(column);
    values.push(value);
  };
  for (let i = 0; i < SIDE * SIDE; i += 1) {
    add(i, i, 4);
    if (i % SIDE > 0) add(i, i - 1, -1);
    if (i % SIDE < SIDE - 1) add(i, i + 1, -1);
    if (i >= SIDE) add(i, i - SIDE, -1);
    if (i < SIDE * (SIDE - 1)) add(i, i + SIDE, -1);
  }
  return coo(SIDE * SIDE, rows, columns, values);
};

const tell = (text) => {
  said.textContent = [text, ...said.textContent.split('\n')].slice(0, SHOWN_LINES).join('\n');
};

const draw = (x) => {
  const context = plate.getContext('2d');
  const image = context.createImageData(SIDE, SIDE);
  const warmest = Math.max(...x);
  x.forEach((each, k) => image.data.set([255 * (each / warmest), 80 * (each / warmest), 120 * (1 - each / warmest), 255], 4 * k));
  context.putImageData(image, 0, 0);
};

const warm = async (index) => {
  const applied = await session.update({ delta: { [index]: 1 } }, { wait: true });
  tell(`revision ${applied.revision} by ${applied.method}: ${applied.changed_entries} points moved, ${applied.latency_ms.toFixed(1)} ms`);
  draw(await session.x(applied.revision));
};

const begin = async (token) => {
  session?.lines.close();
  const client = new Client(location.origin, { token });
  session = await client.open({
    matrix: laplacian(), vector: { [SIDE * 20 + 20]: 4 }, name: 'warm plate in a browser', options: { live: true, expires_after_s: 300 },
  });
  const solution = await session.solved();
  tell(`${session.opened.method}: ${solution.verified ? 'verified' : 'not verified'}, residual ${solution.residual_norm.toExponential(1)}`);
  draw(solution.x);
  await warm(SIDE * 8 + 30);
};

const tried = (what) => what.catch((failure) => tell(`${failure.name}: ${failure.message}`));

plate.addEventListener('click', (event) => {
  const scale = SIDE / plate.clientWidth;
  tried(warm(Math.floor(event.offsetY * scale) * SIDE + Math.floor(event.offsetX * scale)));
});
document.querySelector('#who').addEventListener('submit', (event) => {
  event.preventDefault();
  tried(begin(document.querySelector('#token').value || undefined));
});
tried(begin());
