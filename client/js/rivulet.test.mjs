// SPDX-License-Identifier: Apache-2.0
// The client against a node that runs at RIVULET_TEST_SERVER, and through a proxy that cuts what it is told to cut.
import assert from 'node:assert/strict';
import net from 'node:net';
import test from 'node:test';
import {
  Client, ConnectionLost, coo, csc, csr, dense, gallery, matrixMarket, OpenUpdates, Problem, Retry, uploaded,
} from './rivulet.js';

const SERVER = process.env.RIVULET_TEST_SERVER;
const PORT = Number(new URL(SERVER).port);

// 2 −1 0, −1 2 −1, 0 −1 2; its inverse is ¼ (3 2 1, 2 4 2, 1 2 3).
const POINTERS = [0, 2, 5, 7];
const INDICES = [0, 1, 0, 1, 2, 1, 2];
const VALUES = [2, -1, -1, 2, -1, -1, 2];
const SMALL = { matrix: csr(POINTERS, INDICES, VALUES), vector: [1, 2, 3] };
const LIVE = { ...SMALL, options: { live: true } };
const X = [2.5, 4, 3.5];
const MARKET = '%%MatrixMarket matrix coordinate real symmetric\n3 3 5\n1 1 2\n2 1 -1\n2 2 2\n3 2 -1\n3 3 2\n';

const client = new Client(SERVER);

const near = (actual, expected, within = 1e-7) => {
  assert.equal(actual.length, expected.length);
  expected.forEach((each, k) => assert.ok(Math.abs(each - actual[k]) <= within, `${actual} is not ${expected}`));
};

/**
 * Between client and server. Each connection takes the next plan: a number of bytes of the answer after which it is cut, a
 * text that is answered instead of the server, or null, which lets everything through. The last plan stays.
 */
const proxied = async (t, ...plans) => {
  const proxy = { connections: 0 };
  const sockets = new Set();
  const server = net.createServer((from) => {
    proxy.connections += 1;
    const plan = plans.length > 1 ? plans.shift() : plans[0];
    sockets.add(from.on('error', () => from.destroy()));
    if (typeof plan === 'string') {
      from.once('data', () => from.end(plan));
      return;
    }
    const to = net.connect(PORT, '127.0.0.1');
    sockets.add(to.on('error', () => to.destroy()));
    let left = plan ?? Infinity;
    to.on('data', (bytes) => {
      const taken = bytes.subarray(0, Math.min(left, bytes.length));
      left -= taken.length;
      from.write(taken);
      if (left <= 0) {
        from.end();
        to.destroy();
      }
    });
    from.on('data', (bytes) => to.write(bytes)).on('close', () => to.destroy());
    to.on('close', () => from.end());
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => {
    server.close();
    sockets.forEach((socket) => socket.destroy());
  });
  proxy.url = `http://127.0.0.1:${server.address().port}`;
  return proxy;
};

const refuse = (status, code, after) => {
  const body = JSON.stringify({ code });
  return `HTTP/1.1 ${status} No\r\nRetry-After: ${after}\r\nContent-Type: application/problem+json\r\n`
    + `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
};

/** A clock that does not wait. */
const hasty = (more = {}) => {
  const waits = [];
  return { waits, retry: new Retry({ sleep: async (ms) => waits.push(ms), chance: () => 0, ...more }) };
};

const opened = async (t, request = LIVE, by = client) => {
  const session = await by.open(request);
  t.after(async () => {
    session.lines.close();
    await client.session(session.id).delete();
  });
  return session;
};

test('every layout gives the same x', async () => {
  const rows = [0, 0, 1, 1, 1, 2, 2];
  const layouts = [SMALL.matrix, csc(POINTERS, INDICES, VALUES), coo(3, rows, INDICES, VALUES), matrixMarket(MARKET),
    dense([[2, -1, 0], [-1, 2, -1], [0, -1, 2]]), csr(Int32Array.from(POINTERS), INDICES, Float64Array.from(VALUES)),
    uploaded(await client.upload(MARKET)), uploaded(await client.upload(SMALL.matrix))];
  for (const matrix of layouts) {
    const solution = await client.solve({ matrix, vector: SMALL.vector });
    assert.equal(solution.verified, true);
    near(solution.x, X);
  }
});

test('lines begin with the first and end with the session', async () => {
  const session = await client.open({ matrix: gallery('poisson2d', { nx: 10, ny: 10 }), vector: { 44: 1 }, name: 'plate' });
  assert.equal(session.opened.rows, 100);
  const types = ['session_opened'];
  for await (const line of session.lines) types.push(line.type);
  assert.deepEqual(types.slice(-2), ['solution', 'session_closed']);
  const again = [];
  for await (const line of session.follow(1)) again.push(line.type);
  assert.deepEqual(again, types);
  assert.ok((await client.sessions({ limit: 1000 })).sessions.some((each) => each.session_id === session.id));
});

test('an update that was waited for is in x', async (t) => {
  const session = await opened(t);
  await session.solved();
  const ack = await session.update({ delta: { 0: 1 }, set: { indices: [2], values: [4] } }, { wait: true });
  assert.equal(ack.revision, 1);
  near(await session.x(1), [3.5, 5, 4.5]);
  near((await session.solution()).x, [3.5, 5, 4.5]);
  assert.ok(Math.abs((await session.entry(1, 1e-9)).value - 5) < 1e-6);
  assert.deepEqual((await session.entries([0, 2])).map((each) => each.index), [0, 2]);
  await session.update({ vector: SMALL.vector, matrix: [[0, 0, 2, 3], { row: 2, col: 2, new_value: 2 }] }, { wait: true });
  near(await session.x(), [10 / 7, 23 / 7, 22 / 7]);
  await assert.rejects(session.update({ matrix: [[0, 0, 2, 4]] }), { name: 'Problem', status: 409, code: 'stale_update' });
});

test('a session is asked, tried, forked, checked and deleted', async (t) => {
  const session = await opened(t);
  await session.solved();
  near((await session.whatIf({ delta: { 0: 1 } }, [0])).x.values, [3.25]);
  const fork = await session.fork({ name: 'forked' });
  await fork.update({ delta: { 0: 1 } }, { wait: true });
  near(await fork.x(), [3.25, 4.5, 3.75]);
  await fork.delete();
  near(await session.x(), X);
  assert.equal((await session.verify({ strategy: 'full_residual' })).verified, true);
  assert.equal((await client.verify({ ...SMALL, x: X })).verified, true);
  assert.equal((await client.verify({ ...SMALL, x: [0, 0, 0] })).verified, false);
  assert.equal((await session.command('pause')).state, 'paused');
  await session.command('set_tolerance', { tolerance: 1e-9 });
  assert.equal((await session.status()).session_id, session.id);
  assert.ok((await client.status()).version);
  const following = session.follow();
  assert.equal((await following.next()).value.type, 'snapshot');
  await session.delete();
  let last;
  for await (const line of following) last = line;
  assert.equal(last.reason, 'deleted');
  await assert.rejects(session.status(), { code: 'session_not_found' });
});

for (const open of [true, false]) {
  test(`many updates are all acknowledged, ${open ? 'on an open request' : 'as browsers send them'}`, async (t) => {
    const session = await opened(t);
    const updates = new OpenUpdates(client, session.id, { open });
    const acks = [];
    for (let k = 0; k < 3000; k += 1) acks.push((await updates.send({ delta: { [k % 3]: 1e-3 } })).acknowledged);
    await updates.close();
    assert.deepEqual((await Promise.all(acks)).map((ack) => ack.revision), acks.map((_, k) => k + 1));
    await session.update({ delta: { 0: 0 } }, { wait: true });
    near(await session.x(), [2.5 + 1.5, 4 + 2, 3.5 + 1.5], 1e-6);
    await assert.rejects(updates.send({ delta: { 0: 1 } }), /closed/);
  });

  test(`${open ? 'an open request' : 'a row of requests'} that is cut loses and doubles nothing`, async (t) => {
    const session = await opened(t);
    const proxy = await proxied(t, 3000, 5000, 100, 0, null);
    const cut = new Client(proxy.url, { retry: hasty().retry });
    const updates = new OpenUpdates(cut, session.id, { open });
    const acks = [];
    for (let k = 0; k < 2000; k += 1) acks.push((await updates.send({ delta: { 0: 1e-3 } })).acknowledged);
    await updates.close();
    assert.ok((await Promise.all(acks)).every((ack) => ack.accepted));
    assert.ok(proxy.connections >= 5);
    assert.equal((await session.status()).revision, 2000);
    await session.update({ delta: { 0: 0 } }, { wait: true });
    near(await session.x(), [4, 5, 4], 1e-6);
  });
}

test('a refused line of an open request is its own matter', async (t) => {
  const session = await opened(t);
  const updates = session.openUpdates({ sourceNode: 'meter', firstSequence: 5 });
  const [first, bad, last] = await Promise.all([0, 3, 1].map((index) => updates.send({ delta: { [index]: 1 } })));
  await updates.flush();
  await assert.rejects(bad.acknowledged, { code: 'index_out_of_range' });
  assert.deepEqual([(await first.acknowledged).revision, (await last.acknowledged).revision], [1, 2]);
  await updates.close();
  assert.equal((await session.update({ delta: { 0: 1 }, source_node: 'meter', sequence: 5 })).duplicate, true);
});

test('a stream that is cut goes on without losing or doubling a line', async (t) => {
  const proxy = await proxied(t, 1200, 700, 1, 0, 900, 2000, 400, null);
  const { waits, retry } = hasty();
  const session = await opened(t, LIVE, new Client(proxy.url, { retry }));
  const direct = client.session(session.id);
  for (let k = 0; k < 20; k += 1) await direct.update({ delta: { [k % 3]: 1 } }, { wait: true });
  const seen = [session.opened];
  while (seen.at(-1).type !== 'cost_applied' || seen.at(-1).revision !== 20) seen.push((await session.lines.next()).value);
  assert.deepEqual(seen.map((line) => line.seq), seen.map((_, k) => k + 1));
  assert.ok(proxy.connections > 4);
  assert.ok(waits.length > 3);
});

test('a request whose answer never came is sent again', async (t) => {
  const proxy = await proxied(t, 0, 40, null);
  const { waits, retry } = hasty();
  near((await new Client(proxy.url, { retry }).solve(SMALL)).x, X);
  assert.deepEqual(waits, [50, 100]);
});

test('an update whose acknowledgement was cut is applied once', async (t) => {
  const session = await opened(t);
  await session.solved();
  const proxy = await proxied(t, 10, null);
  const ack = await new Client(proxy.url, { retry: hasty().retry }).session(session.id)
    .update({ delta: { 0: 1 } }, { wait: true });
  assert.equal(ack.duplicate, true);
  assert.equal((await session.status()).revision, 1);
  near(await session.x(), [3.25, 4.5, 3.75]);
});

test('a refusal for now is waited for as long as it says', async (t) => {
  const { waits, retry } = hasty();
  const proxy = await proxied(t, refuse(429, 'rate_limited', 7), refuse(503, 'draining', 3), null);
  near((await new Client(proxy.url, { retry }).solve(SMALL)).x, X);
  assert.deepEqual(waits, [7000, 3000]);
  const slow = await proxied(t, refuse(429, 'rate_limited', 7));
  const impatient = new Client(slow.url, hasty({ longestRetryAfterMs: 6000 }));
  await assert.rejects(impatient.status(), { code: 'rate_limited', retryAfterMs: 7000 });
  assert.equal(slow.connections, 1);
});

test('what can not be cured by waiting is told at once', async (t) => {
  for (const [status, code] of [[500, 'internal_error'], [429, 'too_many_sources'], [404, 'session_not_found']]) {
    const { waits, retry } = hasty();
    const proxy = await proxied(t, refuse(status, code, 1));
    const refused = new Client(proxy.url, { retry });
    await assert.rejects(refused.status(), Problem);
    assert.equal(proxy.connections, 1);
    const updates = refused.session('nobody').openUpdates();
    await assert.rejects((await updates.send({ delta: { 0: 1 } })).acknowledged, { code });
    await assert.rejects(updates.flush(), { code });
    await updates.close();
    assert.deepEqual(waits, []);
  }
});

test('failures end after so many in a row', async (t) => {
  const { waits, retry } = hasty({ attempts: 9 });
  const proxy = await proxied(t, 0);
  await assert.rejects(new Client(proxy.url, { retry }).status(), ConnectionLost);
  assert.equal(proxy.connections, 9);
  assert.deepEqual(waits, [50, 100, 200, 400, 800, 1600, 3200, 5000]);
});

test('problems say what and where', async () => {
  await assert.rejects(client.solve({ matrix: csr([0, 1], [5], [1]), vector: [1] }),
    { status: 422, code: 'invalid_matrix', pointer: '/matrix/data/col_indices/0', hint: /./ });
  await assert.rejects(client.solve({ ...SMALL, vector: [1, NaN, 2] }), RangeError);
  assert.throws(() => new Client('ftp://host'), TypeError);
});
