// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Slices;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.solve.Method;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.request.SolveRequest;
import io.rivulet.serialization.request.SystemSource;
import io.rivulet.serialization.view.PartitionsView;
import io.rivulet.serialization.view.SessionStatusView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Sessions that are solved in parts, all of them at the one node there is.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PartitionedSolveTest {
    @TempDir
    static Path data;

    static TestNode node;
    static Sessions sessions;

    @BeforeAll
    static void start() {
        node = TestNode.start(StoreSettings.embedded(data));
        sessions = node.sessions;
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static UUID open(GalleryRecipe recipe, int partitions, Topology topology) throws Exception {
        SystemSource system = new SystemSource.Gallery(recipe, null);
        var settings = Requests.settings(Method.HYBRID, true);
        SolveRequest request =
                Requests.of(system, partitions == 0 ? settings : inParts(settings, partitions, topology));
        return get(sessions.open(request, "ann")).id();
    }

    private static SessionSettings inParts(SessionSettings settings, int partitions, Topology topology) {
        return settings.toBuilder()
                .swarm(settings.swarm().inParts(partitions, topology))
                .build();
    }

    private static Slices.SolutionResult solution(UUID id, long revision) throws Exception {
        return get(sessions.reads().solution(id, "ann", revision)).result();
    }

    private static PartitionsView parts(UUID id) throws Exception {
        return Objects.requireNonNull(get(sessions.reads().status(id, "ann")).partitions());
    }

    private static double largestDifference(DenseVector x, DenseVector y) {
        double most = 0;
        for (int i = 0; i < x.size(); i++) {
            most = Math.max(most, Math.abs(x.get(i) - y.get(i)));
        }
        return most;
    }

    @ParameterizedTest
    @EnumSource(Topology.class)
    void threePartsGiveTheAnswerOfOneAndFollowChanges(Topology topology) throws Exception {
        var recipe = new GalleryRecipe.Poisson2d(48, 40);
        UUID whole = open(recipe, 0, topology);
        UUID id = open(recipe, 3, topology);
        Slices.SolutionResult first = solution(id, 0);
        assertThat(first.relativeResidual()).isLessThanOrEqualTo(1e-8);
        assertThat(largestDifference(first.x(), solution(whole, 0).x())).isLessThan(1e-4);
        SessionStatusView status = get(sessions.reads().status(id, "ann"));
        assertThat(status.method()).isEqualTo("partitioned_cg");
        PartitionsView parts = parts(id);
        assertThat(parts.active()).isTrue();
        assertThat(parts.refusal()).isNull();
        assertThat(parts.topology()).isEqualTo(topology.name().toLowerCase(java.util.Locale.ROOT));
        assertThat(parts.parts()).hasSize(3).allSatisfy(part -> {
            assertThat(part.node()).isEqualTo("node-1");
            assertThat(part.rows()).isPositive();
            assertThat(part.halo()).isPositive();
        });
        for (int k = 1; k <= 20; k++) {
            var update = List.of(Requests.delta("s", k, 37 * k, 50.0 * k));
            get(sessions.update(id, "ann", update, k == 20));
            get(sessions.update(whole, "ann", update, k == 20));
        }
        Slices.SolutionResult last = solution(id, 20);
        assertThat(last.revision()).isEqualTo(20);
        assertThat(last.relativeResidual()).isLessThanOrEqualTo(1e-8);
        assertThat(largestDifference(last.x(), solution(whole, 20).x())).isLessThan(1e-3);
        get(sessions.delete(id, "ann"));
        get(sessions.delete(whole, "ann"));
        until(() -> node.stores.memory().usedBytes() == 0);
    }

    @Test
    void relaxationWaitsForNobodyAndIsRightToo() throws Exception {
        UUID id = open(new GalleryRecipe.GridPlusLeak(60, 50, 0.5), 3, Topology.RING);
        assertThat(solution(id, 0).relativeResidual()).isLessThanOrEqualTo(1e-8);
        assertThat(get(sessions.reads().status(id, "ann")).method()).isEqualTo("partitioned_relaxation");
        get(sessions.delete(id, "ann"));
        until(() -> node.stores.memory().usedBytes() == 0);
    }

    @Test
    void whatIsNotWorthExchangingIsSolvedInOnePieceAndTold() throws Exception {
        UUID id = open(new GalleryRecipe.Poisson3d(12, 12, 12), 8, Topology.MESH);
        var lines = new LineCollector(node.system, sessions, id, 1).follow("ann", OptionalLong.of(1));
        assertThat(lines.untilType("error").get("problem").get("detail").asText())
                .contains("not solved in parts")
                .contains("not worth exchanging");
        assertThat(solution(id, 0).relativeResidual()).isLessThanOrEqualTo(1e-8);
        PartitionsView parts = parts(id);
        assertThat(parts.active()).isFalse();
        assertThat(parts.refusal()).contains("not worth exchanging");
        assertThat(get(sessions.reads().status(id, "ann")).method()).doesNotContain("partitioned");
        get(sessions.delete(id, "ann"));
        until(() -> node.stores.memory().usedBytes() == 0);
    }

    @Test
    void aForkIsSolvedInPartsToo() throws Exception {
        UUID id = open(new GalleryRecipe.Poisson2d(40, 40), 2, Topology.STAR);
        solution(id, 0);
        List<UUID> all = new ArrayList<>(List.of(id));
        var request = new io.rivulet.serialization.request.ForkRequest(null, (from, rows) -> from, List.of());
        all.add(get(sessions.fork(id, "ann", request)).id());
        get(sessions.update(all.get(1), "ann", List.of(Requests.delta("s", 1, 800, 1e6)), true));
        Answer.Solution forked = get(sessions.reads().solution(all.get(1), "ann", 1));
        assertThat(forked.result().relativeResidual()).isLessThanOrEqualTo(1e-8);
        assertThat(parts(all.get(1)).asked()).isEqualTo(2);
        assertThat(parts(all.get(1)).active()).isTrue();
        assertThat(parts(all.get(1)).topology()).isEqualTo("star");
        for (UUID each : all) {
            get(sessions.delete(each, "ann"));
        }
        until(() -> node.stores.memory().usedBytes() == 0);
    }
}
