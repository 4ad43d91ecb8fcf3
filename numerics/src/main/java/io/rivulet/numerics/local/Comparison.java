// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import io.rivulet.numerics.linalg.CompensatedRow;

/// u > 0 and w with 0 < w <= ⟨A⟩·u, ⟨A⟩ the comparison matrix of A: what makes local answers certain. A is then
/// a non-singular H-matrix with |A⁻¹| <= ⟨A⟩⁻¹, and |x − x*|_i <= u_i · max_j |r_j| / w_j for every x with
/// residual r. Strict row dominance is the case u = 1. **Source** Ostrowski 1937; numerics specification §3.3.
public interface Comparison {
    double u(int i);

    /// (⟨A⟩·u)_i or less; above 0.
    double w(int i);

    /// u = 1 for a matrix whose rows are strictly dominant: w_i = |a_ii| − Σ|a_ij| from below, computed when
    /// asked for. Proves nothing for a row where that is not above 0: the caller has looked at all rows, or
    /// looks at each one before it relies on it.
    static Comparison ones(Rows rows) {
        return new Ones(rows, new CompensatedRow());
    }

    /// See [#ones]. **Thread** one.
    record Ones(Rows rows, CompensatedRow row) implements Comparison {
        @Override
        public double u(int i) {
            return 1.0;
        }

        @Override
        public double w(int i) {
            return row.comparisonFromBelow(i, rows.columns(i), rows.values(i), rows.from(i), rows.to(i), null);
        }
    }
}
