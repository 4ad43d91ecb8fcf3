// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.telemetry;

import io.rivulet.actors.alert.core.Alert;
import io.rivulet.actors.meter.Meters;
import io.rivulet.actors.store.Database;
import io.rivulet.actors.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.FileStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How full the database is, and how busy its connections: figures, and an alert in time to make room.
/// **Thread** [#look] asks the disk, so it may block.
public final class StoreWatch {
    /// How often to look.
    public static final Duration PERIOD = Duration.ofSeconds(30);

    static final double WARNED = 0.8;

    private static final Logger log = LoggerFactory.getLogger(StoreWatch.class);

    private final Database database;
    private final long quota;
    private final Optional<FileStore> disk;
    private final Telemetry telemetry;
    private volatile long bytes;
    private volatile long limit;

    /// @param quota bytes that the database may take; 0: what its disk has room for
    /// @param disk that holds the database; empty where it is another machine's
    public StoreWatch(Database database, long quota, Optional<FileStore> disk, Telemetry telemetry) {
        this.database = database;
        this.quota = quota;
        this.disk = disk;
        this.telemetry = telemetry;
        Meters meters = telemetry.meters();
        meters.gauge("rivulet_database_bytes", "Bytes that the database takes on its disk.", () -> bytes);
        meters.gauge("rivulet_database_limit_bytes", "Bytes that it may take; 0 where nobody has said.", () -> limit);
        meters.gauges(
                "rivulet_database_connections", "Connections of the store's pool, by what they do.", "state", () -> {
                    Database.PoolUse use = database.poolUse();
                    return Map.of("active", use.active(), "idle", use.idle());
                });
        meters.gauge(
                "rivulet_database_waiting",
                "Jobs of the store that wait for a connection.",
                () -> database.poolUse().waiting());
    }

    /// Measures, and alerts where that is due. The stage completes when it has.
    public CompletionStage<Void> look() {
        return database.sizeBytes().handle((size, failed) -> {
            if (failed == null) {
                judge(size);
            } else {
                log.debug("the database did not say how large it is: {}", failed.toString());
            }
            return null;
        });
    }

    private void judge(long size) {
        bytes = size;
        limit = limit(size);
        if (limit > 0 && size >= WARNED * limit) {
            telemetry
                    .alerts()
                    .raise(
                            Alert.STORE_FULL,
                            "the database",
                            "percent=" + Math.round(100.0 * size / limit) + " bytes=" + size + " limit=" + limit);
        }
    }

    /// The quota, or less where the disk has not so much.
    private long limit(long size) {
        if (disk.isEmpty()) {
            return quota;
        }
        try {
            long room = size + disk.get().getUsableSpace();
            return quota == 0 ? room : Math.min(quota, room);
        } catch (IOException unknown) {
            log.debug("the disk did not say what room it has: {}", unknown.toString());
            return quota;
        }
    }
}
