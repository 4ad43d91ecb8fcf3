// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import org.jspecify.annotations.Nullable;

/// Watches the residuals of a run. Slow is not stagnant: healthy conjugate gradients may gain 0.003 digits an
/// iteration, and gain more later. A stationary method does not: what it gained in the last half of its iterations is
/// what it will gain.
final class ConvergenceMonitor {
    /// Iterations without progress before a run counts as stagnant; half of all iterations, if that is more …
    static final int WINDOW = 500;

    /// … or n up to this: on a path the residual stays where it is until the ends have heard of each other.
    static final int LONGEST_WINDOW = 5_000;

    /// A steady method that would need this many times the iterations it may do is given up.
    static final double HOPELESS = 3.0;

    private final int window;
    private final double first;
    private final double divergence;
    private final double progress;
    private final @Nullable RunGoal steady;
    private double smallest;
    private double smallestAtMark;
    private int mark;
    private int lookedAt;
    private double smallestThen;

    /// Diverged is a residual above `divergence` times the smallest; stagnant is when the smallest did not fall below
    /// `progress` times itself in a window. `steady` is the goal of a method whose rate stays, else null.
    ConvergenceMonitor(int n, double first, double divergence, double progress, @Nullable RunGoal steady) {
        this.window = Math.max(WINDOW, Math.min(n, LONGEST_WINDOW));
        this.first = first;
        this.divergence = divergence;
        this.progress = progress;
        this.smallest = first;
        this.smallestAtMark = first;
        this.smallestThen = first;
        this.steady = steady;
    }

    double smallest() {
        return smallest;
    }

    @Nullable
    StopReason after(int iteration, double residual) {
        if (!Double.isFinite(residual) || residual > divergence * Math.max(smallest, Double.MIN_NORMAL)) {
            return new StopReason.Diverged(residual / first);
        }
        smallest = Math.min(smallest, residual);
        if (smallest < progress * smallestAtMark) {
            smallestAtMark = smallest;
            mark = iteration;
        }
        if (iteration - mark >= Math.max(window, iteration / 2)) {
            return new StopReason.Stagnated(residual / first);
        }
        return steady == null ? null : predict(iteration, steady);
    }

    /// Looks whenever the iterations have doubled since the last look.
    private @Nullable StopReason predict(int iteration, RunGoal goal) {
        if (iteration < window || iteration < 2 * lookedAt) {
            return null;
        }
        double perIteration = Math.log(smallestThen / smallest) / (iteration - lookedAt);
        double needed = iteration + Math.log(smallest / goal.target()) / perIteration;
        boolean rate = lookedAt > 0;
        lookedAt = iteration;
        smallestThen = smallest;
        // The first iterations take rough parts of the error away quickly: no rate to go by.
        return rate && needed > HOPELESS * goal.maxIterations()
                ? new StopReason.TooSlow(smallest / first, (long) Math.min(needed, 1e18))
                : null;
    }
}
