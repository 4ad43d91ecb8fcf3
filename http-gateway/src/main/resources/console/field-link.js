// SPDX-License-Identifier: Apache-2.0
/**
 * One stream of a field over `/ws/stream_features`: init, auth, subscribe, and again after a loss, by the token that the
 * server gave. docs/reference/field-streaming.md has the messages.
 */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const GZIP = 0x10;
/** What is said where nobody demands a key: there any will do. */
const NO_KEY = 'console';
const STREAM = 'console';
/** Refused, and another version: trying again changes nothing. */
const FINAL_CODES = [4403, 4409];

const utf8 = new TextEncoder();

/** Lower-case hexadecimal HMAC-SHA256; undefined where the browser signs nothing, which is on plain http from afar. */
const signature = async (key, text) => {
  if (!globalThis.crypto.subtle) return undefined;
  const secret = await crypto.subtle.importKey('raw', utf8.encode(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const bytes = await crypto.subtle.sign('HMAC', secret, utf8.encode(text));
  return [...new Uint8Array(bytes)].map((each) => each.toString(16).padStart(2, '0')).join('');
};

const text = async (data) => {
  if (typeof data === 'string') return data;
  const bytes = new Uint8Array(data);
  const body = new Blob([bytes.subarray(1)]).stream();
  return new Response(bytes[0] & GZIP ? body.pipeThrough(new DecompressionStream('gzip')) : body).text();
};

/**
 * Opens the stream and keeps it open.
 * @param key a field key, or undefined where none is known
 * @param params of `subscribe`; its `stream_key` finds the run again
 * @param on { state(name, words), message(message, text) }; states: connecting, running, paused, lost, refused, failed
 */
export const openField = (key, params, on) => {
  let socket;
  let token;
  let last = -1;
  let failures = 0;
  let stamp = 0;
  let ahead = 0;
  let replayed = false;
  let known = false;
  let paused = false;
  let over = false;
  let timer;

  const send = (type, payload) => socket.readyState === WebSocket.OPEN
    && socket.send(JSON.stringify({ type, ...(payload && { payload }) }));

  const end = (state, words) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    socket.close();
    on.state(state, words);
  };

  const authenticate = async () => {
    const mine = socket;
    // By the server's clock, and never the same twice: that would be a replay.
    stamp = Math.max(stamp + 1, Math.trunc(Date.now() + ahead));
    const timestamp = stamp;
    const signed = key && await signature(key, String(timestamp));
    if (socket === mine) send('auth', { api_key: key ?? NO_KEY, timestamp, ...(signed && { signature: signed }) });
  };

  const subscribe = () => {
    last = -1;
    token = undefined;
    send('subscribe', { stream_type: 'stream_features', stream_id: STREAM, params });
  };

  const begun = (message) => {
    failures = 0;
    token = message.payload?.resume_token;
    on.state('running');
  };

  const taken = {
    init: (message) => {
      ahead = message.timestamp - Date.now();
      authenticate();
    },
    auth_success: () => {
      replayed = false;
      known = true;
      if (paused) return;
      if (token) send('resume', { stream_id: STREAM, resume_token: token, last_sequence: last });
      else subscribe();
    },
    auth_failed: ({ payload }) => {
      if (payload.error_code === 'REPLAYED' && !replayed) {
        replayed = true;
        authenticate();
      } else {
        end('refused', key ? payload.message : 'This node demands a key.');
      }
    },
    subscribe_success: begun,
    resume_success: begun,
    resume_failed: subscribe,
    subscribe_failed: ({ payload }) => end('failed', payload.message),
    update_subscription_failed: ({ payload }) => end('failed', payload.message),
    error: ({ payload }) => end('failed', payload.message),
    heartbeat: () => send('pong'),
    feature_update: ({ payload }, said) => {
      const missed = last < 0 ? 0 : payload.sequence - last - 1;
      last = payload.sequence;
      on.message('feature_update', payload, said, missed);
    },
    snapshot: ({ payload }, said) => on.message('snapshot', payload, said, 0),
    stream_end: ({ payload }) => end(payload.reason === 'complete' ? 'complete' : 'failed', 'The stream has ended.'),
  };

  const connect = () => {
    const mine = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws/stream_features`);
    let order = Promise.resolve();
    socket = mine;
    known = false;
    mine.binaryType = 'arraybuffer';
    mine.onopen = () => send('init', {
      protocol_version: '1.0', client_info: 'console',
      capabilities: { compression: ['gzip'], resume: true, snapshots: true, multi_stream: 1, filters: true },
    });
    // Inflating takes its time; what comes after waits for it.
    mine.onmessage = ({ data }) => {
      order = order.then(async () => {
        const said = await text(data);
        if (over || socket !== mine) return;
        const message = JSON.parse(said);
        taken[message.type]?.(message, said);
      }).catch((failure) => end('failed', failure.message));
    };
    mine.onclose = ({ code }) => order.then(() => {
      if (over || socket !== mine) return;
      if (FINAL_CODES.includes(code)) {
        end('refused', 'The server takes no more from this page.');
        return;
      }
      if (!paused) on.state('lost');
      const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
      failures += 1;
      timer = setTimeout(connect, longest * (0.5 + Math.random() / 2));
    });
  };

  on.state('connecting');
  connect();
  return {
    /** Another pace of the same stream: { update_interval_ms }. */
    change: (payload) => {
      Object.assign(params, payload);
      send('update_subscription', { stream_id: STREAM, ...payload });
    },
    /** Whoever leaves a shared run last puts it to rest; it is kept for the server's resume window. */
    pause: () => {
      paused = true;
      token = undefined;
      send('unsubscribe', { stream_id: STREAM });
      on.state('paused');
    },
    goOn: () => {
      paused = false;
      on.state('connecting');
      // Else it is done once the server knows who calls.
      if (known) subscribe();
    },
    stop: () => {
      send('close');
      end('stopped');
    },
  };
};
