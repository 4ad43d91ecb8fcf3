// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.h2.api.ErrorCode;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A copy of the file, taken the moment a flush returns, is what a kill at that moment would leave.
class H2FlushTest {
    private static final int COPIES = 6;
    private static final int ROWS_BEFORE_COPY = 500;

    @TempDir
    Path directory;

    @Test
    void aCopyOfTheFileTakenAfterAFlushHoldsEveryRowCommittedBeforeIt() throws Exception {
        assertThat(missingRows(H2Flush.open(settings())::flush)).containsOnly(0);
    }

    @Test
    void aCopyOfTheFileTakenWithoutAFlushLacksCommittedRows() throws Exception {
        assertThat(missingRows(() -> {})).anyMatch(missing -> missing > 0);
    }

    /// As H2 closes itself when a write fails: without writing anything.
    @Test
    void aDatabaseThatWasClosedAndOpenedAgainIsToldOnceAndFlushedAfterThat() throws Exception {
        goesOnAfter(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SHUTDOWN IMMEDIATELY");
            }
        });
    }

    /// As when the disk is full for more than one write: nobody has closed it, and it can do nothing any more.
    @Test
    void aDatabaseWhoseStorageHasGivenUpIsClosedSoThatItIsOpenedAgain() throws Exception {
        goesOnAfter(connection -> {
            var full = new MVStoreException(DataUtils.ERROR_WRITING_FAILED, "no room");
            assertThatThrownBy(() -> EmbeddedDriver.databaseOf(connection)
                            .getStore()
                            .getMvStore()
                            .panic(full))
                    .isSameAs(full);
        });
    }

    private interface Damage {
        void to(Connection connection) throws SQLException;
    }

    private void goesOnAfter(Damage damage) throws Exception {
        StoreSettings settings = settings();
        try (H2Flush flush = H2Flush.open(settings)) {
            flush.flush();
            try (Connection connection = DriverManager.getConnection(settings.url(), "sa", "")) {
                damage.to(connection);
            } catch (SQLException closed) {
                assertThat(closed.getErrorCode()).isIn(ErrorCode.DATABASE_IS_CLOSED, ErrorCode.GENERAL_ERROR_1);
            }
            var failures = new ArrayList<Exception>();
            boolean flushed = false;
            for (int attempt = 0; attempt < 4 && !flushed; attempt++) {
                try {
                    flush.flush();
                    flushed = true;
                } catch (SQLException | RuntimeException | DurableBarrier.LifeEnded failure) {
                    failures.add(failure);
                }
            }
            assertThat(flushed).as(failures.toString()).isTrue();
            assertThat(failures)
                    .filteredOn(DurableBarrier.LifeEnded.class::isInstance)
                    .hasSize(1);
        }
        try (Connection connection = DriverManager.getConnection(settings.url(), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
    }

    private StoreSettings settings() {
        return StoreSettings.embedded(directory);
    }

    /// Each time H2's own writer has just taken the changes away, as it does twice a second, or when its buffer is
    /// full.
    private List<Integer> missingRows(DurableBarrier.Flush flush) throws Exception {
        List<Integer> missing = new ArrayList<>();
        StoreSettings settings = settings();
        try (Connection connection = DriverManager.getConnection(settings.url(), "sa", "")) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE t (id INT PRIMARY KEY, payload BLOB)");
                statement.execute("CHECKPOINT SYNC");
            }
            MVStore store = EmbeddedDriver.databaseOf(connection).getStore().getMvStore();
            int rows = 0;
            for (int copy = 0; copy < COPIES; copy++) {
                connection.setAutoCommit(false);
                for (int i = 0; i < ROWS_BEFORE_COPY; i++) {
                    insert(connection, ++rows);
                }
                connection.commit();
                connection.setAutoCommit(true);
                store.tryCommit();
                flush.flush();
                Path copied = directory.resolve("copy" + copy + ".mv.db");
                Files.copy(directory.resolve("rivulet.mv.db"), copied);
                missing.add(rows - count(directory.resolve("copy" + copy)));
                Files.delete(copied);
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute("SHUTDOWN");
            }
        }
        return missing;
    }

    private static void insert(Connection connection, int id) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
            insert.setInt(1, id);
            insert.setBytes(2, new byte[4_000]);
            insert.executeUpdate();
        }
    }

    private static int count(Path copy) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + copy, "sa", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM t")) {
            row.next();
            return row.getInt(1);
        }
    }
}
