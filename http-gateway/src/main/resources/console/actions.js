// SPDX-License-Identifier: Apache-2.0
/** What pages do alike: confirm, carry out, tell of failures, offer the same call for a shell. */
import { hasToken, Problem, refused } from './api.js';
import { el } from './dom.js';

const NOTICE_MS = 6_000;
const MOST_NOTICES = 4;

/** A problem object with all that helps, or what broke. */
export const problem = (failure) => {
  const fields = failure instanceof Problem ? failure.fields : failure;
  const title = fields.title ?? fields.name ?? 'Failed';
  return el('div.problem', { role: 'alert' },
    el('strong', {}, title),
    fields.code && el('a.code', { href: `/problems/${encodeURIComponent(fields.code)}`, target: '_blank', rel: 'noopener' }, fields.code),
    el('p', {}, fields.detail ?? fields.message ?? ''),
    fields.pointer && el('p.quiet', {}, 'at ', el('code', {}, fields.pointer)),
    fields.hint && el('p.hint', {}, fields.hint));
};

const show = (node, lasting) => {
  const place = document.querySelector('.notices');
  const notice = el('div.notice', {}, node,
    el('button.plain', { 'aria-label': 'Dismiss', onclick: () => notice.remove() }, '×'));
  place.append(notice);
  while (place.childElementCount > MOST_NOTICES) place.firstElementChild.remove();
  if (!lasting) setTimeout(() => notice.remove(), NOTICE_MS);
};

export const notice = (text) => show(el('p', {}, text), false);

/** Tells a failure, or asks who calls. */
export const failed = (failure) => {
  if (!refused(failure)) show(problem(failure), true);
};

/** A button that carries `work` out once at a time, and tells how that failed. */
export const action = (label, work, props = {}) => {
  const { kind = '', ...more } = props;
  const button = el(`button${kind && `.${kind}`}`, {
    type: 'button',
    ...more,
    onclick: async () => {
      button.disabled = true;
      try {
        await work(button);
      } catch (failure) {
        failed(failure);
      } finally {
        button.disabled = false;
      }
    },
  }, label);
  return button;
};

/** Asks before something that can't be undone; true where it is to be done. */
export const confirmed = (title, text, verb) => new Promise((answer) => {
  const dialog = el('dialog', { 'aria-labelledby': 'ask-title' },
    el('form', { method: 'dialog' },
      el('h2', { id: 'ask-title' }, title),
      el('p', {}, text),
      el('div.row.end', {},
        el('button', { value: 'no', autofocus: true }, 'Cancel'),
        el('button.danger', { value: 'yes' }, verb))));
  dialog.addEventListener('close', () => {
    answer(dialog.returnValue === 'yes');
    dialog.remove();
  });
  // The policy lets no form be sent anywhere; this one only closes its dialog.
  dialog.addEventListener('submit', (event) => {
    event.preventDefault();
    dialog.close(event.submitter.value);
  });
  document.body.append(dialog);
  dialog.showModal();
});

export const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** The same for a shell. The token is named, never shown. */
export const curl = (method, path, body, accept) => [
  'curl -N',
  method === 'GET' ? '' : `-X ${method}`,
  hasToken() ? '-H "Authorization: Bearer $RIVULET_TOKEN"' : '',
  accept ? `-H ${quoted(`Accept: ${accept}`)}` : '',
  body === undefined ? '' : `-H 'Content-Type: application/json' -d ${quoted(JSON.stringify(body))}`,
  quoted(location.origin + path),
].filter(Boolean).join(' ');

export const copyable = (what, text) => el('div.copyable', {},
  el('span.quiet', {}, what),
  el('code', { tabindex: 0 }, text),
  action('Copy', async () => {
    await navigator.clipboard.writeText(text);
    notice('Copied.');
  }, { kind: 'plain', 'aria-label': `Copy: ${what}` }));

export const card = (title, props, ...children) => {
  const { wide, tools, ...more } = props;
  return el(`section.card${wide ? '.wide' : ''}`, { 'aria-label': title, ...more },
    el('header', {}, el('h2', {}, title), tools && el('div.row', {}, tools)), ...children);
};

/** One that is stacked on a phone. @param rows a class of the row, or none, then its cells */
export const table = (label, heads, rows) => el('div.scroll', { tabindex: 0, role: 'region', 'aria-label': `Table: ${label}` },
  el('table.members', {}, el('thead', {}, el('tr', {}, heads.map((each) => el('th', { scope: 'col' }, each)))),
    el('tbody', {}, rows.map(([kind, ...cells]) => el(`tr${kind && `.${kind}`}`, {}, cells.map((each, k) => el('td', { 'data-label': heads[k] }, each)))))));

const TONES = {
  up: 'good', converged: 'good', live: 'good', solving: 'busy', opening: 'busy', recovering: 'busy', joining: 'busy', weaklyup: 'busy',
  paused: 'warn', draining: 'warn', leaving: 'warn', exiting: 'warn', waiting_for_memory: 'warn',
  unreachable: 'bad', down: 'bad', removed: 'bad', failed: 'bad', expired: 'bad',
};
export const tone = (state) => TONES[state] ?? 'calm';
export const chip = (state, text = state.replaceAll('_', ' ')) => el(`span.chip.${tone(state)}`, {}, text);
