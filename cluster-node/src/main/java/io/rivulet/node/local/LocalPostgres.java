// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A PostgreSQL of this process, on loopback: for tests and for trying a cluster out. It syncs what it commits, which
/// the packaged server does not by default.
public final class LocalPostgres implements AutoCloseable {
    private static final Duration START_WITHIN = Duration.ofSeconds(60);
    private static final int CONNECTIONS = 200;

    private final EmbeddedPostgres server;

    private LocalPostgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /// One that stops with this process at the latest.
    ///
    /// @param folder where the database lives; what is there already is kept
    public static LocalPostgres start(Path folder) throws IOException {
        return start(folder, FreePorts.one());
    }

    /// @param port where it listens
    public static LocalPostgres start(Path folder, int port) throws IOException {
        return start(folder, port, true);
    }

    /// One that goes on until it is closed, also while this process is told to end: whoever starts it closes it.
    public static LocalPostgres startUnguarded(Path folder) throws IOException {
        return start(folder, FreePorts.one(), false);
    }

    private static LocalPostgres start(Path folder, int port, boolean guarded) throws IOException {
        Files.createDirectories(folder);
        return new LocalPostgres(EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(folder.resolve("data"))
                .setOverrideWorkingDirectory(folder.resolve("work").toFile())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(guarded)
                .setPGStartupWait(START_WITHIN)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", Integer.toString(CONNECTIONS))
                .start());
    }

    public int port() {
        return server.getPort();
    }

    public String url() {
        return url("postgres");
    }

    /// @param database that is there
    public String url(String database) {
        return server.getJdbcUrl("postgres", database);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
