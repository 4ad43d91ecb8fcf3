// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import java.util.Arrays;

/// Repairs x where the system changed: takes a row with a large residual, moves its unknown so that the row is
/// solved, and passes the change on along the column. Rows are taken in rounds above a threshold that falls by
/// [#FALL] or [#OVER_RELAXED_FALL] until the whole residual is small enough or the budget is spent. Ends for matrices
/// with a certificate, where the weighted residual falls with each push; moves further than to the row's solution
/// (ω > 1) only where the matrix is symmetric definite besides, where each push lowers the energy of the error.
/// Elsewhere rows are pushed in blocks from the same residuals, and the weighted residual falls with a block as with
/// its
/// rows one by one.
/// **Cost** the columns of the pushed rows. **Source** Andersen, Chung, Lang 2006; numerics specification §6.1, §7.2.
final class LocalPush {
    private static final double FALL = 0.25;

    /// The same where rows are pushed beyond their solution: the gain comes from taking them in their order again and
    /// again, which few rounds disturb less.
    private static final double OVER_RELAXED_FALL = 0x1p-6;

    /// A pushed entry is a random access or two, a streamed one is none: what that costs while the vectors fit into a
    /// cache, and beyond.
    private static final long CACHED_WEIGHT = 8;

    private static final long WEIGHT = 24;

    /// Rows whose vectors a core's cache holds.
    private static final int CACHED_ROWS = 1 << 17;

    /// Thresholds tried before the push gives up.
    private static final int MAX_ROUNDS = 60;

    /// A block is at most this part of the rows, in bits: of two in one, hardly ever is one the other's neighbour.
    private static final int BLOCK_PART_BITS = 10;

    /// Entries pushed for each touched row before ‖r‖ is looked at.
    private static final long CHECK_EVERY = 4;

    private static final double U = 0x1p-53;

    /// What a push aims at, in one of two measures.
    ///
    /// @param norm ‖r‖₂ to reach, where `scaled` is 0
    /// @param scaled largest |r_i| / w_i to leave
    record Goal(double norm, double scaled) {
        boolean isScaled() {
            return scaled > 0;
        }
    }

    private final OuterIterate outer;
    private final MutableSystem system;
    private final Goal goal;
    private final double fall;
    private final long budget;
    private final long weight;
    private final RowSet touched;
    private final RowQueue queue;
    private final PushBlock block;
    private final PushBlock.Ground ground;
    private final int most;
    private final SquareSum squares;
    private final double[] r;
    private final int[] started;
    private int takenOut;
    private long unchecked;
    private double threshold;
    private double roundings;
    private int rounds;
    private long work;
    private boolean ended;
    private boolean drained;

    /// `touched` holds the rows to start from and receives all whose residual changes, `moved` those whose x does.
    /// `queue` is empty.
    ///
    /// @param omega in (0, 2), and at most 1 unless the matrix is symmetric definite
    LocalPush(
            OuterIterate outer,
            MutableSystem system,
            ColumnIndex columns,
            Certificate certificate,
            RowSet touched,
            RowSet moved,
            RowQueue queue,
            PushBlock block,
            Goal goal,
            double omega,
            long budget) {
        this.outer = outer;
        this.system = system;
        this.touched = touched;
        this.queue = queue;
        this.block = block;
        this.goal = goal;
        this.budget = budget;
        this.r = outer.r();
        this.squares = outer.squares();
        this.ground = new PushBlock.Ground(
                outer.x(), r, certificate.w(), columns, omega, goal.scaled(), touched, moved, queue);
        this.most = omega > 1 ? 1 : Math.clamp(r.length >>> BLOCK_PART_BITS, 1, PushBlock.ROWS);
        this.fall = omega > 1 ? OVER_RELAXED_FALL : FALL;
        this.weight = r.length > CACHED_ROWS ? WEIGHT : CACHED_WEIGHT;
        int[] large = new int[touched.size()];
        int many = 0;
        for (int k = 0; k < touched.size(); k++) {
            int i = touched.get(k);
            threshold = Math.max(threshold, Math.abs(r[i]));
            if (!goal.isScaled() || Math.abs(r[i]) > ground.limit(i, 0.0)) {
                large[many++] = i;
            }
        }
        this.started = Arrays.copyOf(large, many);
        squares.makeRoomFor(outer.residualNorm());
        block.begin(ground);
    }

    /// Pushes for about `units`; answers the units used.
    long step(long units) {
        long used = 0;
        while (used < units && !ended) {
            used += queue.isEmpty() ? nextRound() : push();
            if (weight * (work + used) > budget) {
                ended = true;
            }
        }
        work += used;
        return used;
    }

    private long nextRound() {
        if (met() || rounds == MAX_ROUNDS || (goal.isScaled() && rounds > 0)) {
            drained = true;
            ended = true;
            return 1;
        }
        rounds++;
        threshold *= fall;
        for (int k = 0; k < touched.size(); k++) {
            int i = touched.get(k);
            queue.add(i, PushBlock.over(r[i], ground.limit(i, threshold)));
        }
        return touched.size() + 1L;
    }

    /// **Cost** a pass over the touched rows.
    private boolean met() {
        if (goal.isScaled()) {
            return false;
        }
        unchecked = 0;
        takeOut();
        return squares.atMost(goal.norm(), r, touched);
    }

    /// What the rows touched since brought into the sum of squares.
    private void takeOut() {
        squares.remove(block.before(), takenOut, touched.size());
        takenOut = touched.size();
    }

    private long push() {
        roundings += block.push(ground, most, threshold);
        long used = block.passed() + 2L * block.size();
        if (system.hasCopiedRows()) {
            used += passOnAdded();
        }
        unchecked += used;
        if (unchecked >= CHECK_EVERY * touched.size() && met()) {
            queue.clear();
        }
        return used;
    }

    /// Entries that the columns have not got.
    private long passOnAdded() {
        long used = 0;
        for (int k = 0; k < block.size(); k++) {
            int i = block.row(k);
            int[] added = system.addedIn(i);
            if (added == null || block.change(k) == 0) {
                continue;
            }
            used += added.length;
            for (int j : added) {
                roundings += block.passOn(ground, j, system.get(j, i) * block.change(k), threshold);
            }
        }
        return used;
    }

    boolean ended() {
        return ended;
    }

    boolean withinBudget() {
        return weight * work <= budget;
    }

    /// Hands the residuals over, at the end or before it.
    void leave() {
        queue.clear();
        takeOut();
        squares.add(r, touched);
        double off = 2 * U * roundings + work * 4.0 * Double.MIN_VALUE;
        boolean allWithin = drained && goal.isScaled() && !block.stuck();
        outer.pushed(touched, off, allWithin ? goal.scaled() : Double.NaN, goal);
        // What was known of these is what the push was for.
        for (int i : started) {
            outer.dirty().add(i);
        }
    }
}
