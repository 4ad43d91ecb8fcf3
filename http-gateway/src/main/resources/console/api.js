// SPDX-License-Identifier: Apache-2.0
/**
 * The server that this page came from, by the client that everybody may use. The token is kept here, in memory, and
 * nowhere else: it is gone with the page.
 */
import { Client, ConnectionLost, Problem, Retry } from '/clients/rivulet.js';
import { store } from './dom.js';

export { ConnectionLost, Problem };

const LONGEST_WAIT_MS = 2_000;

let token;
/** Whether the server is heard of. */
export const connection = store('unknown');
/** Why the server wants to know who calls; null while it does not. */
export const wanted = store(null);

const shared = { token: () => token };
/** For what somebody waits for: it is tried again once, then told. */
export const client = new Client(location.origin, { ...shared, retry: new Retry({ attempts: 2 }) });
/** For what goes on as long as the page is there. */
const follower = new Client(location.origin, {
  ...shared,
  retry: new Retry({
    attempts: Number.MAX_SAFE_INTEGER,
    longestWaitMs: LONGEST_WAIT_MS,
    sleep: (ms) => {
      connection.set('lost');
      return new Promise((done) => setTimeout(done, ms));
    },
  }),
});
export const retry = follower.retry;

export const hasToken = () => token !== undefined;
export const login = (word) => {
  token = word;
  wanted.set(null);
};
export const logout = () => {
  token = undefined;
  wanted.set('Logged out.');
};

/** True where the failure is about who calls: then the page asks for a token. */
export const refused = (failure) => {
  if (!(failure instanceof Problem) || failure.status !== 401) return false;
  wanted.set(token === undefined ? '' : failure);
  return true;
};

/** An answer as JSON; `path` without the server. */
export const get = (path) => client.call('GET', path);
export const post = (path, body = {}) => client.call('POST', path, { body: JSON.stringify(body) });
export const remove = (path) => client.call('DELETE', path);
export const open = (path, options) => follower.send('GET', path, options);

/** Every line of a session from `from` on, through cuts, until `signal` is aborted or the session ends. */
export const follow = async (id, from, signal, each) => {
  const lines = follower.session(id).follow(from);
  signal.addEventListener('abort', () => lines.close(), { once: true });
  for await (const line of lines) {
    if (signal.aborted) return;
    connection.set('up');
    each(line);
  }
};
