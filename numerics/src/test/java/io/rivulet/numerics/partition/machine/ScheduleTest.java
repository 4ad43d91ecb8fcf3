// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.partition.Decomposition;
import io.rivulet.numerics.partition.Mode;
import io.rivulet.numerics.partition.Partitioner;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.numerics.verify.TrueResidual;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Solves in parts on networks that lose, repeat, delay and reorder, while parts die: what is told must hold.
class ScheduleTest {
    private static final double TOLERANCE = 1e-8;
    private static final int STEPS = 60_000;
    private static final CsrMatrix STRICT = Systems.gallery("grid_plus_leak,nx=14,ny=12,leak=0.4");
    private static final CsrMatrix WEAK = Systems.gallery("poisson2d,nx=12,ny=11");
    private static final CsrMatrix SQUARE = Systems.square(Systems.gallery("poisson2d,nx=10,ny=9"));
    private static final CsrMatrix WIND = Systems.convection(11, 1.5);

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 240);
    }

    /// What a seed stands for.
    private static final class World {
        final SplittableRandom random;
        final LinearSystem system;
        final Mode mode;
        final SimulatedNetwork network;

        World(long seed) {
            random = new SplittableRandom(seed);
            int kind = (int) (seed % 6);
            CsrMatrix a = switch (kind) {
                case 0 -> STRICT;
                case 1, 2 -> WEAK;
                case 3 -> SQUARE;
                default -> WIND;
            };
            mode = switch (kind) {
                case 0, 1, 4 -> Mode.ASYNCHRONOUS;
                case 2, 3 -> Mode.CONJUGATE_GRADIENTS;
                default -> Mode.GMRES;
            };
            system = Systems.of(a);
            int parts = 2 + random.nextInt(4);
            int layers = mode == Mode.CONJUGATE_GRADIENTS ? 0 : random.nextInt(3);
            int aggregates = mode == Mode.ASYNCHRONOUS ? 0 : random.nextInt(4);
            Topology topology = Topology.values()[random.nextInt(Topology.values().length)];
            network = new SimulatedNetwork(
                    system,
                    Partitioner.multilevel(a, parts, seed),
                    mode,
                    kind < 4,
                    new Decomposition.Shape(layers, aggregates, 1),
                    topology,
                    SolveSettings.of(Tolerance.relative(TOLERANCE)),
                    SimulatedNetwork.Faults.MANY,
                    seed);
        }

        /// Kills a part; the owner hears of it later, the new one is placed later still.
        void kill(boolean fromCheckpoint, boolean leavesZombie) {
            int victim = random.nextInt(network.parts.length);
            if (leavesZombie) {
                network.zombies.add(network.parts[victim]);
            }
            network.alive[victim] = false;
            network.run(random.nextInt(60));
            network.carryOut(network.owner.on(new SolveCoordinator.Input.Lost(victim)));
            network.run(random.nextInt(60));
            network.place(network.placements.getLast(), fromCheckpoint);
        }

        void check(long seed) {
            Outcome outcome = network.run(STEPS);
            assertThat(outcome).as("seed %d, %s", seed, mode).isNotNull();
            assertThat(outcome.reason()).as("seed %d", seed).isInstanceOf(StopReason.ResidualMet.class);
            TrueResidual residual = TrueResidual.of(system, outcome.x());
            assertThat(residual.relative()).as("seed %d", seed).isLessThanOrEqualTo(TOLERANCE);
            assertThat(outcome.residual().norm2())
                    .as("seed %d", seed)
                    .isBetween(residual.norm2() * (1 - 1e-12), residual.norm2() * (1 + 1e-3));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsToldHoldsOnAnySchedule(long seed) {
        World world = new World(seed);
        if (seed % 2 == 0) {
            world.network.run(20 + world.random.nextInt(200));
            world.kill(seed % 4 == 0, seed % 3 == 0);
        }
        world.check(seed);
    }

    @Test
    void manyDeathsOnlyTakeTime() {
        for (long seed = 1; seed <= 12; seed++) {
            World world = new World(seed);
            for (int death = 0; death < 6; death++) {
                world.network.run(world.random.nextInt(150));
                world.kill(death % 2 == 0, death % 3 == 0);
            }
            world.check(seed);
        }
    }

    @Test
    void aSeedDecidesEverything() {
        for (long seed = 1; seed <= 6; seed++) {
            World first = new World(seed);
            World second = new World(seed);
            Outcome outcome = first.network.run(STEPS);
            assertThat(second.network.run(STEPS)).isEqualTo(outcome);
            assertThat(second.network.messages).isEqualTo(first.network.messages);
        }
    }
}
