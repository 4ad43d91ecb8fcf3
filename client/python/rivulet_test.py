# SPDX-License-Identifier: Apache-2.0
"""The client against a node that runs at RIVULET_TEST_SERVER, and through a proxy that cuts what it is told to cut."""

import os
import socket
import threading
import unittest
import urllib.parse

import rivulet

try:
    import numpy
    import scipy.sparse
except ImportError:
    numpy = None

SERVER = os.environ["RIVULET_TEST_SERVER"]
PORT = urllib.parse.urlsplit(SERVER).port


def refusal(status, code, retry_after):
    body = b'{"code": "%b"}' % code
    return (b"HTTP/1.1 %d No\r\nRetry-After: %d\r\nContent-Type: application/problem+json\r\nContent-Length: %d\r\n"
            b"Connection: close\r\n\r\n%b" % (status, retry_after, len(body), body))


# 2 −1 0, −1 2 −1, 0 −1 2 with b = 1, 2, 3.
POINTERS, INDICES, VALUES = [0, 2, 5, 7], [0, 1, 0, 1, 2, 1, 2], [2.0, -1.0, -1.0, 2.0, -1.0, -1.0, 2.0]
SMALL = rivulet.csr(POINTERS, INDICES, VALUES)
B, X = [1.0, 2.0, 3.0], [2.5, 4.0, 3.5]
MARKET = """%%MatrixMarket matrix coordinate real symmetric
3 3 5
1 1 2
2 1 -1
2 2 2
3 2 -1
3 3 2
"""


class Proxy:
    """Between client and server. Each connection takes the next plan: a number of bytes of the answer after which it is cut,
    bytes that are answered instead of the server, or None, which lets everything through. The last plan stays."""

    def __init__(self, *plans):
        self._plans = list(plans)
        self.connections = 0
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self._door.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            self.connections += 1
            plan = self._plans.pop(0) if len(self._plans) > 1 else self._plans[0]
            if isinstance(plan, bytes):
                threading.Thread(target=self._refuse, args=(client, plan), daemon=True).start()
                continue
            server = socket.create_connection(("127.0.0.1", PORT))
            for way in ((client, server, None), (server, client, plan)):
                threading.Thread(target=self._pump, args=way, daemon=True).start()

    @staticmethod
    def _refuse(client, answer):
        client.recv(1 << 16)
        client.sendall(answer)
        client.close()

    @staticmethod
    def _pump(source, target, left):
        try:
            while data := source.recv(1 << 16):
                if left is not None:
                    data, left = data[:left], left - len(data)
                target.sendall(data)
                if left is not None and left <= 0:
                    break
        except OSError:
            pass  # The other way was cut.
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        for end in (source, target):
            end.close()


class Waits:
    """A sleep that does not."""

    def __init__(self):
        self.seconds = []

    def retry(self, **more):
        return rivulet.Retry(sleep=self.seconds.append, chance=lambda: 0.0, **more)


def close_to(expected, actual, within=1e-7):
    return len(expected) == len(actual) and all(abs(e - a) <= within for e, a in zip(expected, actual))


class ClientTest(unittest.TestCase):
    def setUp(self):
        self.client = rivulet.Client(SERVER)

    def live(self, client=None):
        session = (client or self.client).open(SMALL, B, live=True)
        self.addCleanup(self.client.session(session.id).delete)
        self.addCleanup(session.lines.close)
        return session

    def test_every_layout_gives_the_same_x(self):
        layouts = [SMALL, rivulet.csc(POINTERS, INDICES, VALUES), rivulet.matrix_market(MARKET),
                   rivulet.coo(3, [0, 0, 1, 1, 1, 2, 2], INDICES, VALUES), [[2, -1, 0], [-1, 2, -1], [0, -1, 2]],
                   rivulet.uploaded(self.client.upload(MARKET))]
        if numpy:
            matrix = scipy.sparse.coo_matrix((VALUES, ([0, 0, 1, 1, 1, 2, 2], INDICES)))
            layouts += [matrix, matrix.tocsc(), matrix.toarray(), rivulet.uploaded(self.client.upload(matrix))]
        for layout in layouts:
            solution = self.client.solve(layout, B)
            self.assertTrue(solution.verified, layout)
            self.assertTrue(close_to(X, solution.x), layout)

    @unittest.skipUnless(numpy, "no numpy and scipy here")
    def test_a_matrix_of_scipy_is_solved_into_an_array_of_numpy(self):
        n = 400
        matrix = scipy.sparse.diags([-1.0, 2.5, -1.0], [-1, 0, 1], (n, n))
        x = numpy.linspace(-1, 1, n)
        solution = self.client.solve(matrix, matrix @ x, tolerance=1e-12, method="cg")
        self.assertIsInstance(solution.x, numpy.ndarray)
        numpy.testing.assert_allclose(solution.x, x, atol=1e-9)

    def test_lines_begin_with_the_first_and_end_with_the_session(self):
        with self.client.open(SMALL, B, name="small", labels={"kit": "python"}) as session:
            self.assertEqual(session.opened.rows, 3)
            types = [line.type for line in session.lines]
        self.assertEqual(types[-2:], ["solution", "session_closed"])
        self.assertIn(session.id, [each.session_id for each in self.client.sessions(label="kit:python", limit=1)])
        again = list(session.follow(1))
        self.assertEqual([line.type for line in again], ["session_opened"] + types)

    def test_a_sparse_vector_and_a_gallery(self):
        solution = self.client.solve(rivulet.gallery("poisson2d", nx=10, ny=10), {44: 1.0})
        self.assertTrue(solution.verified)
        self.assertEqual(100, len(solution.x))

    def test_an_update_is_applied_when_it_was_waited_for(self):
        session = self.live()
        session.solved()
        ack = session.update(delta={0: 1.0}, set=([2], [4.0]), wait=True)
        self.assertEqual((True, 1), (ack.accepted, ack.revision))
        # A⁻¹ = ¼ (3 2 1, 2 4 2, 1 2 3), b = 2, 2, 4
        self.assertTrue(close_to([3.5, 5.0, 4.5], session.x(min_revision=1)))
        self.assertTrue(close_to([3.5, 5.0, 4.5], session.solution().x))
        self.assertAlmostEqual(5.0, session.entry(1, error=1e-9).value)
        self.assertEqual([0, 1, 2], [each.index for each in session.entries([0, 1, 2])])
        session.update(matrix=[(0, 0, 2, 3)], vector=B, wait=True)
        self.assertTrue(close_to([10 / 7, 23 / 7 - 0.0, 22 / 7], session.x(), 1e-6), session.x())
        with self.assertRaises(rivulet.Problem) as stale:
            session.update(matrix=[(0, 0, 2, 4)])
        self.assertEqual((409, "stale_update"), (stale.exception.status, stale.exception.code))

    def test_what_is_asked_of_a_session(self):
        session = self.live()
        session.solved()
        tried = session.what_if(delta={0: 1.0}, x_indices=[0])
        self.assertAlmostEqual(3.25, tried.x["values"][0], places=6)
        self.assertTrue(close_to(X, session.x()), "nothing was changed")
        fork = session.fork(name="forked")
        self.addCleanup(fork.delete)
        fork.update(delta={0: 1.0}, wait=True)
        self.assertAlmostEqual(3.25, fork.x()[0], places=6)
        self.assertTrue(close_to(X, session.x()), "the fork goes its own way")
        self.assertTrue(session.verify(strategy="full_residual").verified)
        self.assertTrue(self.client.verify(SMALL, B, X).verified)
        self.assertFalse(self.client.verify(SMALL, B, [0, 0, 0]).verified)
        self.assertEqual("paused", session.command("pause").state)
        session.command("resume")
        self.assertEqual(session.id, session.status().session_id)
        self.assertIn("version", self.client.status())

    def test_many_updates_on_an_open_request_are_all_acknowledged(self):
        session = self.live()
        count = 3000
        with session.open_updates() as updates:
            acks = [updates.send(delta={k % 3: 1e-3}) for k in range(count)]
        self.assertEqual(list(range(1, count + 1)), [ack.result(0).revision for ack in acks])
        session.update(delta={0: 0.0}, wait=True)
        self.assertTrue(close_to([2.5 + 1.5, 4 + 2, 3.5 + 1.5], session.x(), 1e-6))

    def test_a_refused_line_of_an_open_request_is_its_own_matter(self):
        session = self.live()
        with session.open_updates("meter", 5) as updates:
            first, bad, last = (updates.send(delta={k: 1.0}) for k in (0, 3, 1))
            updates.flush()
            self.assertEqual("index_out_of_range", bad.exception(0).code)
        self.assertEqual((1, 2), (first.result(0).revision, last.result(0).revision))
        self.assertTrue(session.update(source_node="meter", sequence=5, delta={0: 1.0}).duplicate)

    def test_gathered_updates_are_acknowledged_as_well(self):
        session = self.live()
        updates = session.open_updates()
        updates._open = updates._batch  # As over TLS.
        acks = [updates.send(delta={0: 1e-3}) for _ in range(1500)]
        updates.close()
        self.assertEqual(1500, acks[-1].result(0).revision)

    def test_a_stream_that_is_cut_goes_on_without_losing_or_doubling_a_line(self):
        with Proxy(1200, 700, 1, 0, 900, 2000, 400, None) as proxy:
            waits = Waits()
            session = rivulet.Client(proxy.url, retry=waits.retry()).open(SMALL, B, live=True)
            self.addCleanup(self.client.session(session.id).delete)
            direct = self.client.session(session.id)
            for k in range(20):
                direct.update(delta={k % 3: 1.0}, wait=True)
            seen = [session.opened]
            while seen[-1].get("revision") != 20 or seen[-1].type != "cost_applied":
                seen.append(next(session.lines))
            session.lines.close()
        self.assertGreater(proxy.connections, 4)
        self.assertGreater(len(waits.seconds), 3)
        self.assertEqual(list(range(1, len(seen) + 1)), [line.seq for line in seen])

    def test_a_request_whose_answer_never_came_is_sent_again(self):
        with Proxy(0, 40, None) as proxy:
            waits = Waits()
            solution = rivulet.Client(proxy.url, retry=waits.retry()).solve(SMALL, B)
        self.assertTrue(close_to(X, solution.x))
        self.assertEqual([0.05, 0.1], waits.seconds)

    def test_an_update_whose_acknowledgement_was_cut_is_applied_once(self):
        session = self.live()
        with Proxy(10, None) as proxy:
            cut = rivulet.Client(proxy.url, retry=Waits().retry()).session(session.id)
            ack = cut.update(delta={0: 1.0}, wait=True)
        self.assertTrue(ack.duplicate)
        self.assertEqual(1, session.status().revision)
        self.assertAlmostEqual(3.25, session.x()[0], places=6)

    def test_an_open_request_that_is_cut_loses_and_doubles_nothing(self):
        session = self.live()
        count = 2000
        with Proxy(3000, 5000, 100, 0, None) as proxy:
            cut = rivulet.Client(proxy.url, retry=Waits().retry()).session(session.id)
            with cut.open_updates() as updates:
                acks = [updates.send(delta={0: 1e-3}) for _ in range(count)]
        self.assertEqual(5, proxy.connections)
        self.assertTrue(all(ack.result(0).accepted for ack in acks))
        self.assertEqual(count, session.status().revision)
        session.update(delta={0: 0.0}, wait=True)
        self.assertAlmostEqual(2.5 + 0.75 * count * 1e-3, session.x()[0], places=6)

    def test_a_refusal_for_now_is_waited_for_as_long_as_it_says(self):
        busy = refusal(429, b"rate_limited", 7)
        waits = Waits()
        with Proxy(busy, refusal(503, b"draining", 3), None) as proxy:
            solution = rivulet.Client(proxy.url, retry=waits.retry()).solve(SMALL, B)
        self.assertTrue(close_to(X, solution.x))
        self.assertEqual([7.0, 3.0], waits.seconds)
        with Proxy(busy) as proxy, self.assertRaises(rivulet.Problem) as refused:
            rivulet.Client(proxy.url, retry=waits.retry(longest_retry_after=6)).status()
        self.assertEqual(("rate_limited", 7.0), (refused.exception.code, refused.exception.retry_after))
        self.assertEqual(1, proxy.connections)

    def test_what_can_not_be_cured_by_waiting_is_told_at_once(self):
        waits = Waits()
        for status, code in ((500, b"internal_error"), (429, b"too_many_sources"), (404, b"session_not_found")):
            with Proxy(refusal(status, code, 1)) as proxy, self.assertRaises(rivulet.Problem):
                rivulet.Client(proxy.url, retry=waits.retry()).status()
            self.assertEqual(1, proxy.connections)
        self.assertEqual([], waits.seconds)

    def test_failures_end_after_so_many_in_a_row(self):
        waits = Waits()
        with Proxy(0) as proxy, self.assertRaises(rivulet.ConnectionLost):
            rivulet.Client(proxy.url, retry=waits.retry(attempts=9)).status()
        self.assertEqual(9, proxy.connections)
        self.assertEqual([0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0], waits.seconds)

    def test_problems_say_what_and_where(self):
        with self.assertRaises(rivulet.Problem) as refused:
            self.client.solve(rivulet.csr([0, 1], [5], [1.0]), [1.0])
        problem = refused.exception
        self.assertEqual((422, "invalid_matrix"), (problem.status, problem.code))
        self.assertEqual("/matrix/data/col_indices/0", problem.pointer)
        self.assertTrue(problem.hint)
        session = self.live()
        session.delete()
        with self.assertRaises(rivulet.Problem) as gone:
            session.status()
        self.assertEqual("session_not_found", gone.exception.code)


if __name__ == "__main__":
    unittest.main()
