// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import org.jspecify.annotations.Nullable;

/// Watches the residuals of a run. Slow is not stagnant: healthy conjugate gradients may gain 0.003 digits an
/// iteration.
final class ConvergenceMonitor {
    /// Iterations without progress before a run counts as stagnant; half of all iterations, if that is more …
    static final int WINDOW = 500;

    /// … or n up to this: on a path the residual stays where it is until the ends have heard of each other.
    static final int LONGEST_WINDOW = 5_000;

    private final int window;
    private final double first;
    private final double divergence;
    private final double progress;
    private double smallest;
    private double smallestAtMark;
    private int mark;

    /// Diverged is a residual above `divergence` times the smallest; stagnant is when the smallest did not fall below
    /// `progress` times itself in a window.
    ConvergenceMonitor(int n, double first, double divergence, double progress) {
        this.window = Math.max(WINDOW, Math.min(n, LONGEST_WINDOW));
        this.first = first;
        this.divergence = divergence;
        this.progress = progress;
        this.smallest = first;
        this.smallestAtMark = first;
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
        return null;
    }
}
