// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern.core;

import io.rivulet.patterns.experience.HitRate;
import io.rivulet.patterns.experience.Judgement;
import io.rivulet.patterns.experience.ThresholdRule;
import io.rivulet.patterns.experience.Thresholds;
import io.rivulet.serialization.event.BankEvent.Observed;
import io.rivulet.serialization.event.BankEvent.ThresholdsAdapted;
import io.rivulet.serialization.event.BankSnapshot.Learning;
import io.rivulet.serialization.event.Experience;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How outcomes of one type are learned from: functions of [Learning].
final class TypeLearning {
    /// The type of all types together.
    static final String ALL = "";

    private TypeLearning() {}

    static Learning none(String type) {
        return new Learning(type, null, List.of(), List.of(), 0, 0, 0);
    }

    /// With one more outcome.
    static Learning after(Learning before, Experience experience, Observed observed) {
        Judgement judgement = Judgement.of(experience.predicted(), observed.actual(), observed.scale());
        var outcome = new ThresholdRule.Outcome(
                observed.actual() * Math.signum(experience.predicted()), experience.signalled());
        return new Learning(
                before.type(),
                before.thresholds(),
                last(before.sizes(), observed.actual(), Judgement.SCALE_LOOKBACK),
                last(before.outcomes(), outcome, ThresholdRule.LOOKBACK),
                before.sinceStep() + 1,
                before.hits() + (judgement.directionCorrect() ? 1 : 0),
                before.judged() + 1);
    }

    private static <T> List<T> last(List<T> values, T next, int most) {
        List<T> all = new ArrayList<>(values.subList(values.size() < most ? 0 : 1, values.size()));
        all.add(next);
        return all;
    }

    /// With a step of its thresholds.
    static Learning after(Learning before, ThresholdsAdapted step) {
        return new Learning(
                before.type(), step.after(), before.sizes(), before.outcomes(), 0, before.hits(), before.judged());
    }

    /// The step that is due, if any: not before [ThresholdRule#FEWEST_OUTCOMES] have come since the last.
    ///
    /// @param now the thresholds that hold for it
    static Optional<ThresholdsAdapted> step(Learning learning, Thresholds now, Observed last) {
        if (learning.sinceStep() < ThresholdRule.FEWEST_OUTCOMES) {
            return Optional.empty();
        }
        ThresholdRule.Step step = ThresholdRule.adapt(now, learning.outcomes());
        return step.before().equals(step.after())
                ? Optional.empty()
                : Optional.of(new ThresholdsAdapted(
                        learning.type(),
                        last.experience(),
                        step.action(),
                        step.before(),
                        step.after(),
                        step.winRate(),
                        step.profitFactor(),
                        learning.outcomes().size(),
                        last.atMillis()));
    }

    /// How often it was right, this time included.
    static double confidence(Learning before, boolean right) {
        return new HitRate(before.hits(), before.judged()).with(right).shrunk();
    }
}
