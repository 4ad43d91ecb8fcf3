// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

/// Where agents connect to.
///
/// @param port 0: nowhere
/// @param agentsFile who may come in
/// @param ping how often an agent is asked whether it lives
/// @param pingTimeout one that has not answered for so long loses its tasks to others
public record QuicSettings(
        String host,
        int port,
        Path certificates,
        Path agentsFile,
        Duration reload,
        Duration heartbeat,
        Duration ping,
        Duration pingTimeout) {
    private static final String FOLDER = "quic";
    private static final String AGENTS = "agents";
    /// That have to be without an answer, at least: one may be late.
    private static final int PINGS = 2;

    /// @param data the node's folder
    static QuicSettings read(Keys keys, Path data) {
        Path certificates = path(keys, "quic.certificates", data.resolve(FOLDER));
        Duration ping = keys.duration("quic.ping", Duration.ofMillis(50), Duration.ofSeconds(10));
        return new QuicSettings(
                keys.text("quic.host"),
                keys.integer("quic.port", 0, 65535),
                certificates,
                path(keys, "quic.agents-file", certificates.resolve(AGENTS)),
                keys.duration("quic.reload", Duration.ofMillis(10), Duration.ofHours(1)),
                keys.duration("quic.heartbeat", Duration.ofSeconds(1), Duration.ofSeconds(20)),
                ping,
                keys.duration("quic.ping-timeout", ping.multipliedBy(PINGS), Duration.ofSeconds(40)));
    }

    private static Path path(Keys keys, String key, Path otherwise) {
        String given = keys.text(key);
        try {
            return given.isEmpty() ? otherwise : Path.of(given).toAbsolutePath().normalize();
        } catch (InvalidPathException _) {
            throw SettingsException.of(key, given, "a path");
        }
    }
}
