// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.experience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.patterns.Walks;
import io.rivulet.patterns.experience.Distilled.Judged;
import io.rivulet.patterns.experience.ThresholdRule.Action;
import io.rivulet.patterns.experience.ThresholdRule.Outcome;
import io.rivulet.patterns.store.UnitVector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExperienceRulesTest {
    @Test
    void judgementsAreBoundedAndRewardDirection() {
        Walks random = new Walks(51);
        for (int k = 0; k < 5_000; k++) {
            double predicted = (random.next() - 0.5) * 0.2;
            double actual = (random.next() - 0.5) * 0.2;
            double scale = 0.001 + random.next() * 0.1;
            Judgement j = Judgement.of(predicted, actual, scale);
            assertThat(j.error()).isBetween(0.0, 1.0);
            assertThat(j.score()).isBetween(-1.0, 1.0);
            assertThat(j.quality()).isBetween(j.directionCorrect() ? 0.5 : 0.0, j.directionCorrect() ? 1.0 : 0.5);
            assertThat(Judgement.of(-predicted, -actual, scale)).isEqualTo(j);
        }
        assertThatThrownBy(() -> Judgement.of(Double.NaN, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Judgement.of(0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theScaleIsTheMeanSizeOfEarlierOutcomes() {
        assertThat(Judgement.scaleOf(0.05, -0.02, List.of())).isEqualTo(0.05);
        assertThat(Judgement.scaleOf(0, 0, List.of())).isEqualTo(Judgement.DEAD);
        assertThat(Judgement.scaleOf(9, 9, List.of(0.02, -0.04))).isCloseTo(0.03, within(1e-15));
        List<Double> many = new ArrayList<>(Collections.nCopies(50, 1e6));
        many.addAll(Collections.nCopies(Judgement.SCALE_LOOKBACK, 0.5));
        assertThat(Judgement.scaleOf(9, 9, many)).isEqualTo(0.5);
    }

    @Test
    void fewHitsSayLittle() {
        assertThat(HitRate.none().shrunk()).isEqualTo(0.5);
        assertThat(HitRate.none().with(true).shrunk()).isEqualTo(0.6);
        assertThat(HitRate.none().with(false).shrunk()).isEqualTo(0.4);
        assertThatThrownBy(() -> new HitRate(2, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void lossesThatNobodySignalledDoNotTighten() {
        List<Outcome> silent = Collections.nCopies(30, new Outcome(-0.02, false));
        ThresholdRule.Step untouched = ThresholdRule.adapt(Thresholds.usual(), silent);
        assertThat(untouched.action()).isEqualTo(Action.NONE);
        assertThat(untouched.after()).isEqualTo(Thresholds.usual());
        assertThat(ThresholdRule.adapt(Thresholds.usual(), Collections.nCopies(30, new Outcome(-0.02, true)))
                        .after())
                .isEqualTo(new Thresholds(0.83, 0.73));
        assertThat(ThresholdRule.adapt(Thresholds.usual(), Collections.nCopies(30, new Outcome(0.02, false)))
                        .after())
                .isEqualTo(new Thresholds(0.78, 0.68));
    }

    @Test
    void onlyTheLastHundredOutcomesCount() {
        List<Outcome> outcomes = new ArrayList<>(Collections.nCopies(100, new Outcome(-0.02, true)));
        outcomes.addAll(Collections.nCopies(100, new Outcome(0.02, true)));
        assertThat(ThresholdRule.adapt(Thresholds.usual(), outcomes).action()).isEqualTo(Action.RELAX);
    }

    @Test
    void thresholdsStayWithinTheirBounds() {
        assertThatThrownBy(() -> new Thresholds(0.5, 0.7)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Thresholds(0.8, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Ema.empty(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void experiencesOfOnePatternAreMergedAndFailuresCount() {
        UnitVector up = UnitVector.of(new double[] {1, 2, 3, 4});
        UnitVector nearly = UnitVector.of(new double[] {1, 2.1, 3, 3.9});
        UnitVector down = UnitVector.of(new double[] {4, 1, -3, -9});
        Distilled pattern = Distilled.of(judged(up, 0.05, 0.05));
        assertThat(Distilled.find(List.of(pattern), nearly)).isZero();
        assertThat(Distilled.find(List.of(pattern), down)).isEqualTo(-1);
        assertThat(Distilled.find(List.of(Distilled.of(judged(nearly, 0, 0)), pattern), up))
                .isEqualTo(1);
        Distilled both = pattern.with(judged(nearly, 0.05, -0.05));
        assertThat(both.count()).isEqualTo(2);
        assertThat(both.successRate()).isEqualTo(0.5);
        assertThat(both.meanOutcome()).isZero();
        assertThat(both.outcomeDeviation()).isCloseTo(0.05, within(1e-12));
        assertThat(both.meanQuality()).isCloseTo(0.5, within(1e-12));
        assertThat(both.representative()).isEqualTo(up);
        assertThat(both.similarity()).isEqualTo(0.9);
        assertThat(both.isRetired()).isFalse();
    }

    @Test
    void aPatternThatKeepsFailingIsRetired() {
        UnitVector up = UnitVector.of(new double[] {1, 2, 3, 4});
        Distilled pattern = Distilled.of(judged(up, 0.05, 0.05));
        for (int k = 1; k < 19; k++) {
            pattern = pattern.with(judged(up, 0.05, -0.05));
        }
        assertThat(pattern.isRetired()).isFalse();
        assertThat(pattern.with(judged(up, 0.05, -0.05)).isRetired()).isTrue();
    }

    @Test
    void theRepresentativeBecomesTheMedoid() {
        UnitVector odd = UnitVector.of(new double[] {1, 2, 3, 5});
        List<UnitVector> others = IntStream.range(1, Distilled.MEDOID_EVERY)
                .mapToObj(k -> UnitVector.of(new double[] {1, 2, 3, 4 + k * 0.001}))
                .toList();
        Distilled pattern = Distilled.of(judged(odd, 0.05, 0.05));
        for (UnitVector v : others) {
            assertThat(pattern.representative()).isEqualTo(odd);
            pattern = pattern.with(judged(v, 0.05, 0.05));
        }
        assertThat(pattern.representative()).isNotEqualTo(odd).isIn(others);
        assertThat(pattern.members()).hasSize(Distilled.MEDOID_EVERY);
        assertThat(pattern.with(judged(odd, 0.05, 0.05)).members()).hasSize(Distilled.MEDOID_EVERY);
    }

    private static Judged judged(UnitVector vector, double predicted, double actual) {
        return new Judged(vector, actual, 0.9, 0.7, Judgement.of(predicted, actual, 0.05));
    }
}
