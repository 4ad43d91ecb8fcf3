// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.direct.SparseDirectSetup;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.partition.Decomposition;
import io.rivulet.numerics.partition.Mode;
import io.rivulet.numerics.partition.PartitionPlan;
import io.rivulet.numerics.partition.Partitioner;
import io.rivulet.numerics.partition.RowPartition;
import io.rivulet.numerics.partition.Subdomain;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.numerics.verify.TrueResidual;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Solves in parts on a network without faults.
class SolveTest {
    private static final double TOLERANCE = 1e-10;
    private static final int STEPS = 20_000;

    static Stream<Arguments> classes() {
        CsrMatrix strict = Systems.gallery("grid_plus_leak,nx=40,ny=30,leak=0.5");
        CsrMatrix plane = Systems.gallery("poisson2d,nx=40,ny=30");
        CsrMatrix solid = Systems.gallery("poisson3d,nx=12,ny=11,nz=10");
        CsrMatrix square = Systems.square(Systems.gallery("poisson2d,nx=24,ny=20"));
        CsrMatrix wind = Systems.convection(32, 2.0);
        return Stream.of(
                Arguments.of("strict", strict, null),
                Arguments.of("strict by rows, unsymmetric", unsymmetric(strict), null),
                Arguments.of("weak, plane", plane, null),
                Arguments.of("weak, plane, without waiting", plane, Mode.ASYNCHRONOUS),
                Arguments.of("weak, plane, GMRES", plane, Mode.GMRES),
                Arguments.of("weak, solid", solid, null),
                Arguments.of("weak, solid, without waiting", solid, Mode.ASYNCHRONOUS),
                Arguments.of("definite, not dominant", square, null),
                Arguments.of("convection", wind, null),
                Arguments.of("convection, without waiting", wind, Mode.ASYNCHRONOUS),
                Arguments.of("conductances 1 and 10⁴", Systems.chessboard(40, 1e4), null));
    }

    /// Rows times 1 to 3: dominance stays, symmetry goes.
    private static CsrMatrix unsymmetric(CsrMatrix a) {
        double[] values = a.value().clone();
        for (int k = 0; k < values.length; k++) {
            values[k] *= 1 + a.rowOf(k) % 3;
        }
        return a.withValues(values);
    }

    private static PartitionPlan plan(CsrMatrix a, @Nullable Mode wish) {
        Classification c = Classifier.classify(a);
        return ((PartitionPlan.Choice.Chosen) PartitionPlan.choose(c, false, wish)).plan();
    }

    private static SimulatedNetwork network(LinearSystem system, @Nullable Mode wish, int parts, double tolerance) {
        PartitionPlan plan = plan(system.a(), wish);
        return new SimulatedNetwork(
                system,
                Partitioner.multilevel(system.a(), parts, 1),
                plan.mode(),
                Classifier.classify(system.a()).symmetric(),
                new Decomposition.Shape(plan.layers(), plan.aggregatesPerPart(), 1),
                Topology.MESH,
                SolveSettings.of(Tolerance.relative(tolerance)),
                SimulatedNetwork.Faults.NONE,
                1);
    }

    private static DenseVector single(LinearSystem system) {
        SparseDirectSetup factors = SparseDirectSetup.lu(Execution.serial(), system.a(), 1L << 30, null);
        while (factors.advance(Long.MAX_VALUE) > 0) {
            assertThat(factors.failure()).isNull();
        }
        double[] x = new double[system.rows()];
        factors.result().apply(system.b().values(), x);
        return DenseVector.adopt(x);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("classes")
    void partsFindWhatASingleSolveFinds(String name, CsrMatrix a, @Nullable Mode wish) {
        LinearSystem system = Systems.of(a);
        double[] expected = single(system).values();
        double largest = java.util.Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int parts : new int[] {2, 5}) {
            Outcome outcome = network(system, wish, parts, TOLERANCE).run(STEPS);
            assertThat(outcome).as(name).isNotNull();
            assertThat(outcome.reason()).isInstanceOf(StopReason.ResidualMet.class);
            TrueResidual residual = TrueResidual.of(system, outcome.x());
            assertThat(residual.relative()).isLessThanOrEqualTo(TOLERANCE);
            assertThat(outcome.residual().norm2()).isBetween(residual.norm2() * (1 - 1e-12), residual.norm2() * 1.01);
            double condition = name.startsWith("definite") || name.startsWith("conductances") ? 1e6 : 1e4;
            for (int i = 0; i < expected.length; i++) {
                assertThat(outcome.x().get(i)).isCloseTo(expected[i], within(TOLERANCE * condition * largest));
                assertThat(Math.abs(outcome.x().get(i) - expected[i]))
                        .isLessThanOrEqualTo(outcome.residual().errorBound() + 1e-12 * largest);
            }
        }
    }

    @Test
    void aStrictlyDominantSystemComesWithABound() {
        LinearSystem system = Systems.of(Systems.gallery("grid_plus_leak,nx=40,ny=30,leak=0.5"));
        Outcome outcome = network(system, null, 4, 1e-8).run(STEPS);
        assertThat(outcome.residual().errorBound()).isBetween(0.0, 1e-6);
    }

    @Test
    void nothingToDoIsDoneAtOnce() {
        CsrMatrix a = Systems.gallery("poisson2d,nx=10,ny=10");
        LinearSystem system = new LinearSystem(a, DenseVector.adopt(new double[100]));
        Outcome outcome = network(system, null, 3, 1e-8).run(STEPS);
        assertThat(outcome.reason()).isEqualTo(new StopReason.ZeroRhs());
        assertThat(outcome.x().values()).containsOnly(0.0);
        assertThat(outcome.iterations()).isZero();
    }

    @Test
    void aMatrixThatIsNotDefiniteIsLeftToGmres() {
        // The least eigenvalue of the grid is 0.07: one is negative now, and conjugate gradients meet it.
        CsrMatrix grid = Systems.gallery("poisson2d,nx=16,ny=16");
        TripletBuilder entries = new TripletBuilder(256);
        for (int i = 0; i < 256; i++) {
            for (int k = grid.rowStart()[i]; k < grid.rowStart()[i + 1]; k++) {
                int j = grid.column()[k];
                entries.add(i, j, i == j ? 3.9 : grid.value()[k]);
            }
        }
        LinearSystem system = Systems.of(entries.build());
        SimulatedNetwork network = new SimulatedNetwork(
                system,
                Partitioner.multilevel(system.a(), 4, 1),
                Mode.CONJUGATE_GRADIENTS,
                true,
                new Decomposition.Shape(0, 4, 1),
                Topology.MESH,
                SolveSettings.of(Tolerance.relative(1e-8)),
                SimulatedNetwork.Faults.NONE,
                1);
        Outcome outcome = network.run(STEPS);
        assertThat(outcome.reason()).isInstanceOf(StopReason.ResidualMet.class);
        assertThat(TrueResidual.of(system, outcome.x()).relative()).isLessThanOrEqualTo(1e-8);
    }

    @Test
    void whatTakesTooLongEndsWithTheBestVectorAndItsResidual() {
        LinearSystem system = Systems.of(Systems.chessboard(40, 1e6));
        for (Mode mode : new Mode[] {Mode.CONJUGATE_GRADIENTS, Mode.GMRES, Mode.ASYNCHRONOUS}) {
            SimulatedNetwork network = new SimulatedNetwork(
                    system,
                    Partitioner.multilevel(system.a(), 4, 1),
                    mode,
                    true,
                    new Decomposition.Shape(0, 0, 1),
                    Topology.MESH,
                    new SolveSettings(Tolerance.relative(1e-12), 5, 4, 100, 20),
                    SimulatedNetwork.Faults.NONE,
                    1);
            Outcome outcome = network.run(STEPS);
            assertThat(outcome.reason()).isEqualTo(new StopReason.IterationLimit(5));
            TrueResidual residual = TrueResidual.of(system, outcome.x());
            assertThat(outcome.residual().norm2()).isBetween(residual.norm2() * (1 - 1e-12), residual.norm2() * 1.01);
        }
    }

    @Test
    void partsWithoutRoomForFactorsConvergeToo() {
        LinearSystem system = Systems.of(Systems.gallery("poisson2d,nx=40,ny=40"));
        RowPartition partition = Partitioner.multilevel(system.a(), 3, 1);
        for (Mode mode : Mode.values()) {
            SimulatedNetwork network = new SimulatedNetwork(
                    system,
                    partition,
                    mode,
                    true,
                    new Decomposition.Shape(mode == Mode.CONJUGATE_GRADIENTS ? 0 : 1, 0, 1),
                    Topology.MESH,
                    SolveSettings.of(Tolerance.relative(1e-6)),
                    new SimulatedNetwork.Faults(0, 0, 0, 200_000),
                    1,
                    0);
            Outcome outcome = network.run(STEPS);
            assertThat(outcome).as(mode.name()).isNotNull();
            assertThat(outcome.reason()).isInstanceOf(StopReason.ResidualMet.class);
            assertThat(TrueResidual.of(system, outcome.x()).relative()).isLessThanOrEqualTo(1e-6);
        }
    }

    @Test
    void howTurnsAreCutChangesNoBit() {
        LinearSystem system = Systems.of(Systems.gallery("poisson2d,nx=30,ny=30"));
        DenseVector[] found = new DenseVector[2];
        for (int run = 0; run < 2; run++) {
            SimulatedNetwork network = new SimulatedNetwork(
                    system,
                    Partitioner.multilevel(system.a(), 3, 1),
                    Mode.CONJUGATE_GRADIENTS,
                    true,
                    new Decomposition.Shape(0, 4, 1),
                    Topology.MESH,
                    SolveSettings.of(Tolerance.relative(1e-8)),
                    new SimulatedNetwork.Faults(0, 0, 0, run == 0 ? 1 : 1L << 40),
                    1);
            found[run] = network.run(STEPS).x();
        }
        assertThat(found[0]).isEqualTo(found[1]);
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource(Mode.class)
    void aChangedSystemIsSolvedFromWhereItWas(Mode mode) {
        LinearSystem system = Systems.of(Systems.gallery("poisson2d,nx=20,ny=20"));
        RowPartition partition = Partitioner.multilevel(system.a(), 3, 1);
        SimulatedNetwork network = new SimulatedNetwork(
                system,
                partition,
                mode,
                true,
                new Decomposition.Shape(1, mode == Mode.ASYNCHRONOUS ? 0 : 4, 1),
                Topology.MESH,
                SolveSettings.of(Tolerance.relative(1e-8)),
                SimulatedNetwork.Faults.NONE,
                1);
        network.run(STEPS);
        SparseVector rhs = SparseVector.adopt(new int[] {17, 250}, new double[] {2, -1});
        List<EntryChange> entries = List.of(new EntryChange(17, 17, 5, null), new EntryChange(250, 250, 6, null));
        network.outcome = null;
        // The owner hears of it first: its questions of the new versions fall on deaf ears until the parts have them.
        network.carryOut(network.owner.on(new SolveCoordinator.Input.Changed(2, 2)));
        network.step();
        network.step();
        for (int p = 0; p < 3; p++) {
            Subdomain changed =
                    ((Subdomain.Changed.Applied) network.subdomains.get(p).changed(2, 2, rhs, entries)).subdomain();
            network.carryOutOf(network.parts[p].on(new PartMachine.Input.Change(changed)));
        }
        Outcome outcome = network.run(STEPS);
        double[] values = system.a().value().clone();
        values[system.a().find(17, 17)] = 5;
        values[system.a().find(250, 250)] = 6;
        double[] b = system.b().values().clone();
        b[17] = 2;
        b[250] = -1;
        LinearSystem changed = new LinearSystem(system.a().withValues(values), DenseVector.adopt(b));
        assertThat(TrueResidual.of(changed, outcome.x()).relative()).isLessThanOrEqualTo(1e-8);
        assertThat(TrueResidual.of(system, outcome.x()).relative()).isGreaterThan(1e-3);
    }
}
