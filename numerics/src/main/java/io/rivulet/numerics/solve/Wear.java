// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.precondition.Ageing.Renewal;

/// Tells from the iterations of runs when a preconditioner that follows its changing matrix has to be brought up to
/// date: after [#SLOW_RUNS] slow ones in a row all its values, and if that was no help, everything.
/// **Source** numerics specification §7.6.
final class Wear {
    /// Iterations per decimal digit over those of the first run that make a run slow.
    static final double SLOW = 1.5;

    static final int SLOW_RUNS = 2;

    /// Runs that gained fewer digits count as if they had gained these, and tell nothing good.
    static final double LEAST_DIGITS = 2.0;

    private double first = Double.NaN;
    private int slowRuns;
    private boolean refreshed;
    private Renewal least = Renewal.FOLLOW;

    /// A preconditioner is in use that was made like this.
    void made(Renewal by) {
        if (by == Renewal.REBUILD) {
            first = Double.NaN;
            refreshed = false;
        }
        if (by == Renewal.REFRESH) {
            refreshed = true;
        }
        if (by != Renewal.FOLLOW) {
            slowRuns = 0;
            least = Renewal.FOLLOW;
        }
    }

    void ran(int iterations, double digits) {
        boolean told = digits >= LEAST_DIGITS;
        if (Double.isNaN(first)) {
            first = told ? iterations / digits : Double.NaN;
        } else if (iterations > SLOW * first * Math.max(digits, LEAST_DIGITS)) {
            slowRuns++;
            if (slowRuns >= SLOW_RUNS) {
                least = refreshed ? Renewal.REBUILD : Renewal.REFRESH;
            }
        } else if (told) {
            slowRuns = 0;
            refreshed = false;
        }
    }

    /// The least that has to be done before the next run.
    Renewal least() {
        return least;
    }
}
