// SPDX-License-Identifier: Apache-2.0
/**
 * A client of Rivulet, which keeps sparse linear systems A·x = b solved while they change. One module without
 * dependencies, for browsers and Node 18 or later.
 *
 *     import { Client, csr } from './rivulet.js';
 *     const client = new Client('http://127.0.0.1:3000');
 *     const session = await client.open({ matrix: csr(pointers, indices, values), vector: b, options: { live: true } });
 *     const { x } = await session.solved();
 *     await session.update({ delta: { 17: 0.5 } }, { wait: true });
 *
 * What is lost on the way is asked for again, as docs/reference/clients.md says: streams go on behind the last line that
 * was seen, requests are repeated, and an update keeps its identity, so that it is applied once.
 */

/** What nothing here goes beyond. */
export const BOUNDS = Object.freeze({
  /** Failures in a row after which a call, or a stream without a new line, gives up. */
  attempts: 10,
  firstWaitMs: 100,
  longestWaitMs: 10_000,
  /** A server that asks for a longer wait is not waited for. */
  longestRetryAfterMs: 120_000,
  answerMs: 90_000,
  /** A stream says something each 15 s; one that is silent for three times as long is taken for cut. */
  silenceMs: 45_000,
  lineCharacters: 256 * 1024 * 1024,
  problemBytes: 64 * 1024,
  /** Updates of one open request without acknowledgement: fewer than the 1,024 that a server remembers of a source. */
  unacknowledged: 512,
});

const COSTS = '/api/v1/swarm/costs';
const JSON_TYPE = 'application/json';
const BLANK_LINE = new TextEncoder().encode('\n');
const NDJSON = 'application/x-ndjson';

/** No answer, or half of one. What was asked may have been done. */
export class ConnectionLost extends Error {
  name = 'ConnectionLost';
}

/** What the server refused, as application/problem+json says it. */
export class Problem extends Error {
  name = 'Problem';

  constructor(fields, retryAfterMs) {
    const at = fields.pointer ? ` at ${fields.pointer}` : '';
    super(`${fields.status} ${fields.code ?? ''}${at}: ${fields.detail ?? ''} ${fields.hint ?? ''}`.trimEnd());
    this.fields = fields;
    this.status = fields.status;
    this.code = fields.code ?? '';
    this.pointer = fields.pointer;
    this.hint = fields.hint;
    /** Undefined where the server does not say. */
    this.retryAfterMs = fields.retry_after_ms ?? retryAfterMs;
  }
}

/** When what failed is asked again, and after how long: a function of how often it failed, and of chance. */
export class Retry {
  constructor({ attempts = BOUNDS.attempts, firstWaitMs = BOUNDS.firstWaitMs, longestWaitMs = BOUNDS.longestWaitMs,
    longestRetryAfterMs = BOUNDS.longestRetryAfterMs, chance = Math.random,
    sleep = (ms) => new Promise((done) => setTimeout(done, ms)) } = {}) {
    Object.assign(this, { attempts, firstWaitMs, longestWaitMs, longestRetryAfterMs, chance, sleep });
  }

  /** Milliseconds until the next attempt, undefined where there is to be none. */
  pause(failures, failure) {
    if (failures >= this.attempts) return undefined;
    const doubled = Math.min(this.longestWaitMs, this.firstWaitMs * 2 ** (failures - 1));
    const backoff = (doubled * (1 + this.chance())) / 2;
    if (failure instanceof ConnectionLost) return backoff;
    if (!(failure instanceof Problem)) return undefined;
    if (![408, 429, 503].includes(failure.status) || failure.code === 'too_many_sources') return undefined;
    const asked = failure.retryAfterMs;
    if (asked === undefined) return backoff;
    return asked > this.longestRetryAfterMs ? undefined : asked + this.firstWaitMs * this.chance();
  }
}

/** Failures since something worked. */
class Attempts {
  #retry;
  #failures = 0;

  constructor(retry) {
    this.#retry = retry;
  }

  worked() {
    this.#failures = 0;
  }

  /** Waits, or throws the failure. */
  async failed(failure) {
    this.#failures += 1;
    const pause = this.#retry.pause(this.#failures, failure);
    if (pause === undefined) throw failure;
    await this.#retry.sleep(pause);
  }
}

// Matrices: each of these gives the object that a request has as `matrix`. Indices begin with 0.

/** Compressed sparse rows. */
export const csr = (pointers, columns, values) => square(pointers.length - 1,
  { values: [...values], col_indices: [...columns], row_pointers: [...pointers] });

/** Compressed sparse columns. */
export const csc = (pointers, rows, values) => square(pointers.length - 1,
  { values: [...values], row_indices: [...rows], col_pointers: [...pointers] });

/** Triplets of n rows; those of one place are summed. */
export const coo = (n, rows, columns, values) => square(n,
  { values: [...values], row_indices: [...rows], col_indices: [...columns] });

/** Rows of a full matrix. */
export const dense = (rows) => square(rows.length, { dense: rows.map((row) => [...row]) });

/** The text of a Matrix Market file, up to 8 MiB; a larger one is uploaded. */
export const matrixMarket = (text) => ({ data: { mtx: text } });

/** A matrix that the server makes: gallery('poisson2d', { nx: 300, ny: 300 }). */
export const gallery = (name, sizes) => ({ data: { gallery: { name, ...sizes } } });

/** A matrix that Client.upload has sent. */
export const uploaded = (ref) => ({ ref });

const square = (n, data) => ({ rows: n, cols: n, data });

/** A dense vector, or { index: value }. */
const vectorOf = (vector) => (isList(vector) ? [...vector] : pairs(vector));

const isList = (value) => Array.isArray(value) || ArrayBuffer.isView(value);

/** { index: value } or { indices, values }. */
const pairs = (changes) => (isList(changes.indices)
  ? { indices: [...changes.indices], values: [...changes.values] }
  : { indices: Object.keys(changes).map(Number), values: Object.values(changes) });

/** [row, col, new], [row, col, old, new] or the object itself. */
const entryOf = (change) => {
  if (!isList(change)) return change;
  const [row, col, ...values] = change;
  return { row, col, new_value: values.at(-1), ...(values.length === 2 ? { old_value: values[0] } : {}) };
};

const changeOf = ({ vector, set, delta, matrix }) => ({
  ...(vector && { vector: [...vector] }),
  ...(set && { set_costs: pairs(set) }),
  ...(delta && { delta_costs: pairs(delta) }),
  ...(matrix && { matrix_updates: matrix.map(entryOf) }),
});

/** JSON has no NaN, and JavaScript would send null instead. */
const encode = (value) => JSON.stringify(value, (key, each) => {
  if (typeof each === 'number' && !Number.isFinite(each)) throw new RangeError(`${key} is ${each}`);
  return each;
});

/** Also where crypto.randomUUID is not there: pages that came without TLS. */
const uuid = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [8, 12, 16, 20, 32].map((end, k, ends) => hex.slice(k ? ends[k - 1] : 0, end)).join('-');
};

/** A server; without an address the one that the page came from. `token` is a text, or a function that gives one. */
export class Client {
  #base;
  #token;
  #fetch;

  constructor(url = globalThis.location?.origin, { token, retry = new Retry(), now = Date.now,
    fetch = (...request) => globalThis.fetch(...request) } = {}) {
    const parsed = new URL(url);
    if (!/^https?:$/.test(parsed.protocol)) throw new TypeError(`${url} is not an address such as http://127.0.0.1:3000`);
    this.#base = parsed.href.replace(/\/+$/, '');
    this.#token = token;
    this.#fetch = fetch;
    this.retry = retry;
    this.now = now;
  }

  /** Opens a session; its first line has been read then. Fields: docs/reference/requests.md. */
  async open({ matrix, vector, session_id: id = uuid(), ...more }) {
    const body = encode({ session_id: id, matrix, ...(vector && { vector: vectorOf(vector) }), ...more });
    return Session.opened(this, id, body);
  }

  /** Opens a session and waits for its solution. */
  async solve(request) {
    const session = await this.open(request);
    try {
      return await session.solved();
    } finally {
      session.lines.close();
    }
  }

  /** One that exists. */
  session(id) {
    return new Session(this, id);
  }

  /** Sends a matrix that is too large for a request, as csr's arrays or as Matrix Market text; the name for `uploaded`. */
  async upload(matrix) {
    const [body, form] = typeof matrix === 'string'
      ? [matrix, 'application/x-matrix-market']
      : [csrBytes(matrix), 'application/vnd.rivulet.csr'];
    return (await this.call('POST', '/api/v1/problems', { body, form })).ref;
  }

  /** Checks any x, without a session. */
  async verify({ matrix, vector, x, probe_count: count = 10, ...more }) {
    const body = encode({ matrix, vector: vectorOf(vector), solution: [...x], probe_count: count, ...more });
    return this.call('POST', '/api/v1/verify', { body });
  }

  async status() {
    return this.call('GET', '/api/v1/status');
  }

  /** A page of the caller's sessions: { limit, cursor, state, label }. */
  async sessions(query = {}) {
    return this.call('GET', `/api/v1/sessions?${new URLSearchParams(query)}`);
  }

  // What follows is for the classes below.

  /** Asked again until it is answered. Whoever calls sees to it that a repeat does no harm. */
  async call(method, path, { accept = JSON_TYPE, read = async (answer) => JSON.parse((await answer.text()) || 'null'),
    ...more } = {}) {
    const attempts = new Attempts(this.retry);
    for (;;) {
      try {
        const { answer, alive, end } = await this.send(method, path, { accept, ...more });
        alive(BOUNDS.answerMs);
        try {
          return await whole(read(answer));
        } finally {
          end();
        }
      } catch (failure) {
        await attempts.failed(failure);
      }
    }
  }

  /**
   * A good answer whose body is still to be read, `alive(ms)`, which says how long it may be silent from now on, and
   * `end`, which ends the connection.
   */
  async send(method, path, { body, form = JSON_TYPE, accept, after, duplex }) {
    const abort = new AbortController();
    let timer;
    const alive = (ms) => {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(new Error(`nothing came for ${ms} ms`)), ms);
    };
    const end = () => {
      clearTimeout(timer);
      abort.abort();
    };
    const token = typeof this.#token === 'function' ? await this.#token() : this.#token;
    alive(BOUNDS.answerMs);
    let answer;
    try {
      answer = await this.#fetch(this.#base + path, {
        method, body, signal: abort.signal, cache: 'no-store', ...(duplex && { duplex }),
        headers: { Accept: accept, ...(body !== undefined && { 'Content-Type': form }),
          ...(after !== undefined && { 'Last-Event-ID': String(after) }),
          ...(token && { Authorization: `Bearer ${token}` }) },
      });
    } catch (broken) {
      end();
      throw new ConnectionLost(`${method} ${path}: ${broken.cause?.message ?? broken.message}`, { cause: broken });
    }
    if (answer.ok) return { answer, alive, end };
    try {
      throw await refusal(answer);
    } finally {
      end();
    }
  }

  /** With what makes a repeat known as one. It must not change any more. */
  identified(update) {
    if (update.source_node !== undefined && update.sequence !== undefined) return update;
    return { update_id: uuid(), timestamp: this.now(), ...update };
  }
}

const whole = async (body) => {
  try {
    return await body;
  } catch (broken) {
    throw new ConnectionLost(`the answer broke off: ${broken.message}`, { cause: broken });
  }
};

const refusal = async (answer) => {
  // What stands before the server says so where the server is gone.
  if (answer.status === 502 || answer.status === 504) return new ConnectionLost(`answered ${answer.status} on the way`);
  const after = answer.headers.get('Retry-After') ?? '';
  let fields = {};
  try {
    let text = '';
    for await (const piece of pieces(answer)) {
      text += piece;
      if (text.length > BOUNDS.problemBytes) break;
    }
    fields = JSON.parse(text);
  } catch {
    // Then the status says all there is.
  }
  return new Problem({ ...fields, status: answer.status }, /^\d+$/.test(after) ? Number(after) * 1000 : undefined);
};

/** Text as it comes. Streams can't be iterated in every browser. */
async function* pieces(answer) {
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    yield decoder.decode(next.value, { stream: true });
  }
}

/** Whole lines, parsed. Half a line at the end is dropped. */
async function* jsonLines(answer, alive, silenceMs) {
  let rest = '';
  alive(silenceMs);
  for await (const piece of pieces(answer)) {
    alive(silenceMs);
    const lines = piece.split('\n');
    lines[0] = rest + lines[0];
    rest = lines.pop();
    if (rest.length > BOUNDS.lineCharacters) throw new RangeError(`a line of more than ${BOUNDS.lineCharacters} characters`);
    for (const line of lines) yield JSON.parse(line);
  }
}

const csrBytes = ({ rows, data }) => {
  const { values, col_indices: columns, row_pointers: pointers } = data;
  const bytes = new DataView(new ArrayBuffer(8 + 4 * (pointers.length + columns.length) + 8 * values.length));
  [rows, values.length, ...pointers, ...columns].forEach((each, k) => bytes.setInt32(4 * k, each, true));
  const start = bytes.byteLength - 8 * values.length;
  values.forEach((each, k) => bytes.setFloat64(start + 8 * k, each, true));
  return bytes;
};

const doubles = async (answer) => {
  const bytes = new DataView(await answer.arrayBuffer());
  return Float64Array.from({ length: bytes.byteLength / 8 }, (_, k) => bytes.getFloat64(8 * k, true));
};

/**
 * The lines of a session, each once, in order, until the session is closed: `for await (const line of lines)`. Reads
 * when asked, and keeps nothing beyond what has just arrived. A `stream_gap` or `snapshot` stands for lines that did not
 * arrive, and is handed out like the others; what ends a connection only is not. Leaving the loop leaves the stream open.
 */
export class Lines {
  #attempts;
  #connection;
  #source;
  #closed = false;

  /** @param connect opens the stream behind the last line that was seen */
  constructor(client, connect, last) {
    this.#attempts = new Attempts(client.retry);
    this.connect = connect;
    /** Number of the last line seen; undefined before the first of a stream that begins with a snapshot. */
    this.last = last;
  }

  [Symbol.asyncIterator]() {
    return { next: () => this.next() };
  }

  async next() {
    while (!this.#closed) {
      try {
        const line = await this.#read();
        if (line) return { done: false, value: line };
      } catch (failure) {
        this.#drop();
        if (!this.#closed) await this.#attempts.failed(failure);
      }
    }
    return { done: true, value: undefined };
  }

  /** The next line, undefined where it was seen before. */
  async #read() {
    if (!this.#source) {
      this.#connection = await this.connect(this.last);
      this.#source = jsonLines(this.#connection.answer, this.#connection.alive, BOUNDS.silenceMs);
    }
    const { done, value: line } = await whole(this.#source.next());
    if (done) throw new ConnectionLost('the stream broke off');
    if (line.resume_from !== undefined) {
      this.last = line.resume_from - 1;
      throw new ConnectionLost(`the server ended the connection: ${line.reason ?? line.problem?.code}`);
    }
    if (line.seq !== undefined) {
      if (this.last !== undefined && line.seq <= this.last) return undefined;
      this.last = line.seq;
    }
    this.#attempts.worked();
    if (line.type === 'session_closed') this.close();
    return line;
  }

  #drop() {
    this.#connection?.end();
    this.#connection = undefined;
    this.#source = undefined;
  }

  /** Ends the reading, not the session. */
  close() {
    this.#closed = true;
    this.#drop();
  }
}

/** A session at a server. */
export class Session {
  #client;
  #path;

  constructor(client, id) {
    this.#client = client;
    this.#path = `/api/v1/sessions/${encodeURIComponent(id)}`;
    this.id = id;
    /** Lines behind the first of the stream that opened the session; undefined of one that was not opened here. */
    this.lines = undefined;
    /** The first line, which says what the matrix is like and which method was chosen. */
    this.opened = undefined;
  }

  /** The same request again finds the session that it opened, and says that nothing was seen of it. */
  static async opened(client, id, body) {
    const session = new Session(client, id);
    session.lines = new Lines(client, (last) => (last > 0
      ? session.#stream(last)
      : client.send('POST', '/api/v1/solve-stream', { body, accept: NDJSON, after: 0 })), 0);
    session.opened = (await session.lines.next()).value;
    // What was sent is not kept as long as the session is read.
    session.lines.connect = (last) => session.#stream(last);
    return session;
  }

  /** Lines from this number on; without one a snapshot, then what comes. */
  follow(from) {
    return new Lines(this.#client, (last) => this.#stream(last), from === undefined ? undefined : Math.max(0, from - 1));
  }

  #stream(after) {
    return this.#client.send('GET', `${this.#path}/stream`, { accept: NDJSON, after });
  }

  /** Reads on to the next `solution`, and gives it with all of x. Throws the problem that ended the session. */
  async solved() {
    for await (const line of this.lines) {
      if (line.type === 'error' && line.fatal) throw new Problem(line.problem);
      if (line.type === 'solution') {
        return { ...line, x: isList(line.x) ? Float64Array.from(line.x) : await this.x(line.revision) };
      }
    }
    throw new ConnectionLost('the session was closed without a solution');
  }

  /** The present x, with its recomputed residual and its bound. */
  async solution() {
    const solution = await this.#client.call('GET', `${this.#path}/solution`);
    return { ...solution, x: Float64Array.from(solution.x) };
  }

  /** The present x alone, sent as doubles; waits for this revision where one is given. */
  async x(minRevision) {
    const query = minRevision === undefined ? '' : `?min_revision=${minRevision}`;
    return this.#client.call('GET', `${this.#path}/solution${query}`, { accept: 'application/octet-stream', read: doubles });
  }

  async entries(indices) {
    return (await this.#client.call('GET', `${this.#path}/entries?indices=${[...indices].join(',')}`)).entries;
  }

  /** One entry by a local method, with its bound; the full solve is not waited for. */
  async entry(index, error) {
    return this.#client.call('GET', `${this.#path}/entries/${index}${error === undefined ? '' : `?error=${error}`}`);
  }

  async status() {
    return this.#client.call('GET', `/api/v1/status/${encodeURIComponent(this.id)}`);
  }

  /** pause, resume, restart, verify, solution or set_tolerance (with { tolerance }). */
  async command(command, fields = {}) {
    return this.#post(`${this.#path}/commands`, { command, ...fields });
  }

  async verify(fields = {}) {
    return this.#post('/api/v1/verify', { session_id: this.id, ...fields });
  }

  /** What a change would give; nothing is changed. */
  async whatIf(change, indices) {
    return this.#post(`${this.#path}/what-if`, { ...changeOf(change), ...(indices && { x_indices: [...indices] }) });
  }

  /** A session that begins where this one is. */
  async fork(fields = {}) {
    // An id from here, so that a repeat finds the fork instead of making another.
    const opened = await this.#post(`${this.#path}/fork`, { session_id: uuid(), ...fields });
    const fork = this.#client.session(opened.session_id);
    fork.opened = opened;
    return fork;
  }

  /**
   * Changes b and A: { vector, set, delta, matrix }, and if wanted its identity. Resolves with the acknowledgement: what
   * it says is durable. With `wait`, once x follows, with the fields of `cost_applied`.
   */
  async update({ vector, set, delta, matrix, ...identity }, { wait = false } = {}) {
    const update = { session_id: this.id, ...changeOf({ vector, set, delta, matrix }), ...identity };
    return this.#post(COSTS + (wait ? '?wait=applied' : ''), this.#client.identified(update));
  }

  /** One request for many updates, see OpenUpdates. */
  openUpdates(options) {
    return new OpenUpdates(this.#client, this.id, options);
  }

  async delete() {
    await this.#client.call('DELETE', this.#path);
  }

  #post(path, body) {
    return this.#client.call('POST', path, { body: encode(body) });
  }
}

/**
 * A request that stays open for many updates, whose acknowledgements come back while it is sent. Browsers can't read an
 * answer before they have sent the request: there, updates go in requests of what has gathered.
 *
 * At most BOUNDS.unacknowledged are on their way; then `send` waits. After a cut those without acknowledgement are sent
 * again, first. A line that the server refuses is not sent again: others behind it may have been applied. After a refusal
 * for now (`session_busy`) nothing is sent until the time that it says has passed.
 */
export class OpenUpdates {
  #client;
  #session;
  #sourceNode;
  #sequence;
  #open;
  #attempts;
  #waiting = [];
  #sent = [];
  #senders = 0;
  #nextTicket = 0;
  #served = 0;
  #busyMs = 0;
  #closing = false;
  #failure;
  #listeners = [];
  #work;

  constructor(client, session, { sourceNode, firstSequence = 1, open = globalThis.process?.versions?.node !== undefined } = {}) {
    this.#client = client;
    this.#session = session;
    this.#sourceNode = sourceNode;
    this.#sequence = firstSequence;
    this.#open = open;
    this.#attempts = new Attempts(client.retry);
    this.#work = this.#run();
  }

  /**
   * Resolves when there is room for the update, with `{ acknowledged }`: a promise of its acknowledgement, or of the
   * Problem that refused it. Whoever does not await this can have as many calls waiting as updates may be on their way.
   */
  async send(change) {
    if (this.#closing) throw new Error('these updates are closed');
    if (this.#senders >= BOUNDS.unacknowledged) throw new RangeError('too many calls of send wait: await each');
    const counted = this.#sourceNode === undefined ? {} : { source_node: this.#sourceNode, sequence: this.#sequence };
    const update = this.#client.identified({ session_id: this.#session, ...changeOf(change), ...counted });
    const line = `${encode(update)}\n`;
    this.#sequence += 1;
    let settle;
    const acknowledged = new Promise((resolve, reject) => {
      settle = { resolve, reject };
    });
    // Whoever does not look at it does not want to know.
    acknowledged.catch(() => {});
    const place = { line, ...settle };
    const ticket = this.#nextTicket;
    this.#nextTicket += 1;
    this.#senders += 1;
    await this.#until(() => this.#served === ticket
      && (this.#failure || this.#waiting.length + this.#sent.length < BOUNDS.unacknowledged));
    this.#served += 1;
    this.#senders -= 1;
    this.#changed();
    if (this.#failure) throw this.#failure;
    this.#waiting.push(place);
    this.#changed();
    return { acknowledged };
  }

  /** Resolves when everything sent so far is acknowledged or refused. Throws what ended the request. */
  async flush() {
    await this.#until(() => this.#failure || this.#senders + this.#waiting.length + this.#sent.length === 0);
    if (this.#failure) throw this.#failure;
  }

  /** Waits for all acknowledgements, then ends the request. */
  async close() {
    await this.#until(() => this.#failure || this.#senders === 0);
    this.#closing = true;
    this.#changed();
    await this.#work;
  }

  #changed() {
    const listeners = this.#listeners;
    this.#listeners = [];
    listeners.forEach((tell) => tell());
  }

  /** In the order in which they began to wait. */
  async #until(test) {
    while (!test()) await new Promise((tell) => this.#listeners.push(tell));
  }

  async #run() {
    try {
      for (;;) {
        await this.#until(() => this.#waiting.length > 0 || this.#closing);
        if (this.#waiting.length === 0) return;
        try {
          const pause = this.#busyMs;
          this.#busyMs = 0;
          if (pause > 0) await this.#client.retry.sleep(pause);
          await (this.#open ? this.#carry() : this.#batch());
        } catch (failure) {
          await this.#attempts.failed(failure);
        } finally {
          this.#waiting.unshift(...this.#sent.splice(0));
        }
      }
    } catch (failure) {
      this.#failure = failure;
      this.#waiting.splice(0).forEach((each) => each.reject(failure));
      this.#changed();
    }
  }

  /** What is to be sent now, from now on without acknowledgement. */
  #take() {
    const taken = this.#waiting.splice(0);
    this.#sent.push(...taken);
    return new TextEncoder().encode(taken.map((each) => each.line).join(''));
  }

  async #batch() {
    await this.#read(await this.#client.send('POST', COSTS, { body: this.#take(), form: NDJSON, accept: NDJSON }));
  }

  async #carry() {
    let ended = false;
    let control;
    const body = new ReadableStream({
      start: (given) => {
        control = given;
      },
      cancel: () => {
        ended = true;
        this.#changed();
      },
    });
    const writing = this.#write(() => ended, () => control);
    try {
      await this.#read(await this.#client.send('POST', COSTS,
        { body, form: NDJSON, accept: NDJSON, duplex: 'half' }));
    } finally {
      ended = true;
      this.#changed();
      await writing;
    }
  }

  async #write(hasEnded, control) {
    for (;;) {
      await this.#until(() => this.#waiting.length > 0 || this.#closing || hasEnded() || this.#busyMs > 0);
      if (hasEnded()) return;
      if (this.#busyMs > 0 || this.#waiting.length === 0) {
        control().close();
        return;
      }
      // What is sent meanwhile goes with it.
      await new Promise((done) => setTimeout(done, 0));
      if (hasEnded()) return;
      control().enqueue(this.#take());
      // Node ends a chunk when the next one begins, and no server reads half a chunk. Blank lines are left out.
      control().enqueue(BLANK_LINE);
    }
  }

  async #read({ answer, alive, end }) {
    const lines = jsonLines(answer, alive, BOUNDS.answerMs);
    try {
      for (let next = await whole(lines.next()); !next.done; next = await whole(lines.next())) {
        this.#acknowledged(next.value);
      }
    } finally {
      end();
    }
    if (this.#sent.length > 0) throw new ConnectionLost('the answer ended before all acknowledgements');
  }

  #acknowledged(line) {
    const { resolve, reject } = this.#sent.shift();
    this.#attempts.worked();
    if (line.accepted) {
      resolve(line);
    } else {
      const problem = new Problem(line.problem);
      const asked = Math.min(problem.retryAfterMs ?? 0, this.#client.retry.longestRetryAfterMs);
      this.#busyMs = Math.max(this.#busyMs, asked);
      reject(problem);
    }
    this.#changed();
  }
}
