// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.partition.Decomposition;
import io.rivulet.numerics.partition.Mode;
import io.rivulet.numerics.partition.Partitioner;
import io.rivulet.numerics.partition.Routes;
import io.rivulet.numerics.partition.RowPartition;
import io.rivulet.numerics.partition.Subdomain;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.numerics.verify.TrueResidual;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Ends, epochs and repetition: what must have no effect has none.
class CutTest {
    private static final LinearSystem SYSTEM = Systems.of(Systems.gallery("grid_plus_leak,nx=16,ny=16,leak=0.5"));
    private static final RowPartition HALVES = Partitioner.multilevel(SYSTEM.a(), 2, 1);
    private static final Decomposition.Shape SHAPE = new Decomposition.Shape(0, 0, 1);
    private static final SolveSettings SETTINGS = SolveSettings.of(Tolerance.relative(1e-8));

    private static SimulatedNetwork network() {
        return new SimulatedNetwork(
                SYSTEM,
                HALVES,
                Mode.ASYNCHRONOUS,
                true,
                SHAPE,
                Topology.MESH,
                SETTINGS,
                SimulatedNetwork.Faults.NONE,
                1);
    }

    private static boolean carries(Object content, Class<? extends Message> kind) {
        return content instanceof Envelope envelope && kind.isInstance(envelope.message());
    }

    @Test
    void satisfiedPartsAreNoProof() {
        // No part hears of another: each solves its own rows to the last bit and says so.
        SimulatedNetwork network = network();
        network.held = content -> carries(content, Message.Halo.class);
        network.run(2_000);
        double most = 0.0;
        for (Message.Progress progress : network.told.subList(network.told.size() - 4, network.told.size())) {
            most = Math.max(most, progress.residual());
        }
        CutResidual cut = network.owner.lastCut();
        assertThat(2 * most).isLessThan(1e-8 * cut.rhsNorm());
        assertThat(cut.relative()).isGreaterThan(1e-3);
        assertThat(network.outcome).isNull();
        network.held = _ -> false;
        assertThat(network.run(2_000)).isNotNull();
    }

    @Test
    void withoutTheHalosOfTheCutThereIsNoCut() {
        SimulatedNetwork network = network();
        network.held = content -> carries(content, Message.RoundHalo.class);
        network.run(2_000);
        assertThat(network.owner.lastCut()).isNull();
        assertThat(network.outcome).isNull();
    }

    @Test
    void answersToAnotherRoundDoNotCount() {
        SimulatedNetwork network = network();
        List<Message> answers = new ArrayList<>();
        network.held = content -> {
            if (content instanceof Message.Answer answer) {
                answers.add(answer);
            }
            return content instanceof Message.Answer;
        };
        network.run(1_000);
        assertThat(network.owner.lastCut()).isNull();
        // All void by now, among them a whole cut.
        long last = answers.getLast().stamp().seq();
        for (Message old : answers) {
            if (old.stamp().seq() < last) {
                network.carryOut(network.owner.on(new SolveCoordinator.Input.Told(old)));
            }
        }
        assertThat(answers).anyMatch(old -> old.stamp().seq() < last);
        assertThat(network.owner.lastCut()).isNull();
        // Neither does an answer to this round, given in another epoch.
        Message.Answer now = (Message.Answer) answers.getLast();
        for (int p = 0; p < 2; p++) {
            Stamp stamp = new Stamp(1, 1, 0, p, last);
            network.carryOut(
                    network.owner.on(new SolveCoordinator.Input.Told(new Message.Answer(stamp, now.finding()))));
        }
        assertThat(network.owner.lastCut()).isNull();
    }

    @Test
    void anAnswerCountsOnce() {
        SimulatedNetwork network = network();
        network.held = content ->
                content instanceof Message.Answer answer && answer.stamp().sender() == 1;
        List<Message> answers = new ArrayList<>();
        network.run(100);
        Finding finding = new Finding.OwnResidual(1, 1, 1, 1, 1);
        Message.Answer twice = new Message.Answer(new Stamp(1, 1, 1, 0, 1), finding);
        network.carryOut(network.owner.on(new SolveCoordinator.Input.Told(twice)));
        network.carryOut(network.owner.on(new SolveCoordinator.Input.Told(twice)));
        assertThat(answers).isEmpty();
        assertThat(network.owner.lastCut()).isNull();
    }

    @Test
    void anOldIncarnationHasNoEffect() {
        SimulatedNetwork network = network();
        PartMachine old = network.parts[1];
        network.run(3);
        network.carryOut(network.owner.on(new SolveCoordinator.Input.Lost(1)));
        network.place(network.placements.getLast(), false);
        network.run(40);
        PartMachine other = network.parts[0];
        assertThat(other.epoch()).isEqualTo(2);
        // It is asked as its successor is, and stays in its own epoch.
        Message.Ask ask = new Message.Ask(new Stamp(1, 1, 2, Stamp.OWNER, 1_000), 2, new Step.Freeze(0, 0));
        assertThat(old.on(new PartMachine.Input.Asked(ask))).isEmpty();
        assertThat(old.epoch()).isEqualTo(1);
        // What it says changes nothing, however new its number is.
        DenseVector nonsense = DenseVector.adopt(
                new double[network.subdomains.get(0).links().getFirst().receive().length]);
        java.util.Arrays.fill(nonsense.values(), 1e9);
        Message.Halo late = new Message.Halo(new Stamp(1, 1, 1, 1, 1_000_000), nonsense);
        other.on(new PartMachine.Input.Received(new Envelope(1, 0, 1, late)));
        Message.RoundHalo frozen = new Message.RoundHalo(new Stamp(1, 1, 1, 1, 1_000_000), nonsense);
        other.on(new PartMachine.Input.Received(new Envelope(1, 0, 1, frozen)));
        assertThat(other.hasWork()).isFalse();
        Outcome outcome = network.run(2_000);
        assertThat(TrueResidual.of(SYSTEM, outcome.x()).relative()).isLessThanOrEqualTo(1e-8);
    }

    @Test
    void otherVersionsHaveNoEffect() {
        Subdomain subdomain = Decomposition.of(SYSTEM, HALVES, SHAPE, 1, 1).getFirst();
        PartMachine part = machine(subdomain, null);
        while (part.hasWork()) {
            part.on(new PartMachine.Input.Work(1_000_000));
        }
        DenseVector values =
                DenseVector.adopt(new double[subdomain.links().getFirst().receive().length]);
        java.util.Arrays.fill(values.values(), 7);
        for (Stamp stamp : List.of(new Stamp(2, 1, 1, 1, 9), new Stamp(1, 2, 1, 1, 9), new Stamp(1, 1, 2, 1, 9))) {
            part.on(new PartMachine.Input.Received(new Envelope(1, 0, 1, new Message.Halo(stamp, values))));
            assertThat(part.hasWork()).isFalse();
        }
        part.on(new PartMachine.Input.Received(
                new Envelope(1, 0, 1, new Message.Halo(new Stamp(1, 1, 1, 1, 9), values))));
        assertThat(part.hasWork()).isTrue();
    }

    @Test
    void theNewestHaloOfASenderWins() {
        Subdomain subdomain = Decomposition.of(SYSTEM, HALVES, SHAPE, 1, 1).getFirst();
        double[][] found = new double[2][];
        long[][] orders = {{1, 2, 3}, {3, 1, 3, 2, 1, 3}};
        for (int run = 0; run < 2; run++) {
            PartMachine part = machine(subdomain, null);
            for (long seq : orders[run]) {
                double[] values = new double[subdomain.links().getFirst().receive().length];
                java.util.Arrays.fill(values, seq);
                Message.Halo halo = new Message.Halo(new Stamp(1, 1, 1, 1, seq), DenseVector.adopt(values));
                part.on(new PartMachine.Input.Received(new Envelope(1, 0, 1, halo)));
            }
            part.on(new PartMachine.Input.Work(1L << 40));
            part.on(new PartMachine.Input.Asked(
                    new Message.Ask(new Stamp(1, 1, 1, Stamp.OWNER, 1), 1, new Step.Freeze(0, 0))));
            part.on(new PartMachine.Input.Work(1));
            part.on(new PartMachine.Input.Asked(
                    new Message.Ask(new Stamp(1, 1, 1, Stamp.OWNER, 2), 1, new Step.Deliver())));
            List<PartMachine.Output> outputs = part.on(new PartMachine.Input.Work(1L << 40));
            Message.Answer answer = (Message.Answer) ((PartMachine.Output.Tell) outputs.getFirst()).message();
            found[run] = ((Finding.Block) answer.finding()).values().values();
        }
        assertThat(found[0]).containsExactly(found[1]);
    }

    private static PartMachine machine(Subdomain subdomain, Checkpoint from) {
        return new PartMachine(
                Execution.serial(),
                subdomain,
                new PartSettings(Mode.ASYNCHRONOUS, true, 1 << 20),
                Routes.of(Topology.MESH, 2),
                1,
                from);
    }

    @Test
    void aPartGoesOnFromItsCheckpoint() {
        SimulatedNetwork network = network();
        network.run(2_000);
        Checkpoint checkpoint = network.parts[0].checkpoint();
        assertThat(checkpoint.cut()).isPositive();
        assertThat(checkpoint.values()).isEqualTo(network.subdomains.get(0).restrict(network.outcome.x()));
        PartMachine part = machine(network.subdomains.get(0), checkpoint);
        assertThat(part.checkpoint()).isEqualTo(checkpoint);
        assertThatThrownBy(() -> machine(network.subdomains.get(1), checkpoint))
                .isInstanceOf(IllegalArgumentException.class);
        // The owner keeps the last good vector for whoever has to start again.
        network.carryOut(network.owner.on(new SolveCoordinator.Input.Lost(1)));
        assertThat(network.placements.getLast().x()).isEqualTo(network.outcome.x());
    }

    @Test
    void aCheckpointSavesWork() {
        long[] steps = new long[2];
        for (int run = 0; run < 2; run++) {
            LinearSystem system = Systems.of(Systems.gallery("poisson2d,nx=24,ny=24"));
            SimulatedNetwork network = new SimulatedNetwork(
                    system,
                    Partitioner.multilevel(system.a(), 4, 1),
                    Mode.ASYNCHRONOUS,
                    true,
                    SHAPE,
                    Topology.MESH,
                    new SolveSettings(Tolerance.relative(1e-8), 5_000, 4, 100, 2),
                    SimulatedNetwork.Faults.NONE,
                    1);
            while (network.owner.lastCut() == null || network.owner.lastCut().relative() > 1e-5) {
                network.step();
            }
            network.run(4);
            long killed = network.steps;
            // One part alone would be made good by its neighbours' values.
            for (int part = 0; part < 4; part++) {
                network.carryOut(network.owner.on(new SolveCoordinator.Input.Lost(part)));
                network.place(network.placements.getLast(), run == 0);
            }
            assertThat(network.placements.getLast().x()).isNotNull();
            assertThat(network.run(20_000)).isNotNull();
            steps[run] = network.steps - killed;
        }
        assertThat(2 * steps[0]).isLessThan(steps[1]);
    }
}
