#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Uploads the 5-point Poisson matrix of an nx by ny grid to POST /api/v1/problems and solves on it; prints the times.

    python3 benchmarks/upload/poisson.py --server http://127.0.0.1:3000 --nx 3163 --ny 3162

Needs numpy. The matrix is made in memory as application/vnd.rivulet.csr (docs/reference/http.md): little-endian int32
n, nnz, row pointers, column indices, then float64 values.
"""
import argparse
import hashlib
import http.client
import json
import time
from urllib.parse import urlsplit

import numpy as np

PIECE = 1 << 20


def poisson(nx, ny):
    """n, nnz, and the bytes of the matrix: 4 on the diagonal, -1 for the neighbours of the grid point."""
    n = nx * ny
    i = np.arange(n, dtype=np.int32)
    x, y = i % nx, i // nx
    there = np.stack([y > 0, x > 0, np.ones(n, bool), x < nx - 1, y < ny - 1], axis=1)
    pointers = np.zeros(n + 1, "<i4")
    np.cumsum(there.sum(axis=1), out=pointers[1:])
    columns = (i[:, None] + np.array([-nx, -1, 0, 1, nx], np.int32))[there].astype("<i4")
    values = np.broadcast_to(np.array([-1, -1, 4, -1, -1], "<f8"), there.shape)[there]
    nnz = len(columns)
    return n, nnz, [np.array([n, nnz], "<i4"), pointers, columns, values]


def connect(server, timeout):
    place = urlsplit(server)
    return http.client.HTTPConnection(place.hostname, place.port, timeout=timeout)


def upload(server, parts, timeout):
    """The answer and the seconds that it took."""
    connection = connect(server, timeout)
    length = sum(part.nbytes for part in parts)
    begun = time.perf_counter()
    connection.putrequest("POST", "/api/v1/problems")
    connection.putheader("Content-Type", "application/vnd.rivulet.csr")
    connection.putheader("Content-Length", str(length))
    connection.endheaders()
    for part in parts:
        view = memoryview(part).cast("B")
        for at in range(0, len(view), PIECE):
            connection.send(view[at:at + PIECE])
    sent = time.perf_counter()
    reply = connection.getresponse()
    text = reply.read()
    done = time.perf_counter()
    if reply.status != 201:
        raise SystemExit(f"upload: {reply.status} {text.decode()}")
    return json.loads(text), length, sent - begun, done - begun


def solve(server, ref, request, timeout):
    """Follows the stream to its end; yields (seconds, line)."""
    connection = connect(server, timeout)
    begun = time.perf_counter()
    body = json.dumps({"matrix": {"ref": ref}, **request})
    connection.request("POST", "/api/v1/solve-stream", body, {"Content-Type": "application/json"})
    reply = connection.getresponse()
    if reply.status != 200:
        raise SystemExit(f"solve: {reply.status} {reply.read().decode()}")
    for line in reply:
        yield time.perf_counter() - begun, json.loads(line)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--server", default="http://127.0.0.1:3000")
    arguments.add_argument("--nx", type=int, default=3163)
    arguments.add_argument("--ny", type=int, default=3162)
    arguments.add_argument("--timeout", type=float, default=900)
    arguments.add_argument("--no-solve", action="store_true", help="upload only")
    arguments.add_argument("--request", default="{}", help="more fields of the solve_request, as JSON")
    given = arguments.parse_args()

    n, nnz, parts = poisson(given.nx, given.ny)
    digest = hashlib.sha256()
    for part in parts:
        digest.update(memoryview(part).cast("B"))
    answer, length, sent, whole = upload(given.server, parts, given.timeout)
    assert answer["ref"] == digest.hexdigest(), "the ref is the SHA-256 of what was sent"
    assert (answer["rows"], answer["nnz"]) == (n, nnz), answer
    print(f"n {n}, nnz {nnz}, {length / 1e6:.0f} MB: sent in {sent:.1f} s, answered after {whole:.1f} s, "
          f"{length / 1e6 / whole:.0f} MB/s; {answer['matrix_class']}", flush=True)
    if given.no_solve:
        return
    for seconds, line in solve(given.server, answer["ref"], json.loads(given.request), given.timeout):
        if line["type"] == "session_opened":
            print(f"{seconds:8.1f} s session_opened {line['session_id']} {line['method']}/{line['preconditioner']}, "
                  f"{line['estimated_memory_mb']} MB estimated", flush=True)
        elif line["type"] == "solution":
            print(f"{seconds:8.1f} s solution {line['stop_reason']}, verified {line['verified']}, residual "
                  f"{line['residual_norm']:.2e}, {line['iterations']} iterations", flush=True)
        elif line["type"] in ("error", "session_closed", "verification_result", "convergence_signal"):
            print(f"{seconds:8.1f} s {json.dumps(line)[:300]}", flush=True)


if __name__ == "__main__":
    main()
