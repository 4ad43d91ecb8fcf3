// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.experience;

import java.util.List;

/// What a prediction was worth, now that its outcome is known: a function of the two and of a scale, which is kept
/// with it so that anybody can compute it again.
///
/// @param scale outcomes of this size are usual; for errors to be measured by
/// @param directionCorrect whether both are up, both down, or both next to nothing
/// @param error between 0 and 1
/// @param quality between 0 and 1
public record Judgement(double scale, boolean directionCorrect, double error, double quality) {
    /// An outcome nearer to zero than this has no direction.
    public static final double DEAD = 0.001;

    /// Outcomes of which the scale is the mean size.
    public static final int SCALE_LOOKBACK = 100;

    private static final double LEARN_ABOVE = 0.70;
    private static final double ADAPT_BELOW = 0.40;
    private static final double DISTIL_ABOVE = 0.80;

    /// | predicted, actual | error | quality |
    /// |---|---|---|
    /// | both dead | 0 | 1 |
    /// | one dead | min(1, \|p − a\| / scale) | (1 − e) / 2 |
    /// | same direction | \|p − a\| / max(\|p\|, \|a\|) | ½ + (1 − e) / 2 |
    /// | opposite | min(1, \|p − a\| / 2·scale) | (1 − e) / 4 |
    public static Judgement of(double predicted, double actual, double scale) {
        if (!Double.isFinite(predicted) || !Double.isFinite(actual) || !(scale > 0)) {
            throw new IllegalArgumentException("a judgement needs finite outcomes and a scale above 0, not " + predicted
                    + ", " + actual + ", " + scale);
        }
        boolean deadPrediction = Math.abs(predicted) < DEAD;
        boolean deadOutcome = Math.abs(actual) < DEAD;
        double apart = Math.abs(predicted - actual);
        if (deadPrediction && deadOutcome) {
            return new Judgement(scale, true, 0, 1);
        }
        if (deadPrediction || deadOutcome) {
            double error = Math.min(1, apart / scale);
            return new Judgement(scale, false, error, 0.5 * (1 - error));
        }
        if (predicted > 0 == actual > 0) {
            double error = apart / Math.max(Math.abs(predicted), Math.abs(actual));
            return new Judgement(scale, true, error, 0.5 + 0.5 * (1 - error));
        }
        double error = Math.min(1, apart / (2 * scale));
        return new Judgement(scale, false, error, 0.25 * (1 - error));
    }

    /// The scale for an experience: the mean size of the outcomes of its type that were judged before it, at most the
    /// last [#SCALE_LOOKBACK] of them; without any, the larger of its own two. Never below [#DEAD].
    ///
    /// @param earlier outcomes in the order of their judgements, without this one
    public static double scaleOf(double predicted, double actual, List<Double> earlier) {
        if (earlier.isEmpty()) {
            return Math.max(DEAD, Math.max(Math.abs(predicted), Math.abs(actual)));
        }
        List<Double> last = earlier.subList(Math.max(0, earlier.size() - SCALE_LOOKBACK), earlier.size());
        double mean = last.stream().mapToDouble(Math::abs).sum() / last.size();
        return Math.max(DEAD, mean);
    }

    /// From −1 to 1.
    public double score() {
        return 2 * quality - 1;
    }

    /// Good enough to believe more in what predicted it.
    public boolean shouldLearn() {
        return quality > LEARN_ABOVE;
    }

    /// Bad enough to look at the thresholds.
    public boolean shouldAdapt() {
        return quality < ADAPT_BELOW;
    }

    /// Good enough to be kept as a pattern of its own.
    public boolean shouldDistil() {
        return quality > DISTIL_ABOVE;
    }
}
