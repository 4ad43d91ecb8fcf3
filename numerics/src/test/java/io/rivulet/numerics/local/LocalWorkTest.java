// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The work of one entry does not grow with the number of unknowns.
class LocalWorkTest {
    private static final int[] SIZES = {10_000, 100_000, 1_000_000};
    private static final int TARGETS = 5;

    /// Rows that are made when they are read: n costs no memory.
    private static final class MadeRows implements Rows {
        private final int n;
        private final double alpha;
        private final int side;
        private int present = -1;
        private int[] column = new int[0];
        private double[] value = new double[0];

        /// A grid with `side`, or 5 random entries a row where that is 0; Σ|a_ij| <= alpha and a_ii = 1.
        MadeRows(int n, double alpha, int side) {
            this.n = n;
            this.alpha = alpha;
            this.side = side;
        }

        @Override
        public int rows() {
            return n;
        }

        @Override
        public int nnz() {
            return side > 0 ? 5 * n : 6 * n;
        }

        @Override
        public int[] columns(int i) {
            make(i);
            return column;
        }

        @Override
        public double[] values(int i) {
            make(i);
            return value;
        }

        @Override
        public int from(int i) {
            return 0;
        }

        @Override
        public int to(int i) {
            make(i);
            return column.length;
        }

        private void make(int i) {
            if (i == present) {
                return;
            }
            present = i;
            column = side > 0 ? neighbours(i) : drawn(i);
            Arrays.sort(column);
            value = new double[column.length];
            for (int k = 0; k < column.length; k++) {
                boolean minus = side > 0 || (column[k] * 0x9e3779b9 + i) * 0x85ebca6b < 0;
                value[k] = column[k] == i ? 1.0 : (minus ? -alpha : alpha) / (side > 0 ? 4 : 5);
            }
        }

        private int[] neighbours(int i) {
            int r = i / side;
            int c = i % side;
            int[] row = new int[5];
            int size = 0;
            row[size++] = i;
            int[][] next = {{r - 1, c}, {r + 1, c}, {r, c - 1}, {r, c + 1}};
            for (int[] to : next) {
                if (to[0] >= 0 && to[0] < side && to[1] >= 0 && to[1] < side) {
                    row[size++] = to[0] * side + to[1];
                }
            }
            return Arrays.copyOf(row, size);
        }

        private int[] drawn(int i) {
            SplittableRandom random = new SplittableRandom(i);
            int[] row = new int[6];
            row[0] = i;
            for (int size = 1; size < row.length; ) {
                int j = random.nextInt(n);
                row[size] = j;
                boolean again = false;
                for (int k = 0; k < size; k++) {
                    again |= row[k] == j;
                }
                size += again ? 0 : 1;
            }
            return row;
        }
    }

    private static EntryEstimate[] estimates(int n, double alpha, boolean grid, double error) {
        int side = grid ? (int) Math.round(Math.sqrt(n)) : 0;
        MadeRows rows = new MadeRows(grid ? side * side : n, alpha, side);
        double[] b = new double[rows.rows()];
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < b.length; i++) {
            b[i] = 2 * random.nextDouble() - 1;
        }
        // |b| <= 1 and w = 1 − alpha at least.
        Iterate known = new Iterate(b, null, b, 1 / (1 - alpha) * (1 + 1e-12));
        EntryEstimate[] estimates = new EntryEstimate[TARGETS];
        for (int k = 0; k < TARGETS; k++) {
            int target = grid ? side * (side / 2) + side / 2 + k : k * (n / TARGETS) + 17;
            LocalEntry.Ask ask = LocalEntry.Ask.of(error * known.eta(), 4_000_000, k);
            estimates[k] = LocalEntry.estimate(rows, Comparison.ones(rows), known, target, ask);
            assertThat(estimates[k].bound().within(ask.error())).isTrue();
        }
        return estimates;
    }

    private static double work(EntryEstimate[] estimates) {
        double sum = 0.0;
        for (EntryEstimate estimate : estimates) {
            sum += estimate.work();
        }
        return sum / estimates.length;
    }

    @ParameterizedTest
    @CsvSource({"0.5, 1e-4", "0.5, 1e-6", "0.9, 1e-2", "0.9, 1e-4"})
    void certifiedOnALatticeIsTheSameToTheLastEntry(double alpha, double error) {
        double first = work(estimates(SIZES[0], alpha, true, error));
        for (int n : SIZES) {
            EntryEstimate[] estimates = estimates(n, alpha, true, error);
            assertThat(estimates).allMatch(e -> e.method() == EntryMethod.DUAL_PUSH);
            assertThat(work(estimates)).as("n = %d", n).isEqualTo(first);
        }
    }

    @Test
    void certifiedOnAnExpanderIsFlatForModestErrors() {
        double first = work(estimates(SIZES[1], 0.5, false, 0.1));
        for (int n : SIZES) {
            EntryEstimate[] estimates = estimates(n, 0.5, false, 0.1);
            assertThat(estimates).allMatch(e -> e.method() == EntryMethod.DUAL_PUSH);
            assertThat(work(estimates)).as("n = %d", n).isBetween(first / 1.5, first * 1.5);
        }
    }

    @Test
    void statisticalOnAnExpanderIsFlat() {
        double first = work(estimates(SIZES[1], 0.9, false, 0.05));
        for (int n : new int[] {SIZES[1], SIZES[2]}) {
            EntryEstimate[] estimates = estimates(n, 0.9, false, 0.05);
            assertThat(estimates).allMatch(e -> e.method() == EntryMethod.BIDIRECTIONAL);
            assertThat(work(estimates)).as("n = %d", n).isBetween(first / 2, first * 2);
        }
    }
}
