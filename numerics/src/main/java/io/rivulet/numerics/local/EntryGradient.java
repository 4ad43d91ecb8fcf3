// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import io.rivulet.numerics.linalg.SparseVector;
import java.util.Arrays;
import java.util.Comparator;

/// How x*_t moves with the right-hand side: row t of A⁻¹, by a dual push. With z the exact row and Aᵀ·y + s =
/// e_t, z − y = A⁻ᵀ·s, and
///
/// Σ_j w_j·|z_j − y_j| <= |s|ᵀ·|A⁻¹|·w <= |s|ᵀ·⟨A⟩⁻¹·⟨A⟩·u = Σ_j |s_j|·u_j =: σ,
///
/// since |A⁻¹| <= ⟨A⟩⁻¹, which is not negative, and w <= ⟨A⟩·u. So a change δ of b moves x*_t by yᵀ·δ up to
/// σ·max |δ_j|/w_j, and with every w_j >= w_min both ‖z − y‖₁ and ‖z − y‖∞ are at most σ/w_min. An entry that
/// is not listed is within that of 0. A change δ of a_ij moves x*_t by −z_i·x*_j·δ to first order, by the same
/// row.
///
/// @param row y, by falling |value|, equal ones by index
/// @param weighted σ, rounding included
/// @param bound σ/w_min
/// @param work matrix entries touched
/// @param reached whether `bound` is what was asked
public record EntryGradient(SparseVector row, double weighted, double bound, long work, boolean reached) {
    private static final double AIM = 0.9;
    private static final int MAX_ROUNDS = 200;
    private static final double U = 0x1p-53;

    /// Pushes until `bound` is at most `error`, or `budget` units are used, or [LocalEntry#CELLS] rows are
    /// reached.
    ///
    /// @param leastW at most every w_j, above 0
    public static EntryGradient of(
            Rows rows, Comparison comparison, double leastW, int target, double error, long budget) {
        DualPush push = new DualPush(rows, comparison, target);
        double wanted = AIM * error * leastW;
        for (int round = 0; round < MAX_ROUNDS && push.falling() > wanted && push.work() < budget; round++) {
            push.round(wanted, budget, LocalEntry.CELLS);
        }
        push.recompute();
        PushTable table = push.table;
        double sigma = 0.0;
        int[] cells = new int[table.size()];
        int size = 0;
        for (int c = 0; c < table.size(); c++) {
            sigma += (Math.abs(table.open(c)) + push.error(c)) * table.weight(c);
            if (table.pushed(c) != 0) {
                cells[size++] = c;
            }
        }
        sigma = Math.nextUp(sigma * (1 + 2.0 * (table.size() + 2) * U));
        int[] order = Arrays.stream(cells, 0, size)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer c) -> -Math.abs(table.pushed(c)))
                        .thenComparingInt(c -> table.key(c)))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] indices = Arrays.stream(order).map(c -> table.key(c)).toArray();
        double[] values = Arrays.stream(order).mapToDouble(c -> table.pushed(c)).toArray();
        double bound = Math.nextUp(sigma / leastW * (1 + 2 * U));
        return new EntryGradient(SparseVector.adopt(indices, values), sigma, bound, push.work(), bound <= error);
    }
}
