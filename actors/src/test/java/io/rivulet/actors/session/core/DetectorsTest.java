// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.actors.session.core.CorrectionLadder.Step;
import io.rivulet.actors.session.core.Detectors.Alarm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What measurements add up to, and where the ladder is entered for it.
class DetectorsTest {
    private static final double TOLERANCE = 1e-8;

    private static Measurement claim(double claimed, double proven) {
        return new Measurement(0, 0, true, true, claimed, proven, proven, proven > TOLERANCE, false, TOLERANCE);
    }

    private static Measurement onTheWay(long revision, long iteration, double residual) {
        return new Measurement(revision, iteration, false, false, residual, residual, residual, true, false, TOLERANCE);
    }

    @Test
    void convergenceIsNoDrift() {
        DriftWatch drift = new DriftWatch();
        double residual = 1.0;
        for (int k = 0; k < 100; k++) {
            drift.add(new Measurement(
                    0, k, true, false, residual, residual, residual, residual > TOLERANCE, false, TOLERANCE));
            // A probe that saw a part of the rows proves less.
            drift.add(
                    new Measurement(0, k, true, false, residual, 0.01 * residual, Double.NaN, false, false, TOLERANCE));
            residual *= 0.7;
        }
        assertThat(drift.severity()).isZero();
        assertThat(drift.detected()).isFalse();
        assertThat(drift.baseline()).isEqualTo(1.0);
    }

    @Test
    void aSteadyDeviationIsFoundAsSoonAsTheFormulaSays() {
        DriftWatch drift = new DriftWatch();
        for (int k = 0; k < 10; k++) {
            drift.add(claim(5e-9, 5e-9));
        }
        int steps = 0;
        while (!drift.detected()) {
            drift.add(claim(5e-9, 6e-9));
            steps++;
            // 1 − 0.9ᵗ of a ratio of (6 + 0.1)/(5 + 0.1)
            assertThat(drift.ewma() - 1).isCloseTo((1 - Math.pow(0.9, steps)) * (6.1 / 5.1 - 1), within(1e-12));
        }
        assertThat(steps).isEqualTo(7);
    }

    @Test
    void theBaselineIsTheMedianOfTheFirstFiveThatPassed() {
        DriftWatch drift = new DriftWatch();
        assertThat(drift.baseline()).isNull();
        for (double proven : new double[] {5.05e-9, 5.1e-9, 5.0e-9, 5.2e-9, 5.15e-9, 9e-9}) {
            drift.add(claim(5e-9, proven));
        }
        assertThat(drift.baseline()).isCloseTo(5.2 / 5.1, within(1e-12));
        drift.reset();
        assertThat(drift.baseline()).isNull();
        drift.add(claim(1e-9, 9e-9));
        assertThat(drift.baseline()).as("what starts out false is no baseline").isCloseTo(1.1, within(1e-12));
    }

    @Test
    void oneFlagrantLieIsEnough() {
        DriftWatch drift = new DriftWatch();
        drift.add(claim(1e-9, 1e-3));
        assertThat(drift.severity()).isEqualTo(1.0);
        drift.reset();
        drift.add(claim(1e-9, Double.POSITIVE_INFINITY));
        assertThat(drift.severity()).isEqualTo(1.0);
    }

    @Test
    void standingStillIsToldFromBeingDoneAndFromGoingOnSlowly() {
        ResidualWatch plateau = new ResidualWatch();
        ResidualWatch slow = new ResidualWatch();
        ResidualWatch done = new ResidualWatch();
        for (int k = 0; k < 200; k++) {
            plateau.add(onTheWay(1, k, 1e-3 * (1 + 0.5 * Math.sin(k))));
            slow.add(onTheWay(1, k, Math.pow(0.99, k)));
            done.add(onTheWay(1, k, 1e-9));
        }
        assertThat(plateau.stagnates()).isTrue();
        assertThat(plateau.hardlyVaries()).as("the seed's rule does not see it").isFalse();
        assertThat(slow.stagnates()).isFalse();
        assertThat(done.stagnates()).isFalse();
        assertThat(done.hardlyVaries()).as("suppressed at the tolerance").isFalse();
        ResidualWatch tiny = new ResidualWatch();
        for (int k = 0; k <= ResidualWatch.WINDOW; k++) {
            assertThat(tiny.stagnates()).isFalse();
            tiny.add(onTheWay(1, k, 1e-7));
        }
        assertThat(tiny.stagnates()).isTrue();
        assertThat(tiny.hardlyVaries()).isTrue();
    }

    /// Neither is the other: a small residual that falls, a large one that does not.
    @Test
    void bothRulesOfStandingStillAreTold() {
        Detectors falls = new Detectors();
        Detectors wavers = new Detectors();
        Detectors done = new Detectors();
        for (int k = 0; k <= ResidualWatch.WINDOW; k++) {
            falls.assess(onTheWay(1, k, 9e-7 * Math.pow(0.95, k)));
            wavers.assess(onTheWay(1, k, 10 + Math.sin(k)));
            done.assess(onTheWay(1, k, 0.5 * TOLERANCE));
        }
        assertThat(falls.hardlyVaries()).isTrue();
        assertThat(falls.stagnates()).isFalse();
        assertThat(wavers.hardlyVaries()).isFalse();
        assertThat(wavers.stagnates()).isTrue();
        assertThat(done.hardlyVaries()).isFalse();
        assertThat(done.stagnates()).isFalse();
        Detectors.Assessment next = falls.assess(onTheWay(1, 60, 3e-8));
        assertThat(next.alarm()).as("nothing follows from it").isNull();
        falls.reset();
        assertThat(falls.hardlyVaries()).isFalse();
    }

    @Test
    void anotherRevisionBeginsAnewAndOneIterateCountsOnce() {
        ResidualWatch watch = new ResidualWatch();
        for (int k = 0; k < 200; k++) {
            watch.add(onTheWay(k / 40, k, 1e-3));
            watch.add(onTheWay(k / 40, k, 1e-3));
            assertThat(watch.stagnates()).isFalse();
        }
        assertThat(watch.size()).isEqualTo(40);
        for (int k = 0; k < 5_000; k++) {
            watch.add(onTheWay(9, 1_000 + k, 1.0));
        }
        assertThat(watch.size()).isEqualTo(ResidualWatch.HISTORY);
    }

    @Test
    void growthIsToldFromASpike() {
        ResidualWatch watch = new ResidualWatch();
        double[] spiky = {1, 0.1, 50, 0.05, 3, 7, 9, 0.04, 0.03};
        for (int k = 0; k < spiky.length; k++) {
            watch.add(onTheWay(1, k, spiky[k]));
            assertThat(watch.diverges()).isFalse();
        }
        int checks = 0;
        while (!watch.diverges()) {
            watch.add(onTheWay(1, 100 + checks, 0.1 * Math.pow(2, checks++)));
        }
        // More than ten times the 1 that it began with.
        assertThat(checks).isEqualTo(8);
        watch.add(onTheWay(2, 200, Double.POSITIVE_INFINITY));
        assertThat(watch.diverges()).isTrue();
    }

    @Test
    void anXAtTheAttainableFloorNeitherStagnatesNorMisleads() {
        ResidualWatch watch = new ResidualWatch();
        for (int k = 0; k < 100; k++) {
            watch.add(new Measurement(1, k, false, false, 1e-6, 1e-6, 1e-6, true, true, TOLERANCE));
        }
        assertThat(watch.stagnates()).isFalse();
        assertThat(watch.hardlyVaries()).isFalse();
    }

    @Test
    void theLadderIsEnteredByWhatWentWrong() {
        assertThat(CorrectionLadder.entry(new Alarm(Trigger.DRIFT, 0.19), false))
                .isEqualTo(Step.RECOMPUTE_RESIDUAL);
        assertThat(CorrectionLadder.entry(new Alarm(Trigger.DRIFT, 0.2), false))
                .isEqualTo(Step.STRONGER_PRECONDITIONER);
        assertThat(CorrectionLadder.entry(new Alarm(Trigger.DRIFT, 0.5), false)).isEqualTo(Step.COLD_RESTART);
        assertThat(CorrectionLadder.entry(new Alarm(Trigger.STAGNATION, 1), false))
                .isEqualTo(Step.SWITCH_METHOD);
        assertThat(CorrectionLadder.entry(new Alarm(Trigger.DIVERGENCE, 1), false))
                .isEqualTo(Step.SWITCH_METHOD);
        assertThat(CorrectionLadder.entry(new Alarm(Trigger.REFUTED, 1), false)).isEqualTo(Step.RECOMPUTE_RESIDUAL);
        for (Trigger trigger : Trigger.values()) {
            assertThat(CorrectionLadder.entry(new Alarm(trigger, 0.1), true)).isEqualTo(Step.RELOAD_PROBLEM);
        }
        List<String> names = new ArrayList<>();
        Alarm refuted = new Alarm(Trigger.REFUTED, 1);
        for (Step step = Step.RECOMPUTE_RESIDUAL; step != null; step = CorrectionLadder.after(refuted, step)) {
            names.add(step.wireName());
        }
        assertThat(names).endsWith("give_up").hasSize(Step.values().length).doesNotHaveDuplicates();
    }

    @Test
    void aMethodThatComesNoFurtherIsFollowedByOthersAndByNothingElse() {
        ResidualWatch watch = new ResidualWatch();
        ResidualWatch frozen = new ResidualWatch();
        ResidualWatch lying = new ResidualWatch();
        for (int k = 0; k < 100; k++) {
            double wavers = 1e-3 * (1 + 0.01 * Math.sin(k));
            watch.add(onTheWay(1, k, wavers));
            frozen.add(onTheWay(1, k, 1e-3));
            lying.add(new Measurement(1, k, false, false, Math.pow(0.9, k), wavers, wavers, true, false, TOLERANCE));
        }
        assertThat(watch.stagnates()).isTrue();
        assertThat(watch.frozen()).isFalse();
        assertThat(frozen.frozen()).isTrue();
        assertThat(lying.stagnates()).isTrue();
        assertThat(lying.frozen()).isTrue();
        Alarm honest = new Alarm(Trigger.STAGNATION, 1, true);
        assertThat(CorrectionLadder.after(honest, Step.SWITCH_METHOD)).isEqualTo(Step.DIRECT);
        assertThat(CorrectionLadder.after(honest, Step.DIRECT)).isNull();
    }

    @Test
    void theGravestIsToldFirst() {
        Detectors detectors = new Detectors();
        Detectors.Assessment refuted = detectors.assess(claim(1e-9, 1e-3));
        assertThat(refuted.alarm()).isEqualTo(new Alarm(Trigger.REFUTED, 1.0));
        assertThat(refuted.driftDetected()).isTrue();
        assertThat(refuted.recommendation()).isEqualTo("adjust");
        Detectors.Assessment healthy = new Detectors().assess(claim(1e-9, 1e-9));
        assertThat(healthy.alarm()).isNull();
        assertThat(healthy.recommendation()).isEqualTo("none");
        Detectors.Assessment unfinished = new Detectors().assess(onTheWay(1, 1, 0.5));
        assertThat(unfinished.alarm()).as("nobody said that it had converged").isNull();
        Detectors.Assessment drifting = new Detectors().assess(claim(1e-10, 9.9e-9));
        assertThat(drifting.alarm()).isNotNull();
        assertThat(drifting.recommendation()).isEqualTo("restart");
    }
}
