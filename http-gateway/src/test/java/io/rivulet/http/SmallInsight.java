// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import io.rivulet.http.node.Insight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Of a process with one setting and a log in memory.
final class SmallInsight implements Insight {
    private final Map<String, String> levels = new ConcurrentHashMap<>();

    @Override
    public List<Setting> settings() {
        return List.of(new Setting("rivulet.http.port", "0", "command line"));
    }

    @Override
    public Map<String, String> logLevels() {
        return Map.copyOf(levels);
    }

    @Override
    public void logLevel(String logger, String level) {
        if (logger.isEmpty()) {
            throw new IllegalArgumentException("a logger has a name");
        }
        levels.put(logger, level);
    }

    @Override
    public Optional<Path> backup() throws IOException {
        return Optional.of(Files.writeString(Files.createTempFile("copy", ".zip"), "a copy"));
    }

    @Override
    public Map<String, byte[]> evidence(Duration recording) {
        return Map.of("threads.txt", new byte[] {1});
    }
}
