// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.experience;

import java.util.List;

/// How thresholds follow outcomes: they tighten after losses and relax after wins.
public final class ThresholdRule {
    /// Outcomes that are looked at.
    public static final int LOOKBACK = 100;

    /// Fewer say nothing; and so many new ones have to come between two steps, or the same losses would be counted
    /// again and again.
    public static final int FEWEST_OUTCOMES = 10;

    private static final double POOR_WINS = 0.55;
    private static final double POOR_FACTOR = 1.2;
    private static final double GOOD_WINS = 0.70;
    private static final double GOOD_FACTOR = 1.8;
    private static final double TIGHTEN = 0.03;
    private static final double RELAX = -0.02;

    private ThresholdRule() {}

    /// Which way a rule went.
    public enum Action {
        TIGHTEN,
        RELAX,
        NONE,
        TOO_FEW
    }

    /// An outcome as a gain or a loss in the direction that was predicted.
    ///
    /// @param gain the outcome times the sign of the prediction
    /// @param signalled whether the prediction was given out as a signal
    public record Outcome(double gain, boolean signalled) {}

    /// What a rule made of the outcomes.
    ///
    /// @param winRate share of gains above 0; 0 without outcomes
    /// @param profitFactor gains over losses; +∞ without losses where there are gains, 1 where there is neither
    public record Step(Action action, double winRate, double profitFactor, Thresholds before, Thresholds after) {}

    /// One set of gains for both directions, at least [#FEWEST_OUTCOMES]: +0.03 where fewer than 55 % won or gains
    /// are below 1.2 times the losses, −0.02 where more than 70 % won and gains are above 1.8 times the losses.
    public static Step adapt(Thresholds now, double[] gains) {
        if (gains.length < FEWEST_OUTCOMES) {
            return new Step(Action.TOO_FEW, winRate(gains), profitFactor(gains), now, now);
        }
        double wins = winRate(gains);
        double factor = profitFactor(gains);
        if (wins < POOR_WINS || factor < POOR_FACTOR) {
            return new Step(Action.TIGHTEN, wins, factor, now, now.moved(TIGHTEN));
        }
        if (wins > GOOD_WINS && factor > GOOD_FACTOR) {
            return new Step(Action.RELAX, wins, factor, now, now.moved(RELAX));
        }
        return new Step(Action.NONE, wins, factor, now, now);
    }

    /// As [#adapt(Thresholds, double\[\])] of the last [#LOOKBACK] outcomes, where tightening is decided by those alone
    /// that were signalled: losses that nobody was told to take say nothing against the thresholds.
    public static Step adapt(Thresholds now, List<Outcome> outcomes) {
        List<Outcome> last = outcomes.subList(Math.max(0, outcomes.size() - LOOKBACK), outcomes.size());
        Step signalled = adapt(
                now,
                last.stream()
                        .filter(Outcome::signalled)
                        .mapToDouble(Outcome::gain)
                        .toArray());
        if (signalled.action() == Action.TIGHTEN) {
            return signalled;
        }
        Step all = adapt(now, last.stream().mapToDouble(Outcome::gain).toArray());
        return all.action() == Action.TIGHTEN
                ? new Step(Action.NONE, all.winRate(), all.profitFactor(), now, now)
                : all;
    }

    private static double winRate(double[] gains) {
        long wins = 0;
        for (double g : gains) {
            wins += g > 0 ? 1 : 0;
        }
        return gains.length == 0 ? 0 : (double) wins / gains.length;
    }

    private static double profitFactor(double[] gains) {
        double won = 0;
        double lost = 0;
        for (double g : gains) {
            won += Math.max(g, 0);
            lost += Math.max(-g, 0);
        }
        if (lost == 0) {
            return won > 0 ? Double.POSITIVE_INFINITY : 1;
        }
        return won / lost;
    }
}
