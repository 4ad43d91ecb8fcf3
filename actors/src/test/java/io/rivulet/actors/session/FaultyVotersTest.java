// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.refusal;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.FaultyVoter.Fault;
import io.rivulet.actors.verifier.JournalReplay;
import io.rivulet.serialization.event.SessionEvent.VotersChanged;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.Voter;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One honest node and three that vote beside it, over the cluster's transport: what each kind of fault does to a poll
/// of four.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultyVotersTest {
    static VotersOfFour four;
    static TestNode node;
    static List<FaultyVoter> voters;

    @BeforeAll
    static void start() throws Exception {
        // On a busy machine an honest voter may take long to say a word: a pause of all took 500 ms.
        four = VotersOfFour.start("rivulet.actors.verifier.vote-timeout = 2s");
        node = four.node;
        voters = four.voters;
    }

    @AfterAll
    static void stop() {
        four.close();
    }

    @AfterEach
    void heal() {
        four.heal();
    }

    private static UUID solved() throws Exception {
        return four.solved();
    }

    private static Line.Votes votes(UUID id) throws Exception {
        return get(node.sessions.verification().poll(id, "ann", 5)).votes();
    }

    private static VotersChanged votersOf(UUID id) throws Exception {
        var replay = new JournalReplay(
                node.stores.journal(),
                session -> SessionLedger.persistenceId(session).id());
        return Objects.requireNonNull(get(replay.of(id)).state().voters());
    }

    @Test
    void allAgreeOnAGoodX() throws Exception {
        UUID id = solved();
        Line.VerificationResult result = get(node.sessions.verification().poll(id, "ann", 5));
        assertThat(result.verified()).isTrue();
        assertThat(result.strategy()).isEqualTo("consensus");
        assertThat(result.confidence()).isEqualTo(1.0);
        assertThat(result.maxError()).isPositive();
        assertThat(result.votes()).isEqualTo(new Line.Votes(4, 0, 0, 4, 3, 1));
        assertThat(votersOf(id).voters().stream().map(Voter::name))
                .containsExactly("node-1", "voter-1", "voter-2", "voter-3");
    }

    @Test
    void aLiarIsOutvoted() throws Exception {
        UUID id = solved();
        voters.get(0).fault = Fault.LIES;
        Line.VerificationResult result = get(node.sessions.verification().poll(id, "ann", 5));
        assertThat(result.verified()).isTrue();
        assertThat(result.votes()).isEqualTo(new Line.Votes(3, 1, 0, 4, 3, 1));
    }

    @Test
    void aBadXIsRefutedWhateverOneLiarSays() throws Exception {
        voters.get(2).fault = Fault.LIES;
        assertRefuted(new Line.Votes(1, 3, 0, 4, 3, 1));
    }

    @Test
    void aVoteInFavourWithTheResidualThatRefutesItIsNone() throws Exception {
        voters.get(2).fault = Fault.BELIES_ITSELF;
        assertRefuted(new Line.Votes(0, 3, 1, 4, 3, 1));
    }

    private static void assertRefuted(Line.Votes votes) throws Exception {
        Line.VerificationResult result = get(node.sessions.verification().poll(solvedButNotGoodEnough(), "ann", 5));
        assertThat(result.verified()).isFalse();
        assertThat(result.votes()).isEqualTo(votes);
    }

    /// The x of a session whose checks ask for more than any x can give.
    private static UUID solvedButNotGoodEnough() throws Exception {
        UUID id = four.open(Requests.settings(true).toBuilder()
                .verifying(v ->
                        new SessionSettings.Verifying(false, v.interval(), v.probeCount(), 1e-300, v.strategy(), false))
                .build());
        get(node.sessions.reads().solution(id, "ann", 0));
        return id;
    }

    @Test
    void fiftyPollsWithOneVoterAtFaultAreRight() throws Exception {
        Random random = new Random(11);
        List<Fault> quick = List.of(Fault.NONE, Fault.LIES, Fault.FORGES, Fault.FLIPPED_BIT, Fault.WRONG_ROW);
        // Each costs a poll its whole patience.
        List<Fault> waitedFor = List.of(Fault.SILENT, Fault.NEVER_DONE);
        UUID good = solved();
        UUID bad = solvedButNotGoodEnough();
        for (int k = 0; k < 50; k++) {
            heal();
            FaultyVoter faulty = voters.get(random.nextInt(3));
            faulty.victim = voters.get((voters.indexOf(faulty) + 1) % 3).name;
            List<Fault> faults = k % 8 == 7 ? waitedFor : quick;
            faulty.fault = faults.get(random.nextInt(faults.size()));
            boolean right = random.nextBoolean();
            assertThat(get(node.sessions.verification().poll(right ? good : bad, "ann", 5))
                            .verified())
                    .as("poll %d, %s %s", k, faulty.name, faulty.fault)
                    .isEqualTo(right);
        }
        assertThat(votersOf(good).epoch()).isEqualTo(1);
    }

    @Test
    void twoLiarsOfFourLeaveNoQuorum() throws Exception {
        UUID id = solved();
        voters.get(0).fault = Fault.LIES;
        voters.get(1).fault = Fault.LIES;
        Problem problem = refusal(node.sessions.verification().poll(id, "ann", 5));
        assertThat(problem.code()).isEqualTo(ProblemCode.NO_QUORUM);
        assertThat(problem.detail()).contains("2 voters for, 2 against, 0 abstained");
    }

    @Test
    void aSilentVoterAbstainsAfterTheTimeoutAndOneThatNeverEndsIsNotWaitedForEither() throws Exception {
        UUID id = solved();
        votes(id);
        for (Fault fault : List.of(Fault.SILENT, Fault.NEVER_DONE)) {
            voters.get(1).fault = fault;
            Line.VerificationResult result = get(node.sessions.verification().poll(id, "ann", 5));
            assertThat(result.votes()).isEqualTo(new Line.Votes(3, 0, 1, 4, 3, 1));
            assertThat(result.verificationTimeMs()).isBetween(1_999.0, 12_000.0);
        }
    }

    @Test
    void whoContradictsItselfIsExcludedWithTheProof() throws Exception {
        UUID id = solved();
        votes(id);
        voters.get(1).fault = Fault.CONTRADICTS_ITSELF;
        // Its second vote has to arrive while others are waited for.
        voters.get(2).fault = Fault.SILENT;
        assertThat(refusal(node.sessions.verification().poll(id, "ann", 5)).detail())
                .contains("2 voters for, 0 against, 2 abstained");
        voters.get(2).fault = Fault.NONE;
        until(() -> votersOf(id).epoch() == 2);
        VotersChanged now = votersOf(id);
        assertThat(now.voters().stream().map(Voter::name)).containsExactly("node-1", "voter-1", "voter-3");
        assertThat(now.excluded())
                .containsExactly(new Voter("voter-2", voters.get(1).publicKey()));
        assertThat(now.evidence())
                .singleElement()
                .satisfies(proof -> assertThat(proof.votes())
                        .hasSize(2)
                        .allSatisfy(vote -> assertThat(io.rivulet.serialization.event.VotingKeys.isSignedBy(
                                        voters.get(1).publicKey(),
                                        io.rivulet.serialization.event.VoteCodec.statement(proof.subject(), vote),
                                        vote.signature()))
                                .isTrue()));
        int asked = voters.get(1).asked.get();
        assertThat(votes(id)).isEqualTo(new Line.Votes(3, 0, 0, 3, 3, 0));
        assertThat(voters.get(1).asked.get()).isEqualTo(asked);
    }

    @Test
    void replaysForgeriesAndVotesOnADamagedXCountNowhere() throws Exception {
        UUID before = solved();
        votes(before);
        UUID id = four.open(Requests.settings(true).toBuilder()
                .stopping(SessionSettings.Stopping.DEFAULTS.to(1e-10))
                .build());
        get(node.sessions.reads().solution(id, "ann", 0));
        voters.get(0).victim = "voter-3";
        for (Fault fault : List.of(Fault.REPLAYS, Fault.FORGES, Fault.FLIPPED_BIT)) {
            voters.get(0).fault = fault;
            assertThat(votes(id)).as(fault.name()).isEqualTo(new Line.Votes(3, 0, 1, 4, 3, 1));
            assertThat(votersOf(id).epoch()).as(fault.name()).isEqualTo(1);
        }
    }

    @Test
    void aWrongRowInOneVotersCopyIsOneVoteAgainst() throws Exception {
        UUID id = solved();
        voters.get(0).fault = Fault.WRONG_ROW;
        assertThat(votes(id)).isEqualTo(new Line.Votes(3, 1, 0, 4, 3, 1));
    }

    @Test
    void aSessionByConsensusTellsItsVotesAndIsVerifiedByThemAlone() throws Exception {
        UUID id = four.open(VotersOfFour.byConsensus());
        var lines = new LineCollector(node.system, node.sessions, id, 1).follow("ann", OptionalLong.of(1));
        var told = lines.untilType("solution");
        assertThat(told.get("verified").asBoolean()).isTrue();
        var votes = lines.until(line -> line.path("strategy").asText().equals("consensus"))
                .get("votes");
        assertThat(votes.get("for").asInt()).isEqualTo(4);
        assertThat(votes.get("voters").asInt()).isEqualTo(4);
        assertThat(votes.get("quorum").asInt()).isEqualTo(3);
        assertThat(votes.get("tolerated_faults").asInt()).isEqualTo(1);

        voters.get(0).fault = Fault.LIES;
        voters.get(1).fault = Fault.SILENT;
        int seen = lines.lines.size();
        get(node.sessions.update(id, "ann", List.of(Requests.delta("s", 1, 5, 0.5)), true));
        get(node.sessions.command(id, "ann", io.rivulet.actors.session.core.Input.Command.Kind.SOLUTION, 0));
        var second = lines.until(line -> line.path("type").asText().equals("solution")
                && line.get("revision").asLong() == 1);
        assertThat(second.get("verified").asBoolean()).isFalse();
        assertThat(lines.lines.subList(seen, lines.lines.size()))
                .anySatisfy(line ->
                        assertThat(line.path("problem").path("code").asText()).isEqualTo("no_quorum"));
        var signal = lines.until(line -> line.path("type").asText().equals("convergence_signal")
                && line.get("revision").asLong() == 1);
        assertThat(signal.at("/current_state/swarm_consensus").asDouble()).isEqualTo(2 / 3.0);
        assertThat(signal.get("converged").asBoolean()).isFalse();
    }
}
