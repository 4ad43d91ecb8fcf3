// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.refusal;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.JoinRequest;
import io.rivulet.serialization.request.SystemSource;
import io.rivulet.serialization.view.SwarmView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Changes of costs on their way through a swarm of three nodes, and of members that work over their sockets.
class SwarmDeltaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final GalleryRecipe GRID = new GalleryRecipe.GridPlusLeak(10, 10, 1.0);

    /// What a member's socket at one node has been told.
    private static final class Socket {
        final Queue<JsonNode> frames = new ConcurrentLinkedQueue<>();
        final SocketMembers members;

        Socket(TestNode node, String owner) {
            members = node.sessions.swarm().members(owner, frame -> {
                try {
                    return frames.add(JSON.readTree(frame));
                } catch (IOException unreadable) {
                    throw new UncheckedIOException(unreadable);
                }
            });
        }

        Socket join(String id, @Nullable UUID session) throws Exception {
            get(members.join(new JoinRequest(
                    new SwarmMember(id, List.of(MemberRole.REPORTER), 0, List.of(), "1"), session, List.of())));
            return this;
        }

        boolean heard(long revision) {
            return frames.stream().anyMatch(frame -> frame.path("revision").asLong() == revision);
        }
    }

    private static UUID open(TestNode node, Topology kind) throws Exception {
        CsrMatrix a = Gallery.generate(GRID);
        var system = new LinearSystem(a, DenseVector.adopt(new double[a.rows()]));
        SessionSettings settings = Requests.settings(true).toBuilder()
                .swarm(new SessionSettings.Swarm(true, 0, kind, SessionSettings.CostAggregation.MEDIAN, null))
                .build();
        return get(node.sessions.open(Requests.of(new SystemSource.Explicit(system), settings), "ann"))
                .id();
    }

    private static void change(TestNode node, UUID session, long sequence, int depth) throws Exception {
        var change = CostUpdate.delta(SparseVector.adopt(new int[] {5}, new double[] {1 + sequence}));
        var update = new IdentifiedUpdate(new UpdateIdentity(UUID.randomUUID(), "s", sequence, -1), change, depth);
        get(node.sessions.update(session, "ann", List.of(update), true));
    }

    private static SwarmView.Traffic traffic(TestNode asked, UUID session, String of) throws Exception {
        return get(asked.sessions.swarm().of(session, "ann")).propagation().stream()
                .filter(each -> each.node().equals(of))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aChangeReachesNodesAndMembersAlongTheLinks() throws Exception {
        try (TestNode first = TestNode.start(StoreSettings.inMemory("delta-" + UUID.randomUUID()));
                TestNode second = TestNode.join(first, "node-2");
                TestNode third = TestNode.join(first, "node-3")) {
            List<TestNode> nodes = List.of(first, second, third);
            for (TestNode node : nodes) {
                until(() -> node.sessions.swarm().ofCluster("ann").members().size() == 3);
            }
            UUID session = open(first, Topology.STAR);
            while (!get(first.sessions.reads().status(session, "ann")).node().equals("node-2")) {
                session = open(first, Topology.STAR);
            }
            UUID id = session;
            // Relays have found each other when each answers for the others.
            for (TestNode node : nodes) {
                until(() ->
                        get(node.sessions.swarm().of(id, "ann")).propagation().size() == 3);
            }
            Socket here = new Socket(first, "ann").join("own", id);
            Socket there = new Socket(third, "ann").join("roams", null);
            Socket bobs = new Socket(third, "bob").join("bobs", null);
            assertThat(refusal(bobs.members.join(new JoinRequest(
                                    new SwarmMember("x", List.of(MemberRole.REPORTER), 0, List.of(), "1"),
                                    id,
                                    List.of())))
                            .code())
                    .isEqualTo(ProblemCode.SESSION_NOT_FOUND);
            until(() -> get(second.sessions.swarm().of(id, "ann")).members().size() == 6);

            change(first, id, 1, 2);
            until(() -> here.heard(1) && there.heard(1));
            JsonNode frame = here.frames.element();
            assertThat(frame.path("type").asText()).isEqualTo("cost_delta");
            assertThat(frame.path("session_id").asText()).isEqualTo(id.toString());
            assertThat(frame.path("origin").asText()).isEqualTo("node-2");
            assertThat(frame.path("source_node").asText()).isEqualTo("s");
            assertThat(frame.path("delta_costs").path("values").path(0).asDouble())
                    .isEqualTo(2);
            assertThat(frame.path("omitted").asBoolean()).isFalse();
            assertThat(there.frames.element()).isEqualTo(frame);
            int bytes = JSON.writeValueAsBytes(frame).length;
            // The session's node is the star's hub: five copies, each over one link.
            until(() -> traffic(first, id, "node-1").received() == 2
                    && traffic(first, id, "node-3").received() == 3);
            SwarmView.Traffic hub = traffic(third, id, "node-2");
            assertThat(hub.sent()).isEqualTo(5);
            assertThat(hub.sentBytes()).isEqualTo(5L * bytes);
            assertThat(hub.received()).isZero();
            assertThat(hub.revision()).isEqualTo(1);
            SwarmView.Traffic far = traffic(first, id, "node-3");
            assertThat(far.receivedBytes()).isEqualTo(3L * bytes);
            assertThat(far.delivered()).isEqualTo(3);
            assertThat(far.told()).isEqualTo(1);
            assertThat(far.untold()).isEqualTo(1);
            assertThat(far.revision()).isEqualTo(1);
            assertThat(bobs.frames).isEmpty();

            change(third, id, 2, 0);
            here.members.leave();
            change(third, id, 3, 1);
            until(() -> there.heard(3));
            until(() -> traffic(first, id, "node-1").untold() == 1);
            assertThat(there.heard(2)).isFalse();
            assertThat(here.frames).hasSize(1);

            // The member goes on at another node's socket.
            Socket moved = new Socket(second, "ann");
            get(moved.members.ping(id, "own"));
            change(second, id, 4, 3);
            until(() -> moved.heard(4) && there.heard(4));
            until(() -> traffic(first, id, "node-1").received() == 2 + 2 + 1);
            List<Long> sent = new ArrayList<>();
            for (TestNode node : nodes) {
                sent.add(traffic(node, id, "node-2").sent());
            }
            assertThat(sent).containsOnly(15L);
            assertThat(traffic(first, id, "node-2").lost()).isZero();
        }
    }
}
