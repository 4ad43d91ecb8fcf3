// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.refusal;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.SessionState;
import io.rivulet.actors.store.ChunkSweeper;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.actors.verifier.JournalReplay;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.incremental.Replay;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.numerics.verify.TrueResidual;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.ForkReader;
import io.rivulet.serialization.request.ForkRequest;
import io.rivulet.serialization.request.RequestLimits;
import io.rivulet.serialization.request.SystemSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkTest {
    private static final LinearSystem GRID = grid();

    @TempDir
    Path data;

    private static LinearSystem grid() {
        CsrMatrix a = Gallery.generate(new GalleryRecipe.GridPlusLeak(30, 30, 0.1));
        double[] b = new double[a.rows()];
        Arrays.setAll(b, i -> Math.cos(i));
        return new LinearSystem(a, DenseVector.adopt(b));
    }

    private static UUID open(TestNode node) throws Exception {
        UUID id = get(node.sessions.open(Requests.of(new SystemSource.Explicit(GRID), Requests.settings(true)), "ann"))
                .id();
        get(node.sessions.reads().solution(id, "ann", 0));
        return id;
    }

    private static ForkRequest request(String json) {
        return ForkReader.read(json.getBytes(StandardCharsets.UTF_8), RequestLimits.DEFAULTS);
    }

    private static Sessions.ForkedSession fork(TestNode node, UUID of) throws Exception {
        return get(node.sessions.fork(of, "ann", request("")));
    }

    /// Entries of b and A that keep the grid dominant.
    private static CostUpdate some(Random random) {
        int n = GRID.rows();
        int i = random.nextInt(n);
        var delta = SparseVector.adopt(new int[] {random.nextInt(n), i}, new double[] {random.nextGaussian(), 0.1});
        return random.nextInt(4) > 0
                ? CostUpdate.delta(delta)
                : new CostUpdate(
                        null,
                        SparseVector.EMPTY,
                        delta,
                        List.of(
                                new EntryChange(i, i, 5 + random.nextDouble(), null),
                                new EntryChange(i, random.nextInt(n), -0.01 * random.nextDouble(), null)));
    }

    private static void apply(TestNode node, UUID id, List<CostUpdate> updates, long from) throws Exception {
        var batch = new ArrayList<IdentifiedUpdate>();
        for (int k = 0; k < updates.size(); k++) {
            batch.add(new IdentifiedUpdate(
                    new UpdateIdentity(new UUID(id.getLeastSignificantBits(), from + k), "f", from + k, -1),
                    updates.get(k)));
        }
        for (int k = 0; k < batch.size(); k += 500) {
            get(node.sessions.update(id, "ann", batch.subList(k, Math.min(batch.size(), k + 500)), false));
        }
    }

    private static void requireSolved(TestNode node, UUID id, List<CostUpdate> updates) throws Exception {
        Answer.Solution solution = get(node.sessions.reads().solution(id, "ann", 0));
        assertThat(solution.result().revision()).isEqualTo(updates.size());
        TrueResidual residual =
                TrueResidual.of(Replay.apply(GRID, updates), solution.result().x());
        assertThat(residual.relative()).isLessThanOrEqualTo(1e-8);
        assertThat(residual.norm2()).isEqualTo(solution.result().absoluteResidual());
        var verdict = get(node.sessions.verification().verify(id, "ann", Strategy.FULL_RESIDUAL, 5));
        assertThat(verdict.verified()).isTrue();
        assertThat(verdict.revision()).isEqualTo(updates.size());
    }

    private static JournalReplay replay(TestNode node) {
        return new JournalReplay(
                node.stores.journal(), id -> SessionLedger.persistenceId(id).id());
    }

    private static SessionState stateOf(TestNode node, UUID id) throws Exception {
        return get(replay(node).of(id)).state();
    }

    private static ChunkSweeper.Swept sweepInTwoHours(TestNode node) throws Exception {
        InstantSource later = () -> Instant.now().plus(Duration.ofHours(2));
        JournalReplay replay = replay(node);
        return get(new ChunkSweeper(
                        node.database,
                        later,
                        (_, session, hash) -> Janitor.knows(replay, session, hash),
                        Duration.ofHours(24))
                .sweep());
    }

    private static long count(TestNode node, String sql) throws Exception {
        StoreSettings store = node.database.settings();
        try (var connection = DriverManager.getConnection(store.url(), store.user(), store.password());
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void itBeginsWithTheXOfItsSessionWithoutAnIterationAndBothGoTheirOwnWay() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("fork-" + UUID.randomUUID()))) {
            Random random = new Random(1);
            UUID first = open(node);
            var updates = new ArrayList<CostUpdate>();
            for (int k = 0; k < 30; k++) {
                updates.add(some(random));
            }
            apply(node, first, updates, 1);
            Answer.Solution there = get(node.sessions.reads().solution(first, "ann", 30));
            long chunks = count(
                    node,
                    "SELECT COUNT(*) FROM blob b WHERE EXISTS"
                            + " (SELECT 1 FROM blob_ref r WHERE r.hash = b.hash AND r.kind = 'PROBLEM')");
            Sessions.ForkedSession fork = get(node.sessions.fork(
                    first,
                    "ann",
                    request("{\"name\":\"copy\",\"labels\":{\"k\":\"v\"},\"options\":{\"tolerance\":1e-8}}")));
            assertThat(fork.created()).isTrue();
            assertThat(fork.revision()).isEqualTo(30);
            assertThat(fork.forkedAt()).isEqualTo(30);
            assertThat(fork.line().rows()).isEqualTo(GRID.rows());
            assertThat(fork.line().reason()).startsWith("fork of session " + first + " at revision 30; ");
            Answer.Solution here = get(node.sessions.reads().solution(fork.id(), "ann", 0));
            assertThat(here.result().x()).isEqualTo(there.result().x());
            assertThat(here.result().absoluteResidual())
                    .isEqualTo(there.result().absoluteResidual());
            assertThat(here.iterations()).isZero();
            assertThat(here.verified()).isTrue();
            assertThat(get(node.sessions.reads().status(fork.id(), "ann")).iterations())
                    .isZero();
            assertThat(count(
                            node,
                            "SELECT COUNT(*) FROM blob b WHERE EXISTS"
                                    + " (SELECT 1 FROM blob_ref r WHERE r.hash = b.hash AND r.kind = 'PROBLEM')"))
                    .as("A is stored once")
                    .isEqualTo(chunks);
            var mine = new ArrayList<>(updates);
            var theirs = new ArrayList<>(updates);
            for (int k = 0; k < 10; k++) {
                mine.add(some(random));
                theirs.add(some(random));
            }
            apply(node, fork.id(), mine.subList(30, 40), 31);
            apply(node, first, theirs.subList(30, 40), 31);
            requireSolved(node, fork.id(), mine);
            requireSolved(node, first, theirs);
            var lines = new LineCollector(node.system, node.sessions, fork.id(), 3).follow("ann", OptionalLong.of(1));
            assertThat(lines.untilType("session_opened").get("seq").asLong()).isEqualTo(1);
            assertThat(get(node.sessions.list("ann", 9, null, null, java.util.Map.of("k", "v")))
                            .rows())
                    .extracting(row -> row.id())
                    .containsExactly(fork.id());
        }
    }

    @Test
    void whatItNeedsOutlivesItsSessionASweepAndARestart() throws Exception {
        StoreSettings store = StoreSettings.embedded(data);
        Random random = new Random(2);
        var updates = new ArrayList<CostUpdate>();
        UUID first;
        UUID second;
        UUID third;
        try (TestNode node = TestNode.start(store)) {
            first = open(node);
            // Enough for deltas of their own; and some that no blob holds when the fork is made.
            for (int k = 0; k < 6_000; k++) {
                updates.add(some(random));
            }
            apply(node, first, updates, 1);
            get(node.sessions.reads().solution(first, "ann", updates.size()));
            until(() -> !stateOf(node, first).rebases().isEmpty());
            for (int k = 0; k < 20; k++) {
                updates.add(some(random));
            }
            apply(node, first, updates.subList(6_000, 6_020), 6_001);
            second = fork(node, first).id();
            third = fork(node, second).id();
            requireSolved(node, second, updates);
            get(node.sessions.delete(first, "ann"));
            until(() -> count(node, "SELECT COUNT(*) FROM blob_ref WHERE session_id = '" + first + "'") == 0);
            ChunkSweeper.Swept swept = sweepInTwoHours(node);
            assertThat(swept.dropped()).isZero();
            requireSolved(node, third, updates);
        }
        try (TestNode node = TestNode.start(store)) {
            until(() -> node.sessions.node().toCompletableFuture().join().clusterUp());
            requireSolved(node, second, updates);
            requireSolved(node, third, updates);
            sweepInTwoHours(node);
            updates.add(some(random));
            apply(node, second, updates.subList(6_020, 6_021), 6_021);
            requireSolved(node, second, updates);
            get(node.sessions.delete(second, "ann"));
            get(node.sessions.delete(third, "ann"));
            until(() -> count(node, "SELECT COUNT(*) FROM blob") == 0);
            until(() -> count(node, "SELECT COUNT(*) FROM blob_ref") == 0);
            until(() -> count(node, "SELECT COUNT(*) FROM chunk") == 0);
        }
    }

    @Test
    void aForkThatBrokeOffIsSweptAndLeavesNoSession() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("broken-" + UUID.randomUUID()))) {
            UUID first = open(node);
            apply(node, first, List.of(some(new Random(3))), 1);
            UUID never = UUID.randomUUID();
            // All that happens before the fork's first event, as if the node had died then.
            Answer.ForkPoint point = get(node.sessions
                    .asks()
                    .ask(
                            first,
                            "ann",
                            Answer.ForkPoint.class,
                            Duration.ofSeconds(20),
                            replyTo -> new SessionCommand.PrepareFork("ann", never, replyTo)));
            SessionEvent.Fork fork =
                    java.util.Objects.requireNonNull(point.opened().fork());
            assertThat(fork.rebases()).hasSize(1);
            String pending = "SELECT COUNT(*) FROM blob_ref WHERE session_id = '" + never + "'";
            assertThat(count(node, pending)).isEqualTo(3);
            assertThat(sweepInTwoHours(node).dropped()).isEqualTo(3);
            assertThat(count(node, pending)).isZero();
            assertThat(refusal(node.sessions.reads().status(never, "ann")).code())
                    .isEqualTo(ProblemCode.SESSION_NOT_FOUND);
            requireSolved(node, first, List.of(some(new Random(3))));
            // Between the event and its references being held: the sweep finds that the journal knows them.
            UUID second = fork(node, first).id();
            until(() -> count(node, "SELECT COUNT(*) FROM blob_ref WHERE held = FALSE") == 0);
            StoreSettings store = node.database.settings();
            try (var connection = DriverManager.getConnection(store.url(), store.user(), store.password());
                    var update = connection.prepareStatement("UPDATE blob_ref SET held = FALSE WHERE session_id = ?")) {
                update.setObject(1, second);
                assertThat(update.executeUpdate()).isEqualTo(3);
            }
            ChunkSweeper.Swept swept = sweepInTwoHours(node);
            assertThat(swept.held()).isEqualTo(3);
            assertThat(swept.dropped()).isZero();
        }
    }

    @Test
    void forksOfForksKeepTheirDeltasFew() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("chain-" + UUID.randomUUID()))) {
            Random random = new Random(4);
            UUID at = open(node);
            var updates = new ArrayList<CostUpdate>();
            int most = 0;
            for (int k = 0; k < 70; k++) {
                updates.add(some(random));
                apply(node, at, updates.subList(k, k + 1), k + 1);
                UUID next = fork(node, at).id();
                get(node.sessions.delete(at, "ann"));
                at = next;
                most = Math.max(most, stateOf(node, at).rebases().size());
            }
            assertThat(most).isEqualTo(64);
            requireSolved(node, at, updates);
            SessionEvent.SessionOpened opened = stateOf(node, at).openedOrThrow();
            assertThat(opened.reason()).containsOnlyOnce("fork of session");
            get(node.sessions.delete(at, "ann"));
            until(() -> count(node, "SELECT COUNT(*) FROM blob") == 0);
        }
    }

    @Test
    void itsIdAttachesAgainToAForkOfTheSameSessionAndToNothingElse() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("again-" + UUID.randomUUID()))) {
            UUID first = open(node);
            UUID other = open(node);
            UUID id = UUID.randomUUID();
            ForkRequest named = request("{\"session_id\":\"" + id + "\"}");
            assertThat(get(node.sessions.fork(first, "ann", named)).created()).isTrue();
            apply(node, id, List.of(some(new Random(5))), 1);
            Sessions.ForkedSession again = get(node.sessions.fork(first, "ann", named));
            assertThat(again.created()).isFalse();
            assertThat(again.revision()).isEqualTo(1);
            assertThat(again.forkedAt()).isZero();
            assertThat(refusal(node.sessions.fork(other, "ann", named)).code()).isEqualTo(ProblemCode.SESSION_EXISTS);
            assertThat(refusal(node.sessions.fork(first, "ann", request("{\"session_id\":\"" + first + "\"}")))
                            .code())
                    .isEqualTo(ProblemCode.SESSION_EXISTS);
            assertThat(refusal(node.sessions.fork(first, "bob", named)).code())
                    .isEqualTo(ProblemCode.SESSION_NOT_FOUND);
            assertThat(refusal(node.sessions.fork(UUID.randomUUID(), "ann", request("")))
                            .code())
                    .isEqualTo(ProblemCode.SESSION_NOT_FOUND);
            assertThat(refusal(node.sessions.fork(
                                    first,
                                    "ann",
                                    request("{\"options\":{\"stream\":{\"x\":\"indices\",\"x_indices\":[900]}}}")))
                            .code())
                    .isEqualTo(ProblemCode.INDEX_OUT_OF_RANGE);
            requireSolved(node, first, List.of());
        }
    }

    @Test
    void twentyThousandUpdatesLaterItIsTheSameToTheBit() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("many-" + UUID.randomUUID()))) {
            Random random = new Random(6);
            UUID first = open(node);
            var updates = new ArrayList<CostUpdate>();
            for (int k = 0; k < 20_000; k++) {
                updates.add(some(random));
            }
            apply(node, first, updates, 1);
            UUID fork = fork(node, first).id();
            requireSolved(node, fork, updates);
            requireSolved(node, first, updates);
        }
    }
}
