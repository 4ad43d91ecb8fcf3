// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.Replay;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.verify.TrueResidual;
import io.rivulet.serialization.event.EventCodec;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
    private static final int SIDE = 40;

    @TempDir
    Path data;

    @Test
    void aSessionGoesOnWithEveryAcknowledgedUpdateAfterItsNodeWasLost() throws Exception {
        StoreSettings store = StoreSettings.embedded(data);
        var sent = new ArrayList<CostUpdate>();
        UUID id;
        long lastSeq;
        try (TestNode node = TestNode.start(store)) {
            id = get(node.sessions.open(Requests.grid(null, SIDE, SIDE, true), "ann"))
                    .id();
            var lines = new LineCollector(node.system, node.sessions, id, 1).follow("ann", OptionalLong.of(1));
            for (int k = 0; k < 50; k++) {
                IdentifiedUpdate update = Requests.delta("s", k, (k * 37) % (SIDE * SIDE), 0.01 * (k + 1));
                sent.add(update.update());
                get(node.sessions.update(id, "ann", List.of(update), k % 10 == 9));
            }
            lines.until(line -> line.get("type").asText().equals("cost_applied")
                    && line.get("revision").asLong() == 50);
            lines.requireGapless();
            lastSeq = lines.lines.getLast().get("seq").asLong();
        }
        try (TestNode node = TestNode.start(store)) {
            until(() -> node.sessions.node().toCompletableFuture().join().clusterUp());
            // Nobody asks for the session: it runs again because it has to.
            until(() -> isRunning(node, id));
            Answer.Solution solution = get(node.sessions.reads().solution(id, "ann", 50));
            assertThat(solution.result().revision()).isEqualTo(50);
            assertThat(residualOf(solution.result().x(), sent)).isLessThan(1e-8);
            var repeat = (Answer.UpdateResult.Accepted)
                    get(node.sessions.update(id, "ann", List.of(Requests.delta("s", 49, 0, 9.0)), false))
                            .getFirst();
            assertThat(repeat.duplicate()).isTrue();
            var lines =
                    new LineCollector(node.system, node.sessions, id, 1).follow("ann", OptionalLong.of(lastSeq + 1));
            IdentifiedUpdate more = Requests.delta("s", 50, 7, -1.5);
            sent.add(more.update());
            get(node.sessions.update(id, "ann", List.of(more), true));
            lines.until(line -> line.get("type").asText().equals("cost_applied")
                    && line.get("revision").asLong() == 51);
            assertThat(lines.lines.getFirst().get("type").asText()).isIn("stream_gap", "snapshot");
            lines.requireGapless();
            assertThat(residualOf(
                            get(node.sessions.reads().solution(id, "ann", 51))
                                    .result()
                                    .x(),
                            sent))
                    .isLessThan(1e-8);
        }
    }

    @Test
    void anIncarnationThatAnotherOneReplacedAcknowledgesNothing() throws Exception {
        StoreSettings store = StoreSettings.embedded(data);
        try (TestNode node = TestNode.start(store)) {
            UUID id = get(node.sessions.open(Requests.grid(null, 10, 10, true), "ann"))
                    .id();
            UUID neighbour = get(node.sessions.open(Requests.grid(null, 10, 10, true), "ann"))
                    .id();
            get(node.sessions.update(id, "ann", List.of(Requests.delta("s", 1, 1, 1.0)), true));
            until(() ->
                    get(node.sessions.reads().status(id, "ann")).verification().last() != null);
            writeTaken(store, id);
            // The present incarnation finds the next number taken, by this update or by something of its own; the one
            // after it has never heard of the update.
            var later = (Answer.UpdateResult.Accepted) accepted(node, id, Requests.delta("s", 2, 2, 2.0));
            assertThat(later.duplicate()).isFalse();
            assertThat(later.revision()).isEqualTo(2);
            assertThat(get(node.sessions.reads().status(id, "ann")).incarnation())
                    .isEqualTo(3);
            get(node.sessions.update(neighbour, "ann", List.of(Requests.delta("s", 1, 1, 1.0)), true));
            assertThat(get(node.sessions.reads().status(neighbour, "ann")).incarnation())
                    .isEqualTo(1);
        }
    }

    /// Sends an update until it is answered, as a client does.
    private static Answer.UpdateResult accepted(TestNode node, UUID id, IdentifiedUpdate update) throws Exception {
        var result = new AtomicReference<Answer.UpdateResult>();
        until(() -> {
            try {
                result.set(get(node.sessions.update(id, "ann", List.of(update), false))
                        .getFirst());
                return true;
            } catch (ExecutionException refused) {
                assertThat(refused.getCause())
                        .isInstanceOfSatisfying(
                                RivuletException.class,
                                known -> assertThat(known.problem().code()).isEqualTo(ProblemCode.STORAGE_UNAVAILABLE));
                return false;
            }
        });
        return result.get();
    }

    /// Takes the session over as another node would: by writing the next event.
    private static void writeTaken(StoreSettings store, UUID id) throws Exception {
        String persistenceId = SessionLedger.persistenceId(id).id();
        try (Connection connection = DriverManager.getConnection(store.url(), store.user(), store.password())) {
            long last;
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT MAX(\"sequence_number\") FROM \"event_journal\" WHERE \"persistence_id\" = ?")) {
                select.setString(1, persistenceId);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    last = row.getLong(1);
                }
            }
            var taken = new SessionEvent.Taken(2, "node-2", 100_000);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO \"event_journal\""
                    + " (\"persistence_id\", \"sequence_number\", \"deleted\", \"writer\", \"write_timestamp\","
                    + " \"adapter_manifest\", \"event_ser_id\", \"event_ser_manifest\", \"event_payload\")"
                    + " VALUES (?, ?, FALSE, ?, ?, '', ?, ?, ?)")) {
                insert.setString(1, persistenceId);
                insert.setLong(2, last + 1);
                insert.setString(3, UUID.randomUUID().toString());
                insert.setLong(4, System.currentTimeMillis());
                insert.setInt(5, SessionEventSerializer.IDENTIFIER);
                insert.setString(6, EventCodec.manifest(taken));
                insert.setBytes(7, EventCodec.encode(taken));
                insert.executeUpdate();
            }
        }
    }

    private static double residualOf(DenseVector x, List<CostUpdate> updates) {
        var a = Gallery.generate(new GalleryRecipe.Poisson2d(SIDE, SIDE));
        double[] ones = new double[a.rows()];
        Arrays.fill(ones, 1.0);
        LinearSystem system = Replay.apply(new LinearSystem(a, DenseVector.adopt(ones)), updates);
        return TrueResidual.of(system, x).relative();
    }

    private static boolean isRunning(TestNode node, UUID id) {
        return node.sessions.isLocal(id);
    }
}
