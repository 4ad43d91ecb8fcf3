// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.incremental.WorkBox.Advice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkBoxTest {
    private static final long PASS = 100;
    private static final long SURE = 10_000;

    private static WorkBox beforeSure() {
        return WorkBox.beforeSure(PASS, 1.0, 1e-8, SURE, false);
    }

    /// Iterates at `perIteration` and PASS units until told otherwise; the units used.
    private static long untilTold(WorkBox box, double perIteration, double target) {
        double norm = 1.0;
        while (box.advice() == Advice.GO_ON && norm > target) {
            norm *= perIteration;
            box.worked(PASS, 1, norm);
        }
        return box.work();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.999, 0.9, 0.85, 0.8, 0.7, 0.5, 0.1})
    void steadyConvergenceAndEliminationTogetherTakeAtMostTwiceTheLesser(double perIteration) {
        WorkBox box = beforeSure();
        long used = untilTold(box, perIteration, 1e-8);
        long alone = (long) Math.ceil(Math.log(1e-8) / Math.log(perIteration)) * PASS;
        long total = box.advice() == Advice.LEAVE ? used + SURE : used;
        assertThat(total).isLessThanOrEqualTo(2 * Math.min(alone, SURE));
    }

    @Test
    void whatNeverConvergesLosesAQuarter() {
        assertThat(untilTold(beforeSure(), 1.0, 1e-8)).isEqualTo((long) (WorkBox.PART * SURE));
    }

    @Test
    void aSetUpAloneIsNoReasonToLeaveBeforeItHasUsedAll() {
        WorkBox box = beforeSure();
        box.worked(SURE - 1, 0, 1.0);
        assertThat(box.advice()).isEqualTo(Advice.GO_ON);
        box.worked(1, 0, 1.0);
        assertThat(box.advice()).isEqualTo(Advice.LEAVE);
    }

    @Test
    void whatComesRightIsNotLeftForAnExpectation() {
        WorkBox box = WorkBox.beforeExpected(PASS, 1.0, 1e-8, SURE);
        long used = untilTold(box, 0.86, 1e-8);
        assertThat(box.advice()).isEqualTo(Advice.GO_ON);
        assertThat(used).isGreaterThan(SURE);
        assertThat(untilTold(WorkBox.beforeExpected(PASS, 1.0, 1e-8, SURE), 0.99, 1e-8))
                .isEqualTo((long) (WorkBox.PART * SURE));
    }

    @Test
    void theRateIsThatOfTheLastIterations() {
        WorkBox box = WorkBox.beforeSure(PASS, 1.0, 1e-8, Long.MAX_VALUE, false);
        for (int k = 0; k < 4; k++) {
            box.worked(PASS, 1, Math.pow(0.1, k + 1));
        }
        assertThat(box.iterationsLeft()).isBetween(4L, 5L);
        for (int k = 0; k < 60; k++) {
            box.worked(PASS, 1, 1e-4);
        }
        assertThat(box.iterationsLeft()).isEqualTo(Long.MAX_VALUE);
        box.worked(PASS, 1, 1e-9);
        assertThat(box.iterationsLeft()).isZero();
    }

    @Test
    void eliminationIsForetoldOnceAndOnlyWhereTheEndIsFar() {
        WorkBox box = WorkBox.beforeSure(PASS, 1.0, 1e-8, Long.MAX_VALUE, true);
        assertThat(untilTold(box, 0.9, 1e-8)).isEqualTo(WorkBox.LOOK * PASS);
        assertThat(box.advice()).isEqualTo(Advice.FORETELL);
        box.foretold(Long.MAX_VALUE);
        assertThat(box.advice()).isEqualTo(Advice.GO_ON);
        WorkBox quick = WorkBox.beforeSure(PASS, 1.0, 1e-8, Long.MAX_VALUE, true);
        untilTold(quick, 0.82, 1e-8);
        assertThat(quick.advice()).isEqualTo(Advice.GO_ON);
    }

    @Test
    void withNothingToComeNothingIsLeft() {
        WorkBox box = WorkBox.open();
        box.worked(Long.MAX_VALUE / 2, 1_000_000, 1.0);
        assertThat(box.advice()).isEqualTo(Advice.GO_ON);
    }
}
