// SPDX-License-Identifier: Apache-2.0
/** A simulated field, live: three quantities as a heat map, figures, growth events, a gallery; recorded to a file. */
import { action, card, chip, copyable, notice, problem } from './actions.js';
import { hasToken, wanted } from './api.js';
import { el, say } from './dom.js';
import { fieldForm } from './field-form.js';
import { openField } from './field-link.js';
import { fieldPicture } from './field-picture.js';
import { featurePlots } from './field-plots.js';
import { mayRecord, recording } from './field-recording.js';
import { bytes, count, rate } from './format.js';
import { facts, recent } from './session-parts.js';

/** Several changes at a time are one. */
const SETTLE_MS = 400;
const WINDOW_MS = 2_000;
const STATES = {
  stopped: ['calm', 'stopped', 'Start a run, or choose a pattern.'],
  connecting: ['busy', 'connecting', ''],
  running: ['up', 'running', ''],
  paused: ['paused', 'paused', 'Paused. A run that nobody watches rests, and is forgotten after a while.'],
  lost: ['failed', 'lost', 'Connection lost; trying again …'],
  complete: ['calm', 'complete', 'The run has come to its last step.'],
  refused: ['failed', 'refused', ''],
  failed: ['failed', 'failed', ''],
};

/** In memory, and gone with the page or with whoever was logged in. */
let key;
wanted.watch((why) => {
  if (why !== null) key = undefined;
});

const randomName = () => [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, '0')).join('');

export default (root, signal) => {
  let link;
  let state = 'stopped';
  let sent;
  let record;
  let growth;
  let leftOut = 0;
  let lately = [];
  let settling;

  const picture = fieldPicture(signal);
  const plots = featurePlots(signal);
  const figures = facts();
  const events = recent('Growth events', ({ step, fresh, all }) => el('li.step', {},
    el('strong.number', {}, `step ${count(step)}`), el('span', {}, `${count(fresh)} more, ${count(all)} so far`)), signal);
  const mood = el('span');
  const told = el('p.quiet', { role: 'status' });
  const refusal = el('div');
  const command = el('div.wide');
  const form = fieldForm({
    changed: () => {
      clearTimeout(settling);
      settling = setTimeout(() => (link ? start() : shell()), SETTLE_MS);
    },
    submitted: () => start(),
    pace: () => {
      link?.change(form.pace());
      if (sent) shell(sent);
    },
    picked: (name, view) => {
      picture.show(view);
      start();
    },
  });

  // Who asks

  const word = el('input', { type: 'password', id: 'field-key', autocomplete: 'off', required: true, 'aria-describedby': 'field-key-note' });
  const keyCard = el('form.card.unlock', {
    hidden: true,
    'aria-label': 'Key',
    onsubmit: (event) => {
      event.preventDefault();
      key = word.value;
      word.value = '';
      keyCard.hidden = true;
      start();
    },
  }, el('label', { for: 'field-key' }, 'Field key'), word, el('button.main', {}, 'Start with this key'),
  el('p.quiet', { id: 'field-key-note' }, 'One of the node’s rivulet.fields.keys. It signs the time of each connection, stays in this page’s memory, and is gone with it.'));
  const askForKey = () => {
    keyCard.hidden = false;
    say(told, 'This node streams fields to those who have a key.');
    word.focus();
  };

  // What is done

  const show = (name, words = '') => {
    state = name;
    const [tone, title, text] = STATES[name];
    mood.replaceChildren(chip(tone, title));
    say(told, text);
    refusal.replaceChildren(...(name === 'failed' || name === 'refused'
      ? [problem({ title: name === 'failed' ? 'The stream has failed' : 'Refused', detail: words,
        hint: name === 'refused' ? 'Give a key that this node takes. On plain http from afar a browser signs nothing, which a node may demand.' : undefined })] : []));
    const open = link !== undefined;
    say(starter, open ? 'Start anew' : 'Start');
    pauser.disabled = !open || !['running', 'paused'].includes(name);
    say(pauser, name === 'paused' ? 'Go on' : 'Pause');
    stopper.disabled = !open;
    recorder.disabled = !mayRecord() || (!open && !record);
  };

  const over = ['stopped', 'complete', 'refused', 'failed'];
  const start = () => {
    clearTimeout(settling);
    if (!form.valid()) return;
    // A node that asks who calls lets nobody in here without a key.
    if (key === undefined && hasToken()) {
      askForKey();
      return;
    }
    const before = link;
    link = undefined;
    before?.stop();
    finish();
    picture.begin();
    plots.clear();
    events.clear();
    growth = undefined;
    leftOut = 0;
    lately = [];
    sent = {
      ...form.params(), stream_key: form.shared() || randomName(), snapshot_interval_steps: 1, compression: true,
    };
    shell(sent);
    const mine = openField(key, sent, {
      state: (name, words) => {
        if (signal.aborted || (link && link !== mine)) return;
        if (over.includes(name)) link = undefined;
        show(name, words);
        if (name === 'refused') {
          key = undefined;
          askForKey();
        }
      },
      message: (type, payload, said, missed) => mine === link && !signal.aborted && take(type, payload, said, missed),
    });
    link = mine;
    show('connecting');
  };

  const take = (type, payload, said, missed) => {
    if (record && !record.add(said)) {
      notice('The recording is as long as it may be.');
      finish();
    }
    if (type === 'feature_update') {
      leftOut += missed;
      plots.add(payload.step, payload.features);
      return;
    }
    const at = performance.now();
    lately = [...lately.filter((each) => at - each.at < WINDOW_MS), { at, step: payload.step }];
    const [first] = lately;
    const seconds = (at - first.at) / 1000;
    picture.set(payload);
    figures.set('Step', count(payload.step));
    figures.set('Steps', seconds > 0 ? rate((payload.step - first.step) / seconds) : undefined);
    figures.set('Pictures', seconds > 0 ? rate((lately.length - 1) / seconds) : undefined);
    figures.set('Updates left out', count(leftOut));
    const all = payload.metrics.growth_events;
    // Fewer than before: the run was forgotten while it rested, and has begun anew.
    if (growth !== undefined && all < growth) plots.clear();
    else if (all > (growth ?? 0)) events.add({ step: payload.step, fresh: all - (growth ?? 0), all });
    growth = all;
    figures.set('Growth events', count(all));
    plots.add(payload.step, { growth_events: all });
    if (record) figures.set('Recorded', `${count(record.frames)} messages, ${bytes(record.bytes)}`);
  };

  const finish = async () => {
    const done = record;
    record = undefined;
    say(recorder, 'Record');
    recorder.disabled = !mayRecord() || !link;
    if (!done) return;
    const { name, content } = await done.file();
    const address = URL.createObjectURL(content);
    el('a', { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    notice(`${name}: ${count(done.frames)} messages.`);
  };

  const starter = el('button.main', { type: 'button', onclick: () => start() });
  const pauser = el('button', { type: 'button', onclick: () => (state === 'paused' ? link.goOn() : link.pause()) });
  const stopper = el('button', { type: 'button', onclick: () => { link?.stop(); finish(); } }, 'Stop');
  const recorder = action('Record', async () => {
    if (record) {
      await finish();
      return;
    }
    record = recording({ ...sent });
    say(recorder, 'Stop recording');
  }, mayRecord() ? {} : { title: 'A browser records pages of https and of loopback only' });

  const shell = (params = form.params()) => command.replaceChildren(card('The same from a program', { wide: true },
    el('p.quiet', {}, 'Over /ws/stream_features, after init and auth: ', el('a', { href: '/docs' }, 'the interface'), '.'),
    copyable('init', JSON.stringify({ type: 'init', payload: { protocol_version: '1.0', capabilities: { snapshots: true } } })),
    copyable('subscribe', JSON.stringify({ type: 'subscribe', payload: { stream_type: 'stream_features', stream_id: 's1', params } }))));

  root.append(
    el('div.head', {}, el('h1', {}, 'Fields ', mood), el('div.row', {}, starter, pauser, stopper, recorder)),
    el('div.wide', {}, told, refusal), keyCard, form.gallery,
    card('Field', { tools: picture.tools }, picture.node, picture.legend, picture.readout, figures.list,
      el('p.quiet', {}, 'A click, or the arrow keys, tell the value of a cell.')),
    el('div.stack', {}, form.card, card('Growth events', {}, events.list)),
    card('Figures', { wide: true }, plots.node), command);
  show('stopped');
  shell();
  signal.addEventListener('abort', () => {
    clearTimeout(settling);
    link?.stop();
    record = undefined;
  }, { once: true });
};
