// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether what the solver says of its x drifts away from what verifications prove of it. Watched is
/// `max(1, (proven + ε) / (claimed + ε))` with ε a hundredth of the tolerance: 1 for a solver that is right, however
/// far
/// its x has come, since what is proved never exceeds the residual. So convergence is no drift, nor is a probe that saw
/// little; and below a hundredth of the tolerance nobody minds. Smoothed by an EWMA that starts at its baseline, the
/// median of the first five measurements of an x that passed.
/// **Source** numerics specification, §8.5.
final class DriftWatch {
    /// Weight of the newest measurement.
    static final double ALPHA = 0.1;

    /// Relative deviation from the baseline that counts as drift.
    static final double ALARM = 0.1;

    private static final int FOR_BASELINE = 5;
    private static final double FLOOR = 0.01;

    /// A solver that is right.
    private static final double HONEST = 1.0;

    /// What starts out worse is no baseline.
    private static final double WORST_BASELINE = HONEST + ALARM;

    /// Larger ratios count as this.
    private static final double MOST = 1e6;

    private final List<Double> first = new ArrayList<>();
    private double baseline = HONEST;
    private double ewma = HONEST;
    private boolean measured;

    /// Takes a claim about the x of a repair that has ended; others are those of a recurrence, whose gap to the truth
    /// the engine closes itself at the end of its run.
    void add(Measurement m) {
        if (!m.finished() || !Double.isFinite(m.claimed())) {
            return;
        }
        double value = ratio(m);
        if (!m.refuted() && first.size() < FOR_BASELINE) {
            boolean begin = first.isEmpty();
            first.add(value);
            baseline = Math.min(WORST_BASELINE, median());
            ewma = begin && !measured ? baseline : ewma;
        }
        measured = true;
        ewma += ALPHA * (value - ewma);
    }

    static double ratio(Measurement m) {
        double floor = FLOOR * m.tolerance();
        double ratio = (m.proven() + floor) / (m.claimed() + floor);
        return Double.isNaN(ratio) ? MOST : Math.clamp(ratio, HONEST, MOST);
    }

    private double median() {
        double[] sorted = first.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// Relative deviation from the baseline, at most 1.
    double severity() {
        return Math.min(1.0, Math.abs(ewma - baseline) / baseline);
    }

    boolean detected() {
        return severity() > ALARM;
    }

    /// Null before the first measurement.
    @Nullable
    Double baseline() {
        return measured ? baseline : null;
    }

    double ewma() {
        return ewma;
    }

    /// x was mended, or the solver is another one: what was measured says nothing of it.
    void reset() {
        first.clear();
        baseline = HONEST;
        ewma = HONEST;
        measured = false;
    }
}
