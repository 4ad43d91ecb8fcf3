// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.consensus.core.Contradiction;
import io.rivulet.actors.consensus.core.Electorate;
import io.rivulet.actors.consensus.core.Finding;
import io.rivulet.actors.consensus.core.PollResult;
import io.rivulet.actors.consensus.core.Quorum;
import io.rivulet.actors.consensus.core.Tally;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.numerics.verify.Verification;
import io.rivulet.serialization.event.CastVote;
import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.RecordedPoll;
import io.rivulet.serialization.event.SessionEvent.VerificationRecorded;
import io.rivulet.serialization.event.SessionEvent.VotersChanged;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.event.VoteSubject;
import io.rivulet.serialization.event.Voter;
import io.rivulet.serialization.event.VoterRemoval;
import io.rivulet.serialization.line.XJson;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A session's voters and what their votes do to it.
class VotingTest {
    private static final Voter A = new Voter("a", "0a");
    private static final Voter B = new Voter("b", "0b");
    private static final Voter C = new Voter("c", "0c");
    private static final Voter D = new Voter("d", "0d");
    private static final Electorate FOUR = new Electorate(List.of(A, B, C, D), Set.of());

    private static SessionSettings consensus() {
        return Samples.settings(true, 0, 100, new XSelection.None()).toBuilder()
                .verifying(SessionSettings.Verifying::byConsensus)
                .build();
    }

    private static VoteSubject subject(Output.HoldPoll poll) {
        return new VoteSubject(
                Samples.SESSION,
                poll.epoch(),
                poll.revision(),
                "00",
                "full_residual",
                poll.tolerance().relative(),
                poll.tolerance().absolute());
    }

    private static PollResult result(Output.HoldPoll poll, int inFavour, int against, Contradiction... contradictions) {
        var tally = new Tally(inFavour, against, new Quorum(poll.voters().size()));
        boolean verified = tally.outcome() == Tally.Outcome.VERIFIED;
        Finding finding = tally.outcome() == Tally.Outcome.NO_QUORUM
                ? null
                : new Finding(verified, List.of(1e-9), 1e-9, 1e-9, 1, verified ? 1e-9 : 1, verified ? 1 : 0);
        var votes = new RecordedPoll(subject(poll), List.of(new CastVote("a", true, 1e-9, 1, "01")));
        return new PollResult(tally, finding, votes, List.of(contradictions), 5);
    }

    private static void solution(MachineDriver d) {
        Output.ComputeSolution order = d.last(Output.ComputeSolution.class);
        DenseVector x = DenseVector.copyOf(new double[MachineDriver.ROWS]);
        d.feed(new Input.SolutionReady(
                order.order(),
                new Slices.SolutionResult(
                        d.machine.state().revision(), x, XJson.dense(x.values()), 1e-9, 1e-9, 1e-10, null, 5)));
    }

    /// A session whose first solve has ended, and which has voters.
    private static MachineDriver withVoters() {
        MachineDriver d = MachineDriver.open(consensus());
        d.sliceDone(true);
        d.feed(new Input.ElectorateSeen(FOUR));
        d.write();
        return d;
    }

    @Test
    void nobodyIsAskedBeforeTheVotersAreDurable() {
        MachineDriver d = MachineDriver.open(consensus());
        d.sliceDone(true);
        d.tick(5_000);
        assertThat(d.all(Output.RunVerification.class)).isEmpty();
        assertThat(d.all(Output.ComputeSolution.class)).isEmpty();
        d.feed(new Input.ElectorateSeen(FOUR));
        assertThat(d.all(Output.HoldPoll.class)).isEmpty();
        assertThat(d.write()).anySatisfy(event -> assertThat(event).isInstanceOf(VotersChanged.class));
        Output.HoldPoll poll = d.last(Output.HoldPoll.class);
        assertThat(poll.epoch()).isEqualTo(1);
        assertThat(poll.voters()).containsExactly(A, B, C, D);
    }

    @Test
    void aQuorumInFavourMakesASolutionVerifiedAndIsRecordedWithItsVotes() {
        MachineDriver d = withVoters();
        Output.HoldPoll poll = d.last(Output.HoldPoll.class);
        d.feed(new Input.Polled(poll.order(), result(poll, 3, 1)));
        solution(d);
        d.tick(30);
        assertThat(d.lines)
                .anyMatch(line -> line.contains("\"type\":\"solution\"") && line.contains("\"verified\":true"));
        assertThat(d.lines)
                .anyMatch(
                        line -> line.contains(
                                "\"votes\":{\"for\":3,\"against\":1,\"abstained\":0,\"voters\":4,\"quorum\":3,\"tolerated_faults\":1}"));
        assertThat(d.write())
                .anySatisfy(event -> assertThat(event).isInstanceOfSatisfying(VerificationRecorded.class, recorded -> {
                    assertThat(recorded.strategy()).isEqualTo("consensus");
                    assertThat(recorded.poll()).isEqualTo(result(poll, 3, 1).votes());
                }));
    }

    private static List<String> signals(MachineDriver d) {
        d.tick(30);
        return d.lines.stream()
                .filter(line -> line.contains("\"type\":\"convergence_signal\""))
                .toList();
    }

    @Test
    void convergenceIsToldOnceThePollAboutItsXIsDecidedAndSaysHowThatWent() {
        MachineDriver d = withVoters();
        assertThat(d.all(Output.HoldPoll.class))
                .as("the solution's poll is the signal's too")
                .hasSize(1);
        Output.HoldPoll first = d.last(Output.HoldPoll.class);
        assertThat(signals(d)).isEmpty();
        d.feed(new Input.Polled(first.order(), result(first, 3, 1)));
        assertThat(signals(d))
                .singleElement()
                .asString()
                .contains("\"swarm_agreement\":0.95", "\"swarm_consensus\":1.0", "\"converged\":true");
        solution(d);
        d.write();
        d.tick(30);
        assertThat(d.types()).containsSubsequence("convergence_signal", "verification_result", "solution");

        long other = d.reply();
        d.feed(new Input.Verify(other, null, true, 5));
        Output.HoldPoll before = d.last(Output.HoldPoll.class);
        d.update(false, Samples.update(1));
        d.write();
        d.sliceDone(true);
        Output.HoldPoll about = d.last(Output.HoldPoll.class);
        assertThat(about.order()).isGreaterThan(before.order());
        assertThat(about.revision()).isEqualTo(1);
        d.feed(new Input.Polled(before.order(), result(before, 4, 0)));
        assertThat(signals(d)).as("that was about another x").hasSize(1);
        d.feed(new Input.Polled(about.order(), result(about, 2, 2)));
        assertThat(signals(d).getLast())
                .contains("\"swarm_consensus\":0.6666666666666666", "\"converged\":false", "\"revision\":1");
        assertThat(signals(d)).hasSize(2);
    }

    @Test
    void twoLiarsOfFourAreNoConvergenceAndNobodyIsNone() {
        MachineDriver liars = withVoters();
        Output.HoldPoll poll = liars.last(Output.HoldPoll.class);
        liars.feed(new Input.Polled(poll.order(), result(poll, 2, 2)));
        assertThat(signals(liars))
                .singleElement()
                .asString()
                .contains("\"residual_norm\":1.0E-9", "\"swarm_consensus\":0.66666", "\"converged\":false");
        MachineDriver silent = withVoters();
        Output.HoldPoll asked = silent.last(Output.HoldPoll.class);
        silent.feed(new Input.VerifyFailed(asked.order(), Problems.engineAway()));
        assertThat(signals(silent)).isEmpty();
    }

    @Test
    void aSessionThatEndsDuringAPollIsNotFoundByWhoAskedForIt() {
        MachineDriver d = withVoters();
        Output.HoldPoll poll = d.last(Output.HoldPoll.class);
        d.feed(new Input.Polled(poll.order(), result(poll, 3, 1)));
        solution(d);
        long asked = d.reply();
        d.feed(new Input.Verify(asked, null, true, 5));
        assertThat(d.isAnswered(asked)).isFalse();
        long gone = d.reply();
        d.feed(new Input.Close(gone, "deleted"));
        while (!d.isAnswered(gone)) {
            d.write();
        }
        d.tick(2_100);
        assertThat(d.answer(gone)).isInstanceOf(Answer.Done.class);
        assertThat(((Answer.Refused) d.answer(asked)).problem().code()).isEqualTo(ProblemCode.SESSION_NOT_FOUND);
    }

    @Test
    void withoutAQuorumASolutionIsToldAndIsNotVerified() {
        MachineDriver d = withVoters();
        Output.HoldPoll poll = d.last(Output.HoldPoll.class);
        d.feed(new Input.Polled(poll.order(), result(poll, 2, 1)));
        solution(d);
        d.tick(30);
        assertThat(d.lines).anyMatch(line -> line.contains("\"no_quorum\"") && line.contains("1 abstained"));
        assertThat(d.lines)
                .anyMatch(line -> line.contains("\"type\":\"solution\"") && line.contains("\"verified\":false"));
    }

    private static MachineDriver solvedWith(Electorate voters) {
        MachineDriver d = MachineDriver.open(consensus());
        d.sliceDone(true);
        d.feed(new Input.ElectorateSeen(voters));
        d.write();
        return d;
    }

    private static List<String> solutions(MachineDriver d) {
        return d.lines.stream()
                .filter(line -> line.contains("\"type\":\"solution\""))
                .toList();
    }

    private static void refuse(MachineDriver d) {
        Output.HoldPoll poll = d.last(Output.HoldPoll.class);
        d.feed(new Input.Polled(poll.order(), result(poll, 0, poll.voters().size())));
    }

    @Test
    void aQuorumAgainstMakesTheNodeLookItselfAndNothingMoreWhereItFindsXGood() {
        MachineDriver d = solvedWith(FOUR);
        solution(d);
        refuse(d);
        assertThat(solutions(d)).isEmpty();
        Output.RunVerification own = d.last(Output.RunVerification.class);
        assertThat(own.strategy()).isEqualTo(Strategy.FULL_RESIDUAL);
        Output.AuditResidual audit = d.last(Output.AuditResidual.class);
        d.answerOrders();
        d.feed(new Input.Audited(audit.order(), 0));
        // The solution is polled again, refuted again, and told.
        assertThat(d.all(Output.HoldPoll.class)).hasSize(2);
        solution(d);
        refuse(d);
        d.tick(30);
        assertThat(solutions(d)).singleElement().asString().contains("\"verified\":false");
        assertThat(d.all(Output.RunVerification.class)).hasSize(1);
        assertThat(d.all(Output.CorrectEngine.class)).isEmpty();
        assertThat(d.types()).doesNotContain("correction");
    }

    @Test
    void aQuorumAgainstIsToldAtOnceWhereTheNodesOwnVoteIsInFavour() {
        MachineDriver d = solvedWith(new Electorate(List.of(A, B, C, new Voter("node", "0d")), Set.of()));
        solution(d);
        refuseWithOwn(d, true, 1e-9);
        d.tick(30);
        assertThat(solutions(d)).singleElement().asString().contains("\"verified\":false");
        assertThat(d.all(Output.RunVerification.class)).isEmpty();
        assertThat(d.all(Output.AuditResidual.class)).isEmpty();
    }

    @Test
    void theNodesOwnRefutationEntersTheLadder() {
        MachineDriver d = solvedWith(new Electorate(List.of(A, B, C, new Voter("node", "0d")), Set.of()));
        solution(d);
        refuseWithOwn(d, false, 1e-3);
        assertThat(solutions(d)).isEmpty();
        Output.RunVerification own = d.last(Output.RunVerification.class);
        var bad = Verification.verify(
                Samples.dominant(MachineDriver.ROWS, new Random(1)),
                DenseVector.copyOf(new double[MachineDriver.ROWS]),
                Strategy.FULL_RESIDUAL,
                1,
                1e-8,
                1);
        assertThat(bad.verified()).isFalse();
        d.feed(new Input.Verified(own.order(), new Slices.VerifyResult(own.revision(), bad, 5)));
        d.feed(new Input.Audited(d.last(Output.AuditResidual.class).order(), bad.relativeResidual()));
        assertThat(d.all(Output.CorrectEngine.class)).hasSize(1);
    }

    /// A quorum against, this node's vote among those that count.
    private static void refuseWithOwn(MachineDriver d, boolean verified, double residual) {
        Output.HoldPoll poll = d.last(Output.HoldPoll.class);
        int against = poll.voters().size() - (verified ? 1 : 0);
        PollResult all = result(poll, verified ? 1 : 0, against);
        var votes = new RecordedPoll(subject(poll), List.of(new CastVote("node", verified, residual, 1, "01")));
        d.feed(new Input.Polled(poll.order(), new PollResult(all.tally(), all.finding(), votes, List.of(), 5)));
    }

    @Test
    void aRequestIsRefusedWithoutAQuorumAndAnsweredWithOne() {
        MachineDriver d = MachineDriver.solved(Samples.settings(true, 0, 100, new XSelection.None()));
        d.feed(new Input.ElectorateSeen(FOUR));
        assertThat(d.all(Output.Append.class)).as("nobody asked for votes").isEmpty();
        long first = d.reply();
        d.feed(new Input.Verify(first, null, true, 5));
        assertThat(d.all(Output.HoldPoll.class)).isEmpty();
        d.write();
        Output.HoldPoll poll = d.last(Output.HoldPoll.class);
        d.feed(new Input.Polled(poll.order(), result(poll, 0, 2)));
        assertThat(((Answer.Refused) d.answer(first)).problem().code()).isEqualTo(ProblemCode.NO_QUORUM);
        long second = d.reply();
        d.feed(new Input.Verify(second, null, true, 5));
        poll = d.last(Output.HoldPoll.class);
        d.feed(new Input.Polled(poll.order(), result(poll, 0, 3)));
        var told = ((Answer.Verification) d.answer(second)).result();
        assertThat(told.verified()).isFalse();
        assertThat(told.votes().against()).isEqualTo(3);
    }

    @Test
    void votersFollowTheClusterByEventsAndAContradictionByOneMore() {
        MachineDriver d = withVoters();
        d.feed(new Input.ElectorateSeen(new Electorate(List.of(A, B), Set.of("d"))));
        d.write();
        VotersChanged two = Objects.requireNonNull(d.journal().voters());
        assertThat(two.epoch()).isEqualTo(2);
        assertThat(two.voters()).containsExactly(A, B, C);
        Output.HoldPoll poll = d.last(Output.HoldPoll.class);
        var proof = new RecordedPoll(
                subject(poll), List.of(new CastVote("b", true, 1e-9, 1, "01"), new CastVote("b", false, 1, 2, "02")));
        d.feed(new Input.Polled(poll.order(), result(poll, 3, 0, new Contradiction(B, proof))));
        d.write();
        VotersChanged three = Objects.requireNonNull(d.journal().voters());
        assertThat(three.voters()).containsExactly(A, C);
        assertThat(three.excluded()).containsExactly(B);
        assertThat(three.evidence()).containsExactly(proof);
        assertThat(SessionState.of(d.journal().toSnapshot()).voters()).isEqualTo(three);
    }

    /// Writes what has come up since there were `before` appends, and what follows from it; how many there are then.
    private static int writeAll(MachineDriver d, int before) {
        int written = before;
        for (int k = 0; d.all(Output.Append.class).size() > written && k < 6; k++) {
            written = d.all(Output.Append.class).size();
            d.write();
        }
        return written;
    }

    private static SwarmMember member(String name, String key) {
        return new SwarmMember(name, List.of(MemberRole.VERIFIER), 0, List.of(), "", key);
    }

    private static long join(MachineDriver d, SwarmMember member) {
        long reply = d.reply();
        d.feed(new Input.Join(reply, member, null, List.of()));
        return reply;
    }

    @Test
    void aMemberThatBringsAKeyIsAVoterOnceThatIsDurable() {
        MachineDriver d = withVoters();
        long reply = join(d, member("m", "0f"));
        assertThat(d.last(Output.HoldPoll.class).voters()).containsExactly(A, B, C, D);
        d.write();
        d.write();
        assertThat(d.answer(reply)).isInstanceOf(Answer.Joined.class);
        VotersChanged now = Objects.requireNonNull(d.journal().voters());
        assertThat(now.voters()).containsExactly(A, B, C, D, new Voter("m", "0f"));
        join(d, new SwarmMember("plain", List.of(MemberRole.VERIFIER), 0, List.of(), ""));
        d.write();
        assertThat(Objects.requireNonNull(d.journal().voters())).isEqualTo(now);
        // Its lease is over: it is silent, and a voter.
        d.tick(100_000);
        d.write();
        assertThat(Objects.requireNonNull(d.journal().voters()).voters()).isEqualTo(now.voters());
        assertThat(SessionState.of(d.journal().toSnapshot()).swarm().members())
                .isEqualTo(d.journal().swarm().members());
    }

    @Test
    void aSolverWithAKeyVotesAsAVerifierDoesAlsoWhileItIsSilent() {
        MachineDriver d = withVoters();
        int before = d.all(Output.Append.class).size();
        join(d, new SwarmMember("s", List.of(MemberRole.SOLVER), 0, List.of(), "", "0f"));
        join(d, new SwarmMember("plain", List.of(MemberRole.SOLVER), 0, List.of(), ""));
        before = writeAll(d, before);
        VotersChanged now = Objects.requireNonNull(d.journal().voters());
        assertThat(now.voters()).containsExactly(A, B, C, D, new Voter("s", "0f"));
        // Its lease is over: no solver any more, and a voter that is silent.
        d.tick(100_000);
        writeAll(d, before);
        assertThat(d.journal().swarm().members()).singleElement().satisfies(left -> {
            assertThat(left.nodeId()).isEqualTo("s");
            assertThat(left.roles()).containsExactly(MemberRole.VERIFIER);
            assertThat(left.votes()).isTrue();
        });
        assertThat(Objects.requireNonNull(d.journal().voters())).isEqualTo(now);
    }

    @Test
    void aMemberThatContradictsItselfIsNoMemberThatVotesAnyMoreAndIsToldSo() {
        MachineDriver d = withVoters();
        int before = d.all(Output.Append.class).size();
        join(d, new SwarmMember("m", List.of(MemberRole.VERIFIER), 0, List.of(), "", "0f"));
        join(d, new SwarmMember("r", List.of(MemberRole.SOLVER, MemberRole.REPORTER), 0, List.of(), "", "0e"));
        before = writeAll(d, before);
        d.feed(new Input.Verify(d.reply(), null, true, 5));
        Output.HoldPoll poll = d.last(Output.HoldPoll.class);
        List<Contradiction> found = List.of(new Voter("m", "0f"), new Voter("r", "0e")).stream()
                .map(voter -> new Contradiction(
                        voter,
                        new RecordedPoll(
                                subject(poll),
                                List.of(
                                        new CastVote(voter.name(), true, 1e-9, 1, "01"),
                                        new CastVote(voter.name(), false, 1, 2, "02")))))
                .toList();
        d.feed(new Input.Polled(poll.order(), result(poll, 4, 0, found.toArray(new Contradiction[0]))));
        before = writeAll(d, before);
        assertThat(Objects.requireNonNull(d.journal().voters()).voters()).containsExactly(A, B, C, D);
        // What it may still do it does, and what it is it is told.
        assertThat(d.journal().swarm().members()).singleElement().satisfies(left -> {
            assertThat(left.nodeId()).isEqualTo("r");
            assertThat(left.roles()).containsExactly(MemberRole.REPORTER);
        });
        var gone = (Answer.Refused) d.answer(ping(d, "m"));
        assertThat(gone.problem().code()).isEqualTo(ProblemCode.FORBIDDEN);
        assertThat(gone.problem().detail()).contains("two different votes");
        assertThat(((Answer.Joined) d.answer(ping(d, "r"))).warnings())
                .singleElement()
                .asString()
                .startsWith("excluded");
        for (MemberRole role : List.of(MemberRole.VERIFIER, MemberRole.SOLVER)) {
            for (String name : List.of("m", "another")) {
                var again = new SwarmMember(name, List.of(role, MemberRole.REPORTER), 0, List.of(), "", "0f");
                var refused = (Answer.Refused) d.answer(join(d, again));
                assertThat(refused.problem().code()).isEqualTo(ProblemCode.FORBIDDEN);
                assertThat(refused.problem().pointer()).isEqualTo("/public_key");
            }
        }
        long reply = join(d, new SwarmMember("m", List.of(MemberRole.REPORTER), 0, List.of(), ""));
        writeAll(d, before);
        assertThat(((Answer.Joined) d.answer(reply)).warnings())
                .singleElement()
                .asString()
                .startsWith("excluded");
    }

    private static long ping(MachineDriver d, String name) {
        long reply = d.reply();
        d.feed(new Input.Ping(reply, name, null, List.of()));
        return reply;
    }

    private static PollResult without(Output.HoldPoll poll, String... voted) {
        List<CastVote> votes = Arrays.stream(voted)
                .map(name -> new CastVote(name, true, 1e-9, 1, "01"))
                .toList();
        PollResult all = result(poll, voted.length, 0);
        return new PollResult(all.tally(), all.finding(), new RecordedPoll(subject(poll), votes), List.of(), 5);
    }

    /// A session that has missed the votes of its member for a lease, whose voters are asked about it.
    private static MachineDriver withASilentMember() {
        MachineDriver d = withVoters();
        join(d, member("m", "0f"));
        d.write();
        d.write();
        for (int k = 0; k < 6; k++) {
            long reply = d.reply();
            d.feed(new Input.Verify(reply, null, true, 5));
            Output.HoldPoll poll = d.last(Output.HoldPoll.class);
            d.feed(new Input.Polled(poll.order(), without(poll, "a", "b", "c", "d")));
            d.tick(20_000);
        }
        return d;
    }

    @Test
    void aMemberThatIsGoneLeavesByAQuorumOfTheOthersAndIsNoMemberThatVotesAnyMore() {
        MachineDriver d = withASilentMember();
        Output.AskRemoval ask = d.last(Output.AskRemoval.class);
        assertThat(ask.candidate()).isEqualTo(new Voter("m", "0f"));
        assertThat(ask.epoch()).isEqualTo(2);
        assertThat(d.all(Output.AskRemoval.class)).hasSize(1);
        var removal = new VoterRemoval(
                ask.candidate(),
                List.of("a", "b", "c", "d").stream()
                        .map(by -> new VoterRemoval.Consent(by, "01"))
                        .toList());
        int before = d.all(Output.Append.class).size();
        d.feed(new Input.RemovalAsked(ask.epoch(), removal));
        writeAll(d, before);
        VotersChanged now = Objects.requireNonNull(d.journal().voters());
        assertThat(now.epoch()).isEqualTo(3);
        assertThat(now.voters()).containsExactly(A, B, C, D);
        assertThat(now.removals()).containsExactly(removal);
        assertThat(d.journal().swarm().members()).isEmpty();
        assertThat(Objects.requireNonNull(
                        SessionState.of(d.journal().toSnapshot()).voters()))
                .isEqualTo(now);
    }

    @Test
    void whoJoinsAgainWhileTheOthersAreAskedStays() {
        MachineDriver d = withASilentMember();
        Output.AskRemoval ask = d.last(Output.AskRemoval.class);
        var removal = new VoterRemoval(
                ask.candidate(),
                List.of("a", "b", "c", "d").stream()
                        .map(by -> new VoterRemoval.Consent(by, "01"))
                        .toList());
        d.tick(1);
        join(d, member("m", "0f"));
        int before = d.all(Output.Append.class).size();
        d.feed(new Input.RemovalAsked(ask.epoch(), removal));
        d.tick(1_000);
        assertThat(d.all(Output.Append.class)).hasSize(before);
        assertThat(Objects.requireNonNull(d.journal().voters()).voters()).contains(ask.candidate());
    }

    @Test
    void withoutAQuorumAMemberThatIsSilentStays() {
        MachineDriver d = withASilentMember();
        Output.AskRemoval ask = d.last(Output.AskRemoval.class);
        var few = new VoterRemoval(ask.candidate(), List.of(new VoterRemoval.Consent("a", "01")));
        int before = d.all(Output.Append.class).size();
        d.feed(new Input.RemovalAsked(ask.epoch(), few));
        d.tick(1_000);
        assertThat(d.all(Output.Append.class)).hasSize(before);
        assertThat(d.all(Output.AskRemoval.class)).hasSize(1);
    }

    @Test
    void membersAreReasonEnoughToNameVoters() {
        MachineDriver d = MachineDriver.solved(Samples.settings(true, 0, 100, new XSelection.None()));
        d.feed(new Input.ElectorateSeen(FOUR));
        assertThat(d.all(Output.Append.class)).isEmpty();
        join(d, member("m", "0f"));
        d.write();
        d.write();
        assertThat(Objects.requireNonNull(d.journal().voters()).voters()).hasSize(5);
    }

    @Test
    void aMemberWithTheNameOrTheKeyOfAVoterIsRefused() {
        MachineDriver d = withVoters();
        for (SwarmMember bad : List.of(member("a", "0f"), member("m", "0a"))) {
            var refused = (Answer.Refused) d.answer(join(d, bad));
            assertThat(refused.problem().pointer()).isEqualTo("/public_key");
        }
        join(d, member("m", "0f"));
        // Not durable yet.
        var refused = (Answer.Refused) d.answer(join(d, member("m", "0e")));
        assertThat(refused.problem().detail()).contains("under another key");
    }

    @Test
    void membersOfTheClusterVoteOnSessionsOfTheirOwnerThatHaveASwarm() {
        var standing = List.of(
                new Electorate.Standing(new Voter("mine", "0f"), "me"),
                new Electorate.Standing(new Voter("theirs", "0e"), "somebody else"));
        Electorate seen = new Electorate(List.of(A), Set.of(), standing);
        MachineDriver alone = MachineDriver.open(consensus());
        alone.feed(new Input.ElectorateSeen(seen));
        alone.write();
        assertThat(Objects.requireNonNull(alone.journal().voters()).voters()).containsExactly(A);
        MachineDriver swarm = MachineDriver.open(consensus().toBuilder()
                .swarm(new SessionSettings.Swarm(
                        true,
                        0,
                        SessionSettings.Swarm.DEFAULTS.topology(),
                        SessionSettings.Swarm.DEFAULTS.aggregation(),
                        null))
                .build());
        swarm.feed(new Input.ElectorateSeen(seen));
        swarm.write();
        assertThat(Objects.requireNonNull(swarm.journal().voters()).voters())
                .containsExactly(A, new Voter("mine", "0f"));
        MachineDriver early = new MachineDriver();
        early.feed(new Input.ElectorateSeen(seen));
        early.begin(swarm.machine.state().openedOrThrow().settings());
        early.write();
        assertThat(Objects.requireNonNull(early.journal().voters()).voters())
                .as("seen before the session was opened")
                .containsExactly(A, new Voter("mine", "0f"));
        int written = swarm.all(Output.Append.class).size();
        swarm.feed(new Input.ElectorateSeen(new Electorate(List.of(A), Set.of())));
        swarm.tick(10);
        assertThat(swarm.all(Output.Append.class)).hasSize(written);
    }

    @Test
    void aChangeThatWasLostIsWrittenAgain() {
        MachineDriver d = MachineDriver.open(consensus());
        d.feed(new Input.ElectorateSeen(FOUR));
        d.failAppend(false);
        d.ledgerReady();
        d.tick(10);
        assertThat(d.write()).anySatisfy(event -> assertThat(event).isInstanceOf(VotersChanged.class));
        assertThat(Objects.requireNonNull(d.journal().voters()).epoch()).isEqualTo(1);
    }
}
