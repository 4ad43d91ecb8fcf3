// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import io.rivulet.numerics.kernels.Team;

/// How the last level of a hierarchy is solved.
sealed interface LastLevel {
    /// x ← about A⁻¹·r of the level.
    void solve(CycleLevel level, Team team);

    long cost(CycleLevel level);

    long sizeBytes();

    /// By elimination.
    record Dense(CoarseSolve factors) implements LastLevel {
        @Override
        public void solve(CycleLevel level, Team team) {
            factors.solve(level.r, level.x);
        }

        @Override
        public long cost(CycleLevel level) {
            return factors.cost();
        }

        @Override
        public long sizeBytes() {
            return factors.sizeBytes();
        }
    }

    /// By a Chebyshev polynomial for [λ̂ / ratio, λ̂].
    record Relaxed(int degree, double ratio) implements LastLevel {
        /// For a level whose rows are all dominated by their diagonal.
        static final Relaxed DOMINATED = new Relaxed(4, 4);

        /// For a level that is large and can't be coarsened.
        static final Relaxed STALLED = new Relaxed(30, 300);

        @Override
        public void solve(CycleLevel level, Team team) {
            double sigma = (ratio + 1) / (ratio - 1);
            double smoothed = (1 + 1 / CycleLevel.RATIO) / (1 + 1 / ratio);
            level.over(team, chunk -> level.relaxFirst((float) smoothed, chunk));
            double rho = 1 / sigma;
            for (int k = 1; k < degree; k++) {
                double next = 1 / (2 * sigma - rho);
                float kept = (float) (next * rho);
                float added = (float) (2 * next * sigma * smoothed);
                level.over(team, chunk -> level.relax(kept, added, chunk));
                level.over(team, level::relaxed);
                rho = next;
            }
        }

        @Override
        public long cost(CycleLevel level) {
            return degree * (level.nnz() + 2L * level.rows());
        }

        @Override
        public long sizeBytes() {
            return 0;
        }
    }
}
