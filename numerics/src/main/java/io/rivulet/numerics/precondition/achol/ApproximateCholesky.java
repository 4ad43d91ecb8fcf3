// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.achol;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Setup;

/// M = C·D·Cᵀ with E[M] = A for a symmetric diagonally dominant A, made by elimination that samples its fill: the
/// factor has about as many entries as A, and iterations grow with log n. Positive off-diagonal entries are edges with
/// a sign, so that any signs will do; a singular component is grounded at the vertex eliminated last. Rows that miss
/// dominance count as if their diagonal entry were Σ|a_ij|.
/// **Shapes** n×n. **Thread** one at a time.
/// **Cost** about 1 µs a row for the set-up on grids, growing with degrees; see docs/numerics/approx-cholesky.md.
/// **Errors** a diagonal entry that is not positive, a pivot without an inverse, and a factor of more than
/// [#MAX_FILL]·nnz entries are failures. **Source** Kyng, Sachdeva 2016; Gao, Kyng, Spielman 2023.
public final class ApproximateCholesky {
    /// Copies that each edge begins with and that parallel edges are merged to.
    public static final int COPIES = 2;

    /// Entries of the factor for each entry of A before the set-up gives up.
    public static final int MAX_FILL = 4;

    private static final long MAX_ENTRIES = Integer.MAX_VALUE / 2;

    private static final long SEED = 0x5eed_ac02L;

    private ApproximateCholesky() {}

    /// For `sign`·A with a positive diagonal; A is symmetric and stays as it is until the set-up ends.
    public static Setup setup(Execution execution, CsrMatrix a, double sign) {
        return setup(execution, a, sign, COPIES, SEED);
    }

    /// `copies` from 1 to 4: more make a better M at more cost. The same seed gives the same bits.
    public static Setup setup(Execution execution, CsrMatrix a, double sign, int copies, long seed) {
        if (copies < 1 || copies > PackedEdge.MAX_COPIES) {
            throw new IllegalArgumentException(copies + " copies of an edge");
        }
        long most = Math.min(MAX_ENTRIES, MAX_FILL * a.nnz());
        return new AcSetup(execution, a, sign, copies, seed, most);
    }
}
