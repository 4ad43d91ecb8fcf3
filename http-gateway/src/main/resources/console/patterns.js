// SPDX-License-Identifier: Apache-2.0
/** Patterns: two series and how they are aligned; what the caller's bank has kept, found and learned. */
import { action, card, copyable, curl, failed, problem, table } from './actions.js';
import { get, post } from './api.js';
import { alignmentPlot } from './alignment.js';
import { el, nowAndThen } from './dom.js';
import { ago, count, millis, NONE, percent, real } from './format.js';
import { facts } from './session-parts.js';

const FIRST_MS = 3_000;
const LATER_MS = 60_000;
const PATTERNS = '/api/v1/patterns';
const EXPERIENCES = '/api/v1/experiences';
const MOST_VALUES = 10_000;
const USUAL_FOUND = 10;

const wave = (length, at) => Array.from({ length }, (_, k) => (Math.sin((2 * Math.PI * at(k)) / 48) + 0.25 * Math.sin(at(k) / 3)).toFixed(3)).join(' ');
/** The same shape, the second one later and slower. */
const FIRST = wave(72, (k) => k);
const SECOND = wave(72, (k) => 0.85 * k + 4 * Math.sin(k / 11) - 6);

/** **Throws** what a person can read. */
const numbers = (text, name) => {
  const values = text.split(/[\s,;]+/).filter(Boolean).map(Number);
  if (values.length === 0) throw new Error(`${name} has no values.`);
  if (values.length > MOST_VALUES) throw new Error(`${name} has more than ${count(MOST_VALUES)} values.`);
  if (!values.every(Number.isFinite)) throw new Error(`${name} has something that is no number.`);
  return values;
};

const area = (label, value) => {
  const input = el('textarea', { rows: 3, spellcheck: 'false', 'aria-label': label, value });
  return { input, node: el('label.field', {}, label, input) };
};

const signed = (value) => (value === null || value === undefined ? NONE : `${value > 0 ? '+' : ''}${real(value)}`);

export default (root, signal) => {
  const first = area('First series', FIRST);
  const second = area('Second series', SECOND);
  const normalise = el('select', {}, [['z', 'mean 0, deviation 1'], ['minmax', 'from 0 to 1'], ['none', 'as they are']].map(([value, text]) => el('option', { value }, text)));
  const band = el('input', { type: 'number', min: 0, max: MOST_VALUES, step: 1, placeholder: 'none' });
  const plot = alignmentPlot(signal);
  const told = facts();
  const refusal = el('div');
  const command = el('div');

  const compare = async () => {
    refusal.replaceChildren();
    try {
      const a = numbers(first.input.value, 'The first series');
      const b = numbers(second.input.value, 'The second series');
      const asked = { a, b, normalise: normalise.value, window: band.value === '' ? null : Number(band.value), path: true };
      const answer = await post(`${PATTERNS}/match`, asked);
      if (signal.aborted) return;
      plot.show(a, b, answer.path, answer.similarity);
      told.set('Similarity', percent(answer.similarity));
      told.set('Distance', real(answer.distance));
      told.set('Pairs', count(answer.path_length));
      told.set('Band', answer.window === null ? 'none' : count(answer.window));
      told.set('Computed in', millis(answer.compute_time_ms));
      command.replaceChildren(copyable('The same in a shell', curl('POST', `${PATTERNS}/match`, asked)));
    } catch (failure) {
      if (signal.aborted) return;
      plot.clear();
      refusal.replaceChildren(problem(failure));
    }
  };

  const kept = facts();
  const types = el('div', {}, el('p.quiet', {}, 'Asking …'));
  const names = el('datalist', { id: 'types' });
  const type = el('input', { 'aria-label': 'Type of patterns', placeholder: 'any type', list: 'types', autocomplete: 'off', spellcheck: 'false', maxlength: 128 });
  const found = el('div');
  let shown = '';
  const survey = async () => {
    try {
      const bank = await get(PATTERNS);
      const text = JSON.stringify(bank);
      if (signal.aborted || text === shown) return;
      shown = text;
      kept.set('Patterns', count(bank.patterns));
      kept.set('Experiences', count(bank.experiences));
      kept.set('Judged', count(bank.judged));
      kept.set('Usual similarity', real(bank.thresholds.similarity));
      kept.set('Usual confidence', real(bank.thresholds.confidence));
      types.replaceChildren(bank.types.length === 0
        ? el('p.quiet', {}, 'No type has learned from an outcome yet.')
        : table('Types', ['Type', 'Judged', 'Hits', 'Similarity from', 'Confidence from'], bank.types.map((each) => ['',
          el('strong', {}, each.pattern_type || 'all types'), count(each.judged), each.judged ? `${count(each.hits)} (${percent(each.hits / each.judged)})` : NONE,
          real(each.thresholds.similarity), real(each.thresholds.confidence)])));
      names.replaceChildren(...bank.types.map((each) => el('option', { value: each.pattern_type })));
    } catch (failure) {
      shown = '';
      if (!signal.aborted) types.replaceChildren(problem(failure));
    }
  };

  const search = async () => {
    const asked = { pattern_type: type.value.trim() || undefined, values: numbers(first.input.value, 'The first series'), k: USUAL_FOUND };
    const answer = await post(`${PATTERNS}/search`, asked);
    if (signal.aborted) return;
    found.replaceChildren(el('p.quiet', {}, `${count(answer.compared)} compared`),
      answer.matches.length === 0 ? el('p.quiet', {}, 'Nothing like it is kept.')
        : table('Found', ['Pattern', 'Similarity', 'Distance', 'What followed', 'Kept'], answer.matches.map((each) => ['',
          el('strong', {}, each.id), percent(each.similarity), real(each.distance), signed(each.outcome), ago(each.timestamp)])));
  };

  const id = el('input', { id: 'experience', autocomplete: 'off', spellcheck: 'false', maxlength: 128 });
  const experience = el('div');
  const look = async () => {
    const path = `${EXPERIENCES}/${encodeURIComponent(id.value.trim())}`;
    if (!id.value.trim()) return;
    try {
      const held = await get(path);
      if (signal.aborted) return;
      const { verdict } = held;
      const list = facts();
      list.set('Type', held.pattern_type);
      list.set('Signalled', held.signalled ? 'yes' : 'no');
      list.set('Similarity', percent(held.similarity));
      list.set('Confidence', percent(held.confidence));
      list.set('Predicted', signed(held.predicted_outcome));
      list.set('Followed', signed(held.actual_outcome));
      list.set('Recorded', ago(held.timestamp));
      const judged = facts();
      if (verdict) {
        judged.set('Direction', verdict.direction_correct ? 'right' : 'wrong');
        judged.set('Quality', percent(verdict.quality_score));
        judged.set('Score', real(verdict.score));
        judged.set('Error', real(verdict.magnitude_error));
        judged.set('To be learned', verdict.should_learn ? 'yes' : 'no');
      }
      experience.replaceChildren(list.list, el('h3', {}, 'Verdict'),
        verdict ? judged.list : el('p.quiet', {}, 'What followed is not known yet.'),
        verdict?.changes.length > 0 && table('What changed', ['Threshold', 'Of', 'From', 'To', 'Why'], verdict.changes.map((each) => ['',
          each.parameter.replaceAll('_', ' '), each.pattern_type ?? 'all types', real(each.current_value), real(each.suggested_value), each.reason])) || '',
        copyable('The same in a shell', curl('GET', path)));
    } catch (failure) {
      if (!signal.aborted) experience.replaceChildren(problem(failure));
    }
  };

  root.append(el('div.head', {}, el('h1', {}, 'Patterns')),
    card('Two series', { wide: true, tools: [action('Compare', compare, { kind: 'main' })] },
      plot.node, plot.legend, told.list, refusal,
      el('div.pair', {}, first.node, second.node),
      el('div.fields', {}, el('label.field', {}, 'Made comparable', normalise), el('label.field', {}, 'Band, in places', band)), command),
    card('Bank', {}, kept.list, types),
    card('Similar in the bank', { tools: [type, names, action('Search', search)] }, found),
    card('An experience', { wide: true },
      el('form.row', {
        onsubmit: (event) => {
          event.preventDefault();
          look().catch(failed);
        },
      }, el('label', { for: 'experience' }, 'Its id'), id, el('button', {}, 'Show')), experience),
    el('div', {}, copyable('The bank, in a shell', curl('GET', PATTERNS))));
  [normalise, band].forEach((each) => each.addEventListener('change', () => compare().catch(failed)));
  nowAndThen(survey, FIRST_MS, LATER_MS, signal);
  return compare();
};
