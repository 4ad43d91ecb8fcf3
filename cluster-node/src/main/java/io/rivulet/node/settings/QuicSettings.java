// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.settings;

import io.rivulet.quic.core.CoordinatorList;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

/// Where agents connect to.
///
/// @param port 0: nowhere
/// @param advertised HOST:PORT by which agents reach this node when another one fails; empty: none is known
/// @param agentsFile who may come in
/// @param ping how often an agent is asked whether it lives
/// @param pingTimeout one that has not answered for so long loses its tasks to others
public record QuicSettings(
        String host,
        int port,
        String advertised,
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
        String host = keys.text("quic.host");
        int port = keys.integer("quic.port", 0, 65535);
        return new QuicSettings(
                host,
                port,
                advertised(keys, host, port),
                certificates,
                path(keys, "quic.agents-file", certificates.resolve(AGENTS)),
                keys.duration("quic.reload", Duration.ofMillis(10), Duration.ofHours(1)),
                keys.duration("quic.heartbeat", Duration.ofSeconds(1), Duration.ofSeconds(20)),
                ping,
                keys.duration("quic.ping-timeout", ping.multipliedBy(PINGS), Duration.ofSeconds(40)));
    }

    /// Where it listens, unless that is everywhere: which of its addresses agents reach, only its operator knows.
    private static String advertised(Keys keys, String host, int port) {
        String given = keys.text("quic.advertise");
        if (!given.isEmpty() && CoordinatorList.parse(given).isEmpty()) {
            throw SettingsException.of("quic.advertise", given, "HOST:PORT");
        }
        boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
        return given.isEmpty() && !everywhere ? host + ":" + port : given;
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
