// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.rivulet.actors.cluster.NodeVitals;
import io.rivulet.actors.consensus.PollMessage;
import io.rivulet.actors.consensus.VoterMessage;
import io.rivulet.actors.consensus.core.Finding;
import io.rivulet.actors.follow.FollowerMessage;
import io.rivulet.actors.limit.LimiterActor;
import io.rivulet.actors.limit.core.CallerLimits;
import io.rivulet.actors.limit.core.Quota;
import io.rivulet.actors.limit.core.StreamGrant;
import io.rivulet.actors.limit.core.StreamOrder;
import io.rivulet.actors.limit.core.TokenGrant;
import io.rivulet.actors.limit.core.TokenOrder;
import io.rivulet.actors.parcel.Parcels;
import io.rivulet.actors.session.SessionCommand;
import io.rivulet.actors.session.SessionCommand.Answered;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.session.core.Output.EncodedLine;
import io.rivulet.actors.session.core.Samples;
import io.rivulet.actors.session.core.Slices;
import io.rivulet.actors.swarm.RelayMessage;
import io.rivulet.actors.swarm.core.Letter;
import io.rivulet.actors.swarm.core.PresentMember;
import io.rivulet.actors.swarm.core.ReportBook;
import io.rivulet.actors.swarm.core.Roster;
import io.rivulet.actors.swarm.core.SwarmHeader;
import io.rivulet.numerics.classify.Definiteness;
import io.rivulet.numerics.classify.Dominance;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.incremental.ErrorBound;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.event.CastVote;
import io.rivulet.serialization.event.CostReport;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.ProblemRef;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSettings.LogLevel;
import io.rivulet.serialization.event.SessionSnapshot;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.event.VoteSubject;
import io.rivulet.serialization.event.Voter;
import io.rivulet.serialization.line.JsonFragment;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.MatrixClassView;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.view.PartitionsView;
import io.rivulet.serialization.view.SessionStatusView;
import io.rivulet.serialization.view.SwarmView;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Every message that may cross between nodes survives the way through bytes.
class ClusterMessagesTest {
    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("pekko.actor.allow-java-serialization = off")
                    .withFallback(ConfigFactory.load()));

    private static final TestProbe<Answered> ANSWERS = KIT.createTestProbe(Answered.class);
    private static final TestProbe<FollowerMessage> LINES = KIT.createTestProbe(FollowerMessage.class);
    private static final UUID ID = new UUID(1, 2);
    private static final JsonFragment JSON =
            JsonFragment.adopt("{\"indices\":[1],\"values\":[2.5]}".getBytes(StandardCharsets.UTF_8));

    private static final MatrixClassView CLASS =
            new MatrixClassView(true, Dominance.WEAK, Dominance.STRICT, 1.5, true, Definiteness.PROVEN);

    private static final Line.VerificationResult VERDICT = new Line.VerificationResult(
            3,
            "p",
            "projection",
            true,
            List.of(1e-12),
            1e-12,
            1e-13,
            0.99,
            false,
            0,
            "none",
            null,
            1.5,
            Line.Votes.single(true));

    private static final SwarmMember MEMBER =
            new SwarmMember("sensor", List.of(MemberRole.REPORTER, MemberRole.SOLVER), 7, List.of("c"), "1.2");

    private static final SwarmMember VERIFIER =
            new SwarmMember("v", List.of(MemberRole.VERIFIER), 7, List.of(), "", "ab".repeat(32));

    private static final Parcels PARCELS = Parcels.start(KIT.system(), System::nanoTime);

    @AfterAll
    static void shutdown() {
        KIT.shutdownTestKit();
    }

    private static SessionEvent.SessionOpened opened() {
        var settings = SessionSettings.builder()
                .stopping(new SessionSettings.Stopping(1e-8, 0, 0.5, 100, 0))
                .live(true)
                .showing(new SessionSettings.Showing(0, new XSelection.TopChanges(3), 0, 1_000))
                .expiresAfterS(0)
                .seed(1)
                .name("name")
                .labels(Map.of("a", "b"))
                .build();
        return new SessionEvent.SessionOpened(
                "ann", 5, new ProblemRef("base", 9, 33), settings, "cg", "none", "why", List.of("w"), null, "00", 0);
    }

    private static SessionEvent.SessionOpened forked() {
        return Samples.forked(
                opened(), new SessionEvent.Fork(ID, 5, List.of(new SessionSnapshot.Rebase("delta", false, 5))));
    }

    private static Slices.WhatIfResult tried(@Nullable DenseVector x, @Nullable String omitted) {
        return new Slices.WhatIfResult(
                3,
                x,
                omitted,
                JSON,
                2,
                "push",
                "converged",
                0,
                1e-9,
                2e-9,
                x == null ? null : new ErrorBound(1e-8, "u = 1"),
                true,
                41,
                5,
                List.of("w"));
    }

    private static UpdateBatch batch() {
        return batch(200);
    }

    private static UpdateBatch batch(int depth) {
        var whole = new CostUpdate(
                DenseVector.copyOf(new double[] {1, -0.0, 1e300}),
                SparseVector.adopt(new int[] {1}, new double[] {2}),
                SparseVector.adopt(new int[] {0, 2}, new double[] {0.1, 0.2}),
                List.of(new EntryChange(0, 1, 2.0, 1.0), new EntryChange(1, 1, 4.0, null)));
        return new UpdateBatch(List.of(
                new IdentifiedUpdate(new UpdateIdentity(ID, "s", 4, 99), whole),
                new IdentifiedUpdate(
                        new UpdateIdentity(new UUID(3, 4), null, -1, -1),
                        CostUpdate.delta(SparseVector.EMPTY),
                        depth)));
    }

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    static Stream<SessionCommand.FromOutside> commands() {
        var to = ANSWERS.ref();
        return Stream.of(
                new SessionCommand.Open(opened(), CLASS, 1L << 40, null, to),
                new SessionCommand.Update("ann", batch(), true, null, null, to),
                new SessionCommand.Update("ann", batch(), true, new SessionCommand.Turn(ID, 7, 3), TRACE, to),
                new SessionCommand.Follow("ann", ID, 7, 1, OptionalLong.of(9), 1 << 20, LINES.ref(), to),
                new SessionCommand.Follow("ann", ID, 7, 1, OptionalLong.empty(), 1 << 20, LINES.ref(), to),
                new SessionCommand.Credit(ID, 7, 3, 100, 1 << 20),
                new SessionCommand.Unfollow(ID, 7),
                new SessionCommand.ReadStatus("ann", to),
                new SessionCommand.ReadSolution("ann", 12, to),
                new SessionCommand.ReadEntries("ann", List.of(1, 5), 1e-6, to),
                new SessionCommand.ReadPolledX("ann", "ab".repeat(32), to),
                new SessionCommand.ReadCosts("ann", 7, to),
                new SessionCommand.ReadGradient("ann", 5, 1e-6, 100, to),
                new SessionCommand.WhatIf("ann", batch(), List.of(3, 1), to),
                new SessionCommand.WhatIf("ann", batch(), null, to),
                new SessionCommand.PrepareFork("ann", ID, to),
                new SessionCommand.Open(forked(), CLASS, 1L << 40, TRACE, to),
                new SessionCommand.Verify("ann", null, true, 10, to),
                new SessionCommand.Verify("ann", Strategy.FULL_RESIDUAL, false, 10, to),
                new SessionCommand.Steer("ann", Input.Command.Kind.SET_TOLERANCE, 1e-9, to),
                new SessionCommand.Tell("ann", Problem.of(ProblemCode.STALE_UPDATE, "old"), to),
                new SessionCommand.Join("ann", MEMBER, "node-2", to),
                new SessionCommand.Join("ann", MEMBER, null, to),
                new SessionCommand.Join("ann", VERIFIER, "node-2", to),
                new SessionCommand.Ping("ann", "sensor", "node-2", to),
                new SessionCommand.Report(
                        "ann",
                        new ReportBatch(List.of(new CostReport(
                                "sensor",
                                CostReport.NO_TIME,
                                0.5,
                                3,
                                SparseVector.adopt(new int[] {3, 1}, new double[] {-0.0, 1e300})))),
                        true,
                        to),
                new SessionCommand.ReadSwarm("ann", to),
                new SessionCommand.Close("ann", "deleted", to),
                new SessionCommand.CheckToken("1.ff", to),
                new SessionCommand.Parcelled(PARCELS.wrap(new SessionCommand.ReadStatus("ann", to)), to),
                new SessionCommand.Wake(),
                new SessionCommand.Stop());
    }

    static Stream<Answer> answers() {
        var applied = new Line.CostApplied("u", 3, 3, 1, 4, "s", JSON, 2, "push", 41, 1.25, 1e-9, 1e-8);
        var performance = new Line.Performance(0.5, 12, 1e9);
        var status = new SessionStatusView(
                ID,
                "live",
                CLASS,
                9,
                33,
                "cg",
                "none",
                3,
                2,
                100,
                1e-9,
                null,
                true,
                List.of(1.0, 0.5),
                new SessionStatusView.Verification(
                        100, 1.0, 2, 90, 190, new SessionStatusView.Drift(1.0, 1.2, 0.2), true, true, 4, VERDICT),
                new SessionSettings.Inherited("flow", false, 5, 6, true, LogLevel.DEFAULT, true),
                3,
                new SessionStatusView.Changes(2, 1),
                "node-1",
                1,
                5,
                6,
                77,
                2,
                performance,
                new PartitionsView(
                        3,
                        true,
                        "ring",
                        "partitioned_cg",
                        "why not",
                        List.of(new PartitionsView.Part(1, "node-2", 2, 3, 1, 40, 400, 30, 300))),
                new SessionStatusView.SwarmStatus(2, List.of("r")));
        var problem =
                Problem.of(ProblemCode.STALE_UPDATE, "old").at("/x").hint("h").retryAfter(5);
        return Stream.of(
                new Answer.Refused(problem),
                new Answer.Opened(true, 1),
                new Answer.UpdateResults(List.of(
                        new Answer.UpdateResult.Accepted(ID, 3, false, 9, List.of("w"), applied),
                        new Answer.UpdateResult.Accepted(ID, 3, true, 9, List.of(), null),
                        new Answer.UpdateResult.Rejected(problem))),
                new Answer.Status(status),
                new Answer.Solution(
                        new Slices.SolutionResult(
                                3,
                                DenseVector.copyOf(new double[] {1.5, -0.0, 1e-300}),
                                JSON,
                                1e-9,
                                2e-9,
                                1e-16,
                                new ErrorBound(1e-8, "u = 1"),
                                5),
                        true,
                        "converged",
                        12,
                        3.5),
                new Answer.Entries(
                        List.of(
                                new Slices.EntryResult(1, 2.5, 1e-6, "certified", null, null, 40, "dual_push"),
                                new Slices.EntryResult(3, 2.5, 1e-3, "statistical", 1e-6, 7L, 40, "bidirectional"),
                                new Slices.EntryResult(2, 2.5, null, "none", null, null, 40, "present")),
                        3),
                new Answer.Costs(
                        new SessionEvent.CostsApplied(
                                8, 77, batch(IdentifiedUpdate.USUAL_DEPTH).updates(), 0),
                        true),
                new Answer.PolledX(DenseVector.copyOf(new double[] {1.5, -0.0})),
                new Answer.Costs(null, false),
                new Answer.Gradient(new Slices.GradientResult(
                        5, SparseVector.adopt(new int[] {5, 2}, new double[] {0.5, -0.25}), 7, 1e-6, true, 40, 3)),
                new Answer.WhatIf(tried(DenseVector.copyOf(new double[] {1.5, -0.0}), null)),
                new Answer.WhatIf(tried(null, "too long")),
                new Answer.ForkPoint(forked(), CLASS),
                new Answer.Forked(
                        true,
                        7,
                        5,
                        new Line.SessionOpened(9, 33, CLASS, "cg", "none", "why", List.of("w"), "node-1", "1.ff", 1.5)),
                new Answer.Verification(VERDICT),
                new Answer.Joined("node", 4, 15_000, List.of("a", "b"), List.of(ID.toString()), List.of("w")),
                new Answer.SwarmMembers(
                        Topology.RING,
                        List.of(new PresentMember(MEMBER, false, 99, "node-1"), new PresentMember(VERIFIER, false, 99)),
                        3,
                        4,
                        SessionSettings.CostAggregation.MEDIAN,
                        List.of(new ReportBook.Standing("sensor", 5, 2, true, 7, 1.5))),
                new Answer.Done());
    }

    @Test
    void everyCommandComesBackAsItWas() {
        commands().forEach(command -> KIT.serializationTestKit().verifySerialization(command, true));
    }

    @Test
    void everyAnswerComesBackAsItWas() {
        answers().forEach(answer -> KIT.serializationTestKit().verifySerialization(new Answered(answer), true));
    }

    @Test
    void linesForFollowersKeepTheirBytes() {
        byte[] line = "{\"type\":\"heartbeat\"}\n".getBytes(StandardCharsets.UTF_8);
        var lines = new FollowerMessage.Lines(2, 5, 5, List.of(new EncodedLine(5, false, line)), true);
        FollowerMessage.Lines back = KIT.serializationTestKit().verifySerialization(lines, false);
        assertThat(back.first()).isEqualTo(5);
        assertThat(back.incarnation()).isEqualTo(2);
        assertThat(back.end()).isTrue();
        assertThat(back.lines().getFirst().bytes()).isEqualTo(line);
        KIT.serializationTestKit().verifySerialization(new FollowerMessage.Moved(), true);
        KIT.serializationTestKit().verifySerialization(new FollowerMessage.Parcelled(PARCELS.wrap(lines)), true);
        KIT.serializationTestKit().verifySerialization(new Answered(null, PARCELS.wrap(lines)), true);
    }

    @Test
    void questionsToVotersAndTheirVotesComeBackAsTheyWere() {
        var polls = KIT.createTestProbe(PollMessage.class).ref();
        var door = KIT.createTestProbe(VoterMessage.class).ref();
        var subject = new VoteSubject(ID, 3, 9, "ab".repeat(32), "full_residual", 1e-8, 0.5);
        DenseVector x = DenseVector.copyOf(new double[] {1.5, -0.0, Double.NaN});
        double infinite = Double.POSITIVE_INFINITY;
        var finding = new Finding(false, List.of(1.0, -2.0), infinite, 0.5, 1, infinite, 0);
        Stream.of(
                        new VoterMessage.AskVote(7, subject, 5, x, null, polls),
                        new VoterMessage.AskVote(
                                7, subject, 5, null, PARCELS.wrap(new VoterMessage.CarriedX(x)), polls),
                        new VoterMessage.AskMember(7, "v", subject, 5, 10_000, polls),
                        new VoterMessage.Over(-7),
                        new VoterMessage.AskRemoval(ID, 3, new Voter("v", "ab".repeat(32)), polls),
                        new PollMessage.Consented("node-1", "cd".repeat(64)),
                        new VoterMessage.CarriedX(x),
                        new PollMessage.AtWork(7, "node-1"),
                        new PollMessage.Unable(7, "node-1"),
                        new PollMessage.Voted(
                                7, subject, new CastVote("node-1", false, infinite, -5, "cd".repeat(64)), finding),
                        new PollMessage.Voted(7, subject, new CastVote("v", true, 1e-9, 0, "cd".repeat(64)), null),
                        new NodeVitals(
                                "node-1",
                                "pekko://rivulet@127.0.0.1:1",
                                "1",
                                false,
                                0,
                                0,
                                0,
                                0,
                                Map.of(),
                                new NodeVitals.Voting("ef".repeat(32), door)))
                .forEach(message -> KIT.serializationTestKit().verifySerialization(message, true));
    }

    @Test
    void whatRelaysSayToEachOtherComesBackAsItWas() {
        ActorRef<RelayMessage> relay = KIT.createTestProbe(RelayMessage.class).ref();
        var counts = KIT.createTestProbe(RelayMessage.Traffic.class).ref();
        var header = new SwarmHeader(ID, "node-1", 4, SwarmHeader.ALL, 2, 1, 1L << 30);
        var roster = new Roster(
                "ann", 1L << 30, Topology.RING, List.of(new Roster.Place("n", "n"), new Roster.Place("m", "n")), 1);
        List<RelayMessage.FromPeer> said = List.of(
                new RelayMessage.Hello("n", relay),
                new RelayMessage.Pass(new Letter(ID, "n", "m", header, 7, JSON), relay),
                new RelayMessage.AskRoster(ID, relay),
                new RelayMessage.TellRoster(ID, roster),
                new RelayMessage.Forget(ID),
                new RelayMessage.AskTraffic(ID, counts));
        said.forEach(message -> KIT.serializationTestKit().verifySerialization(message, true));
        KIT.serializationTestKit()
                .verifySerialization(
                        new RelayMessage.Traffic(new SwarmView.Traffic("n", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)),
                        true);
        assertThat(said.stream().map(Object::getClass)).containsAll(leavesOf(RelayMessage.FromPeer.class));
    }

    @Test
    void whatGatewaysAndLimitersSayComesBackAsItWas() {
        var limits = new CallerLimits(List.of(new Quota(100, 60), new Quota(1_000, 3_600)), CallerLimits.UNCOUNTED);
        List<LimiterActor.FromGateway> asked = List.of(
                new LimiterActor.Lease(
                        new TokenOrder(ID, 1L << 40, 3, 10, limits),
                        KIT.createTestProbe(LimiterActor.Leased.class).ref()),
                new LimiterActor.Hold(
                        new StreamOrder(ID, 7, 2, 10, true),
                        KIT.createTestProbe(LimiterActor.Held.class).ref()));
        asked.forEach(message -> KIT.serializationTestKit().verifySerialization(message, true));
        assertThat(asked.stream().map(Object::getClass)).containsAll(leavesOf(LimiterActor.FromGateway.class));
        KIT.serializationTestKit()
                .verifySerialization(new LimiterActor.Leased(new TokenGrant(10, 100, 90, 1L << 40, 0)), true);
        KIT.serializationTestKit().verifySerialization(new LimiterActor.Held(new StreamGrant(true, 2)), true);
    }

    @Test
    void noCommandFromOutsideIsLeftOut() {
        Set<Class<?>> tried = commands().map(Object::getClass).collect(Collectors.toSet());
        assertThat(tried).containsAll(leavesOf(SessionCommand.FromOutside.class));
        Set<Class<?>> answered = answers().map(Object::getClass).collect(Collectors.toSet());
        assertThat(answered)
                .containsAll(leavesOf(Answer.class).stream()
                        .filter(each -> !Answer.UpdateResult.class.isAssignableFrom(each))
                        .toList());
    }

    private static List<Class<?>> leavesOf(Class<?> family) {
        return Arrays.stream(family.getPermittedSubclasses())
                .<Class<?>>flatMap(each -> each.isSealed() ? leavesOf(each).stream() : Stream.of(each))
                .toList();
    }
}
