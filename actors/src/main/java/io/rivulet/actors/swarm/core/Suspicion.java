// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import io.rivulet.patterns.aggregate.RobustAggregation;
import io.rivulet.serialization.event.SessionEvent.CostsReported.Judgement;
import java.util.Arrays;

/// Who keeps lying. An entry of a report is *outside* where it is further from the median m of what others
/// report than k·s, with s = max(1.4826·MAD, |m|/100): MAD is the median of their distances from m, 1.4826
/// makes it the standard deviation of normal noise, and a hundredth of the cost itself is never held against
/// anybody. Fewer than [#OTHERS] others can't tell who of them is right, so nothing is said. A report is
/// outside where one of its entries is.
///
/// A reporter is *distrusted* after [#OUTSIDE_IN_ROW] reports outside in a row, with k = [#FAR]. It is trusted
/// again after [#INSIDE_IN_ROW] inside in a row, with k = [#NEAR]: noise at the edge changes nothing. Reports
/// that nobody can judge leave everything as it is.
///
/// What a lie can do before that, [Combination] bounds: this names the liar, and takes its weight.
///
/// **Limits** a liar who stays within k·s is not found. A majority that lies makes the honest ones look outside.
/// **Source** Rousseeuw and Croux 1993, "Alternatives to the Median Absolute Deviation" (the constant).
record Suspicion(int streak, boolean distrusted) {
    static final int OTHERS = 3;
    static final int OUTSIDE_IN_ROW = 3;
    static final int INSIDE_IN_ROW = 5;
    static final double FAR = 10;
    static final double NEAR = 5;

    static final Suspicion NONE = new Suspicion(0, false);

    private static final double NORMAL = 1.4826;
    private static final double NEVER_HELD = 0.01;

    /// After one more report.
    Suspicion after(Judgement judgement) {
        if (judgement == Judgement.NOT_JUDGED) {
            return this;
        }
        boolean speaksAgainst = (judgement == Judgement.OUTSIDE) != distrusted;
        int row = speaksAgainst ? streak + 1 : 0;
        return row >= (distrusted ? INSIDE_IN_ROW : OUTSIDE_IN_ROW)
                ? new Suspicion(0, !distrusted)
                : new Suspicion(row, distrusted);
    }

    /// Whether `value` is outside of what at least [#OTHERS] `others` report, for a reporter of this standing.
    boolean outside(double value, double[] others) {
        double[] sorted = others.clone();
        Arrays.sort(sorted);
        double middle = RobustAggregation.median(sorted);
        double[] distances = new double[sorted.length];
        for (int k = 0; k < sorted.length; k++) {
            distances[k] = Math.abs(sorted[k] - middle);
        }
        Arrays.sort(distances);
        double scale = Math.max(NORMAL * RobustAggregation.median(distances), NEVER_HELD * Math.abs(middle));
        return Math.abs(value - middle) > (distrusted ? NEAR : FAR) * scale;
    }
}
