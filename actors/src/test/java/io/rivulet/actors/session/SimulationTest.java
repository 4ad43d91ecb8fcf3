// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Many small histories of one session on three hosts. `-Drivulet.sim.seed=…` repeats one, `-Drivulet.sim.count=…`
/// and `-Drivulet.sim.stored=…` tell more, in memory and on a real journal; so does `-Drivulet.long=true`.
class SimulationTest {
    private static final long SCHEDULES = 10_000;
    private static final long STORED = 200;
    private static final long STORED_LONG = 1_000;

    /// Failures that are shown.
    private static final int SHOWN = 5;

    @Test
    void promisesHoldWhateverFailsAndWhoeverRepeats() {
        Long one = Long.getLong("rivulet.sim.seed");
        long count = Long.getLong("rivulet.sim.count", SCHEDULES);
        Totals totals = new Totals();
        seeds(one, count).parallel().forEach(seed -> run(seed, new SimJournal(), totals));
        totals.requireNone();
        if (one == null && count >= SCHEDULES) {
            totals.requireEnough();
        }
    }

    /// Whether the database fences as the rows in memory do, and gives back what was written.
    @Test
    void theyHoldOnARealJournalToo() {
        Long one = Long.getLong("rivulet.sim.seed");
        long usual = Boolean.getBoolean("rivulet.long") ? STORED_LONG : STORED;
        long count = Long.getLong("rivulet.sim.stored", usual);
        Totals totals = new Totals();
        try (var store = new SimStoredJournal.Store("simulation")) {
            seeds(one, count).parallel().forEach(seed -> {
                UUID id = new UUID(seed, STORED);
                run(seed, new SimStoredJournal(store, id), totals);
            });
        }
        totals.requireNone();
        if (one == null && count >= STORED) {
            assertThat(totals.conflicts).as("conflicts").isPositive();
        }
    }

    private static LongStream seeds(@Nullable Long one, long count) {
        return one != null ? LongStream.of(one) : LongStream.range(0, count);
    }

    private static void run(long seed, SimJournal journal, Totals totals) {
        Simulation simulation = new Simulation(seed, journal);
        try {
            simulation.run();
        } catch (AssertionError | RuntimeException failure) {
            totals.failed(seed, failure);
        }
        totals.add(simulation);
    }

    private static final class Totals {
        private final TreeMap<Long, Throwable> failed = new TreeMap<>();
        private final TreeSet<String> crashedBefore = new TreeSet<>();
        private long crashes;
        private long cuts;
        private long pauses;
        private long handOvers;
        private long conflicts;
        private long failures;
        private long checkpoints;
        private long rebases;
        private long combined;
        private long mirrored;
        private long compared;

        synchronized void failed(long seed, Throwable failure) {
            failed.put(seed, failure);
        }

        synchronized void add(Simulation simulation) {
            crashedBefore.addAll(simulation.crashedBefore);
            crashes += simulation.crashes;
            cuts += simulation.cuts;
            pauses += simulation.pauses;
            handOvers += simulation.handOvers;
            conflicts += simulation.conflicts;
            failures += simulation.failures;
            checkpoints += simulation.checkpoints;
            rebases += simulation.rebases;
            combined += simulation.combined;
            SimMirrors mirrors = simulation.mirrors();
            mirrored += mirrors == null ? 0 : mirrors.checked;
            compared += mirrors == null ? 0 : mirrors.compared;
        }

        void requireNone() {
            if (!failed.isEmpty()) {
                var first = failed.firstEntry();
                AssertionError all = new AssertionError(
                        failed.size() + " seeds broke a promise; repeat the first with -Dtest=SimulationTest"
                                + " -Drivulet.sim.seed=" + first.getKey(),
                        first.getValue());
                failed.entrySet().stream()
                        .skip(1)
                        .limit(SHOWN - 1)
                        .forEach(other ->
                                all.addSuppressed(new AssertionError("seed " + other.getKey(), other.getValue())));
                throw all;
            }
        }

        void requireEnough() {
            assertThat(mirrored)
                    .as("x put together from lines, against an engine's")
                    .isGreaterThan(10_000);
            assertThat(compared).as("against another reader's").isGreaterThan(10_000);
            assertThat(crashes).as("crashes").isGreaterThan(1_000);
            assertThat(cuts).as("hosts cut off").isGreaterThan(1_000);
            assertThat(pauses).as("hosts that stood still").isGreaterThan(1_000);
            assertThat(handOvers).as("hand-overs").isGreaterThan(1_000);
            assertThat(conflicts).as("conflicts").isGreaterThan(100);
            assertThat(failures).as("failed appends").isGreaterThan(2_000);
            assertThat(checkpoints).as("checkpoints").isGreaterThan(1_000);
            assertThat(rebases).as("rebases").isGreaterThan(100);
            assertThat(combined).as("reports that changed a cost").isGreaterThan(1_000);
            assertThat(crashedBefore)
                    .as("outputs before which a host crashed")
                    .containsAll(List.of(
                            "Append",
                            "Reply",
                            "Deliver",
                            "LoadData",
                            "RunSlice",
                            "ComputeSolution",
                            "RunVerification"));
        }
    }
}
