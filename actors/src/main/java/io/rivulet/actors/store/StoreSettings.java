// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.nio.file.Path;
import java.time.Duration;

/// Where the journal, chunks and directory live, and how much waiting is allowed there.
///
/// @param threads of the store, and as many connections; the journal plugin has `threads` connections of its own
/// @param maxQueued jobs that may wait for a store thread before new ones are refused with `storage_unavailable`
/// @param connectTimeout until a free or new connection must be there
/// @param statementTimeout of each statement, set on each connection
/// @param durableTimeout until written data must be on disk
public record StoreSettings(
        String url,
        String user,
        String password,
        int threads,
        int maxQueued,
        Duration connectTimeout,
        Duration statementTimeout,
        Duration durableTimeout) {

    private static final int THREADS = 4;
    private static final int MAX_QUEUED = 4_096;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    // Below the socket's timeout, which loses the connection too.
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(8);
    private static final Duration DURABLE_TIMEOUT = Duration.ofSeconds(10);

    public StoreSettings {
        if (!url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "the store's url has to begin with jdbc:h2: or jdbc:postgresql:, not " + withoutArguments(url));
        }
        if (threads < 1 || maxQueued < 1) {
            throw new IllegalArgumentException(
                    "the store needs at least one thread and one place to wait, not " + threads + " and " + maxQueued);
        }
        if (connectTimeout.toMillis() < 250 || statementTimeout.toMillis() < 1 || durableTimeout.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "the store's timeouts have to be positive, 250 ms or more for connecting");
        }
    }

    /// One node: an H2 file in `directory`. `RETENTION_TIME` is how long H2 leaves replaced chunks of its file alone:
    /// a crash needs them for milliseconds, the default of 45 s makes the file grow without need.
    public static StoreSettings embedded(Path directory) {
        String path = directory.toAbsolutePath().normalize().resolve("rivulet").toString();
        if (path.indexOf(';') >= 0) {
            throw new IllegalArgumentException("the data directory's path must not contain a semicolon: " + path);
        }
        return of("jdbc:h2:file:" + path + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE;RETENTION_TIME=2000", "sa", "");
    }

    /// Nothing survives the process: for solving without a server, and for tests that need no disk.
    public static StoreSettings inMemory(String name) {
        return of("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE", "sa", "");
    }

    /// A cluster: PostgreSQL. Timeouts of the socket are added where the url does not set them.
    public static StoreSettings postgres(String url, String user, String password) {
        return of(
                withDefault(
                        withDefault(withDefault(url, "socketTimeout", "10"), "connectTimeout", "3"),
                        "tcpKeepAlive",
                        "true"),
                user,
                password);
    }

    private static StoreSettings of(String url, String user, String password) {
        return new StoreSettings(
                url, user, password, THREADS, MAX_QUEUED, CONNECT_TIMEOUT, STATEMENT_TIMEOUT, DURABLE_TIMEOUT);
    }

    private static String withDefault(String url, String key, String value) {
        return url.contains(key + "=") ? url : url + (url.indexOf('?') < 0 ? "?" : "&") + key + "=" + value;
    }

    private static String withoutArguments(String url) {
        return url.split("[?;]", 2)[0];
    }

    Dialect dialect() {
        return url.startsWith("jdbc:h2:") ? Dialect.H2 : Dialect.POSTGRES;
    }

    /// Whether there is a file to write to: an H2 database in memory has none.
    boolean onDisk() {
        return !url.startsWith("jdbc:h2:mem:");
    }

    /// Without the password, and without the url's arguments, which may hold one.
    @Override
    public String toString() {
        return "StoreSettings[" + withoutArguments(url) + ", user=" + user + ", threads=" + threads + "]";
    }
}
