# SPDX-License-Identifier: Apache-2.0
"""One system, one configuration of PETSc, several runs. Called by mpiexec, once per configuration.

    mpiexec -n 2 python3 petsc_peer.py FOLDER RTOL RUNS OPTION…

FOLDER holds system.bin (see System.java for its layout); x.bin is written beside it. Prints one JSON object: seconds of
set-up and solve of each run after one warm-up, iterations, reason, peak resident memory of all ranks.
"""
import glob
import json
import os
import resource
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.extend(glob.glob("/usr/lib/petscdir/*/*-real/lib/python3/dist-packages"))
import petsc4py  # noqa: E402

folder, rtol, runs, options = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
petsc4py.init(["petsc_peer"] + options)
import numpy as np  # noqa: E402
from petsc4py import PETSc  # noqa: E402

comm = PETSc.COMM_WORLD
header = np.fromfile(folder + "/system.bin", dtype="<i8", count=2)
n, nnz = int(header[0]), int(header[1])
base = 16
pointers = np.memmap(folder + "/system.bin", dtype="<i4", mode="r", offset=base, shape=(n + 1,))
columns_at = base + 4 * (n + 1)
values_at = columns_at + 4 * nnz
b_at = values_at + 8 * nnz
low = n * comm.rank // comm.size
high = n * (comm.rank + 1) // comm.size
first, last = int(pointers[low]), int(pointers[high])
indptr = np.array(pointers[low:high + 1], dtype=PETSc.IntType) - first
indices = np.fromfile(folder + "/system.bin", dtype="<i4", count=last - first, offset=columns_at + 4 * first)
values = np.fromfile(folder + "/system.bin", dtype="<f8", count=last - first, offset=values_at + 8 * first)
rhs = np.fromfile(folder + "/system.bin", dtype="<f8", count=high - low, offset=b_at + 8 * low)

A = PETSc.Mat().createAIJ(size=((high - low, n), (high - low, n)), csr=(indptr, indices.astype(PETSc.IntType), values), comm=comm)
A.assemble()
if "-symmetric" in options:
    A.setOption(PETSc.Mat.Option.SYMMETRIC, True)
    A.setOption(PETSc.Mat.Option.SPD, "-definite" in options)
b = PETSc.Vec().createWithArray(rhs, comm=comm)
x = b.duplicate()
bnorm = b.norm()
setups, solves = [], []
for run in range(runs + 1):
    ksp = PETSc.KSP().create(comm)
    ksp.setOperators(A)
    if "minres" not in options:  # which stops by the preconditioned residual only
        ksp.setNormType(PETSc.KSP.NormType.UNPRECONDITIONED)
    ksp.setTolerances(rtol=rtol, atol=1e-300, max_it=100000)
    ksp.setFromOptions()
    x.set(0.0)
    comm.barrier()
    begun = time.perf_counter()
    ksp.setUp()
    ksp.getPC().setUp()
    comm.barrier()
    ready = time.perf_counter()
    ksp.solve(b, x)
    comm.barrier()
    done = time.perf_counter()
    if run > 0 or runs == 1 and done - begun > 60:
        setups.append(ready - begun)
        solves.append(done - ready)
        if runs == 1:
            break
    iterations, reason = ksp.getIterationNumber(), ksp.getConvergedReason()
    if run < runs:
        ksp.destroy()
iterations, reason = ksp.getIterationNumber(), int(ksp.getConvergedReason())
scatter, whole = PETSc.Scatter.toZero(x)
scatter.scatter(x, whole)
rss = comm.tompi4py().allreduce(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
if comm.rank == 0:
    whole.getArray().astype("<f8").tofile(folder + "/x.bin")
    print(json.dumps({"setup": setups, "solve": solves, "iterations": iterations, "reason": reason, "rss_mb": rss / 1024}))
