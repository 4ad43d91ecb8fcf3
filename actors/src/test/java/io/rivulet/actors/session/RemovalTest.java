// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.refusal;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.store.StoreSettings;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.SystemSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What an ended session leaves behind, counted in the tables.
class RemovalTest {
    private static final String OFTEN = """
            rivulet.actors {
              ledger { snapshot-every = 10, snapshots-kept = 2 }
              janitor { interval = 100ms, expiry-grace = 1ms }
              ask.work-timeout = 5s
            }
            """;

    private final StoreSettings store = StoreSettings.inMemory("removal-" + UUID.randomUUID());

    @Test
    void deletedAndExpiredSessionsTakeEverythingWithThemThatNobodyElseNeeds() throws Exception {
        try (TestNode node = TestNode.start(store, OFTEN, TestNode.MEMORY)) {
            UUID first = opened(node, Requests.settings(true));
            UUID second = opened(node, Requests.settings(true));
            for (int k = 0; k < 12; k++) {
                get(node.sessions.update(first, "ann", List.of(Requests.delta("s", k, k, 1.0)), true));
            }
            get(node.sessions.reads().solution(first, "ann", 12));
            until(() -> snapshots(first) > 0 && slots(first) > 0);
            assertThat(events(first)).isGreaterThan(1);
            assertThat(references(first)).isPositive();
            long chunks = count("SELECT COUNT(*) FROM chunk");
            assertThat(chunks).as("one problem, stored once").isEqualTo(1);

            get(node.sessions.delete(first, "ann"));
            until(() -> isGone(first));
            assertThat(count("SELECT COUNT(*) FROM chunk"))
                    .as("the second still needs it")
                    .isEqualTo(chunks);

            UUID third = opened(node, Requests.expiring(1));
            until(() -> isGone(third));
            assertThat(count("SELECT COUNT(*) FROM chunk")).isEqualTo(chunks);

            get(node.sessions.delete(second, "ann"));
            until(() -> isGone(second) && count("SELECT COUNT(*) FROM chunk") == 0);
            assertThat(count("SELECT COUNT(*) FROM blob")).isZero();
            assertThat(count("SELECT COUNT(*) FROM blob_ref")).isZero();
        }
    }

    /// Nothing is left but the event that says so.
    private boolean isGone(UUID session) throws SQLException {
        return events(session) == 1
                && snapshots(session) == 0
                && slots(session) == 0
                && references(session) == 0
                && count("SELECT COUNT(*) FROM checkpoint_chunk WHERE session_id = ?", session) == 0;
    }

    private long events(UUID session) throws SQLException {
        return count(
                "SELECT COUNT(*) FROM \"event_journal\" WHERE \"persistence_id\" = ?",
                SessionLedger.persistenceId(session).id());
    }

    private long snapshots(UUID session) throws SQLException {
        return count(
                "SELECT COUNT(*) FROM \"snapshot\" WHERE \"persistence_id\" = ?",
                SessionLedger.persistenceId(session).id());
    }

    private long slots(UUID session) throws SQLException {
        return count("SELECT COUNT(*) FROM checkpoint_slot WHERE session_id = ?", session);
    }

    private long references(UUID session) throws SQLException {
        return count("SELECT COUNT(*) FROM blob_ref WHERE session_id = ?", session);
    }

    private long count(String sql, Object... parameters) throws SQLException {
        try (Connection connection = DriverManager.getConnection(store.url(), store.user(), store.password());
                PreparedStatement select = connection.prepareStatement(sql)) {
            for (int k = 0; k < parameters.length; k++) {
                select.setObject(k + 1, parameters[k]);
            }
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static UUID opened(TestNode node, SessionSettings settings) throws Exception {
        CsrMatrix a = Gallery.generate(new GalleryRecipe.GridPlusLeak(8, 8, 1.0));
        double[] b = new double[a.rows()];
        b[3] = 1;
        var system = new SystemSource.Explicit(new LinearSystem(a, DenseVector.adopt(b)));
        UUID id = get(node.sessions.open(Requests.of(system, settings), "ann")).id();
        get(node.sessions.reads().solution(id, "ann", 0));
        return id;
    }

    @Test
    void aSessionThatDoesNotAnswerInTimeMayHaveDoneWhatWasAsked() throws Exception {
        try (TestNode node = TestNode.start(store, "rivulet.actors.ask.work-timeout = 400ms", TestNode.MEMORY)) {
            UUID id = get(node.sessions.open(Requests.grid(null, 6, 6, true), "ann"))
                    .id();
            // It waits for a revision that nobody sends.
            Problem silent = refusal(node.sessions.reads().solution(id, "ann", 7));
            assertThat(silent.code()).isEqualTo(ProblemCode.STORAGE_UNAVAILABLE);
            assertThat(silent.detail()).contains("400 ms", "unknown");
            assertThat(silent.hint()).contains("same identity");
            assertThat(silent.retryAfterMs()).isPositive();
            assertThat(get(node.sessions.reads().status(id, "ann")).revision()).isZero();
        }
    }
}
