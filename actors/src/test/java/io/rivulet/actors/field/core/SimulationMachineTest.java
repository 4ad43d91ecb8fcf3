// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.field.core.SimulationDeed.Answer;
import io.rivulet.actors.field.core.SimulationDeed.Begin;
import io.rivulet.actors.field.core.SimulationDeed.Compute;
import io.rivulet.actors.field.core.SimulationDeed.Delete;
import io.rivulet.actors.field.core.SimulationDeed.End;
import io.rivulet.actors.field.core.SimulationDeed.Passivate;
import io.rivulet.actors.field.core.SimulationDeed.Store;
import io.rivulet.actors.field.core.SimulationDeed.Tell;
import io.rivulet.actors.field.core.SimulationDeed.TellFailed;
import io.rivulet.actors.field.core.SimulationDeed.Wake;
import io.rivulet.fields.features.StreamedFeatures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What a simulation decides, with a time that is passed in and turns that end when the test says so.
class SimulationMachineTest {
    private static final long MILLI = 1_000_000;
    private static final Duration WINDOW = Duration.ofSeconds(120);
    private static final SimulationSettings SETTINGS =
            new SimulationSettings(7, 16, 0.18, 0.25, true, SimulationSettings.Reaction.CLASSIC, 0, -60, 0, 10);

    private long now = 5_000 * MILLI;
    private long step;
    private SimulationMachine<String> machine = new SimulationMachine<>(false, WINDOW);
    private List<SimulationDeed<String>> deeds = new ArrayList<>();

    private void watch(String hub, long after, int every) {
        Interest interest = Interest.in(every, false);
        deeds = machine.watch(SETTINGS, new Wish<>(hub, 1, after, interest, interest), now);
    }

    private void began(long at) {
        assertThat(deeds).containsExactly(new Begin<>(SETTINGS));
        step = at;
        deeds = machine.begun(at, now);
    }

    private <D> D only(Class<D> kind) {
        assertThat(deeds).filteredOn(kind::isInstance).hasSize(1);
        return kind.cast(deeds.stream().filter(kind::isInstance).findFirst().orElseThrow());
    }

    private boolean has(Class<?> kind) {
        return deeds.stream().anyMatch(kind::isInstance);
    }

    /// The turn on the pool that was asked for ends, all of its steps done.
    private void advance() {
        Compute<?> asked = only(Compute.class);
        List<FieldUpdate> updates = LongStream.rangeClosed(step + 1, step + asked.steps())
                .filter(each -> asked.interest().tells(each, false))
                .mapToObj(SimulationMachineTest::update)
                .toList();
        step += asked.steps();
        deeds = machine.advanced(step, updates, now);
    }

    private static FieldUpdate update(long step) {
        return new FieldUpdate(step, 0, 0, new StreamedFeatures(0, 0, 0, 0, 0, 0, 0, 0, 0), 0, null);
    }

    private static List<Long> steps(Tell<?> told) {
        return told.updates().stream().map(FieldUpdate::step).toList();
    }

    /// A node that is lost says nothing more: what it watched alone stops within the lease, to the
    /// nanosecond, and not before.
    @Test
    void withoutAWordOfItsViewersItStopsWithinASecond() {
        assertThat(SimulationMachine.LEASE).isEqualTo(Duration.ofSeconds(1));
        watch("a", -1, 1);
        long heard = now;
        began(0);
        while (now - heard < 1_000 * MILLI) {
            advance();
            assertThat(has(Compute.class)).isFalse();
            now += only(Wake.class).nanos();
            deeds = machine.tick(now);
        }
        assertThat(now - heard).isEqualTo(1_000 * MILLI);
        assertThat(has(Compute.class)).isTrue();
        now += 1;
        advance();
        assertThat(has(Compute.class)).isFalse();
        assertThat(has(Wake.class)).isFalse();
        assertThat(only(Store.class).step()).isEqualTo(step);
        for (int k = 0; k < 400; k++) {
            now += 250 * MILLI;
            deeds = machine.tick(now);
            assertThat(has(Compute.class)).isFalse();
        }
        // A word later it goes on.
        watch("a", step, 1);
        assertThat(has(Compute.class)).isTrue();
    }

    @Test
    void whenItsLastViewersLeaveItStopsAtOnceAndIsKeptForTheWindow() {
        watch("a", -1, 1);
        began(0);
        deeds = machine.unwatch("a", true, now);
        long left = now;
        assertThat(deeds).isEmpty();
        deeds = machine.advanced(1, List.of(update(1)), now);
        assertThat(deeds).containsExactly(new Store<>(1));
        deeds = machine.stored(true, now);
        assertThat(deeds).isEmpty();
        now = left + WINDOW.toNanos() - 1;
        assertThat(machine.tick(now)).isEmpty();
        assertThat(machine.tick(now + 1)).containsExactly(new Passivate<>());
        assertThat(machine.tick(now + 2)).isEmpty();
        assertThat(machine.stop(now + 3)).containsExactly(new End<>());
    }

    /// What was being written when nobody was to come back is deleted after it, not before.
    @Test
    void whatNobodyComesBackToLeavesNothingBehind() {
        watch("a", -1, 1);
        began(0);
        now += 10_000 * MILLI;
        assertThat(machine.watch(SETTINGS, new Wish<>("a", 1, -1, Interest.NONE, Interest.in(1, false)), now))
                .isEmpty();
        advance();
        assertThat(only(Store.class).step()).isEqualTo(1);
        deeds = machine.unwatch("a", false, now);
        assertThat(deeds).containsExactly(new Passivate<>());
        deeds = machine.advanced(9, List.of(), now);
        assertThat(deeds).isEmpty();
        assertThat(machine.stored(true, now)).containsExactly(new Delete<>());
        assertThat(machine.stop(now)).containsExactly(new End<>());
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenAgain() {
        watch("a", -1, 1);
        began(0);
        deeds = machine.unwatch("a", true, now);
        deeds = machine.advanced(1, List.of(), now);
        assertThat(deeds).containsExactly(new Store<>(1));
        assertThat(machine.stored(false, now)).isEmpty();
        now += 1_000 * MILLI;
        assertThat(machine.tick(now)).isEmpty();
        now += 9_000 * MILLI;
        assertThat(machine.tick(now)).containsExactly(new Store<>(1));
        // And the cluster, which wants it elsewhere, waits for that.
        assertThat(machine.stop(now)).isEmpty();
        assertThat(machine.stored(true, now)).containsExactly(new End<>());
    }

    @Test
    void atItsEndWhatWasDoneIsWrittenFirst() {
        watch("a", -1, 1);
        began(0);
        assertThat(machine.stop(now)).isEmpty();
        deeds = machine.advanced(1, List.of(update(1)), now);
        assertThat(deeds).containsExactly(new Tell<>(List.of("a"), List.of(update(1))), new Store<>(1));
        assertThat(machine.stored(true, now)).containsExactly(new End<>());
    }

    /// After a move: one node has seen step 40, one step 25, and the field is at 20 again.
    @Test
    void whatSomeHaveSeenIsDoneAgainWithoutWaitingAndToldFromWhereTheLeastHas() {
        watch("a", 40, 1);
        deeds = List.of(new Begin<>(SETTINGS));
        machine.watch(SETTINGS, new Wish<>("b", 1, 25, Interest.NONE, Interest.in(5, false)), now);
        began(20);
        assertThat(deeds).contains(new Answer<>("a", 1, 20, true), new Answer<>("b", 1, 20, true));
        assertThat(only(Compute.class).steps()).isEqualTo(20);
        advance();
        assertThat(steps(only(Tell.class)))
                .isEqualTo(LongStream.rangeClosed(26, 40).boxed().toList());
        assertThat(has(Wake.class)).isFalse();
        assertThat(only(Compute.class).steps()).isEqualTo(1);
    }

    /// The node that has seen less comes when it was done already: it was kept.
    @Test
    void whoComesLateAfterAMoveGetsWhatWasDoneAgain() {
        watch("a", 40, 5);
        began(20);
        advance();
        assertThat(has(Tell.class)).isFalse();
        deeds = machine.unwatch("a", true, now);
        deeds = machine.advanced(41, List.of(), now);
        watch("b", 25, 5);
        assertThat(only(Answer.class).covered()).isTrue();
        assertThat(steps(only(Tell.class))).containsExactly(30L, 35L, 40L);
        deeds = machine.unwatch("b", true, now);
        deeds = machine.advanced(42, List.of(), now);
        watch("c", 25, 1);
        assertThat(only(Answer.class).covered()).isFalse();
    }

    @Test
    void whatIsBrokenIsNotGoneOnWith() {
        watch("a", -1, 1);
        began(0);
        deeds = machine.failed();
        assertThat(only(TellFailed.class).hubs()).isEqualTo(List.of("a"));
        assertThat(has(Passivate.class)).isTrue();
        watch("b", -1, 1);
        assertThat(only(TellFailed.class).hubs()).isEqualTo(List.of("b"));
        assertThat(machine.tick(now + MILLI)).isEmpty();
        assertThat(machine.stop(now)).containsExactly(new End<>());
    }

    @Test
    void whatOneNodeHasNoMemoryForIsAskedForAnew() {
        watch("a", -1, 1);
        deeds = machine.refused("no memory");
        assertThat(deeds).containsExactly(new TellFailed<>(List.of("a"), "no memory"), new Passivate<>());
        watch("a", -1, 1);
        began(0);
        assertThat(has(Compute.class)).isTrue();
    }
}
