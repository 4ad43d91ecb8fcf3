// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.patterns.experience.Thresholds;
import io.rivulet.serialization.event.BankCodec;
import io.rivulet.serialization.event.BankEvent;
import io.rivulet.serialization.event.BankSnapshot;
import io.rivulet.serialization.event.Experience;
import io.rivulet.serialization.event.StoredPattern;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BankRulesTest {
    private static final BankLimits LIMITS = new BankLimits(3, 60, 4);
    private static final long NOW = 7;

    private final List<BankEvent> journal = new ArrayList<>();
    private BankState state = new BankState(LIMITS);

    private BankAnswer order(BankOrder.Kept order) {
        BankRules.Decision decision = BankRules.decide(state, order, NOW);
        decision.events().forEach(event -> {
            journal.add(event);
            state = state.after(event);
        });
        return decision.answer();
    }

    private static DenseVector values(int length) {
        return DenseVector.adopt(new Random(length).doubles(length).toArray());
    }

    private static BankOrder.Store store(String id, int length) {
        return new BankOrder.Store(new StoredPattern(id, "t", values(length), 0.5, NOW));
    }

    private static Experience experience(String id, String type, boolean signalled) {
        return new Experience(id, type, values(10), 0.9, 0.8, 0.02, signalled, null, Experience.Context.NONE, NOW);
    }

    private void loss(int number, String type, boolean signalled) {
        String id = type + "-" + number;
        order(new BankOrder.Record(experience(id, type, signalled), null));
        order(new BankOrder.Observe(id, -0.01, NOW));
    }

    private static ProblemCode refused(BankAnswer answer) {
        assertThat(answer).isInstanceOf(BankAnswer.Refused.class);
        return ((BankAnswer.Refused) answer).problem().code();
    }

    @Test
    void limitsHoldByCountAndByValues() {
        order(store("a", 20));
        order(store("b", 20));
        assertThat(refused(order(store("c", 21)))).isEqualTo(ProblemCode.OUT_OF_RANGE);
        order(store("d", 20));
        assertThat(refused(order(store("e", 5)))).isEqualTo(ProblemCode.OUT_OF_RANGE);
        assertThat(order(new BankOrder.Delete("a"))).isEqualTo(new BankAnswer.Deleted(true));
        assertThat(order(store("e", 5))).isEqualTo(new BankAnswer.Stored("e", false, 3, NOW));
        assertThat(journal).hasSize(5);
    }

    @Test
    void theOldestExperienceMakesRoomAndOneWithAnOutcomeFirst() {
        for (String id : new String[] {"1", "2", "3", "4"}) {
            order(new BankOrder.Record(experience(id, "t", true), null));
        }
        order(new BankOrder.Observe("3", 0.01, NOW));
        order(new BankOrder.Record(experience("5", "t", true), null));
        assertThat(refused(order(new BankOrder.Recall("3")))).isEqualTo(ProblemCode.EXPERIENCE_NOT_FOUND);
        order(new BankOrder.Record(experience("6", "t", true), null));
        assertThat(refused(order(new BankOrder.Recall("1")))).isEqualTo(ProblemCode.EXPERIENCE_NOT_FOUND);
        assertThat(order(new BankOrder.Recall("2"))).isInstanceOf(BankAnswer.Recalled.class);
    }

    @Test
    void tenLossesThatWereSignalledTightenOnceAndTenMoreAgain() {
        for (int k = 0; k < 9; k++) {
            loss(k, "t", true);
        }
        assertThat(state.thresholds("t")).isEqualTo(Thresholds.usual());
        loss(9, "t", true);
        assertThat(state.thresholds("t")).isEqualTo(new Thresholds(0.83, 0.73));
        for (int k = 10; k < 19; k++) {
            loss(k, "t", true);
        }
        assertThat(state.thresholds("t")).isEqualTo(new Thresholds(0.83, 0.73));
        loss(19, "t", true);
        assertThat(state.thresholds("t")).isEqualTo(new Thresholds(0.86, 0.76));
        assertThat(state.thresholds("another"))
                .as("those of all types together")
                .isEqualTo(new Thresholds(0.86, 0.76));
    }

    @Test
    void lossesThatNobodyWasToldToTakeTightenNothing() {
        for (int k = 0; k < 40; k++) {
            loss(k, "t", false);
        }
        assertThat(state.thresholds("t")).isEqualTo(Thresholds.usual());
        assertThat(journal).noneMatch(BankEvent.ThresholdsAdapted.class::isInstance);
    }

    @Test
    void anOutcomeCountsOnce() {
        order(new BankOrder.Record(experience("1", "t", true), null));
        BankAnswer first = order(new BankOrder.Observe("1", 0.01, NOW));
        assertThat(first).isInstanceOf(BankAnswer.Recalled.class);
        assertThat(((BankAnswer.Recalled) order(new BankOrder.Observe("1", 0.01, NOW + 1))).duplicate())
                .isTrue();
        assertThat(refused(order(new BankOrder.Observe("1", 0.02, NOW)))).isEqualTo(ProblemCode.OUTCOME_CONFLICT);
        assertThat(((BankAnswer.Recalled) order(new BankOrder.Recall("1"))).held())
                .isEqualTo(((BankAnswer.Recalled) first).held());
    }

    @Test
    void aSnapshotAtAnyPlaceStandsForTheEventsBeforeIt() {
        order(store("a", 20));
        for (int k = 0; k < 12; k++) {
            loss(k, k % 3 == 0 ? "s" : "t", true);
        }
        order(new BankOrder.Delete("a"));
        for (int place = 0; place <= journal.size(); place++) {
            var before = new BankState(LIMITS);
            journal.subList(0, place).forEach(before::after);
            BankSnapshot stored = before.toSnapshot();
            var read = (BankSnapshot) BankCodec.decode(BankCodec.manifest(stored), BankCodec.encode(stored));
            BankState after = BankState.of(read, LIMITS);
            journal.subList(place, journal.size()).forEach(after::after);
            assertThat(after.toSnapshot()).as("after %s events", place).isEqualTo(state.toSnapshot());
            assertThat(after.values()).isEqualTo(state.values());
        }
    }
}
