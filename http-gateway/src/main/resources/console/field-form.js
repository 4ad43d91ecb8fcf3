// SPDX-License-Identifier: Apache-2.0
/** What a run is made of: the gallery of patterns, and every parameter that `subscribe` takes. */
import { card } from './actions.js';
import { el, mark } from './dom.js';
import presets from './field-presets.js';
import { words } from './format.js';

/** What each pattern looks like in which quantity; pictures are the engine's. */
const ABOUT = {
  classic: { view: 'potential', text: 'The activator decays; growth events come and spread. Shown: the potential.' },
  spots: { view: 'activator', text: 'Round spots of one size that keep their distance, after some 1,000 steps.' },
  stripes: { view: 'activator', text: 'A labyrinth of short stripes, a cell or two thin, after some 300 steps.' },
  waves: { view: 'activator', text: 'Fronts that run, break and start again; it never comes to rest.' },
  crossing: { view: 'activator', text: 'Spots cross the threshold near step 460, swell into a sheet and go out near 2,000.' },
};
/** name: [label, usual, least, most, step] */
const MAIN = {
  grid_size: ['Cells a side', 64, 8, 256, 1],
  seed: ['Seed', 42, 0, Number.MAX_SAFE_INTEGER, 1],
  spike_probability: ['Growth events a step', 0.25, 0, 1, 'any'],
  alpha: ['Diffusion, potential', 0.18, 0.05, 0.2499, 'any'],
  activator_diffusion: ['Diffusion, activator', 0.1, 0.01, 0.2499, 'any'],
  inhibitor_diffusion: ['Diffusion, inhibitor', 0.05, 0.01, 0.2499, 'any'],
  activator_rate: ['Rate, activator', 0.01, 0.001, 0.1, 'any'],
  inhibitor_rate: ['Rate, inhibitor', 0.02, 0.001, 0.1, 'any'],
  activation_threshold: ['Threshold, activator', 0.75, 0.5, 0.95, 'any'],
};
const MORE = {
  jitter_variance: ['Variance of noise, V²', 0, 0, 0.01, 'any'],
  active_threshold_mv: ['Active above, mV', -60, -100, 50, 'any'],
  steps: ['Steps (0: without end)', 0, 0, 1000, 1],
};
const SPEEDS = [1, 5, 20, 100, 200, 500, 1000];
const PICTURES = [1, 2, 5, 10, 20];
const MILLIS = 1000;

/** Named here: a label around it would be named after every option, too. */
const choice = (label, each, usual, props) => {
  const node = el('select', { 'aria-label': label, ...props }, each.map((value) => el('option', { value }, String(value))));
  node.value = String(usual);
  return node;
};

/** @param on { changed(), submitted(), pace(), picked(name, quantity) } */
export const fieldForm = (on) => {
  const number = ([name, [label, usual, min, max, step]]) => [name, el('input', { type: 'number', required: true, value: usual, min, max, step, name }), label];
  const main = Object.entries(MAIN).map(number);
  const more = Object.entries(MORE).map(number);
  const inputs = new Map([...main, ...more].map(([name, input]) => [name, input]));
  const reacts = el('input', { type: 'checkbox', checked: true });
  const name = el('input', { type: 'text', maxlength: 256, autocomplete: 'off' });
  const speed = choice('Steps a second', SPEEDS, 100);
  const pictures = choice('Pictures a second', PICTURES, 10, { onchange: (event) => { event.stopPropagation(); on.pace(); } });
  const labelled = (label, input) => el('label.field', {}, el('span', {}, label), input);

  const form = el('form', {
    onchange: ({ target }) => {
      if (Object.keys(presets[0].params).includes(target.name) || target === reacts) press();
      if (form.reportValidity()) on.changed();
    },
    onsubmit: (event) => {
      event.preventDefault();
      on.submitted();
    },
  },
  el('div.fields', {}, labelled('Steps a second', speed), labelled('Pictures a second', pictures)),
  el('div.fields', {}, main.map(([, input, label]) => labelled(label, input))),
  el('label.check', {}, reacts, ' activator and inhibitor act'),
  el('details', {}, el('summary', {}, 'More'),
    el('div.fields', {}, more.map(([, input, label]) => labelled(label, input))),
    labelled('Name of a run to share', name),
    el('p.quiet', {}, 'Whoever gives the same name, the same parameters and the same key watches the same run, from any node.')),
  // Enter in a field starts a run, too.
  el('button', { hidden: true }, 'Start'));

  const pace = () => ({ update_interval_ms: MILLIS / Number(pictures.value) });
  const pick = (preset) => {
    press(preset.name);
    for (const [key, value] of Object.entries(preset.params)) inputs.get(key).value = String(value);
    reacts.checked = true;
    on.picked(preset.name, ABOUT[preset.name].view);
  };

  const buttons = new Map(presets.map((preset) => [preset.name,
    el('button', { type: 'button', 'aria-pressed': 'false', onclick: () => pick(preset) },
      el('img', { src: preset.picture, alt: '', width: 128, height: 128 }),
      el('span', {}, el('strong', {}, words(preset.name)), el('span.quiet', {}, ABOUT[preset.name].text)))]));
  /** The pattern whose parameters these are; none, once one of them was changed. */
  const press = (chosen) => buttons.forEach((button, name) => mark(button, 'aria-pressed', name === chosen));

  return {
    card: card('Parameters', { class: 'card parameters' }, el('p.quiet', {}, 'A change begins a new run, but for the pictures a second.'), form),
    gallery: card('Gallery', { wide: true }, el('ul.gallery', {}, [...buttons.values()].map((button) => el('li', {}, button)))),
    valid: () => form.reportValidity(),
    pace,
    /** Empty: a run of one's own. */
    shared: () => name.value.trim(),
    /** As `subscribe` takes them, without the run's name. */
    params: () => ({
      ...Object.fromEntries([...inputs].map(([key, input]) => [key, Number(input.value)])),
      turing_enabled: reacts.checked,
      step_interval_ms: MILLIS / Number(speed.value),
      ...pace(),
    }),
  };
};
