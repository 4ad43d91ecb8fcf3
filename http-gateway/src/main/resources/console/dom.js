// SPDX-License-Identifier: Apache-2.0
/**
 * Elements. Text is put in as text, and nothing here parses markup: whatever a name holds, it is shown, never run. The
 * page's policy (trusted types) refuses every other way.
 */
const SVG = 'http://www.w3.org/2000/svg';

const filled = (node, props, children) => {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'style') Object.entries(value).forEach(([key, each]) => node.style.setProperty(key, each));
    else if (name === 'value' || name === 'checked' || name === 'disabled' || name === 'indeterminate') node[name] = value;
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter((each) => each !== undefined && each !== null && each !== false));
  return node;
};

/** el('button.danger', { onclick }, 'Delete'): the words after the dots are classes. */
export const el = (what, props = {}, ...children) => {
  const [tag, ...classes] = what.split('.');
  const node = document.createElement(tag || 'div');
  if (classes.length) node.className = classes.join(' ');
  return filled(node, props, children);
};

export const svg = (what, props = {}, ...children) => {
  const [tag, ...classes] = what.split('.');
  const node = document.createElementNS(SVG, tag);
  if (classes.length) node.setAttribute('class', classes.join(' '));
  return filled(node, props, children);
};

/** Sets a text only where it differs: a list is written many times a second. */
export const say = (node, text) => {
  const next = String(text);
  if (node.textContent !== next) node.textContent = next;
  return node;
};

export const mark = (node, name, value) => {
  const next = value === undefined || value === null ? null : String(value);
  if (node.getAttribute(name) === next) return;
  if (next === null) node.removeAttribute(name);
  else node.setAttribute(name, next);
};

/** `draw` at most once a frame, however often it is asked for, until `signal` is aborted. */
export const eachFrame = (draw, signal) => {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      if (!signal?.aborted) draw();
    });
  };
};

/**
 * Calls `work` while the page is seen: again after `shortest` ms, and the more often it had something to do, the later,
 * down to once in `longest`; a page that stays open for a day must not use up what its user may ask in an hour. `work`
 * gives false where it had nothing to do. What comes back makes the next call soon.
 */
export const nowAndThen = (work, shortest, longest, signal) => {
  let pause = shortest;
  let timer;
  let running = false;
  const run = async () => {
    running = true;
    const worked = !document.hidden && await work() !== false;
    running = false;
    pause = worked ? Math.min(longest, pause * 1.4) : Math.max(shortest, pause / 1.4);
    if (!signal.aborted) timer = setTimeout(run, pause);
  };
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  run();
  return () => {
    pause = shortest;
    if (running) return;
    clearTimeout(timer);
    timer = setTimeout(run, 0);
  };
};

/** A value that others watch. */
export const store = (first) => {
  const watchers = new Set();
  let value = first;
  return {
    get value() {
      return value;
    },
    set(next) {
      value = next;
      watchers.forEach((each) => each(value));
    },
    /** Called at once, and with each new value until `signal` is aborted. */
    watch(watcher, signal) {
      watchers.add(watcher);
      signal?.addEventListener('abort', () => watchers.delete(watcher), { once: true });
      watcher(value);
    },
  };
};

/** A canvas as sharp as its screen; `draw(context, width, height)` is called when its size changes, too. */
export const canvas = (props, draw, signal) => {
  const node = el('canvas', props);
  const paint = () => {
    const { clientWidth: width, clientHeight: height } = node;
    if (!width || !height) return;
    const scale = globalThis.devicePixelRatio || 1;
    if (node.width !== Math.round(width * scale) || node.height !== Math.round(height * scale)) {
      node.width = Math.round(width * scale);
      node.height = Math.round(height * scale);
    }
    const context = node.getContext('2d');
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    draw(context, width, height);
  };
  const repaint = eachFrame(paint, signal);
  const sized = new ResizeObserver(repaint);
  sized.observe(node);
  signal?.addEventListener('abort', () => sized.disconnect(), { once: true });
  repaints.add(repaint);
  signal?.addEventListener('abort', () => repaints.delete(repaint), { once: true });
  return { node, repaint };
};

const repaints = new Set();
const colours = new Map();
/** After a change of colours. */
export const repaintAll = () => {
  colours.clear();
  repaints.forEach((each) => each());
};
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaintAll);

/** A colour of the style sheet as a canvas takes it: the one of the two that is shown now. */
export const colour = (name) => {
  if (!colours.has(name)) {
    const sample = el('span', { hidden: true });
    sample.style.color = `var(--${name})`;
    document.body.append(sample);
    colours.set(name, getComputedStyle(sample).color);
    sample.remove();
  }
  return colours.get(name);
};
export const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
