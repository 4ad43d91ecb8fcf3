// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.alert.core.Alert;
import io.rivulet.actors.alert.core.Report;
import io.rivulet.actors.store.Database;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.actors.telemetry.Telemetry;
import io.rivulet.node.local.LocalPostgres;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreWatchTest {
    @TempDir
    Path folder;

    private final List<Report> reports = new ArrayList<>();
    private final Telemetry telemetry = Telemetry.of(InstantSource.system(), reports::add);

    private long figure(String name) {
        String line = telemetry
                .meters()
                .text()
                .lines()
                .filter(each -> each.startsWith(name + " "))
                .findFirst()
                .orElseThrow();
        return (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1));
    }

    private void look(Database database, long quota, Optional<FileStore> disk) {
        new StoreWatch(database, quota, disk, telemetry)
                .look()
                .toCompletableFuture()
                .join();
    }

    @Test
    void aFileThatHasTakenFourFifthsOfItsQuotaIsAlerted() throws Exception {
        Optional<FileStore> disk = Optional.of(Files.getFileStore(folder));
        try (Database database = Database.open(StoreSettings.embedded(folder))) {
            look(database, 0, disk);
            long size = figure("rivulet_database_bytes");
            assertThat(size).isEqualTo(Files.size(folder.resolve("rivulet.mv.db")));
            assertThat(figure("rivulet_database_limit_bytes")).isGreaterThan(size);
            assertThat(reports).isEmpty();
            look(database, size * 2, disk);
            assertThat(reports).isEmpty();
            look(database, size * 6 / 5, disk);
            assertThat(reports).singleElement().satisfies(report -> {
                assertThat(report.alert()).isEqualTo(Alert.STORE_FULL);
                assertThat(report.detail()).contains("bytes=" + size);
            });
        }
    }

    @Test
    void ofAPostgresIsKnownWhatItTakesAndNotWhatItMay() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.start(folder);
                Database database = Database.open(StoreSettings.postgres(postgres.url(), "postgres", ""))) {
            look(database, 0, Optional.empty());
            assertThat(figure("rivulet_database_bytes")).isGreaterThan(1_000_000);
            assertThat(figure("rivulet_database_limit_bytes")).isZero();
            assertThat(reports).isEmpty();
            look(database, 1_000_000, Optional.empty());
            assertThat(reports)
                    .singleElement()
                    .satisfies(report -> assertThat(report.alert()).isEqualTo(Alert.STORE_FULL));
            assertThat(telemetry.meters().text())
                    .contains("rivulet_database_connections{state=\"idle\"}")
                    .contains("rivulet_database_waiting 0");
        }
    }
}
