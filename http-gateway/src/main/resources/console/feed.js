// SPDX-License-Identifier: Apache-2.0
/**
 * What `GET /api/v1/events` tells, for all pages: one connection, opened again when it breaks. Nothing is polled.
 */
import { connection, ConnectionLost, open, refused, retry } from './api.js';
import { store } from './dom.js';

/** The cluster is told each second: silence of this length is a cut. */
const SILENCE_MS = 8_000;

/** Who the caller is: { principal, role }. */
export const me = store(null);
/** The last `cluster` line. */
export const cluster = store(null);
/** The caller's sessions by their ids, each as the line's row with `rates`. */
export const sessions = store(new Map());
export const listed = { more: false };
/** What the server could not read this time. */
export const trouble = store(null);

const rates = (before, row, at) => {
  const was = before?.now;
  if (!was || !row.now) return {};
  const seconds = (at - before.at) / 1000;
  if (!(seconds > 0)) return before.rates;
  const per = (name) => Math.max(0, row.now[name] - was[name]) / seconds;
  return { iterations: per('iterations'), updates: per('revision') };
};

const take = {
  hello: (line) => me.set(line),
  cluster: (line) => {
    cluster.set(line);
    trouble.set(null);
  },
  sessions: (line) => {
    const before = sessions.value;
    const next = line.whole ? new Map() : new Map(before);
    const at = Date.parse(line.timestamp);
    line.gone.forEach((id) => next.delete(id));
    line.rows.forEach((row) => next.set(row.session_id, { ...row, at, rates: rates(before.get(row.session_id), row, at) }));
    listed.more = line.more;
    sessions.set(next);
  },
  error: (line) => trouble.set(line.problem),
  closed: (line) => {
    throw new ConnectionLost(`the server ended the stream: ${line.reason}`);
  },
};

const read = async (signal) => {
  const { answer, alive, end } = await open('/api/v1/events', { accept: 'application/x-ndjson' });
  signal.addEventListener('abort', end, { once: true });
  try {
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    let rest = '';
    alive(SILENCE_MS);
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      alive(SILENCE_MS);
      connection.set('up');
      const lines = (rest + decoder.decode(next.value, { stream: true })).split('\n');
      rest = lines.pop();
      lines.map(JSON.parse).forEach((line) => take[line.type]?.(line));
    }
  } finally {
    end();
  }
};

/** Reads until `signal` is aborted, or the server wants to know who calls. */
export const start = async (signal) => {
  for (let failures = 1; !signal.aborted; failures += 1) {
    const before = cluster.value;
    try {
      await read(signal);
    } catch (failure) {
      if (signal.aborted || refused(failure)) return;
    }
    if (signal.aborted) return;
    if (cluster.value !== before) failures = 1;
    await retry.sleep(retry.pause(failures, new ConnectionLost('cut')));
  }
};

export const forget = () => {
  me.set(null);
  cluster.set(null);
  sessions.set(new Map());
};
