# SPDX-License-Identifier: Apache-2.0
"""One system, one way of SciPy to solve it, several runs.

    python3 scipy_peer.py FOLDER RTOL RUNS WAY

WAY: spsolve, splu_colamd, splu_amd, cg, cg_jacobi, bicgstab, bicgstab_jacobi, bicgstab_ilu, gmres_ilu, minres.
FOLDER holds system.bin; x.bin is written beside it. Prints one JSON object, as petsc_peer.py does.
"""
import json
import resource
import sys
import time

import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg as sla

folder, rtol, runs, way = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
with open(folder + "/system.bin", "rb") as file:
    n, nnz = np.fromfile(file, dtype="<i8", count=2)
    indptr = np.fromfile(file, dtype="<i4", count=n + 1)
    indices = np.fromfile(file, dtype="<i4", count=nnz)
    data = np.fromfile(file, dtype="<f8", count=nnz)
    b = np.fromfile(file, dtype="<f8", count=n)
A = sp.csr_matrix((data, indices, indptr), shape=(n, n))
iterations = [0]


def count(_):
    iterations[0] += 1


def krylov(solver, make_preconditioner, **options):
    begun = time.perf_counter()
    M = make_preconditioner()
    ready = time.perf_counter()
    iterations[0] = 0
    x, reason = solver(A, b, tol=rtol, atol=0.0, maxiter=100000, M=M, callback=count, **options)
    return ready - begun, time.perf_counter() - ready, x, reason


def none():
    return None


def jacobi():
    inverse = 1.0 / A.diagonal()
    return sla.LinearOperator((n, n), matvec=lambda r: inverse * r)


def ilu():
    factors = sla.spilu(A.tocsc(), drop_tol=1e-4, fill_factor=10)
    return sla.LinearOperator((n, n), matvec=factors.solve)


def direct(order):
    begun = time.perf_counter()
    factors = sla.splu(A.tocsc(), permc_spec=order)
    ready = time.perf_counter()
    x = factors.solve(b)
    return ready - begun, time.perf_counter() - ready, x, 0


def minres():
    begun = time.perf_counter()
    iterations[0] = 0
    x, reason = sla.minres(A, b, tol=rtol, maxiter=100000, callback=count)
    return 0.0, time.perf_counter() - begun, x, reason


WAYS = {
    "splu_colamd": lambda: direct("COLAMD"),
    "splu_amd": lambda: direct("MMD_AT_PLUS_A"),
    "cg": lambda: krylov(sla.cg, none),
    "cg_jacobi": lambda: krylov(sla.cg, jacobi),
    "bicgstab": lambda: krylov(sla.bicgstab, none),
    "bicgstab_jacobi": lambda: krylov(sla.bicgstab, jacobi),
    "bicgstab_ilu": lambda: krylov(sla.bicgstab, ilu),
    "gmres_ilu": lambda: krylov(sla.gmres, ilu, restart=30, callback_type="pr_norm"),
    "minres": minres,
}
setups, solves, x, reason = [], [], None, 0
for run in range(runs + 1):
    setup, solve, x, reason = WAYS[way]()
    if run > 0 or setup + solve > 60:
        setups.append(setup)
        solves.append(solve)
    if setup + solve > 60:
        break
np.asarray(x, dtype="<f8").tofile(folder + "/x.bin")
print(json.dumps({"setup": setups, "solve": solves, "iterations": iterations[0], "reason": int(reason),
                  "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
