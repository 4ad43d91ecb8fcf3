// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.node;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

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

    /// Files for who looks into trouble, by name. **Thread** blocks for as long as the recording takes.
    default Map<String, byte[]> evidence(Duration recording) throws IOException {
        return Map.of();
    }
}
