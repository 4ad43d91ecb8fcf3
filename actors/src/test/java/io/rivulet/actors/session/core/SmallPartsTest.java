// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SmallPartsTest {
    @Test
    void aResumeTokenOpensItsSessionUntilItExpires() {
        String token = ResumeToken.issue(Samples.SECRET, Samples.SESSION, 5_000);
        assertThat(token).matches("5000\\.[0-9a-f]{64}");
        assertThat(ResumeToken.valid(Samples.SECRET, Samples.SESSION, token, 4_999))
                .isTrue();
        assertThat(ResumeToken.valid(Samples.SECRET, Samples.SESSION, token, 5_000))
                .isFalse();
        assertThat(ResumeToken.valid(Samples.SECRET, new UUID(1, 1), token, 1)).isFalse();
        assertThat(ResumeToken.valid("ff" + Samples.SECRET.substring(2), Samples.SESSION, token, 1))
                .isFalse();
        String later = "9" + token;
        for (String forged :
                List.of(later, "", ".", "5000", "5000.", "x.00", "5000.zz", token + "00", "1".repeat(500))) {
            assertThat(ResumeToken.valid(Samples.SECRET, Samples.SESSION, forged, 1))
                    .as(forged)
                    .isFalse();
        }
    }

    @Test
    void residualsAreThinnedOutEvenly() {
        Residuals residuals = new Residuals();
        for (int k = 0; k < 100_000; k++) {
            residuals.add(k);
            assertThat(residuals.points().size()).isBetween(1, Residuals.POINTS);
        }
        List<Double> points = residuals.points();
        assertThat(points.size()).isGreaterThanOrEqualTo(Residuals.POINTS / 2);
        double stride = points.get(1) - points.get(0);
        for (int k = 1; k < points.size(); k++) {
            assertThat(points.get(k) - points.get(k - 1)).isEqualTo(stride);
        }
    }

    @Test
    void verificationsGetRarerWhileTheyPassAndMoreFrequentAfterAFailure() {
        VerificationSchedule schedule = new VerificationSchedule(true, 100);
        assertThat(schedule.due(99)).isFalse();
        assertThat(schedule.due(100)).isTrue();
        schedule.started(100);
        for (int k = 0; k < 8; k++) {
            schedule.ended(true, true);
        }
        assertThat(schedule.multiplier()).isEqualTo(2.0);
        assertThat(schedule.nextDue()).isEqualTo(300);
        schedule.ended(false, false);
        assertThat(schedule.multiplier())
                .as("nobody claimed that it would pass")
                .isEqualTo(2.0);
        for (int k = 0; k < 10; k++) {
            schedule.ended(false, true);
        }
        assertThat(schedule.multiplier()).isEqualTo(0.5);
        assertThat(new VerificationSchedule(false, 1).due(1_000_000)).isFalse();
    }

    @Test
    void aRateAllowsASecondsWorthAtOnce() {
        Rate rate = new Rate(50);
        assertThat(rate.take(50, 0)).isTrue();
        assertThat(rate.take(1, 0)).isFalse();
        assertThat(rate.take(1, 20_000_000)).isTrue();
        assertThat(rate.take(51, 10_000_000_000L)).isFalse();
    }

    @Test
    void theCheckpointBudgetLetsALargeWriteThroughAndMakesItWaitAfterwards() {
        CheckpointBudget budget = new CheckpointBudget(1_000);
        assertThat(budget.take(3_000, 0)).isTrue();
        assertThat(budget.take(1, 1_999_000_000L)).isFalse();
        assertThat(budget.take(500, 2_600_000_000L)).isTrue();
        assertThat(budget.take(500, 2_600_000_000L)).isFalse();
    }

    @Test
    void theEntryTableHoldsWhatAMapHolds() {
        Random random = new Random(1);
        EntryTable table = new EntryTable();
        Map<Long, Double> map = new HashMap<>();
        for (int k = 0; k < 20_000; k++) {
            long key = EntryTable.key(random.nextInt(300), random.nextInt(30));
            table.put(key, k);
            map.put(key, (double) k);
        }
        assertThat(table.size()).isEqualTo(map.size());
        map.forEach((key, value) -> assertThat(table.get(key)).isEqualTo(value));
        assertThat(table.contains(EntryTable.key(300, 0))).isFalse();
        assertThat(table.get(EntryTable.key(300, 0))).isZero();
    }

    @Test
    void theOverlaySeesPendingChangesOverDurableOnesOverTheMatrix() {
        EntryOverlay overlay = new EntryOverlay();
        assertThat(overlay.knows(1, 1)).isFalse();
        overlay.loaded((row, column) -> 10 * row + column, Tail.EMPTY, 0);
        assertThat(overlay.value(1, 1)).isEqualTo(11);
        overlay.durable(List.of(new EntryChange(1, 1, 5, null)), 1);
        overlay.taken(List.of(new EntryChange(1, 1, 6, null)), 2);
        assertThat(overlay.value(1, 1)).isEqualTo(6);
        overlay.forgetPending();
        assertThat(overlay.value(1, 1)).isEqualTo(5);
        overlay.taken(List.of(new EntryChange(1, 1, 7, null)), 2);
        overlay.taken(List.of(new EntryChange(1, 1, 8, null)), 3);
        overlay.durable(List.of(new EntryChange(1, 1, 7, null)), 2);
        assertThat(overlay.value(1, 1)).as("the later one is still pending").isEqualTo(8);
        assertThat(overlay.full(10)).isFalse();
    }

    @Test
    void withoutTheMatrixTheOverlayKnowsWhatTheTailChanged() {
        EntryOverlay overlay = new EntryOverlay();
        overlay.unloaded(Tail.of(
                List.of(Samples.costs(1, Samples.update(Samples.named(1), Samples.entry(2, 0, 4, null))))));
        assertThat(overlay.knows(2, 0)).isTrue();
        assertThat(overlay.value(2, 0)).isEqualTo(4);
        assertThat(UpdateCheck.decidable(Samples.entry(2, 0, 1, 4.0), overlay)).isTrue();
        assertThat(UpdateCheck.decidable(Samples.entry(2, 1, 1, 4.0), overlay)).isFalse();
        assertThat(UpdateCheck.decidable(Samples.entry(2, 1, 1, null), overlay)).isTrue();
    }

    @Test
    void oldValuesSeeTheChangesBeforeThemInTheSameUpdate() {
        EntryOverlay overlay = new EntryOverlay();
        overlay.loaded((row, column) -> 1.0, Tail.EMPTY, 0);
        CostUpdate chain = new CostUpdate(
                null,
                SparseVector.EMPTY,
                SparseVector.EMPTY,
                List.of(new EntryChange(0, 0, 2, 1.0), new EntryChange(0, 0, 3, 2.0)));
        assertThat(UpdateCheck.stale(chain, overlay::value)).isNull();
        CostUpdate broken = new CostUpdate(
                null,
                SparseVector.EMPTY,
                SparseVector.EMPTY,
                List.of(new EntryChange(0, 0, 2, 1.0), new EntryChange(0, 0, 3, 1.0)));
        assertThat(requireNonNull(UpdateCheck.stale(broken, overlay::value)).pointer())
                .isEqualTo("/matrix_updates/1/old_value");
    }

    @Test
    void aFaultIsNamedByItsPlace() {
        SparseVector beyond = SparseVector.adopt(new int[] {0, 3}, new double[] {1, 1});
        CostUpdate delta = CostUpdate.delta(beyond);
        CostUpdate set = new CostUpdate(null, beyond, SparseVector.EMPTY, List.of());
        CostUpdate vector =
                new CostUpdate(DenseVector.copyOf(new double[2]), SparseVector.EMPTY, SparseVector.EMPTY, List.of());
        assertThat(requireNonNull(UpdateCheck.places(delta, 3)).pointer()).isEqualTo("/delta_costs/indices/1");
        assertThat(requireNonNull(UpdateCheck.places(set, 3)).pointer()).isEqualTo("/set_costs/indices/1");
        assertThat(requireNonNull(UpdateCheck.places(vector, 3)).code()).isEqualTo(ProblemCode.DIMENSION_MISMATCH);
        assertThat(requireNonNull(UpdateCheck.places(Samples.entry(3, 0, 1, null), 3))
                        .pointer())
                .isEqualTo("/matrix_updates/0/row");
        assertThat(requireNonNull(UpdateCheck.places(Samples.entry(0, 3, 1, null), 3))
                        .pointer())
                .isEqualTo("/matrix_updates/0/col");
        assertThat(UpdateCheck.places(delta, 4)).isNull();
    }

    @Test
    void theQueueIsBoundedButHasRoomForOneLargerUpdateWhateverElseIsThere() {
        CostQueue queue = new CostQueue();
        IdentifiedUpdate large = whole(1 << 20);
        assertThat(queue.hasRoomFor(large)).isTrue();
        queue.add(taken(large, 1));
        assertThat(queue.isHalfFull()).isTrue();
        assertThat(queue.hasRoomFor(large)).isFalse();
        IdentifiedUpdate quarter = whole((1 << 17) - 16);
        for (int k = 2; k < 6; k++) {
            assertThat(queue.hasRoomFor(quarter)).isTrue();
            queue.add(taken(quarter, k));
        }
        assertThat(queue.hasRoomFor(quarter)).isFalse();
        assertThat(queue.drain())
                .as("none of them fits into a batch with another")
                .hasSize(5);
        queue.add(taken(Samples.update(1), 6));
        assertThat(queue.hasRoomFor(large)).as("small ones don't keep it out").isTrue();
        queue.drain();
        for (int k = 0; k < CostQueue.UPDATES; k++) {
            assertThat(queue.hasRoomFor(Samples.update(k))).isTrue();
            queue.add(taken(Samples.update(k), k));
        }
        assertThat(queue.hasRoomFor(Samples.update(9))).isFalse();
        assertThat(queue.isHalfFull()).isTrue();
        List<List<CostQueue.Taken>> batches = queue.drain();
        assertThat(batches.size()).isGreaterThan(1);
        assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(CostQueue.UPDATES);
        assertThat(queue.isEmpty()).isTrue();
    }

    private static IdentifiedUpdate whole(int n) {
        return new IdentifiedUpdate(
                Samples.named(1),
                new CostUpdate(DenseVector.adopt(new double[n]), SparseVector.EMPTY, SparseVector.EMPTY, List.of()));
    }

    private static CostQueue.Taken taken(IdentifiedUpdate update, long revision) {
        return new CostQueue.Taken(update, revision, new UpdateCall(1, List.of(update), false, 0), 0, 0);
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> MachineSettings.of(new RingBudget(1), new CheckpointBudget(1), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("slice-units");
    }
}
