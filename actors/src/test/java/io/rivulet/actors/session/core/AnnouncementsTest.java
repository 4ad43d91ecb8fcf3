// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.Slices.Repair;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SessionEvent.MembersChanged;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSettings.LogLevel;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.view.CostDelta;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Which changes of costs a session tells its swarm of, and when.
class AnnouncementsTest {
    private static final SparseVector ENTRY = SparseVector.adopt(new int[] {1}, new double[] {2.5});

    private long sequence;

    private static MachineDriver session(boolean swarm) {
        return MachineDriver.solved(Samples.live().toBuilder()
                .swarm(new SessionSettings.Swarm(swarm, 0, Topology.MESH, SessionSettings.CostAggregation.MEDIAN, null))
                .build());
    }

    @Test
    void nothingIsToldUnderAWorkflowThatDoesNotPropagate() {
        for (boolean propagating : new boolean[] {true, false}) {
            MachineDriver d = MachineDriver.solved(Samples.live().toBuilder()
                    .swarm(new SessionSettings.Swarm(
                            true, 0, Topology.MESH, SessionSettings.CostAggregation.MEDIAN, null))
                    .inherited(new SessionSettings.Inherited("flow", propagating, 0, 0, true, LogLevel.DEFAULT, true))
                    .build());
            take(d, update(CostUpdate.delta(ENTRY), 2));
            repair(d, "push");
            assertThat(told(d)).hasSize(propagating ? 1 : 0);
        }
    }

    private IdentifiedUpdate update(CostUpdate change, int depth) {
        sequence++;
        return new IdentifiedUpdate(new UpdateIdentity(new UUID(0, sequence), "s", sequence, -1), change, depth);
    }

    private static void take(MachineDriver d, IdentifiedUpdate... updates) {
        d.feed(new Input.Updates(d.reply(), List.of(updates), false));
        d.write();
    }

    /// The slice that is out answers everything, in the way of `method`.
    private static void repair(MachineDriver d, String method) {
        long revision = d.machine.state().revision();
        Repair repair = Samples.repair(revision - 1, revision, method, new StopReason.ResidualMet(1e-9), 1e-9);
        d.sliceDone(false, revision, List.of(repair));
    }

    private static List<CostDelta> told(MachineDriver d) {
        return d.all(Output.Announce.class).stream().map(Output.Announce::delta).toList();
    }

    @Test
    void aDurableUpdateIsToldWhenItsRepairHasEnded() {
        MachineDriver d = session(true);
        IdentifiedUpdate update = update(CostUpdate.delta(ENTRY), 2);
        d.feed(new Input.Updates(d.reply(), List.of(update), false));
        assertThat(told(d)).isEmpty();
        d.write();
        assertThat(told(d)).isEmpty();
        repair(d, "push");
        assertThat(told(d)).containsExactly(CostDelta.of(update, 1));
        assertThat(told(d).getFirst().change()).isEqualTo(CostUpdate.delta(ENTRY));
        assertThat(told(d).getFirst().depth()).isEqualTo(2);
    }

    @Test
    void whatIsNotSignificantOrGoesNowhereOrHasNoSwarmIsNotTold() {
        MachineDriver d = session(true);
        take(d, update(CostUpdate.delta(ENTRY), 3));
        repair(d, "none");
        take(d, update(CostUpdate.delta(ENTRY), 0));
        repair(d, "push");
        d.tick(1_000);
        assertThat(told(d)).isEmpty();
        take(d, update(CostUpdate.delta(ENTRY), 1));
        repair(d, "warm_restart");
        assertThat(told(d))
                .singleElement()
                .satisfies(delta -> assertThat(delta.revision()).isEqualTo(3));
        MachineDriver alone = session(false);
        take(alone, update(CostUpdate.delta(ENTRY), 3));
        repair(alone, "push");
        alone.tick(1_000);
        assertThat(told(alone)).isEmpty();
    }

    @Test
    void moreThanFiftyASecondAreToldTogether() {
        MachineDriver d = session(true);
        int all = 3 * Announcements.PER_SECOND;
        for (int k = 1; k <= all; k++) {
            take(d, update(CostUpdate.delta(ENTRY), k % 4));
            repair(d, "push");
        }
        assertThat(told(d)).hasSize(Announcements.PER_SECOND);
        d.tick(100);
        List<CostDelta> told = told(d);
        assertThat(told).hasSize(Announcements.PER_SECOND + 1);
        CostDelta rest = told.getLast();
        assertThat(rest.firstRevision()).isEqualTo(told.get(told.size() - 2).revision() + 1);
        assertThat(rest.revision()).isEqualTo(all - all % 4 + (all % 4 == 0 ? -1 : all % 4));
        assertThat(rest.change()).isNull();
        assertThat(rest.depth()).as("no further than any of them may").isEqualTo(1);
        assertThat(rest.updates()).isEqualTo(all - all / 4 - Announcements.PER_SECOND);
    }

    @Test
    void aLargeChangeIsToldByItsNumberOfEntries() {
        MachineDriver d = session(true);
        take(
                d,
                update(
                        new CostUpdate(
                                DenseVector.adopt(new double[] {1, 2, 3}),
                                SparseVector.EMPTY,
                                SparseVector.EMPTY,
                                List.of()),
                        3));
        repair(d, "warm_restart");
        assertThat(told(d)).singleElement().satisfies(delta -> {
            assertThat(delta.change()).isNull();
            assertThat(delta.entries()).isEqualTo(3);
        });
    }

    /// Its depth is not stored, so that it could go further than it may.
    @Test
    void whatIsReadFromTheJournalIsNotTold() {
        MachineDriver d = session(true);
        d.feed(new Input.Updates(d.reply(), List.of(update(CostUpdate.delta(ENTRY), 3)), false));
        d.failAppend(true);
        d.ledgerReady();
        assertThat(d.machine.state().revision()).isEqualTo(1);
        d.sliceDone(true);
        d.tick(1_000);
        assertThat(told(d)).isEmpty();
        take(d, update(CostUpdate.delta(ENTRY), 3));
        d.sliceDone(true);
        assertThat(told(d))
                .singleElement()
                .satisfies(delta -> assertThat(delta.firstRevision()).isEqualTo(2));
    }

    @Test
    void theSessionsMembersAreToldWithTheNodesThatHoldTheirSockets() {
        MachineDriver d = session(true);
        var member = new SwarmMember("m", List.of(MemberRole.REPORTER), 0, List.of(), "");
        d.feed(new Input.Join(d.reply(), member, null, List.of()));
        assertThat(d.write()).hasExactlyElementsOfTypes(MembersChanged.class);
        take(d, update(CostUpdate.delta(ENTRY), 3));
        repair(d, "push");
        d.feed(new Input.Ping(d.reply(), "m", "node-3", List.of()));
        d.feed(new Input.Ping(d.reply(), "m", null, List.of()));
        take(d, update(CostUpdate.delta(ENTRY), 3));
        repair(d, "push");
        assertThat(d.all(Output.Announce.class))
                .extracting(each -> each.own().getFirst().home())
                .containsExactly(null, "node-3");
    }
}
