// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.partition.Decomposition;
import io.rivulet.numerics.partition.Mode;
import io.rivulet.numerics.partition.PartitionPlan;
import io.rivulet.numerics.partition.RowPartition;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.numerics.verify.TrueResidual;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Relaxation without waiting converges for all delays where A is an H-matrix, and that is needed: of these three
/// coupled groups the couplings below a half are strictly dominant, those above leave A positive definite and no
/// H-matrix (Chazan, Miranker 1969).
class WithoutWaitingTest {
    private static final int GROUP = 40;
    private static final int STEPS = 20_000;
    private static final double TOLERANCE = 1e-8;

    /// Every unknown of a group coupled by `weight` to one of each of the two others: eigenvalues 1 − weight and
    /// 1 + 2·weight.
    private static CsrMatrix coupled(double weight) {
        TripletBuilder entries = new TripletBuilder(3 * GROUP);
        for (int i = 0; i < 3 * GROUP; i++) {
            entries.add(i, i, 1);
            entries.add(i, (i + GROUP) % (3 * GROUP), weight);
            entries.add(i, (i + 2 * GROUP) % (3 * GROUP), weight);
        }
        return entries.build();
    }

    /// With delays up to `delay` at random, or, where it is 0, all in step: each hears of what the others did the turn
    /// before, which is the worst of the schedules.
    private static Outcome relax(LinearSystem system, int delay, long seed) {
        int[] part = new int[3 * GROUP];
        for (int i = 0; i < part.length; i++) {
            part[i] = i / GROUP;
        }
        SimulatedNetwork network = new SimulatedNetwork(
                system,
                RowPartition.adopt(3, part),
                Mode.ASYNCHRONOUS,
                true,
                new Decomposition.Shape(0, 0, 1),
                Topology.MESH,
                SolveSettings.of(Tolerance.relative(TOLERANCE)),
                new SimulatedNetwork.Faults(0, 0, delay, 2_000),
                seed);
        return network.run(STEPS);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.45})
    void strictDominanceConvergesWhateverTheDelays(double weight) {
        LinearSystem system = Systems.of(coupled(weight));
        for (long seed = 1; seed <= 20; seed++) {
            Outcome outcome = relax(system, (int) seed % 7, seed);
            assertThat(outcome.reason()).as("seed %d", seed).isInstanceOf(StopReason.ResidualMet.class);
            assertThat(TrueResidual.of(system, outcome.x()).relative()).isLessThanOrEqualTo(TOLERANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.7, 0.9})
    void definiteIsNotEnoughAndTheAnswerSaysSo(double weight) {
        CsrMatrix a = coupled(weight);
        Classification c = Classifier.classify(a);
        assertThat(PartitionPlan.choose(c, false, Mode.ASYNCHRONOUS)).isInstanceOf(PartitionPlan.Choice.Refused.class);
        LinearSystem system = Systems.of(a);
        Outcome outcome = relax(system, 0, 1);
        assertThat(outcome.reason().converged()).as("%s", outcome.reason()).isFalse();
        TrueResidual residual = TrueResidual.of(system, outcome.x());
        assertThat(residual.relative()).isGreaterThan(TOLERANCE);
        assertThat(outcome.residual().norm2()).isBetween(residual.norm2() * (1 - 1e-12), residual.norm2() * 1.01);
    }
}
