// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.consensus.MemberSeats;
import io.rivulet.actors.consensus.VoteKey;
import io.rivulet.actors.session.core.SessionState;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.actors.verifier.JournalReplay;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SessionEvent.VotersChanged;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.event.VoteCodec;
import io.rivulet.serialization.event.Voter;
import io.rivulet.serialization.event.VoterRemoval;
import io.rivulet.serialization.event.VotingKeys;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.request.JoinRequest;
import io.rivulet.serialization.request.SystemSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Three nodes and a voter from outside that is gone: they remove it together, and only once it is.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GoneMemberTest {
    private static final int POLLS_OF_A_SILENT_ONE = 6;

    private static SessionState stateOf(TestNode node, UUID id) throws Exception {
        var replay = new JournalReplay(
                node.stores.journal(),
                session -> SessionLedger.persistenceId(session).id());
        return get(replay.of(id)).state();
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

    @Test
    void itIsRemovedByTheNodesAndMayJoinAgain() throws Exception {
        TestNode first = TestNode.start(StoreSettings.inMemory("gone-" + UUID.randomUUID()), """
                        rivulet.actors.verifier.vote-timeout = 2s
                        rivulet.actors.swarm.member-lease = 2s
                        """, TestNode.MEMORY);
        TestNode second = TestNode.join(first, "node-2");
        TestNode third = TestNode.join(first, "node-3");
        List<TestNode> nodes = List.of(first, second, third);
        try {
            for (TestNode each : nodes) {
                until(() -> each.sessions
                                .membership()
                                .members()
                                .electorate()
                                .present()
                                .size()
                        == 3);
            }
            SessionSettings settings = Requests.settings(true).toBuilder()
                    .verifying(SessionSettings.Verifying::byConsensus)
                    .build();
            var grid = new SystemSource.Gallery(new GalleryRecipe.Poisson2d(10, 10), null);
            UUID id =
                    get(first.sessions.open(Requests.of(grid, settings), "ann")).id();
            Voter member = new Voter("m", VoteKey.fresh().publicKey());
            var join = new JoinRequest(
                    new SwarmMember("m", List.of(MemberRole.VERIFIER), 0, List.of(), "", member.publicKey()),
                    id,
                    List.of());
            get(first.sessions.swarm().join(join, "ann"));
            MemberSeats.Socket seat = third.sessions.verification().memberSocket("ann", _ -> true);
            get(seat.take(id, member));
            var silent = new Line.Votes(3, 0, 1, 4, 3, 1);
            untilVotes(first, id, silent);
            // Silent, but at its socket: it stays, also for several leases.
            for (int k = 0; k < POLLS_OF_A_SILENT_ONE; k++) {
                assertThat(votes(first, id)).isEqualTo(silent);
            }
            seat.close();
            untilVotes(first, id, new Line.Votes(3, 0, 0, 3, 3, 0));
            VotersChanged now = Objects.requireNonNull(stateOf(first, id).voters());
            VoterRemoval removal = now.removals().getFirst();
            assertThat(removal.voter()).isEqualTo(member);
            var keys = now.voters().stream().collect(Collectors.toMap(Voter::name, Voter::publicKey));
            assertThat(removal.consents())
                    .hasSize(3)
                    .allSatisfy(consent -> assertThat(VotingKeys.isSignedBy(
                                    keys.get(consent.by()),
                                    VoteCodec.removal(id, now.epoch() - 1, member, consent.by()),
                                    consent.signature()))
                            .isTrue());
            assertThat(stateOf(first, id).swarm().members()).isEmpty();
            get(first.sessions.swarm().join(join, "ann"));
            untilVotes(first, id, silent);
        } finally {
            nodes.forEach(TestNode::close);
        }
    }
}
