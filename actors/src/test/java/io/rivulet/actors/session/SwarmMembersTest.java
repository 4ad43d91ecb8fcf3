// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.refusal;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Answer.UpdateResult.Accepted;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.serialization.event.CostReport;
import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.JoinRequest;
import io.rivulet.serialization.request.SystemSource;
import io.rivulet.serialization.view.SwarmView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Members, asked of nodes that do not have the session, or did not see them join.
class SwarmMembersTest {
    private static final GalleryRecipe GRID = new GalleryRecipe.GridPlusLeak(10, 10, 1.0);

    private static JoinRequest join(String id, @Nullable UUID session, MemberRole... roles) {
        return new JoinRequest(new SwarmMember(id, List.of(roles), 0, List.of(), "1"), session, List.of());
    }

    private static Set<String> ids(SwarmView view) {
        return view.members().stream()
                .map(member -> member.described().nodeId())
                .collect(Collectors.toSet());
    }

    private static UUID open(TestNode node, boolean swarm) throws Exception {
        CsrMatrix a = Gallery.generate(GRID);
        var system = new LinearSystem(a, DenseVector.adopt(new double[a.rows()]));
        SessionSettings settings = Requests.settings(true).toBuilder()
                .swarm(new SessionSettings.Swarm(
                        swarm, 0, Topology.HIERARCHICAL, SessionSettings.CostAggregation.MEDIAN, null))
                .build();
        return get(node.sessions.open(Requests.of(new SystemSource.Explicit(system), settings), "ann"))
                .id();
    }

    private static Answer.UpdateResult report(TestNode node, UUID session, String id, double value) throws Exception {
        var report =
                new CostReport(id, CostReport.NO_TIME, 1, 1, SparseVector.adopt(new int[] {5}, new double[] {value}));
        return get(node.sessions.swarm().report(session, "ann", List.of(report), true))
                .getFirst();
    }

    @Test
    void everyNodeAnswersForMembersOfSessionsAndOfTheCluster() throws Exception {
        try (TestNode first = TestNode.start(StoreSettings.inMemory("swarm-" + UUID.randomUUID()));
                TestNode second = TestNode.join(first, "node-2")) {
            List<TestNode> nodes = List.of(first, second);
            for (TestNode node : nodes) {
                until(() -> ids(node.sessions.swarm().ofCluster("ann")).size() == 2);
            }
            Answer.Joined roams = get(second.sessions.swarm().join(join("roams", null, MemberRole.REPORTER), "ann"));
            assertThat(roams.epoch()).isEqualTo(1);
            assertThat(roams.neighbours()).hasSize(1);
            assertThat(ids(second.sessions.swarm().ofCluster("ann"))).contains("roams");
            until(() -> ids(first.sessions.swarm().ofCluster("ann")).contains("roams"));
            assertThat(get(first.sessions.swarm().ping(null, "ann", "roams")).epoch())
                    .isEqualTo(1);
            assertThat(refusal(first.sessions.swarm().ping(null, "ann", "nobody"))
                            .code())
                    .isEqualTo(ProblemCode.FORBIDDEN);
            assertThat(refusal(first.sessions.swarm().join(join("node-2", null, MemberRole.SOLVER), "ann"))
                            .pointer())
                    .isEqualTo("/node_id");

            List<UUID> sessions = new ArrayList<>();
            for (int k = 0; k < 8; k++) {
                sessions.add(open(first, true));
            }
            assertThat(sessions.stream().filter(second.sessions::isLocal).count())
                    .isBetween(1L, 7L);
            for (UUID session : sessions) {
                for (TestNode node : nodes) {
                    String own = "own-" + nodes.indexOf(node);
                    Answer.Joined joined =
                            get(node.sessions.swarm().join(join(own, session, MemberRole.REPORTER), "ann"));
                    assertThat(joined.epoch()).isEqualTo(1 + nodes.indexOf(node));
                    assertThat(joined.sessions()).containsExactly(session.toString());
                    // A worker has one coordinator.
                    assertThat(joined.neighbours()).hasSize(1);
                    assertThat(report(node, session, own, 4 + nodes.indexOf(node)))
                            .isInstanceOf(Accepted.class);
                    assertThat(refusal(node.sessions.swarm().join(join(own, session, MemberRole.REPORTER), "bob"))
                                    .code())
                            .isEqualTo(ProblemCode.SESSION_NOT_FOUND);
                }
                assertThat(report(first, session, "roams", 100)).isInstanceOf(Accepted.class);
                SwarmView view = get(second.sessions.swarm().of(session, "ann"));
                assertThat(ids(view))
                        .contains("node-2", "roams", "own-0", "own-1")
                        .hasSize(5);
                assertThat(view.members().getFirst().described().nodeId())
                        .isEqualTo(get(first.sessions.reads().status(session, "ann"))
                                .node());
                assertThat(view.epoch()).isEqualTo(3);
                assertThat(view.edges()).hasSize(1 + 3);
                assertThat(view.quorum()).isEqualTo(2);
                assertThat(view.toleratedFaults()).isZero();
                double[] x = get(second.sessions.reads().solution(session, "ann", 3))
                        .result()
                        .x()
                        .values();
                double[] b = new double[x.length];
                Gallery.generate(GRID).multiply(x, b);
                assertThat(b[5]).isCloseTo(5, org.assertj.core.api.Assertions.within(1e-6));
            }
        }
    }

    @Test
    void membersAreThereWhenTheSessionComesBackAndGoWhenTheyAreSilent() throws Exception {
        try (TestNode node = TestNode.start(
                StoreSettings.inMemory("lease-" + UUID.randomUUID()),
                "rivulet.actors.swarm.member-lease = 1s\nrivulet.actors.session.passive-after = 200ms",
                TestNode.MEMORY)) {
            until(() -> !ids(node.sessions.swarm().ofCluster("ann")).isEmpty());
            UUID session = open(node, false);
            get(node.sessions.swarm().join(join("a", session, MemberRole.REPORTER), "ann"));
            get(node.sessions.swarm().join(join("v", session, MemberRole.VERIFIER), "ann"));
            get(node.sessions.swarm().join(join("stands", null, MemberRole.REPORTER), "ann"));
            report(node, session, "a", 7);
            assertThat(ids(get(node.sessions.swarm().of(session, "ann"))))
                    .contains("a", "v")
                    .doesNotContain("stands");
            assertThat(ids(node.sessions.swarm().ofCluster("ann"))).contains("stands");
            // It leaves memory once nobody is heard of, and knows them again when it is back.
            until(() -> !node.sessions.isLocal(session));
            assertThat(ids(get(node.sessions.swarm().of(session, "ann")))).contains("v");
            until(() ->
                    ids(get(node.sessions.swarm().of(session, "ann"))).stream().noneMatch("a"::equals));
            assertThat(get(node.sessions.swarm().of(session, "ann")).members())
                    .anySatisfy(member -> assertThat(member.described().roles()).containsExactly(MemberRole.VERIFIER));
            until(() -> !ids(node.sessions.swarm().ofCluster("ann")).contains("stands"));
            assertThat(refusal(node.sessions.swarm().ping(session, "ann", "a")).code())
                    .isEqualTo(ProblemCode.FORBIDDEN);
        }
    }
}
