// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Many small histories of one session. `-Drivulet.sim.seed=…` repeats one, `-Drivulet.sim.count=…` tells more.
class SimulationTest {
    private static final long SCHEDULES = 1_000;

    @Test
    void promisesHoldWhateverFailsAndWhoeverRepeats() {
        Long one = Long.getLong("rivulet.sim.seed");
        long count = Long.getLong("rivulet.sim.count", SCHEDULES);
        LongStream seeds = one != null ? LongStream.of(one) : LongStream.range(0, count);
        Totals totals = new Totals();
        seeds.forEach(seed -> run(seed, totals));
        if (one == null && count >= SCHEDULES) {
            assertThat(totals.crashes).as("crashes").isGreaterThan(100);
            assertThat(totals.handOvers).as("hand-overs").isGreaterThan(100);
            assertThat(totals.conflicts).as("conflicts").isGreaterThan(10);
            assertThat(totals.failures).as("failed appends").isGreaterThan(500);
            assertThat(totals.checkpoints).as("checkpoints").isGreaterThan(100);
            assertThat(totals.rebases).as("rebases").isGreaterThan(10);
        }
    }

    private static final class Totals {
        long crashes;
        long handOvers;
        long conflicts;
        long failures;
        long checkpoints;
        long rebases;
    }

    private static void run(long seed, Totals totals) {
        Simulation simulation = new Simulation(seed);
        try {
            simulation.run();
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(
                    "seed " + seed + " broke a promise; repeat it with -Dtest=SimulationTest -Drivulet.sim.seed="
                            + seed,
                    failure);
        }
        totals.crashes += simulation.crashes;
        totals.handOvers += simulation.handOvers;
        totals.conflicts += simulation.conflicts;
        totals.failures += simulation.failures;
        totals.checkpoints += simulation.checkpoints;
        totals.rebases += simulation.rebases;
    }
}
