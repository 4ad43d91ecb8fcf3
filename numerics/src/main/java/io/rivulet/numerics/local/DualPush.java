// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import io.rivulet.numerics.linalg.CompensatedRow;
import io.rivulet.numerics.linalg.TwoSum;

/// One entry of A⁻¹·b from the rows around it: y and s with Aᵀ·y + s = e_t, so that x*_t = x_t + yᵀ·r + sᵀ·(x*
/// − x), and |sᵀ·(x* − x)| <= η·Σ|s_j|·u_j by the certificate (u, w).
///
/// Σ|s_j|·u_j falls with every push, by |s_i|·w_i/|a_ii|. A row is pushed when |s_i|·u_i exceeds the threshold
/// times its length, so that with w_i >= (1 − α)·|a_ii|·u_i for all pushed rows a threshold θ costs at most Σ_0
/// / ((1 − α)·θ) entries (T3), whatever n is.
/// **Cost** the rows pushed, and twice more to certify. **Source** Andersen, Chung, Lang 2006; numerics
/// specification §6.1.
final class DualPush extends SparsePush {
    /// The threshold falls by this from round to round.
    static final double FALL = 0.25;

    private static final double U = 0x1p-53;

    private final Comparison comparison;
    private final int target;
    private double threshold;
    private boolean cut;

    DualPush(Rows rows, Comparison comparison, int target) {
        super(rows);
        this.comparison = comparison;
        this.target = target;
        start(target, 1.0);
        threshold = largest();
    }

    @Override
    double weight(int j) {
        return comparison.u(j);
    }

    @Override
    double limit(int j) {
        return (rows.to(j) - rows.from(j)) / comparison.u(j);
    }

    /// One round with the next threshold, or with the same one where the budget cut the last round short.
    void round(double wanted, long budget, int maxCells) {
        threshold *= cut ? 1.0 : FALL;
        cut = !round(threshold, wanted, budget, maxCells);
    }

    double threshold() {
        return threshold;
    }

    /// What y proves.
    ///
    /// @param value x_t + yᵀ·r
    /// @param sigma Σ|s_j|·u_j from above
    /// @param rounding on |value − (x_t + yᵀ·r)|, for the exact r
    record Proof(double value, double sigma, double rounding) {
        /// On |value − x*_t|, where |x* − x|_j <= eta·u_j.
        double bound(double eta) {
            double open = eta == 0 ? 0.0 : eta * sigma;
            return Math.nextUp((open + rounding) * (1 + 4 * U)) + Double.MIN_NORMAL;
        }
    }

    /// Computes s anew from y, and the estimate with every rounding allowed for.
    Proof prove(Iterate known) {
        recompute();
        CompensatedRow row = new CompensatedRow();
        double sum = 0.0;
        double carry = 0.0;
        double size = 0.0;
        double rowErrors = 0.0;
        double sigma = 0.0;
        int n = table.size();
        for (int c = 0; c < n; c++) {
            double y = table.pushed(c);
            sigma += (Math.abs(table.open(c)) + error(c)) * table.weight(c);
            if (y == 0) {
                continue;
            }
            double r = known.residual(row, rows, table.key(c));
            double product = y * r;
            double next = sum + product;
            carry += TwoSum.error(sum, product, next) + Math.fma(y, r, -product);
            sum = next;
            size += Math.abs(product);
            rowErrors += Math.abs(y) * row.error();
            touched(known.x() == null ? 1 : rows.to(table.key(c)) - rows.from(table.key(c)));
        }
        double value = sum + carry;
        double estimate = known.at(target) + value;
        double gamma = 2.0 * (n + 2) * U;
        double rounding = U * Math.abs(value)
                + gamma * gamma * size
                + (n + 2) * Double.MIN_NORMAL * U
                + rowErrors * (1 + gamma)
                + U * Math.abs(estimate);
        return new Proof(estimate, sigma * (1 + gamma), rounding * (1 + 8 * U));
    }

    /// Units that [#prove] adds to the work, for what was pushed so far.
    long proofWork(Iterate known) {
        return known.x() == null ? work() : 2 * work();
    }
}
