# SPDX-License-Identifier: Apache-2.0
# How the files beside this one were written (SciPy 1.10.1, NumPy 1.24.2). Tests read the files and never run this.
import numpy as np
import scipy.io
import scipy.sparse as sp
from numpy.lib import format as npy

A = np.array([[4, -1, 0, 0], [-1, 4.5, 0, -2], [0, 0.25, 8, 0], [1, 0, 0, 16]])
S = sp.csr_matrix(A)


def raw(name, compressed, **arrays):
    (np.savez_compressed if compressed else np.savez)(name, **arrays)


sp.save_npz("csr.npz", S)
sp.save_npz("csr_stored.npz", S, compressed=False)
sp.save_npz("csc_float32.npz", sp.csc_matrix(A.astype(np.float32)))
sp.save_npz("coo.npz", sp.coo_matrix(A), compressed=False)
sp.save_npz("dia.npz", sp.dia_matrix(A))
sp.save_npz("bsr.npz", sp.bsr_matrix(A, blocksize=(2, 2)))
sp.save_npz("complex.npz", sp.csr_matrix(A + 0j))
sp.save_npz("rectangular.npz", sp.csr_matrix(A[:, :3]))
sp.save_npz("bool.npz", sp.csr_matrix(A != 0))
# Big-endian arrays, 64-bit indices and the format as unicode text, as older versions and other machines wrote them.
raw("csr_big_endian.npz", True, indices=S.indices.astype(">i8"), indptr=S.indptr.astype(">i8"),
    format=np.array("csr").astype(">U3"), shape=np.array(S.shape, ">i8"), data=S.data.astype(">f8"))
# Entry (1, 1) in two parts, columns not in order, room behind the last entry: all legal for SciPy.
raw("csr_unsorted.npz", False, format=b"csr", shape=S.shape, indptr=np.array([0, 2, 6, 8, 10]),
    indices=np.array([1, 0, 3, 1, 0, 1, 2, 1, 0, 3, 0]),
    data=np.array([-1, 4, -2, 4, -1, 0.5, 8, 0.25, 1, 16, 99.0]))
raw("dense.npz", False, A=A)

np.save("c.npy", A)
np.save("fortran_big_endian.npy", np.asfortranarray(A.astype(">f8")))
np.save("float16.npy", A.astype(np.float16))
for version in (2, 3):
    with open(f"version{version}.npy", "wb") as file:
        npy.write_array(file, A, version=(version, 0))
np.save("int16.npy", np.array([[3, -300], [0, 7]], ">i2"))
np.save("uint64.npy", np.array([1, 2**53 + 1, 2**63 + 1025, 2**64 - 1], np.uint64))
np.save("vector.npy", np.array([1, -2.5, 0, 1e-300]))
np.save("column.npy", np.array([[1], [-2], [0], [3]], np.int32))
np.save("bool.npy", np.array([True, False, True]))
np.save("objects.npy", np.array([1, "a"], dtype=object))
np.save("structured.npy", np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]))
np.save("complex.npy", A + 1j)
np.save("text.npy", np.array(["a", "bc"]))
np.save("nan.npy", np.array([[1, np.nan], [0, 1]]))
scipy.io.hb_write("scipy.rua", sp.csc_matrix(A))
