// SPDX-License-Identifier: Apache-2.0
/** A session from a file or from the gallery; it is watched on its own page. */
import { action, card, copyable, curl, failed, notice, problem, quoted } from './actions.js';
import { client } from './api.js';
import { el, say } from './dom.js';
import { bytes, count } from './format.js';

/** Problems that the server makes, with sizes that are solved while one watches. */
const GALLERY = {
  poisson2d: { title: 'Poisson on a square', text: 'Heat on a plate: each point is the mean of its neighbours.', sizes: { nx: 120, ny: 120 } },
  poisson3d: { title: 'Poisson in a cube', text: 'The same in three dimensions.', sizes: { nx: 24, ny: 24, nz: 24 } },
  anisotropic2d: { title: 'Anisotropic', text: 'Heat that runs along one axis faster than along the other.', sizes: { nx: 120, ny: 120, epsilon: 0.01 } },
  grid_plus_leak: { title: 'Grid with a leak', text: 'A network in which each node loses a little: changes stay local.', sizes: { nx: 120, ny: 120, leak: 0.05 } },
  random_dd: { title: 'Random, dominant', text: 'Random rows that their diagonals dominate.', sizes: { n: 20000, nnz_per_row: 8, alpha: 0.9, seed: 1 } },
};
const METHODS = ['hybrid', 'jacobi', 'gauss_seidel', 'sor', 'cg', 'minres', 'bicgstab', 'gmres', 'chebyshev', 'neumann', 'push', 'random_walk'];

const field = (label, input) => el('label.field', {}, el('span', {}, label), input);
const number = (value, props = {}) => el('input', { type: 'number', step: 'any', required: true, value, ...props });

export default (root, signal) => {
  const status = el('p', { role: 'status' });
  const refusal = el('div');
  let file;

  // Where A comes from

  const sizes = el('div.fields');
  const about = el('p.quiet');
  let inputs = {};
  const choose = () => {
    const { text, sizes: wanted } = GALLERY[problemName.value];
    say(about, text);
    inputs = Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, number(value, { oninput: shell })]));
    sizes.replaceChildren(...Object.entries(inputs).map(([name, input]) => field(name, input)));
    file = undefined;
    say(dropped, '');
  };
  const problemName = el('select', { onchange: () => { choose(); shell(); } }, Object.entries(GALLERY).map(([key, { title }]) => el('option', { value: key }, title)));
  const dropped = el('strong');
  const picked = (given) => {
    file = given;
    say(dropped, given ? `${given.name}, ${bytes(given.size)}` : '');
    if (given && !name.value) name.value = given.name;
    shell();
  };
  const picker = el('input', { type: 'file', accept: '.mtx,.mtx.gz,.gz', id: 'file', onchange: () => picked(picker.files[0]) });
  const drop = el('div.drop', {
    ondragover: (event) => {
      event.preventDefault();
      drop.classList.add('over');
    },
    ondragleave: () => drop.classList.remove('over'),
    ondrop: (event) => {
      event.preventDefault();
      drop.classList.remove('over');
      picked(event.dataTransfer.files[0]);
    },
  }, el('label', { for: 'file' }, 'Drop a Matrix Market file here, or choose one: '), picker, dropped);

  // How it is solved

  const name = el('input', { type: 'text', maxlength: 200, oninput: () => shell() });
  const method = el('select', { onchange: () => shell() }, METHODS.map((each) => el('option', { value: each }, each)));
  const tolerance = number(1e-8, { oninput: () => shell() });
  const live = el('input', { type: 'checkbox', checked: true, onchange: () => shell() });
  const swarm = el('input', { type: 'checkbox', onchange: () => shell() });

  const request = (matrix) => ({
    matrix,
    ...(name.value && { name: name.value }),
    method: method.value,
    options: { tolerance: Number(tolerance.value), live: live.checked, ...(swarm.checked && { swarm_enabled: true }) },
  });
  const gallery = () => ({
    data: { gallery: { name: problemName.value, ...Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, Number(input.value)])) } },
  });
  const matrix = async () => {
    if (!file) return gallery();
    say(status, `Sending ${file.name}, ${bytes(file.size)} …`);
    const sent = await client.call('POST', '/api/v1/problems', { body: file, form: 'application/x-matrix-market' });
    notice(`${count(sent.rows)} rows, ${count(sent.nnz)} entries.`);
    return { ref: sent.ref };
  };

  const start = el('form', {
    onsubmit: async (event) => {
      event.preventDefault();
      refusal.replaceChildren();
      go.disabled = true;
      try {
        const asked = request(await matrix());
        say(status, 'Opening …');
        const session = await client.open(asked);
        // Its page reads the same lines from the first on.
        session.lines.close();
        location.hash = `#/sessions/${session.id}`;
      } catch (failure) {
        say(status, '');
        refusal.replaceChildren(problem(failure));
        if (failure.status === 401) failed(failure);
      } finally {
        go.disabled = false;
      }
    },
  });
  const go = el('button.main', {}, 'Open and watch');
  const command = el('div');
  const shell = () => command.replaceChildren(copyable('The same in a shell', file
    ? `${curl('POST', '/api/v1/solve-stream')} -F matrix=@${quoted(file.name)}`
    : curl('POST', '/api/v1/solve-stream', request(gallery()))));

  start.append(
    card('Matrix', {}, field('From the gallery', problemName), about, sizes, el('p.or', {}, 'or'), drop,
      el('p.quiet', {}, 'b is all ones; costs are changed while it is solved.')),
    card('How', {}, field('Name', name), field('Method', method), field('Tolerance of the relative residual', tolerance),
      el('label.check', {}, live, ' stays open and follows changes (live)'), el('label.check', {}, swarm, ' nodes race and vote (swarm)'),
      el('div.row', {}, go, action('Take the file away', () => { picker.value = ''; picked(undefined); }, { kind: 'plain' })), status, refusal));
  root.append(el('h1', {}, 'New session'), start, command);
  choose();
  shell();
  signal.addEventListener('abort', () => { file = undefined; }, { once: true });
};
