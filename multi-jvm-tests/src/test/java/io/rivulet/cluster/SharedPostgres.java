// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import io.rivulet.node.local.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// One PostgreSQL for all tests of this JVM, with a database of its own for each cluster: a server takes seconds to
/// unpack and to start, a database a moment. It stops with the JVM.
/// **Thread** any.
final class SharedPostgres {
    private static final Path FOLDERS = Path.of("target", "postgres");
    private static final LocalPostgres SERVER = start();
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private SharedPostgres() {}

    private static LocalPostgres start() {
        try {
            removeLeftOvers();
            return LocalPostgres.start(
                    FOLDERS.resolve(Long.toString(ProcessHandle.current().pid()))
                            .toAbsolutePath());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// Of processes that are gone.
    private static void removeLeftOvers() throws IOException {
        Files.createDirectories(FOLDERS);
        try (Stream<Path> folders = Files.list(FOLDERS)) {
            for (Path folder : folders.toList()) {
                if (ProcessHandle.of(Long.parseLong(folder.getFileName().toString()))
                        .isEmpty()) {
                    remove(folder);
                }
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : deepestFirst) {
            Files.delete(each);
        }
    }

    /// The URL of an empty database.
    static String newDatabase() throws IOException {
        String name = "cluster_" + DATABASES.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(SERVER.url());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException failed) {
            throw new IOException(failed);
        }
        return SERVER.url(name);
    }
}
