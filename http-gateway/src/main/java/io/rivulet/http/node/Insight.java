// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.node;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the process of a node can tell of itself beyond its sessions. Never a secret.
public interface Insight {
    /// Of a node in a process that is not its own.
    Insight NONE = new Insight() {};

    /// A setting as it holds, and who said so.
    ///
    /// @param value of a secret only whether it is set
    /// @param source `default`, `environment`, a file, …
    record Setting(String key, String value, String source) {}

    /// Figures of the process in the text format of Prometheus, under names of their own; may be empty.
    default String figures() {
        return "";
    }

    default List<Setting> settings() {
        return List.of();
    }

    /// Levels of the loggers that have one of their own, by logger.
    default Map<String, String> logLevels() {
        return Map.of();
    }

    /// Sets the level of a logger until the process ends; empty: what it had at the start.
    /// **Errors** [IllegalArgumentException] a logger or a level that may not be set, in words for who asked.
    default void logLevel(String logger, String level) {
        throw new IllegalArgumentException("the log belongs to another program");
    }

    /// A consistent copy of the embedded database as a zip file, for whoever gets it to delete; empty where there is
    /// none.
    /// **Thread** blocks for as long as the disk takes.
    default Optional<Path> backup() throws IOException {
        return Optional.empty();
    }

    /// Files for who looks into trouble, by name. **Thread** blocks for as long as the recording takes.
    default Map<String, byte[]> evidence(Duration recording) throws IOException {
        return Map.of();
    }
}
