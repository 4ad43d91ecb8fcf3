// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.Answer.UpdateResult.Accepted;
import io.rivulet.actors.session.core.Answer.UpdateResult.Rejected;
import io.rivulet.actors.swarm.core.PresentMember;
import io.rivulet.actors.swarm.core.Swarm;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.serialization.event.CostReport;
import io.rivulet.serialization.event.EventCodec;
import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionEvent.CostsApplied;
import io.rivulet.serialization.event.SessionEvent.CostsReported;
import io.rivulet.serialization.event.SessionEvent.MembersChanged;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SnapshotCodec;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Members of one session and what they report: durable before it is answered, applied once, there after a
/// failover.
class SwarmSessionTest {
    private static final long LEASE = 60_000;
    private static final List<PresentMember> NOBODY = List.of();

    private static SessionSettings settings(SessionSettings.CostAggregation rule, boolean open) {
        return Samples.live().toBuilder()
                .swarm(new SessionSettings.Swarm(open, 0, Topology.RING, rule, null))
                .build();
    }

    private static MachineDriver session(SessionSettings.CostAggregation rule) {
        return MachineDriver.solved(settings(rule, false));
    }

    private static SwarmMember reporter(String id) {
        return new SwarmMember(id, List.of(MemberRole.REPORTER), 0, List.of(), "1");
    }

    private static Answer.Joined join(MachineDriver d, SwarmMember member) {
        long reply = d.reply();
        d.feed(new Input.Join(reply, member, null, NOBODY));
        if (!d.isAnswered(reply)) {
            assertThat(d.write()).hasExactlyElementsOfTypes(MembersChanged.class);
        }
        return (Answer.Joined) d.answer(reply);
    }

    private static long report(MachineDriver d, boolean wait, CostReport... reports) {
        long reply = d.reply();
        d.feed(new Input.Reports(reply, List.of(reports), wait, NOBODY));
        return reply;
    }

    private static CostReport says(String id, long millis, int index, double value) {
        return new CostReport(id, millis, 1, 0, SparseVector.adopt(new int[] {index}, new double[] {value}));
    }

    private static long now(MachineDriver d) {
        return d.now().epochMillis();
    }

    private static Problem refusal(Answer answer) {
        return ((Answer.Refused) answer).problem();
    }

    private static Problem rejection(MachineDriver d, long reply) {
        return ((Rejected) d.results(reply).getFirst()).problem();
    }

    private static Accepted accepted(MachineDriver d, long reply) {
        return (Accepted) d.results(reply).getFirst();
    }

    /// b of three entries, all updates of the tail applied.
    private static double[] b(SessionState state) {
        double[] b = new double[3];
        state.tail().updatesAfter(0).forEach(u -> {
            CostUpdate update = u.update();
            for (int k = 0; k < update.set().size(); k++) {
                b[update.set().indices()[k]] = update.set().values()[k];
            }
            for (int k = 0; k < update.delta().size(); k++) {
                b[update.delta().indices()[k]] += update.delta().values()[k];
            }
        });
        return b;
    }

    @Test
    void aMemberIsOneWhenTheJournalSaysSoAndEachChangeHasItsEpoch() {
        MachineDriver d = session(SessionSettings.CostAggregation.MEDIAN);
        long reply = d.reply();
        d.feed(new Input.Join(reply, reporter("a"), null, NOBODY));
        assertThat(d.isAnswered(reply)).isFalse();
        d.write();
        assertThat(d.answer(reply))
                .isEqualTo(new Answer.Joined(
                        "node", 1, LEASE / 4, List.of("node"), List.of(Samples.SESSION.toString()), List.of()));
        Answer.Joined second = join(d, reporter("b"));
        assertThat(second.epoch()).isEqualTo(2);
        assertThat(second.neighbours()).containsExactly("node", "a");
        // The same again: a sign of life.
        assertThat(join(d, reporter("a")).epoch()).isEqualTo(2);
        assertThat(d.machine.state().swarm().epoch()).isEqualTo(2);
        SwarmMember other = new SwarmMember("a", List.of(MemberRole.VERIFIER), 0, List.of(), "2");
        assertThat(join(d, other).epoch()).isEqualTo(3);
        assertThat(d.machine.state().swarm().members())
                .containsExactly(other.from(3), reporter("b").from(2));
        long taken = d.reply();
        d.feed(new Input.Join(taken, reporter("node"), null, NOBODY));
        assertThat(refusal(d.answer(taken)).pointer()).isEqualTo("/node_id");
    }

    @Test
    void aReportAndItsUpdateAreOneWriteAndAnsweredAfterIt() {
        MachineDriver d = session(SessionSettings.CostAggregation.WEIGHTED_AVERAGE);
        join(d, reporter("a"));
        join(d, reporter("b"));
        long before = d.machine.state().revision();
        long reply = report(d, false, says("a", now(d), 1, 4));
        assertThat(d.isAnswered(reply)).isFalse();
        List<SessionEvent> events = d.write();
        assertThat(events).hasExactlyElementsOfTypes(CostsApplied.class, CostsReported.class);
        assertThat(((CostsReported) events.getLast()).revision()).isEqualTo(before + 1);
        assertThat(accepted(d, reply).revision()).isEqualTo(before + 1);
        assertThat(accepted(d, reply).duplicate()).isFalse();
        report(d, false, new CostReport("b", now(d), 0.5, 0, SparseVector.adopt(new int[] {1}, new double[] {1})));
        d.write();
        assertThat(b(d.journal())[1]).isEqualTo(3);
        // What does not change the cost is kept all the same, and is no update.
        d.pass(5);
        long same = report(d, false, says("a", now(d), 1, 4));
        assertThat(d.write()).hasExactlyElementsOfTypes(CostsReported.class);
        assertThat(accepted(d, same).revision()).isEqualTo(before + 2);
    }

    @Test
    void aReportThatWaitsIsAnsweredWithTheRepairThatIncludesIt() {
        MachineDriver d = session(SessionSettings.CostAggregation.LATEST);
        join(d, reporter("a"));
        long reply = report(d, true, says("a", now(d), 0, 7));
        d.write();
        assertThat(d.isAnswered(reply)).isFalse();
        d.sliceDone(true);
        assertThat(accepted(d, reply).applied()).isNotNull();
        d.tick(30);
        assertThat(d.types()).contains("cost_applied");
        assertThat(d.lines.toString()).contains("\"source_node\":\"cost-aggregator\"");
    }

    @Test
    void aRepeatedReportChangesNothingWhetherItIsDurableYetOrNot() {
        MachineDriver d = session(SessionSettings.CostAggregation.MEDIAN);
        join(d, reporter("a"));
        CostReport report = says("a", now(d), 2, 9);
        long first = report(d, false, report);
        long second = report(d, false, report);
        assertThat(d.isAnswered(second)).isFalse();
        d.write();
        assertThat(accepted(d, first).duplicate()).isFalse();
        assertThat(accepted(d, second).duplicate()).isTrue();
        assertThat(accepted(d, second).updateId()).isEqualTo(accepted(d, first).updateId());
        long revision = d.machine.state().revision();
        int writes = d.all(Output.Append.class).size();
        long third = report(d, false, report);
        assertThat(accepted(d, third).duplicate()).isTrue();
        assertThat(d.machine.state().revision()).isEqualTo(revision);
        assertThat(d.all(Output.Append.class)).hasSize(writes);
    }

    @Test
    void whoIsNoReporterIsRefusedWithAHintAndSoIsWhatCantBe() {
        MachineDriver d = session(SessionSettings.CostAggregation.MEDIAN);
        join(d, new SwarmMember("v", List.of(MemberRole.VERIFIER), 0, List.of(), ""));
        join(d, reporter("a"));
        Problem stranger = rejection(d, report(d, false, says("x", now(d), 0, 1)));
        assertThat(stranger.code()).isEqualTo(ProblemCode.FORBIDDEN);
        assertThat(stranger.hint()).contains("/api/v1/swarm/join");
        assertThat(rejection(d, report(d, false, says("v", now(d), 0, 1))).code())
                .isEqualTo(ProblemCode.FORBIDDEN);
        Problem outside = rejection(d, report(d, false, says("a", now(d), 3, 1)));
        assertThat(outside.code()).isEqualTo(ProblemCode.INDEX_OUT_OF_RANGE);
        assertThat(outside.pointer()).isEqualTo("/local_costs/indices/0");
        Problem future = rejection(d, report(d, false, says("a", now(d) + LEASE + 1, 0, 1)));
        assertThat(future.pointer()).isEqualTo("/timestamp");
        long ping = d.reply();
        d.feed(new Input.Ping(ping, "x", null, NOBODY));
        assertThat(refusal(d.answer(ping)).code()).isEqualTo(ProblemCode.FORBIDDEN);
    }

    @Test
    void reportsWithoutATimeAreEachNewerThanTheOneBefore() {
        MachineDriver d = session(SessionSettings.CostAggregation.LATEST);
        join(d, reporter("a"));
        long reply = report(
                d,
                false,
                says("a", CostReport.NO_TIME, 0, 1),
                says("a", CostReport.NO_TIME, 0, 2),
                says("a", CostReport.NO_TIME, 0, 3));
        List<SessionEvent> events = d.write();
        assertThat(events.stream().filter(CostsReported.class::isInstance)).hasSize(3);
        assertThat(d.results(reply)).extracting(r -> ((Accepted) r).updateId()).doesNotHaveDuplicates();
        assertThat(b(d.journal())[0]).isEqualTo(3);
    }

    @Test
    void whatIsNotDurableYetCountsForTheNextReportAndALostWriteForNothing() {
        MachineDriver d = session(SessionSettings.CostAggregation.MEDIAN);
        for (String id : List.of("a", "b", "c")) {
            join(d, reporter(id));
        }
        long first = report(d, false, says("a", now(d), 0, 1));
        long second = report(d, false, says("b", now(d), 0, 5), says("c", now(d), 0, 2));
        d.write();
        assertThat(d.write()).hasSize(3);
        assertThat(d.isAnswered(first)).isTrue();
        assertThat(d.isAnswered(second)).isTrue();
        assertThat(b(d.journal())[0]).isEqualTo(2);
        d.pass(1);
        long lost = report(d, false, says("a", now(d), 0, 100), says("a", now(d), 1, 100));
        long waiting = report(d, false, says("a", now(d), 1, 100));
        d.failAppend(false);
        assertThat(rejection(d, lost).code()).isEqualTo(ProblemCode.STORAGE_UNAVAILABLE);
        assertThat(rejection(d, waiting).code()).isEqualTo(ProblemCode.STORAGE_UNAVAILABLE);
        long meanwhile = report(d, false, says("a", now(d), 1, 100));
        assertThat(refusal(d.answer(meanwhile)).code()).isEqualTo(ProblemCode.STORAGE_UNAVAILABLE);
        d.ledgerReady();
        d.outputs.clear();
        long again = report(d, false, says("a", now(d), 0, 100), says("a", now(d), 1, 100));
        d.write();
        assertThat(d.results(again))
                .allSatisfy(r -> assertThat(((Accepted) r).duplicate()).isFalse());
        assertThat(b(d.journal())).containsExactly(5, 100, 0);
    }

    @Test
    void aWriteThatWasLostForTheAnswerOnlyIsKnownWhenItIsRepeated() {
        MachineDriver d = session(SessionSettings.CostAggregation.MEDIAN);
        join(d, reporter("a"));
        CostReport report = says("a", now(d), 0, 8);
        report(d, false, report);
        d.failAppend(true);
        d.ledgerReady();
        long revision = d.machine.state().revision();
        long again = report(d, false, report);
        assertThat(accepted(d, again).duplicate()).isTrue();
        assertThat(d.machine.state().revision()).isEqualTo(revision);
        assertThat(b(d.journal())[0]).isEqualTo(8);
    }

    @Test
    void anUpdateInBetweenIsCombinedOverByTheNextReport() {
        MachineDriver d = session(SessionSettings.CostAggregation.MEDIAN);
        join(d, reporter("a"));
        report(d, false, says("a", now(d), 0, 8));
        // Taken while the report is written: later in the order, so that b is 9 after both.
        d.update(false, Samples.update(77));
        d.write();
        d.write();
        assertThat(b(d.journal())[0]).isEqualTo(9);
        d.pass(1);
        report(d, false, says("a", now(d), 0, 8));
        assertThat(d.write()).hasExactlyElementsOfTypes(CostsApplied.class, CostsReported.class);
        assertThat(b(d.journal())[0]).isEqualTo(8);
        // In one write, the update behind the report's own.
        d.pass(1);
        report(d, false, says("a", now(d), 1, 1));
        report(d, false, says("a", now(d), 0, 3));
        d.update(false, Samples.update(78));
        d.write();
        d.write();
        assertThat(b(d.journal())[0]).isEqualTo(4);
        d.pass(1);
        report(d, false, says("a", now(d), 0, 3));
        assertThat(d.write()).hasExactlyElementsOfTypes(CostsApplied.class, CostsReported.class);
        assertThat(b(d.journal())[0]).isEqualTo(3);
    }

    @Test
    void membersAndReportsAreThereAfterAFailover() {
        MachineDriver d = session(SessionSettings.CostAggregation.MEDIAN);
        for (String id : List.of("a", "b", "c")) {
            join(d, reporter(id));
        }
        report(d, false, says("a", now(d), 0, 5), says("b", now(d), 0, 6));
        d.write();
        // From a snapshot, as another node would.
        SessionState stored = SessionState.of(SnapshotCodec.decode(
                SnapshotCodec.manifest(d.journal().toSnapshot()),
                SnapshotCodec.encode(d.journal().toSnapshot())));
        assertThat(stored.toSnapshot().others().swarm())
                .isEqualTo(d.machine.state().toSnapshot().others().swarm());
        MachineDriver other = new MachineDriver();
        other.recover(stored, now(d));
        assertThat(other.machine.state().swarm().epoch()).isEqualTo(3);
        // One liar alone would rule, if the others were forgotten.
        report(other, false, says("c", now(other), 0, 1_000));
        other.write();
        assertThat(b(other.journal())[0]).isEqualTo(6);
    }

    @Test
    void aSilentMemberLosesItsRolesButStaysAVerifier() {
        MachineDriver d = session(SessionSettings.CostAggregation.MEDIAN);
        join(d, reporter("a"));
        join(d, new SwarmMember("v", List.of(MemberRole.VERIFIER, MemberRole.REPORTER), 0, List.of(), ""));
        join(d, new SwarmMember("s", List.of(MemberRole.SOLVER), 0, List.of(), ""));
        join(d, reporter("lives"));
        report(d, false, says("a", now(d), 0, 5), says("lives", now(d), 0, 7));
        d.write();
        for (int k = 0; k < 5; k++) {
            d.tick(LEASE / 5);
            d.feed(new Input.Ping(d.reply(), "lives", null, NOBODY));
        }
        d.tick(1_000);
        assertThat(d.write()).hasExactlyElementsOfTypes(MembersChanged.class);
        Swarm swarm = d.machine.state().swarm();
        assertThat(swarm.epoch()).isEqualTo(5);
        assertThat(swarm.members()).extracting(SwarmMember::nodeId).containsExactly("v", "lives");
        assertThat(swarm.member("v").orElseThrow().roles()).containsExactly(MemberRole.VERIFIER);
        assertThat(rejection(d, report(d, false, says("a", now(d), 0, 5))).code())
                .isEqualTo(ProblemCode.FORBIDDEN);
        d.pass(1);
        report(d, false, says("lives", now(d), 0, 8));
        d.write();
        assertThat(b(d.journal())[0]).isEqualTo(8);
        // Nothing more happens to a verifier, however long it is silent.
        int writes = d.all(Output.Append.class).size();
        for (int k = 0; k < 10; k++) {
            d.tick(LEASE / 5);
            d.feed(new Input.Ping(d.reply(), "lives", null, NOBODY));
        }
        assertThat(d.all(Output.Append.class).size()).isEqualTo(writes);
    }

    @Test
    void membersOfTheClusterReportToSessionsThatHaveASwarm() {
        List<PresentMember> others = List.of(
                new PresentMember(new SwarmMember("node-2", List.of(MemberRole.SOLVER), 0, List.of(), ""), true, 5),
                new PresentMember(reporter("roams").from(9), false, 5));
        MachineDriver closed = session(SessionSettings.CostAggregation.MEDIAN);
        long refused = closed.reply();
        closed.feed(new Input.Reports(refused, List.of(says("roams", now(closed), 0, 1)), false, others));
        assertThat(rejection(closed, refused).code()).isEqualTo(ProblemCode.FORBIDDEN);
        MachineDriver d = MachineDriver.solved(settings(SessionSettings.CostAggregation.MEDIAN, true));
        long reply = d.reply();
        d.feed(new Input.Reports(reply, List.of(says("roams", now(d), 0, 3)), false, others));
        assertThat(d.write()).hasExactlyElementsOfTypes(CostsApplied.class, MembersChanged.class, CostsReported.class);
        assertThat(accepted(d, reply).duplicate()).isFalse();
        join(d, reporter("own"));
        long read = d.reply();
        d.feed(new Input.ReadSwarm(read, others));
        var swarm = (Answer.SwarmMembers) d.answer(read);
        assertThat(swarm.members())
                .extracting(each -> each.member().nodeId())
                .containsExactly("node", "node-2", "own", "roams");
        assertThat(swarm.epoch()).isEqualTo(2);
        assertThat(swarm.reporters())
                .singleElement()
                .satisfies(r -> assertThat(r.nodeId()).isEqualTo("roams"));
    }

    @Test
    void theBoundsHold() {
        MachineDriver d = session(SessionSettings.CostAggregation.MEDIAN);
        for (int k = 0; k < Swarm.MEMBERS; k++) {
            join(d, reporter("m" + k));
        }
        long reply = d.reply();
        d.feed(new Input.Join(reply, reporter("one-more"), null, NOBODY));
        assertThat(refusal(d.answer(reply)).code()).isEqualTo(ProblemCode.CAPACITY_EXCEEDED);
        assertThat(refusal(d.answer(reply)).retryAfterMs()).isEqualTo(LEASE);
        CostReport[] many = new CostReport[ReportDesk.PENDING_ENTRIES / 65 + 1];
        Arrays.setAll(many, k -> says("m0", now(d) + k, 0, k));
        long flood = report(d, false, many);
        d.write();
        assertThat(((Rejected) d.results(flood).getLast()).problem().code()).isEqualTo(ProblemCode.SESSION_BUSY);
        assertThat(d.results(flood).stream().filter(Accepted.class::isInstance)).hasSize(many.length - 1);
    }

    @Test
    void aMemberThatIsHeardOfKeepsTheSessionInMemoryButNotFromExpiring() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        d.feed(new Input.Unfollow(1));
        d.tickAlone(2_000);
        Output.StoreCheckpoint store = d.last(Output.StoreCheckpoint.class);
        d.feed(new Input.Checkpointed(store.slot(), "digest", store.revision()));
        d.write();
        join(d, reporter("a"));
        for (int k = 0; k < 40; k++) {
            d.feed(new Input.Ping(d.reply(), "a", null, NOBODY));
            d.tickAlone(15_000);
        }
        assertThat(d.all(Output.Passivate.class)).isEmpty();
        for (int k = 0; k < 5; k++) {
            d.tickAlone(15_000);
        }
        d.write();
        d.tickAlone(1_000);
        assertThat(d.all(Output.Passivate.class)).hasSize(1);
    }

    @Test
    void whatTheJournalHoldsFitsItsCodec() {
        MachineDriver d = session(SessionSettings.CostAggregation.MEDIAN);
        join(d, reporter("a"));
        report(d, false, says("a", now(d), 0, 5));
        for (SessionEvent event : d.write()) {
            assertThat(EventCodec.decode(EventCodec.manifest(event), EventCodec.encode(event)))
                    .usingRecursiveComparison()
                    .isEqualTo(event);
        }
    }
}
