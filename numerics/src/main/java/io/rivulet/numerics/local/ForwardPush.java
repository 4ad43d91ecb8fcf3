// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import io.rivulet.numerics.linalg.SparseVector;
import java.util.Arrays;

/// x ≈ A⁻¹·b near the few non-zero entries of b, by pushes on the columns of A: r = b − A·x is kept, x_i takes
/// r_i/a_ii. It ends when every |r_i| <= θ·w_i, and that exit is its certificate: |x − x*|_i <= θ·u_i for all i,
/// also those never reached, since ⟨A⟩·u >= w (T5).
///
/// Where the columns are strictly dominant as well, ‖r‖₁ falls with every push and the work does not depend on n
/// (T1). Row dominance alone bounds no single case: a change at a hub's column may reach every row.
///
/// @param x what moved, in the order it was reached
/// @param theta |x − x*|_i <= theta·u_i, rounding included
/// @param work matrix entries touched
/// @param reached whether theta is what was asked
/// **Source** Andersen, Chung, Lang 2006; numerics specification §6.1.
public record ForwardPush(SparseVector x, double theta, long work, boolean reached) {
    private static final double AIM = 0.9;
    private static final int MAX_ROUNDS = 200;
    private static final double U = 0x1p-53;

    /// Pushes until |r_i| <= `theta`·w_i everywhere, or `budget` units are used, or [LocalEntry#CELLS] rows are
    /// reached.
    ///
    /// @param columns of A, as the rows of its transpose
    public static ForwardPush of(Rows columns, Comparison comparison, SparseVector b, double theta, long budget) {
        Forward push = new Forward(columns, comparison);
        for (int k = 0; k < b.size(); k++) {
            push.start(b.indices()[k], b.values()[k]);
        }
        double threshold = push.largest();
        for (int round = 0; round < MAX_ROUNDS && threshold > AIM * theta && push.work() < budget; round++) {
            threshold = Math.max(AIM * theta, threshold * DualPush.FALL);
            push.round(threshold, 0.0, budget, LocalEntry.CELLS);
        }
        push.recompute();
        PushTable table = push.table;
        double largest = 0.0;
        int[] indices = new int[table.size()];
        double[] values = new double[table.size()];
        int size = 0;
        for (int c = 0; c < table.size(); c++) {
            double r = Math.abs(table.open(c)) + push.error(c);
            double scaled = r == 0 ? 0.0 : Math.nextUp(r / table.limit(c) * (1 + 8 * U));
            largest = Double.isNaN(scaled) ? Double.POSITIVE_INFINITY : Math.max(largest, scaled);
            if (table.pushed(c) != 0) {
                indices[size] = table.key(c);
                values[size++] = table.pushed(c);
            }
        }
        SparseVector x = SparseVector.adopt(Arrays.copyOf(indices, size), Arrays.copyOf(values, size));
        return new ForwardPush(x, largest, push.work(), largest <= theta);
    }

    /// Columns as rows: s is r, y is x.
    private static final class Forward extends SparsePush {
        private final Comparison comparison;

        Forward(Rows columns, Comparison comparison) {
            super(columns);
            this.comparison = comparison;
        }

        @Override
        double weight(int j) {
            return 1.0;
        }

        @Override
        double limit(int j) {
            return comparison.w(j);
        }
    }
}
