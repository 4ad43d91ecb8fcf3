# SPDX-License-Identifier: Apache-2.0
"""A client of Rivulet, which keeps sparse linear systems A·x = b solved while they change.

One file that needs the standard library only. Matrices of scipy.sparse and arrays of numpy are taken as they are; where
numpy is installed, x comes back as an array of it, else as `array.array`.

    import rivulet
    client = rivulet.Client("http://127.0.0.1:3000")
    with client.open(A, b, live=True) as session:
        session.solved().x
        session.update(delta={17: 0.5}, wait=True)
        session.x()

What is lost on the way is asked for again, as docs/reference/clients.md says: streams go on behind the last line that was
seen, requests are repeated, and an update keeps its identity, so that it is applied once.
"""

import array
import collections
import concurrent.futures
import datetime
import http.client
import json
import random
import ssl
import sys
import threading
import time
import urllib.parse
import uuid

try:
    import numpy
except ImportError:
    numpy = None

MAX_ATTEMPTS = 10
"""Failures in a row after which a call, or a stream without a new line, gives up."""
FIRST_WAIT_S = 0.1
LONGEST_WAIT_S = 10.0
"""Waits double from the first to this."""
LONGEST_RETRY_AFTER_S = 120.0
"""A server that asks for a longer wait is not waited for: its problem is raised."""
CONNECT_TIMEOUT_S = 5.0
ANSWER_TIMEOUT_S = 90.0
SILENCE_S = 45.0
"""A stream says something each 15 s; one that is silent for three times as long is taken for cut."""
MAX_LINE_BYTES = 256 << 20
MAX_PROBLEM_BYTES = 64 << 10
MAX_UNACKNOWLEDGED = 512
"""Updates of one open request that wait for their acknowledgement: fewer than the 1,024 that a server remembers of a source."""

_COSTS = "/api/v1/swarm/costs"
_NDJSON = "application/x-ndjson"


class ConnectionLost(Exception):
    """No answer, or half of one. What was asked may have been done."""


class Problem(Exception):
    """What the server refused, as application/problem+json says it."""

    def __init__(self, fields, retry_after=None):
        self.fields = fields
        self.status = fields.get("status", 0)
        self.code = fields.get("code", "")
        self.detail = fields.get("detail", "")
        self.pointer = fields.get("pointer")
        self.hint = fields.get("hint")
        millis = fields.get("retry_after_ms")
        self.retry_after = retry_after if millis is None else millis / 1000
        """Seconds, or None."""
        where = " at " + self.pointer if self.pointer else ""
        super().__init__(f"{self.status} {self.code}{where}: {self.detail} {self.hint or ''}".rstrip())


class Retry:
    """When what failed is asked again, and after how long: a function of how often it failed, and of chance."""

    def __init__(self, attempts=MAX_ATTEMPTS, first_wait=FIRST_WAIT_S, longest_wait=LONGEST_WAIT_S,
                 longest_retry_after=LONGEST_RETRY_AFTER_S, sleep=time.sleep, chance=random.random):
        self.attempts = attempts
        self.first_wait = first_wait
        self.longest_wait = longest_wait
        self.longest_retry_after = longest_retry_after
        self.sleep = sleep
        self.chance = chance

    def pause(self, failures, failure):
        """Seconds until the next attempt, None where there is to be none."""
        if failures >= self.attempts:
            return None
        backoff = min(self.longest_wait, self.first_wait * 2 ** (failures - 1)) * (1 + self.chance()) / 2
        if isinstance(failure, Problem):
            if failure.status not in (408, 429, 503) or failure.code == "too_many_sources":
                return None
            if failure.retry_after is not None:
                wait = failure.retry_after + self.first_wait * self.chance()
                return wait if failure.retry_after <= self.longest_retry_after else None
        return backoff


class _Attempts:
    """Failures since something worked."""

    def __init__(self, retry):
        self._retry = retry
        self._failures = 0

    def worked(self):
        self._failures = 0

    def failed(self, failure):
        """Waits, or raises the failure."""
        self._failures += 1
        pause = self._retry.pause(self._failures, failure)
        if pause is None:
            raise failure
        self._retry.sleep(pause)


class Line(dict):
    """One line of a stream, or an answer: its fields also as attributes. Dense x is an array."""

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


def _line(text):
    line = json.loads(text, object_hook=Line)
    if isinstance(line.get("x"), list):
        line["x"] = _doubles(line["x"])
    return line


def _doubles(values):
    return numpy.array(values, "f8") if numpy else array.array("d", values)


# Matrices: each of these gives the object that a request has as "matrix".

def csr(indptr, indices, values):
    """Compressed sparse rows."""
    rows = len(indptr) - 1
    return _matrix(rows, {"values": _list(values), "col_indices": _list(indices), "row_pointers": _list(indptr)})


def csc(indptr, indices, values):
    """Compressed sparse columns."""
    rows = len(indptr) - 1
    return _matrix(rows, {"values": _list(values), "row_indices": _list(indices), "col_pointers": _list(indptr)})


def coo(rows, row, col, values):
    """Triplets of a matrix with so many rows; those of the same place are summed."""
    return _matrix(rows, {"values": _list(values), "row_indices": _list(row), "col_indices": _list(col)})


def matrix_market(text):
    """The text of a Matrix Market file, up to 8 MiB; a larger one is uploaded."""
    return {"data": {"mtx": text.decode() if isinstance(text, bytes) else text}}


def gallery(name, **sizes):
    """A matrix that the server makes: gallery("poisson2d", nx=300, ny=300)."""
    return {"data": {"gallery": {"name": name, **sizes}}}


def uploaded(ref):
    """A matrix that Client.upload has sent."""
    return {"ref": ref}


def _matrix(rows, data):
    return {"rows": rows, "cols": rows, "data": data}


def _of(matrix):
    if isinstance(matrix, dict):
        return matrix
    if hasattr(matrix, "tocsr"):
        rows = _summed(matrix)
        return csr(rows.indptr, rows.indices, rows.data)
    dense = _list(matrix)
    return _matrix(len(dense), {"dense": dense})


def _summed(matrix):
    """In rows, with each place once, whatever the caller's own matrix is like."""
    rows = matrix.tocsr().copy()
    rows.sum_duplicates()
    if rows.shape[0] != rows.shape[1]:
        raise ValueError(f"the matrix has {rows.shape[0]} rows and {rows.shape[1]} columns, it has to be square")
    return rows


def _list(values):
    return values.tolist() if hasattr(values, "tolist") else list(values)


def _vector(vector):
    return _pairs(vector) if isinstance(vector, (dict, tuple)) else _list(vector)


def _pairs(changes):
    """{index: value} or (indices, values)."""
    indices, values = (list(changes), list(changes.values())) if isinstance(changes, dict) else changes
    return {"indices": [int(i) for i in _list(indices)], "values": [float(v) for v in _list(values)]}


def _entry(change):
    """(row, col, new), (row, col, old, new) or the object itself."""
    if isinstance(change, dict):
        return change
    row, col, *values = change
    entry = {"row": int(row), "col": int(col), "new_value": float(values[-1])}
    return {**entry, "old_value": float(values[0])} if len(values) == 2 else entry


def _change(vector=None, set=None, delta=None, matrix=None):
    change = {}
    if vector is not None:
        change["vector"] = _list(vector)
    if set is not None:
        change["set_costs"] = _pairs(set)
    if delta is not None:
        change["delta_costs"] = _pairs(delta)
    if matrix is not None:
        change["matrix_updates"] = [_entry(each) for each in matrix]
    return change


def _json(value):
    return json.dumps(value, allow_nan=False, separators=(",", ":")).encode()


def _ranges(indices):
    return ",".join(str(int(i)) for i in _list(indices))


class Client:
    """A server. Calls may come from any thread; each has a connection of its own.

    `token` is a text, or a function that gives one, and is asked at each request.
    """

    def __init__(self, url, token=None, retry=None, now=time.time, tls=None):
        parts = urllib.parse.urlsplit(url if "://" in url else "http://" + url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url} is not an address such as http://127.0.0.1:3000")
        self._host = parts.hostname
        self._secure = parts.scheme == "https"
        self._port = parts.port or (443 if self._secure else 80)
        self._base = parts.path.rstrip("/")
        self._token = token
        self._tls = tls
        self.retry = retry or Retry()
        self._now = now

    def open(self, matrix, vector=None, *, session_id=None, name=None, labels=None, method=None, stream=None,
             flow_nexus=None, workflow=None, **options):
        """Opens a session; its first line has been read then. What is not named here are fields of `options`.

        `matrix` is of scipy.sparse, or dense, or of csr, csc, coo, matrix_market, gallery or uploaded. `vector` is b: dense,
        {index: value}, or left out, where the server takes ones.
        """
        id = str(session_id or uuid.uuid4())
        if stream is not None:
            options["stream"] = stream
        request = {"session_id": id, "matrix": _of(matrix), "vector": None if vector is None else _vector(vector),
                   "name": name, "labels": labels, "method": method, "workflow": workflow, "flow_nexus": flow_nexus,
                   "options": options}
        body = _json({key: value for key, value in request.items() if value is not None})
        return Session(self, id, body)

    def solve(self, matrix, vector=None, **options):
        """Opens a session and waits for its solution."""
        with self.open(matrix, vector, **options) as session:
            return session.solved()

    def session(self, session_id):
        """One that exists."""
        return Session(self, str(session_id), None)

    def upload(self, matrix):
        """Sends a matrix of scipy.sparse, or a Matrix Market file as bytes, and returns the name for `uploaded`."""
        if isinstance(matrix, (bytes, str)):
            body, form = matrix if isinstance(matrix, bytes) else matrix.encode(), "application/x-matrix-market"
        else:
            rows = _summed(matrix)
            body = b"".join((numpy.array([rows.shape[0], rows.nnz], "<i4").tobytes(),
                             rows.indptr.astype("<i4").tobytes(), rows.indices.astype("<i4").tobytes(),
                             rows.data.astype("<f8").tobytes()))
            form = "application/vnd.rivulet.csr"
        return self._call("POST", "/api/v1/problems", body, form).ref

    def verify(self, matrix, vector, x, probe_count=10, tolerance=1e-8):
        """Checks any x, without a session."""
        return self._call("POST", "/api/v1/verify", _json({
            "matrix": _of(matrix), "vector": _vector(vector), "solution": _list(x), "probe_count": probe_count,
            "tolerance": tolerance}))

    def status(self):
        return self._call("GET", "/api/v1/status")

    def sessions(self, **query):
        """Those of the caller, page by page: state=, label=."""
        while True:
            page = self._call("GET", "/api/v1/sessions?" + urllib.parse.urlencode(query))
            yield from page.sessions
            if not page.get("next_cursor"):
                return
            query["cursor"] = page.next_cursor

    # What follows is for the classes below.

    def _identified(self, change, source_node=None, sequence=None, update_id=None, timestamp=None):
        """What makes a repeat known as one. It must not change any more."""
        if source_node is not None and sequence is not None:
            return {**change, "source_node": source_node, "sequence": sequence}
        at = timestamp or datetime.datetime.fromtimestamp(self._now(), datetime.timezone.utc)
        identity = {"update_id": str(update_id or uuid.uuid4()),
                    "timestamp": at if isinstance(at, str) else at.isoformat(timespec="milliseconds")}
        return {**change, **identity} if source_node is None else {**change, **identity, "source_node": source_node}

    def _call(self, method, path, body=None, form="application/json", accept="application/json", parse=_line):
        """Asked again until it is answered. Whoever calls sees to it that a repeat does no harm."""
        attempts = _Attempts(self.retry)
        while True:
            try:
                answer = self._send(method, path, body, form, {"Accept": accept}, ANSWER_TIMEOUT_S)
                with answer:
                    text = _reading(answer.read)
                return parse(text) if text else None
            except (ConnectionLost, Problem) as failure:
                attempts.failed(failure)

    def _send(self, method, path, body, form, headers, silence):
        """The answer, whose body is still to be read, by a connection that closes with it."""
        connection = self._connect()
        try:
            headers = {**self._headers(form if body is not None else None), **headers}
            connection.connect()
            connection.sock.settimeout(silence)
            connection.request(method, self._base + path, body, headers)
            answer = connection.getresponse()
        except ssl.SSLCertVerificationError:
            connection.close()
            raise
        except (OSError, http.client.HTTPException) as broken:
            connection.close()
            raise ConnectionLost(f"{method} {path}: {broken or type(broken).__name__}") from broken
        _require_ok(answer)
        return answer

    def _connect(self):
        if self._secure:
            tls = self._tls or ssl.create_default_context()
            return http.client.HTTPSConnection(self._host, self._port, timeout=CONNECT_TIMEOUT_S, context=tls)
        return http.client.HTTPConnection(self._host, self._port, timeout=CONNECT_TIMEOUT_S)

    def _headers(self, form):
        headers = {"Connection": "close"}
        if form:
            headers["Content-Type"] = form
        token = self._token() if callable(self._token) else self._token
        return {**headers, "Authorization": "Bearer " + token} if token else headers


def _reading(read, *args):
    try:
        return read(*args)
    except (OSError, http.client.HTTPException, ValueError) as broken:
        raise ConnectionLost(f"the answer broke off: {broken or type(broken).__name__}") from broken


def _require_ok(answer):
    if answer.status < 300:
        return
    with answer:
        text = _reading(answer.read, MAX_PROBLEM_BYTES)
    # What stands before the server says so where the server is gone.
    if answer.status in (502, 504):
        raise ConnectionLost(f"answered {answer.status} on the way to the server")
    after = answer.getheader("Retry-After", "")
    try:
        fields = json.loads(text)
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        fields = {"code": "", "detail": text.decode(errors="replace")}
    raise Problem({**fields, "status": answer.status}, float(after) if after.isdigit() else None)


class Lines:
    """The lines of a session, each once, in order, until the session is closed. Reads when asked, and keeps nothing.

    A `stream_gap` or `snapshot` stands for lines that did not arrive, and is handed out like the others; what ends a
    connection only is not.
    """

    def __init__(self, client, connect, last):
        self._connect = connect
        self.last = last
        """Number of the last line seen; None before the first of a stream that begins with a snapshot."""
        self._attempts = _Attempts(client.retry)
        self._answer = None
        self._closed = False

    def __iter__(self):
        return self

    def __next__(self):
        while not self._closed:
            try:
                line = self._read()
            except (ConnectionLost, Problem) as failure:
                self._drop()
                self._attempts.failed(failure)
                continue
            if line is not None:
                return line
        raise StopIteration

    def _read(self):
        """The next line, None where it was seen before."""
        if self._answer is None:
            self._answer = self._connect(self.last)
        text = _reading(self._answer.readline, MAX_LINE_BYTES)
        if len(text) >= MAX_LINE_BYTES:
            raise ValueError(f"a line of more than {MAX_LINE_BYTES} bytes")
        if not text.endswith(b"\n"):
            raise ConnectionLost("the stream broke off")
        line = _line(text)
        if "resume_from" in line:
            self.last = line.resume_from - 1
            raise ConnectionLost(f"the server ended the connection: {line.get('reason') or line.problem.code}")
        seq = line.get("seq")
        if seq is not None:
            if self.last is not None and seq <= self.last:
                return None
            self.last = seq
        self._attempts.worked()
        if line.type == "session_closed":
            self.close()
        return line

    def _drop(self):
        if self._answer is not None:
            self._answer.close()
            self._answer = None

    def close(self):
        """Ends the reading, not the session."""
        self._closed = True
        self._drop()


class Session:
    """A session at a server. As a context it is left as it is when the context ends; only its stream is closed."""

    def __init__(self, client, id, body):
        self._client = client
        self.id = id
        self._path = "/api/v1/sessions/" + id
        self._updates = []
        self.lines = None
        """Lines behind the first of the stream that opened the session; None of a session that was not opened here."""
        self.opened = None
        """The first line, which says what the matrix is like and which method was chosen."""
        if body is not None:
            # The same request again finds the session that it opened, and the header says that nothing was seen of it.
            self.lines = Lines(client, lambda last: self._stream(last) if last else client._send(
                "POST", "/api/v1/solve-stream", body, "application/json",
                {"Accept": _NDJSON, "Last-Event-ID": "0"}, SILENCE_S), 0)
            self.opened = next(self.lines)
            self.lines._connect = self._stream

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        if self.lines is not None:
            self.lines.close()

    def follow(self, from_seq=None):
        """Lines from this number on; without one a snapshot, then what comes."""
        return Lines(self._client, self._stream, None if from_seq is None else max(0, from_seq - 1))

    def _stream(self, last):
        headers = {"Accept": _NDJSON} if last is None else {"Accept": _NDJSON, "Last-Event-ID": str(last)}
        return self._client._send("GET", self._path + "/stream", None, None, headers, SILENCE_S)

    def solved(self):
        """Reads on to the next `solution`, and gives it with all of x. **Raises** the problem that ended the session."""
        for line in self.lines:
            if line.type == "error" and line.fatal:
                raise Problem(line.problem)
            if line.type == "solution":
                if isinstance(line.x, dict):
                    line["x"] = self.x(line.revision)
                return line
        raise ConnectionLost("the session was closed without a solution")

    def solution(self):
        """The present x, with its recomputed residual and its bound."""
        return self._client._call("GET", self._path + "/solution")

    def x(self, min_revision=None):
        """The present x alone, sent as doubles; waits for this revision where one is given."""
        query = "" if min_revision is None else f"?min_revision={min_revision}"
        return self._client._call("GET", self._path + "/solution" + query, accept="application/octet-stream",
                                  parse=_from_bytes)

    def entries(self, indices):
        return self._client._call("GET", f"{self._path}/entries?indices={_ranges(indices)}").entries

    def entry(self, index, error=None):
        """One entry by a local method, with its bound; the full solve is not waited for."""
        query = "" if error is None else f"?error={error!r}"
        return self._client._call("GET", f"{self._path}/entries/{int(index)}{query}")

    def status(self):
        return self._client._call("GET", "/api/v1/status/" + self.id)

    def command(self, command, **fields):
        """pause, resume, restart, verify, solution or set_tolerance (with tolerance=)."""
        return self._client._call("POST", self._path + "/commands", _json({"command": command, **fields}))

    def verify(self, probe_count=10, strategy=None):
        request = {"session_id": self.id, "probe_count": probe_count}
        return self._client._call("POST", "/api/v1/verify",
                                  _json(request if strategy is None else {**request, "strategy": strategy}))

    def what_if(self, *, x_indices=None, **change):
        """What a change would give; nothing is changed."""
        request = _change(**change)
        if x_indices is not None:
            request["x_indices"] = _list(x_indices)
        return self._client._call("POST", self._path + "/what-if", _json(request))

    def fork(self, *, session_id=None, name=None, labels=None, **options):
        """A session that begins where this one is."""
        # An id from here, so that a repeat finds the fork instead of making another.
        request = {"session_id": str(session_id or uuid.uuid4()), "name": name, "labels": labels,
                   "options": options or None}
        opened = self._client._call("POST", self._path + "/fork",
                                    _json({key: value for key, value in request.items() if value is not None}))
        fork = self._client.session(opened.session_id)
        fork.opened = opened
        return fork

    def update(self, *, wait=False, source_node=None, sequence=None, update_id=None, timestamp=None, **change):
        """Changes b and A: vector=, set={index: value}, delta={index: value}, matrix=[(row, col, new)].

        Returns the acknowledgement: what it says is durable. With `wait`, once x follows, with the fields of `cost_applied`.
        """
        update = self._client._identified(
            {"session_id": self.id, **_change(**change)}, source_node, sequence, update_id, timestamp)
        return self._client._call("POST", _COSTS + ("?wait=applied" if wait else ""), _json(update))

    def open_updates(self, source_node=None, first_sequence=1):
        """One request for many updates, see OpenUpdates."""
        return OpenUpdates(self._client, self.id, source_node, first_sequence)

    def delete(self):
        self._client._call("DELETE", self._path)


def _from_bytes(content):
    if numpy:
        return numpy.frombuffer(content, "<f8").copy()
    x = array.array("d", content)
    if sys.byteorder != "little":
        x.byteswap()
    return x


class OpenUpdates:
    """A request that stays open for many updates, whose acknowledgements come back while it is sent. At most
    MAX_UNACKNOWLEDGED are on their way; then `send` waits. After a cut those without acknowledgement are sent again, first.

    A line that the server refuses is not sent again: others behind it may have been applied. After a refusal for now
    (`session_busy`) nothing is sent until the time that it says has passed. With a `source_node`, updates are counted from `first_sequence` on.

    Over TLS, where Python can't read while another thread writes, updates go in requests of what has gathered.
    """

    def __init__(self, client, session_id, source_node, first_sequence):
        self._client = client
        self._session_id = session_id
        self._source_node = source_node
        self._sequence = first_sequence
        self._changed = threading.Condition()
        self._waiting = collections.deque()
        self._sent = collections.deque()
        self._being_told = 0
        self._busy = 0.0
        self._closing = False
        self._failure = None
        self._attempts = _Attempts(client.retry)
        self._worker = threading.Thread(target=self._run, daemon=True, name="rivulet updates")
        self._worker.start()

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.close()

    def send(self, **change):
        """A Future of the acknowledgement, or of the Problem that refused it."""
        change = {"session_id": self._session_id, **_change(**change)}
        future = concurrent.futures.Future()
        with self._changed:
            self._changed.wait_for(lambda: self._failure or self._closing or self._unacknowledged() < MAX_UNACKNOWLEDGED)
            if self._failure:
                raise self._failure
            if self._closing:
                raise ValueError("these updates are closed")
            counted = None if self._source_node is None else self._sequence
            self._waiting.append((_json(self._client._identified(change, self._source_node, counted)) + b"\n", future))
            self._sequence += 1
            self._changed.notify_all()
        return future

    def _unacknowledged(self):
        return len(self._waiting) + len(self._sent)

    def flush(self):
        """Waits until everything sent so far is acknowledged or refused. **Raises** what ended the request."""
        with self._changed:
            self._changed.wait_for(lambda: self._failure or not self._unacknowledged() + self._being_told)
            if self._failure:
                raise self._failure

    def close(self):
        """Waits for all acknowledgements, then ends the request."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._worker.join()

    def _run(self):
        try:
            while self._awaited():
                try:
                    if self._busy:
                        pause, self._busy = self._busy, 0.0
                        self._client.retry.sleep(pause)
                    self._batch() if self._client._secure else self._open()
                except (ConnectionLost, Problem) as failure:
                    self._attempts.failed(failure)
                finally:
                    with self._changed:
                        self._waiting.extendleft(reversed(self._sent))
                        self._sent.clear()
        except BaseException as failure:
            with self._changed:
                self._failure = failure
                for _, future in self._waiting:
                    future.set_exception(failure)
                self._waiting.clear()
                self._changed.notify_all()

    def _awaited(self):
        """False once closed, with nothing left to send."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            return bool(self._waiting)

    def _take(self):
        """What is to be sent now, from now on without acknowledgement."""
        taken = list(self._waiting)
        self._sent.extend(taken)
        self._waiting.clear()
        return b"".join(line for line, _ in taken)

    def _batch(self):
        with self._changed:
            body = self._take()
        with self._client._send("POST", _COSTS, body, _NDJSON, {"Accept": _NDJSON}, ANSWER_TIMEOUT_S) as answer:
            self._read(answer)
        if self._sent:
            raise ConnectionLost("the answer ended before all acknowledgements")

    def _open(self):
        connection = self._client._connect()
        try:
            connection.putrequest("POST", self._client._base + _COSTS, skip_accept_encoding=True)
            for name, value in {**self._client._headers(_NDJSON), "Accept": _NDJSON,
                                "Transfer-Encoding": "chunked"}.items():
                connection.putheader(name, value)
            connection.endheaders()
        except (OSError, http.client.HTTPException) as broken:
            connection.close()
            raise ConnectionLost(f"updates: {broken}") from broken
        _OpenRequest(self, connection).carry()

    def _read(self, answer):
        while True:
            text = _reading(answer.readline, MAX_LINE_BYTES)
            if not text.endswith(b"\n"):
                return
            self._acknowledged(_line(text))

    def _acknowledged(self, line):
        with self._changed:
            _, future = self._sent.popleft()
            self._being_told += 1
            self._attempts.worked()
            problem = None if line.get("accepted") else Problem(line.problem)
            if problem and problem.retry_after:
                self._busy = max(self._busy, min(problem.retry_after, self._client.retry.longest_retry_after))
            self._changed.notify_all()
        # Without the lock, since whoever waits may send more at once.
        if problem:
            future.set_exception(problem)
        else:
            future.set_result(line)
        with self._changed:
            self._being_told -= 1
            self._changed.notify_all()


class _OpenRequest:
    """One connection of OpenUpdates: a thread writes, another one reads."""

    def __init__(self, updates, connection):
        self._updates = updates
        self._connection = connection
        # The connection forgets its socket when the answer's head says that it will close.
        self._socket = connection.sock
        self._ended = False
        self._failure = None

    def carry(self):
        reader = threading.Thread(target=self._read, daemon=True, name="rivulet acknowledgements")
        reader.start()
        try:
            self._write()
            reader.join()
        finally:
            try:
                self._socket.shutdown(2)
            except OSError:
                pass  # It is closed already.
            reader.join()
            self._connection.close()
        # A request may be refused before any of its lines was sent.
        if self._failure and self._updates._unacknowledged():
            raise self._failure
        if self._updates._sent:
            raise ConnectionLost("the answer ended before all acknowledgements")

    def _write(self):
        updates = self._updates
        # One that is silent for so long without need is opened again with the next update.
        self._socket.settimeout(ANSWER_TIMEOUT_S)
        while True:
            with updates._changed:
                updates._changed.wait_for(
                    lambda: updates._waiting or updates._closing or self._ended or updates._busy)
                if self._ended or updates._busy:
                    lines = b""
                else:
                    lines = updates._take()
            try:
                if not lines:
                    self._socket.sendall(b"0\r\n\r\n")
                    return
                self._socket.sendall(b"%x\r\n%b\r\n" % (len(lines), lines))
            except OSError:
                return  # The reader says why.

    def _read(self):
        try:
            answer = self._connection.getresponse()
            _require_ok(answer)
            with answer:
                self._updates._read(answer)
        except (ConnectionLost, Problem) as failure:
            self._failure = failure
        except (OSError, http.client.HTTPException) as broken:
            self._failure = ConnectionLost(f"updates: {broken or type(broken).__name__}")
        finally:
            with self._updates._changed:
                self._ended = True
                self._updates._changed.notify_all()
