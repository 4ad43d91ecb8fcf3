// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.SessionState;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.actors.verifier.JournalReplay;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.event.CastVote;
import io.rivulet.serialization.event.RecordedPoll;
import io.rivulet.serialization.event.SessionEvent.VerificationRecorded;
import io.rivulet.serialization.event.SessionEvent.VotersChanged;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.VoteCodec;
import io.rivulet.serialization.event.Voter;
import io.rivulet.serialization.event.VotingKeys;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.request.SystemSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Four whole nodes vote, over the cluster's transport, on what one of them computed.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConsensusTest {
    private static SessionState stateOf(TestNode node, UUID id) throws Exception {
        var replay = new JournalReplay(
                node.stores.journal(),
                session -> SessionLedger.persistenceId(session).id());
        return get(replay.of(id)).state();
    }

    private static SessionSettings consensus() {
        return Requests.settings(true).toBuilder()
                .verifying(SessionSettings.Verifying::byConsensus)
                .build();
    }

    private static UUID open(TestNode at, int nx, int ny) throws Exception {
        var system = new SystemSource.Gallery(new GalleryRecipe.Poisson2d(nx, ny), null);
        return get(at.sessions.open(Requests.of(system, consensus()), "ann")).id();
    }

    private static List<TestNode> cluster(int nodes) throws Exception {
        List<TestNode> all = new ArrayList<>();
        all.add(TestNode.start(
                StoreSettings.inMemory("consensus-" + UUID.randomUUID()),
                // On a busy machine a voter may take long to say a word.
                """
                rivulet.actors.verifier.vote-timeout = 2s
                pekko.cluster.failure-detector.acceptable-heartbeat-pause = 4s
                """,
                TestNode.MEMORY));
        for (int k = 2; k <= nodes; k++) {
            all.add(TestNode.join(all.getFirst(), "node-" + k));
        }
        for (TestNode each : all) {
            until(() ->
                    each.sessions.membership().members().electorate().present().size() == nodes);
        }
        return all;
    }

    @Test
    void aRecordedVerdictCanBeCheckedFromTheJournalAloneAndALargeXIsPulled() throws Exception {
        List<TestNode> nodes = cluster(4);
        try {
            for (int side : List.of(20, 150)) {
                UUID id = open(nodes.get(1), side, side);
                var lines = new LineCollector(nodes.getFirst().system, nodes.getFirst().sessions, id, 1)
                        .follow("ann", OptionalLong.of(1));
                assertThat(lines.untilType("solution").get("verified").asBoolean())
                        .as("side " + side)
                        .isTrue();
                JsonNode signal = lines.untilType("convergence_signal");
                assertThat(signal.at("/current_state/swarm_consensus").asDouble())
                        .isEqualTo(1.0);
                assertThat(signal.get("converged").asBoolean()).isTrue();
                assertThat(lines.untilType("session_opened").get("warnings").toString())
                        .doesNotContain("tolerated_faults");
                for (TestNode each : nodes) {
                    Line.VerificationResult result =
                            get(each.sessions.verification().poll(id, "ann", 5));
                    assertThat(result.votes()).isEqualTo(new Line.Votes(4, 0, 0, 4, 3, 1));
                }
                until(() -> stateOf(nodes.getFirst(), id).lastVerification() != null);
                SessionState state = stateOf(nodes.getFirst(), id);
                VotersChanged voters = Objects.requireNonNull(state.voters());
                assertThat(voters.voters().stream().map(Voter::name))
                        .containsExactly("node-1", "node-2", "node-3", "node-4");
                VerificationRecorded recorded = Objects.requireNonNull(state.lastVerification());
                assertThat(recorded.strategy()).isEqualTo("consensus");
                RecordedPoll poll = Objects.requireNonNull(recorded.poll());
                assertThat(poll.subject().session()).isEqualTo(id);
                assertThat(poll.subject().epoch()).isEqualTo(voters.epoch());
                var keys = voters.voters().stream().collect(Collectors.toMap(Voter::name, Voter::publicKey));
                assertThat(poll.votes()).hasSize(4).allSatisfy(vote -> {
                    assertThat(vote.verified()).isTrue();
                    assertThat(VotingKeys.isSignedBy(
                                    keys.get(vote.voter()),
                                    VoteCodec.statement(poll.subject(), vote),
                                    vote.signature()))
                            .isTrue();
                    var turned = new CastVote(vote.voter(), false, vote.relativeResidual(), vote.seed(), "");
                    assertThat(VotingKeys.isSignedBy(
                                    keys.get(vote.voter()),
                                    VoteCodec.statement(poll.subject(), turned),
                                    vote.signature()))
                            .isFalse();
                });
                // Each has drawn its own probes.
                assertThat(poll.votes().stream().map(CastVote::seed).distinct()).hasSize(4);
                // One verifier's word makes no x verified where votes are asked for.
                get(nodes.getFirst().sessions.update(id, "ann", List.of(Requests.delta("s", 1, 7, 0.5)), true));
                assertThat(get(nodes.getFirst().sessions.verification().verify(id, "ann", Strategy.FULL_RESIDUAL, 1))
                                .votes()
                                .voters())
                        .isEqualTo(1);
                Answer.Solution after = get(nodes.getFirst().sessions.reads().solution(id, "ann", 1));
                assertThat(after.verified()).isTrue();
            }
        } finally {
            nodes.forEach(TestNode::close);
        }
    }

    @Test
    void aLostNodeCountsUntilTheClusterHasRemovedItAndTheVotersOutliveTheSessionsNode() throws Exception {
        List<TestNode> nodes = cluster(4);
        TestNode first = nodes.getFirst();
        try {
            UUID id = open(first, 20, 20);
            for (int k = 0; k < 100 && first.sessions.isLocal(id); k++) {
                id = open(first, 20, 20);
            }
            assertThat(first.sessions.isLocal(id)).isFalse();
            get(first.sessions.reads().solution(id, "ann", 0));
            assertThat(votes(first, id)).isEqualTo(new Line.Votes(4, 0, 0, 4, 3, 1));
            VotersChanged before = Objects.requireNonNull(stateOf(first, id).voters());
            assertThat(before.epoch()).isEqualTo(1);

            TestNode bystander = other(nodes, first, id, false);
            end(bystander);
            assertThat(votes(first, id)).isEqualTo(new Line.Votes(3, 0, 1, 4, 3, 1));
            remove(first, bystander, 3);
            untilVotes(first, id, new Line.Votes(3, 0, 0, 3, 3, 0));
            assertThat(Objects.requireNonNull(stateOf(first, id).voters()).epoch())
                    .isEqualTo(2);

            TestNode home = other(nodes, first, id, true);
            end(home);
            remove(first, home, 2);
            untilVotes(first, id, new Line.Votes(2, 0, 0, 2, 2, 0));
            VotersChanged after = Objects.requireNonNull(stateOf(first, id).voters());
            assertThat(after.epoch()).isEqualTo(3);
            assertThat(after.voters()).hasSize(2).isSubsetOf(before.voters());
            assertThat(after.excluded()).isEmpty();
        } finally {
            nodes.forEach(TestNode::close);
        }
    }

    private static Line.Votes votes(TestNode at, UUID id) throws Exception {
        return get(at.sessions.verification().poll(id, "ann", 5)).votes();
    }

    private static void untilVotes(TestNode at, UUID id, Line.Votes wanted) throws Exception {
        until(() -> {
            try {
                return votes(at, id).equals(wanted);
            } catch (ExecutionException notYet) {
                return false;
            }
        });
    }

    private static TestNode other(List<TestNode> nodes, TestNode first, UUID id, boolean hasIt) {
        return nodes.stream()
                .filter(node -> node != first && node.sessions.isLocal(id) == hasIt)
                .findFirst()
                .orElseThrow();
    }

    /// Without a word; its database stays open, which the others are on.
    private static void end(TestNode node) throws Exception {
        node.system.terminate();
        get(node.system.getWhenTerminated());
    }

    private static void remove(TestNode first, TestNode lost, int left) throws Exception {
        var address = Cluster.get(lost.system).selfMember().address();
        Cluster.get(first.system).manager().tell(new Down(address));
        until(() -> first.sessions.membership().members().electorate().present().size() == left);
    }

    @Test
    void aNodeThatIsOnlyAVerifierVotesAndHasNoSession() throws Exception {
        List<TestNode> nodes = cluster(1);
        try {
            TestNode first = nodes.getFirst();
            TestNode verifier = TestNode.join(first, "node-2", "pekko.cluster.roles = [verifier]");
            nodes.add(verifier);
            until(() ->
                    first.sessions.membership().members().electorate().present().size() == 2);
            for (int k = 0; k < 8; k++) {
                UUID id = open(first, 10, 10);
                get(first.sessions.reads().solution(id, "ann", 0));
                assertThat(votes(first, id)).isEqualTo(new Line.Votes(2, 0, 0, 2, 2, 0));
                assertThat(first.sessions.isLocal(id)).isTrue();
                assertThat(verifier.sessions.isLocal(id)).isFalse();
            }
        } finally {
            nodes.forEach(TestNode::close);
        }
    }

    @Test
    void oneNodeIsOneVoterAndSaysThatItToleratesNoFault() throws Exception {
        List<TestNode> nodes = cluster(1);
        try {
            UUID id = open(nodes.getFirst(), 20, 20);
            var lines = new LineCollector(nodes.getFirst().system, nodes.getFirst().sessions, id, 1)
                    .follow("ann", OptionalLong.of(1));
            assertThat(lines.untilType("solution").get("verified").asBoolean()).isTrue();
            assertThat(lines.untilType("session_opened").get("warnings").toString())
                    .contains("1 voters")
                    .contains("tolerated_faults 0");
            assertThat(get(nodes.getFirst().sessions.verification().poll(id, "ann", 5))
                            .votes())
                    .isEqualTo(new Line.Votes(1, 0, 0, 1, 1, 0));
        } finally {
            nodes.forEach(TestNode::close);
        }
    }
}
