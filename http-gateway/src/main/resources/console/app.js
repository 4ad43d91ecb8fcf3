// SPDX-License-Identifier: Apache-2.0
/** The frame: which page is shown, who is logged in, whether the server is heard of. */
import { failed, problem } from './actions.js';
import { connection, hasToken, login, logout, wanted } from './api.js';
import { el, repaintAll, say } from './dom.js';
import { cluster, forget, me, start, trouble } from './feed.js';

const PAGES = [
  { path: 'cluster', title: 'Cluster', key: 'c', load: () => import('./cluster.js') },
  { path: 'sessions', title: 'Sessions', key: 's', load: () => import('./sessions.js') },
  { path: 'new', title: 'New session', key: 'n', load: () => import('./new.js') },
  { path: 'swarm', title: 'Swarm', key: 'w', load: () => import('./swarm.js') },
  { path: 'fields', title: 'Fields', key: 'd', load: () => import('./fields.js') },
  { path: 'agents', title: 'Agents', key: 'a', load: () => import('./agents.js') },
  { path: 'patterns', title: 'Patterns', key: 'p', load: () => import('./patterns.js') },
  { path: 'workflows', title: 'Workflows', key: 'f', load: () => import('./workflows.js') },
];
const SESSION = { path: 'sessions', title: 'Session', load: () => import('./session.js') };
const THEMES = ['auto', 'light', 'dark'];
const HEALED_MS = 2_500;

const main = document.querySelector('main');
const lost = document.querySelector('.lost');
let leave = new AbortController();
let reading = new AbortController();

// Pages

const nav = document.querySelector('.pages');
const links = new Map(PAGES.map((page) => [page.path, el('a', { href: `#/${page.path}` }, page.title)]));
nav.append(...links.values());

const route = () => {
  const [path, ...rest] = location.hash.replace(/^#\//, '').split('/').map(decodeURIComponent);
  const page = path === 'sessions' && rest.length ? SESSION : PAGES.find((each) => each.path === path) ?? PAGES[0];
  return { page, rest };
};

const show = async () => {
  if (location.hash === '#main') return;
  leave.abort();
  leave = new AbortController();
  const { signal } = leave;
  const { page, rest } = route();
  links.forEach((link, path) => (path === page.path ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current')));
  document.title = `${page.title} · Rivulet`;
  try {
    const { default: draw } = await page.load();
    if (signal.aborted) return;
    const root = el(`div.page.${page === SESSION ? 'session' : page.path}`);
    main.replaceChildren(root);
    await draw(root, signal, ...rest);
  } catch (failure) {
    if (!signal.aborted) failed(failure);
  }
};

addEventListener('hashchange', () => {
  if (wanted.value === null) {
    show();
    main.focus({ preventScroll: true });
    if (location.hash !== '#main') scrollTo(0, 0);
  }
});

// Who calls

const ask = (why) => {
  leave.abort();
  reading.abort();
  forget();
  connection.set('unknown');
  const word = el('input', { type: 'password', id: 'token', autocomplete: 'off', required: true, 'aria-describedby': 'token-note' });
  main.replaceChildren(el('form.login.card', {
    onsubmit: (event) => {
      event.preventDefault();
      login(word.value.trim());
      begin();
    },
  },
  el('h1', {}, 'Log in'),
  typeof why === 'string' ? why && el('p', {}, why) : problem(why),
  el('label', { for: 'token' }, 'Token'), word,
  el('p.quiet', { id: 'token-note' }, 'A key or JWT that this server takes. It stays in this page’s memory and is gone with it.'),
  el('button.main', {}, 'Log in')));
  word.focus();
};

const begin = () => {
  reading.abort();
  reading = new AbortController();
  start(reading.signal).catch(failed);
  show();
};

wanted.watch((why) => why !== null && ask(why));

const who = document.querySelector('.who');
const name = el('span.name');
const out = el('button.plain', { type: 'button', onclick: logout }, 'Log out');
const theme = el('button.plain', {
  type: 'button',
  onclick: () => {
    const root = document.documentElement;
    root.dataset.theme = THEMES[(THEMES.indexOf(root.dataset.theme ?? 'auto') + 1) % THEMES.length];
    label();
    repaintAll();
  },
});
const label = () => {
  const now = document.documentElement.dataset.theme ?? 'auto';
  theme.setAttribute('aria-label', `Colours: ${now}`);
  say(theme, { auto: '◐', light: '☀', dark: '☾' }[now]);
};
label();
who.append(name, theme, el('button.plain', { type: 'button', 'aria-label': 'Keys', onclick: () => help() }, '?'), out);
me.watch((known) => {
  say(name, known ? `${known.principal} · ${known.role}` : '');
  out.hidden = !hasToken();
});

// Whether the server is heard of

let before = 'unknown';
connection.watch((now) => {
  if (now === before) return;
  document.body.dataset.connection = now;
  if (now === 'lost') {
    say(lost, 'Connection lost. What is shown may be old; trying again …');
    lost.dataset.tone = 'bad';
  } else if (before === 'lost' && now === 'up') {
    say(lost, 'Connected again.');
    lost.dataset.tone = 'good';
    setTimeout(() => connection.value === 'up' && say(lost, ''), HEALED_MS);
  } else {
    say(lost, '');
  }
  before = now;
});
trouble.watch((known) => {
  if (known && connection.value === 'up') {
    say(lost, `${known.title}: ${known.detail} ${known.hint ?? ''}`);
    lost.dataset.tone = 'bad';
  } else if (connection.value === 'up' && lost.dataset.tone === 'bad') {
    say(lost, '');
  }
});
cluster.watch((line) => {
  if (line) document.documentElement.dataset.node = line.status.node;
});

// Keys

const help = () => {
  const dialog = el('dialog', { 'aria-labelledby': 'keys-title' },
    el('h2', { id: 'keys-title' }, 'Keys'),
    el('dl.keys', {}, PAGES.map((page) => [el('dt', {}, el('kbd', {}, 'g'), ' ', el('kbd', {}, page.key)), el('dd', {}, page.title)]),
      el('dt', {}, el('kbd', {}, '/')), el('dd', {}, 'Search'),
      el('dt', {}, el('kbd', {}, '↑'), ' ', el('kbd', {}, '↓')), el('dd', {}, 'Rows of the list'),
      el('dt', {}, el('kbd', {}, '+'), ' ', el('kbd', {}, '−'), ' ', el('kbd', {}, '0')), el('dd', {}, 'Zoom of a plot that has the focus'),
      el('dt', {}, el('kbd', {}, '?')), el('dd', {}, 'This')),
    el('div.row.end', {}, el('button', { type: 'button', onclick: () => dialog.close() }, 'Close')));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
};

let going = false;
addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  const page = going && PAGES.find((each) => each.key === event.key);
  going = event.key === 'g';
  if (page) location.hash = `#/${page.path}`;
  else if (event.key === '?') help();
  else if (event.key === '/') document.querySelector('input[type=search]')?.focus();
  else return;
  event.preventDefault();
});

begin();
