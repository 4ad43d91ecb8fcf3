// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.SessionState;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.actors.verifier.JournalReplay;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.serialization.event.SnapshotCodec;
import io.rivulet.serialization.request.SystemSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A snapshot may take the place of events while somebody reads them.
class ReplayDuringSnapshotTest {
    @TempDir
    Path data;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eventsThatASnapshotReplacedAreReadFromTheSnapshot(boolean all) throws Exception {
        StoreSettings store = StoreSettings.embedded(data);
        try (TestNode node = TestNode.start(store)) {
            UUID id = get(node.sessions.open(
                            Requests.of(
                                    new SystemSource.Gallery(new GalleryRecipe.GridPlusLeak(4, 4, 1.0), null),
                                    Requests.settings(true)),
                            "ann"))
                    .id();
            get(node.sessions.update(id, "ann", List.of(Requests.delta("small", 1, 3, 0.5)), true));
            until(() -> get(node.sessions.reads().solution(id, "ann", 1)).verified());
            String name = SessionLedger.persistenceId(id).id();
            JournalReplay.Replayed quiet = get(new JournalReplay(node.stores.journal(), _ -> name).of(id));
            AtomicInteger reads = new AtomicInteger();
            JournalReplay disturbed = new JournalReplay(node.stores.journal(), _ -> {
                if (reads.incrementAndGet() == 2) {
                    snapshot(store, name, quiet, all);
                }
                return name;
            });
            JournalReplay.Replayed replayed = get(disturbed.of(id));
            // The session may have recorded more since.
            assertThat(replayed.lastSequence()).isGreaterThanOrEqualTo(quiet.lastSequence());
            SessionState state = replayed.state();
            assertThat(state.revision()).isEqualTo(1);
            assertThat(state.openedOrThrow()).isEqualTo(quiet.state().openedOrThrow());
            assertThat(reads).hasValueGreaterThan(2);
        }
    }

    /// As retention does it.
    private static void snapshot(StoreSettings store, String name, JournalReplay.Replayed replayed, boolean all) {
        try (Connection connection = DriverManager.getConnection(store.url(), store.user(), store.password())) {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO \"snapshot\" (\"persistence_id\","
                    + " \"sequence_number\", \"created\", \"snapshot_ser_id\", \"snapshot_ser_manifest\","
                    + " \"snapshot_payload\") VALUES (?, ?, 0, 0, ?, ?)")) {
                insert.setString(1, name);
                insert.setLong(2, replayed.lastSequence());
                insert.setString(3, SnapshotCodec.manifest(replayed.state().toSnapshot()));
                insert.setBytes(4, SnapshotCodec.encode(replayed.state().toSnapshot()));
                insert.executeUpdate();
            }
            try (PreparedStatement delete = connection.prepareStatement(
                    "DELETE FROM \"event_journal\" WHERE \"persistence_id\" = ? AND \"sequence_number\" < ?")) {
                delete.setString(1, name);
                delete.setLong(2, replayed.lastSequence() + (all ? 1 : 0));
                assertThat(delete.executeUpdate()).isPositive();
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
