// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client.kit;

import static io.rivulet.client.kit.CuttingProxy.cut;
import static io.rivulet.client.kit.CuttingProxy.pass;
import static io.rivulet.client.kit.CuttingProxy.refuse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.client.Ack;
import io.rivulet.client.ConnectionLost;
import io.rivulet.client.CostUpdate;
import io.rivulet.client.Entry;
import io.rivulet.client.Line;
import io.rivulet.client.Lines;
import io.rivulet.client.Matrix;
import io.rivulet.client.OpenUpdates;
import io.rivulet.client.ProblemException;
import io.rivulet.client.Retry;
import io.rivulet.client.RivuletClient;
import io.rivulet.client.Session;
import io.rivulet.client.Solution;
import io.rivulet.client.SolveOptions;
import io.rivulet.client.SolveRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The Java client against a node, and through a proxy that cuts what it is told to cut.
class JavaKitTest {
    @RegisterExtension
    static final OwnNode node = new OwnNode();

    /// 2 −1 0, −1 2 −1, 0 −1 2; its inverse is ¼ (3 2 1, 2 4 2, 1 2 3).
    private static final int[] POINTERS = {0, 2, 5, 7};

    private static final int[] INDICES = {0, 1, 0, 1, 2, 1, 2};
    private static final double[] VALUES = {2, -1, -1, 2, -1, -1, 2};
    private static final Matrix SMALL = Matrix.csr(POINTERS, INDICES, VALUES);
    private static final double[] B = {1, 2, 3};
    private static final double[] X = {2.5, 4, 3.5};
    private static final String MARKET =
            "%%MatrixMarket matrix coordinate real symmetric\n3 3 5\n1 1 2\n2 1 -1\n2 2 2\n3 2 -1\n3 3 2\n";
    private static final double WITHIN = 1e-7;

    private static final List<RivuletClient> clients = new ArrayList<>();

    private final ConcurrentLinkedQueue<Duration> waits = new ConcurrentLinkedQueue<>();
    private final RivuletClient client = client(node.url(), Retry.DEFAULT);

    private static RivuletClient client(String url, Retry retry) {
        RivuletClient made = RivuletClient.builder(url).retry(retry).build();
        clients.add(made);
        return made;
    }

    /// Through a proxy, with a clock that does not wait.
    private RivuletClient through(CuttingProxy proxy) {
        return client(proxy.url(), patient());
    }

    private Retry patient() {
        return Retry.DEFAULT.by(waits::add, () -> 0);
    }

    @AfterAll
    static void close() {
        clients.forEach(RivuletClient::close);
    }

    private static SolveRequest small() {
        return SolveRequest.of(SMALL).vector(B);
    }

    private static SolveRequest live() {
        return small().options(SolveOptions.defaults().live());
    }

    private static CostUpdate delta(int index, double value) {
        return CostUpdate.of().delta(index, value);
    }

    private static void assertX(double[] actual, double... expected) {
        assertThat(actual).containsExactly(expected, within(WITHIN));
    }

    @Test
    void everyLayoutGivesTheSameX() {
        Matrix[] layouts = {
            SMALL,
            Matrix.csc(POINTERS, INDICES, VALUES),
            Matrix.coo(3, new int[] {0, 0, 1, 1, 1, 2, 2}, INDICES, VALUES),
            Matrix.dense(new double[][] {{2, -1, 0}, {-1, 2, -1}, {0, -1, 2}}),
            Matrix.matrixMarket(MARKET),
            Matrix.uploaded(client.upload(POINTERS, INDICES, VALUES)),
            Matrix.uploaded(client.upload(MARKET.getBytes(StandardCharsets.US_ASCII)))
        };
        for (Matrix layout : layouts) {
            Solution solution = client.solve(SolveRequest.of(layout).vector(B));
            assertThat(solution.verified()).isTrue();
            assertThat(solution.stopReason()).isEqualTo("converged");
            assertX(solution.x().orElseThrow(), X);
        }
    }

    @Test
    void aGalleryIsSolvedAsItIsAskedFor() {
        try (Session session = client.open(SolveRequest.of(Matrix.gallery("poisson2d", Map.of("nx", 10, "ny", 10)))
                .vector(new int[] {44}, new double[] {1})
                .method("cg")
                .name("plate")
                .label("kit", "java")
                .options(SolveOptions.defaults()
                        .tolerance(1e-10)
                        .maxIterations(500)
                        .preconditioner("jacobi")
                        .seed(3)
                        .maxTime(Duration.ofSeconds(20))
                        .expiresAfter(Duration.ofMinutes(2))
                        .streamOfX("full")
                        .onOverflow("drop_oldest", 100)
                        .with("/stream/every", 1)
                        .with("/verification/probe_count", 20)))) {
            assertThat(session.opened().rows()).isEqualTo(100);
            assertThat(session.opened().method()).isEqualTo("cg");
            assertThat(session.opened().preconditioner()).isEqualTo("jacobi");
            assertThat(session.opened().warnings()).isEmpty();
            Solution solution = session.solved();
            assertThat(solution.residualNorm()).isLessThan(1e-10);
            assertThat(solution.errorBoundKind()).isEqualTo("certified");
            assertThat(solution.x().orElseThrow()).hasSize(100);
            List<Line> rest = session.lines().stream().toList();
            assertThat(rest.getLast()).isInstanceOf(Line.SessionClosed.class);
            try (Lines again = session.follow(1)) {
                assertThat(again.next()).isInstanceOf(Line.SessionOpened.class);
                assertThat(again.stream().filter(Line.IterationUpdate.class::isInstance))
                        .isNotEmpty()
                        .allSatisfy(line -> assertThat(((Line.IterationUpdate) line)
                                        .entries()
                                        .orElseThrow()
                                        .values())
                                .hasSize(100));
            }
        }
    }

    @Test
    void anUpdateThatWasWaitedForIsInX() {
        Session session = client.open(live());
        session.solved();
        Ack.Applied applied = session.apply(CostUpdate.of().delta(0, 1).set(2, 4));
        assertThat(applied.ack().revision()).isEqualTo(1);
        assertThat(applied.ack().duplicate()).isFalse();
        assertThat(applied.changedEntries()).isEqualTo(3);
        assertX(session.x(1), 3.5, 5, 4.5);
        assertX(session.solution().x().orElseThrow(), 3.5, 5, 4.5);
        assertThat(session.entry(1, 1e-9).value()).isCloseTo(5, within(1e-6));
        assertThat(session.entries(0, 2)).extracting(Entry::index).containsExactly(0, 2);
        session.apply(CostUpdate.of().vector(B).entry(0, 0, 2, 3).entry(2, 2, 2));
        assertX(session.x(), 10.0 / 7, 23.0 / 7, 22.0 / 7);
        var stale = catchThrowableOfType(
                ProblemException.class, () -> session.update(CostUpdate.of().entry(0, 0, 2, 4)));
        assertThat(stale.problem().status()).isEqualTo(409);
        assertThat(stale.problem().code()).isEqualTo("stale_update");
        session.delete();
    }

    @Test
    void aSessionIsAskedTriedForkedCheckedAndDeleted() {
        Session session = client.open(live());
        session.solved();
        Solution tried = session.whatIf(delta(0, 1), 0);
        assertThat(tried.entries().orElseThrow().indices()).containsExactly(0);
        assertThat(tried.entries().orElseThrow().values()).containsExactly(new double[] {3.25}, within(WITHIN));
        Session fork = session.fork(SolveOptions.defaults().live().tolerance(1e-9));
        fork.apply(delta(0, 1));
        assertX(fork.x(), 3.25, 4.5, 3.75);
        assertX(session.x(), X);
        assertX(session.fork().x(), X);
        assertThat(session.verify("full_residual", 10).verified()).isTrue();
        assertThat(client.verify(SMALL, B, X, 10).verified()).isTrue();
        assertThat(client.verify(SMALL, B, new double[3], 10).verified()).isFalse();
        assertThat(session.command("pause").state()).isEqualTo("paused");
        assertThat(session.command("resume").rows()).isEqualTo(3);
        assertThat(session.setTolerance(1e-10).sessionId())
                .isEqualTo(session.id().toString());
        assertThat(client.session(session.id()).status().revision()).isZero();
        assertThat(client.status().path("version").isTextual()).isTrue();
        try (Lines following = session.follow()) {
            assertThat(following.next())
                    .isInstanceOfSatisfying(
                            Line.Snapshot.class,
                            snapshot -> assertThat(snapshot.revision()).isZero());
            session.delete();
            assertThat(following.stream().toList())
                    .last()
                    .isInstanceOfSatisfying(
                            Line.SessionClosed.class,
                            closed -> assertThat(closed.reason()).isEqualTo("deleted"));
        }
        session.delete();
        var gone = catchThrowableOfType(ProblemException.class, session::status);
        assertThat(gone.problem().code()).isEqualTo("session_not_found");
        assertThatThrownBy(() -> client.session(session.id()).lines()).hasMessageContaining("follow()");
        assertThatThrownBy(() -> client.session(session.id()).opened()).hasMessageContaining("status()");
    }

    @Test
    void manyUpdatesOnAnOpenRequestAreAllAcknowledged() {
        Session session = client.open(live());
        int count = 5000;
        List<CompletableFuture<Ack>> acks = new ArrayList<>();
        try (OpenUpdates updates = session.openUpdates()) {
            for (int k = 0; k < count; k++) {
                acks.add(updates.send(delta(k % 2, 1e-3)));
            }
        }
        assertThat(acks.stream().map(ack -> ack.getNow(null).revision()))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, count).boxed().toList());
        session.apply(delta(0, 0));
        assertX(session.x(), 2.5 + 2.5 * 1.25, 4 + 2.5 * 1.5, 3.5 + 2.5 * 0.75);
        session.delete();
    }

    @Test
    void aRefusedLineOfAnOpenRequestIsItsOwnMatter() {
        Session session = client.open(live());
        try (OpenUpdates updates = session.openUpdates()) {
            var first = updates.send(delta(0, 1).source("meter", 1));
            var bad = updates.send(delta(3, 1).source("meter", 2));
            var last = updates.send(delta(1, 1).source("meter", 3));
            updates.flush();
            assertThat(first.getNow(null).revision()).isEqualTo(1);
            assertThat(last.getNow(null).revision()).isEqualTo(2);
            assertThat(bad.handle((_, failure) ->
                            ((ProblemException) failure).problem().code()))
                    .isCompletedWithValue("index_out_of_range");
        }
        assertThat(session.update(delta(0, 1).source("meter", 1)).duplicate()).isTrue();
        session.delete();
    }

    @Test
    void aStreamThatIsCutGoesOnWithoutLosingOrDoublingALine() throws Exception {
        try (var proxy = new CuttingProxy(
                node.url(), cut(1200), cut(700), cut(1), cut(0), cut(900), cut(2000), cut(400), pass())) {
            List<Line> seen = new ArrayList<>();
            try (Session session = through(proxy).open(live())) {
                Session direct = client.session(session.id());
                for (int k = 0; k < 20; k++) {
                    direct.apply(delta(k % 3, 1));
                }
                seen.add(session.opened());
                while (!(seen.getLast() instanceof Line.CostApplied applied && applied.revision() == 20)) {
                    seen.add(session.lines().next());
                }
                assertThat(session.lines().last()).hasValue(seen.size());
                direct.delete();
            }
            assertThat(seen.stream().map(line -> line.head().seq().orElseThrow()))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, seen.size()).boxed().toList());
            assertThat(proxy.connections()).isGreaterThan(4);
            assertThat(waits).hasSizeGreaterThan(3);
        }
    }

    @Test
    void aRequestWhoseAnswerNeverCameIsSentAgain() throws Exception {
        try (var proxy = new CuttingProxy(node.url(), cut(0), cut(40), pass())) {
            assertX(through(proxy).solve(small()).x().orElseThrow(), X);
            assertThat(waits).containsExactly(Duration.ofMillis(50), Duration.ofMillis(100));
        }
    }

    @Test
    void anUpdateWhoseAcknowledgementWasCutIsAppliedOnce() throws Exception {
        Session session = client.open(live());
        session.solved();
        try (var proxy = new CuttingProxy(node.url(), cut(10), pass())) {
            Ack ack = through(proxy).session(session.id()).update(delta(0, 1));
            assertThat(ack.duplicate()).isTrue();
        }
        assertThat(session.status().revision()).isEqualTo(1);
        session.apply(delta(0, 0));
        assertX(session.x(), 3.25, 4.5, 3.75);
        session.delete();
    }

    @Test
    void anOpenRequestThatIsCutLosesAndDoublesNothing() throws Exception {
        Session session = client.open(live());
        int count = 2000;
        try (var proxy = new CuttingProxy(node.url(), cut(3000), cut(5000), cut(100), cut(0), pass())) {
            List<CompletableFuture<Ack>> acks = new ArrayList<>();
            try (OpenUpdates updates = through(proxy).session(session.id()).openUpdates()) {
                for (int k = 0; k < count; k++) {
                    acks.add(updates.send(delta(0, 1e-3)));
                }
            }
            assertThat(acks).allSatisfy(ack -> assertThat(ack).isCompleted());
            assertThat(proxy.connections()).isEqualTo(5);
        }
        assertThat(session.status().revision()).isEqualTo(count);
        session.apply(delta(0, 0));
        assertX(session.x(), 2.5 + 0.75 * 2, 4 + 0.5 * 2, 3.5 + 0.25 * 2);
        session.delete();
    }

    @Test
    void aRefusalForNowIsWaitedForAsLongAsItSays() throws Exception {
        try (var proxy =
                new CuttingProxy(node.url(), refuse(429, "rate_limited", 7), refuse(503, "draining", 3), pass())) {
            assertX(through(proxy).solve(small()).x().orElseThrow(), X);
            assertThat(waits).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(3));
        }
        Session session = client.open(live());
        try (var proxy = new CuttingProxy(node.url(), refuse(429, "rate_limited", 9), pass())) {
            waits.clear();
            try (OpenUpdates updates = through(proxy).session(session.id()).openUpdates()) {
                updates.send(delta(0, 1));
                updates.flush();
            }
            assertThat(waits).containsExactly(Duration.ofSeconds(9));
        }
        session.delete();
        try (var proxy = new CuttingProxy(node.url(), refuse(429, "rate_limited", 7))) {
            RivuletClient impatient = client(proxy.url(), patient().longestRetryAfter(Duration.ofSeconds(6)));
            var refused = catchThrowableOfType(ProblemException.class, impatient::status);
            assertThat(refused.problem().retryAfter()).contains(Duration.ofSeconds(7));
            assertThat(proxy.connections()).isEqualTo(1);
        }
    }

    @Test
    void whatCanNotBeCuredByWaitingIsToldAtOnce() throws Exception {
        for (CuttingProxy.Plan plan : List.of(
                refuse(500, "internal_error", 1),
                refuse(429, "too_many_sources", 1),
                refuse(404, "session_not_found", 1))) {
            try (var proxy = new CuttingProxy(node.url(), plan)) {
                assertThatThrownBy(through(proxy)::status).isInstanceOf(ProblemException.class);
                assertThat(proxy.connections()).isEqualTo(1);
                Session refused = through(proxy).session(UUID.randomUUID());
                OpenUpdates updates = refused.openUpdates();
                assertThat(updates.send(delta(0, 1))
                                .handle((_, failure) -> failure)
                                .join())
                        .isInstanceOf(ProblemException.class);
                assertThatThrownBy(() -> updates.send(delta(0, 1))).isInstanceOf(ProblemException.class);
                assertThatThrownBy(updates::flush).isInstanceOf(ProblemException.class);
                updates.close();
                assertThat(proxy.connections()).isEqualTo(2);
            }
        }
        assertThat(waits).isEmpty();
    }

    @Test
    void failuresEndAfterSoManyInARow() throws Exception {
        try (var proxy = new CuttingProxy(node.url(), cut(0))) {
            RivuletClient cut = client(proxy.url(), patient().attempts(9));
            var session = cut.session(UUID.randomUUID());
            assertThatThrownBy(() -> session.update(delta(0, 1))).isInstanceOf(ConnectionLost.class);
            assertThat(proxy.connections()).isEqualTo(9);
            assertThat(waits.stream().map(Duration::toMillis))
                    .containsExactly(50L, 100L, 200L, 400L, 800L, 1600L, 3200L, 5000L);
        }
        waits.clear();
        RivuletClient nowhere = client("http://127.0.0.1:1", patient().attempts(2));
        assertThatThrownBy(nowhere::status).isInstanceOf(ConnectionLost.class);
        assertThat(waits).hasSize(1);
    }

    @Test
    void problemsSayWhatAndWhere() {
        var bad = SolveRequest.of(Matrix.csr(new int[] {0, 1}, new int[] {5}, new double[] {1}))
                .vector(1);
        var refused = catchThrowableOfType(ProblemException.class, () -> client.solve(bad));
        assertThat(refused.problem().status()).isEqualTo(422);
        assertThat(refused.problem().code()).isEqualTo("invalid_matrix");
        assertThat(refused.problem().pointer()).contains("/matrix/data/col_indices/0");
        assertThat(refused.problem().hint()).isPresent();
        assertThat(refused).hasMessageContaining("/matrix/data/col_indices/0");
        assertThatThrownBy(() -> client.solve(SolveRequest.of(SMALL).vector(1, Double.NaN, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vector[1]");
        assertThatThrownBy(() -> RivuletClient.to("ftp://host")).isInstanceOf(IllegalArgumentException.class);
    }
}
