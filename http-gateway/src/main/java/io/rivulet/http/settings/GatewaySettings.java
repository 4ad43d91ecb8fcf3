// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.settings;

import io.rivulet.serialization.request.RequestLimits;
import java.nio.file.Path;
import java.time.Duration;

/// What the gateway is told at start; every limit of this module stands here.
///
/// @param host address to listen on; without authentication only a loopback address is accepted
/// @param port 0 = any free one
/// @param version as `GET /api/v1/status` names it
/// @param requests what a request may ask for at most
public record GatewaySettings(
        String host,
        int port,
        String version,
        RequestLimits requests,
        Intake intake,
        Connections connections,
        SecuritySettings security,
        LimitSettings limits,
        FieldStreamSettings fields) {
    public static final int DEFAULT_PORT = 3000;
    /// Memory a request may take while it is read, as a multiple of its decoded bytes: `1,` is a number, which is 8
    /// bytes long and copied once.
    public static final int INTAKE_FACTOR = 8;

    private static final long MEBIBYTE = 1 << 20;

    public GatewaySettings {
        require(port >= 0 && port <= 65_535, "port must lie in 0..65535, was " + port);
    }

    /// What arrives.
    ///
    /// @param bodyLimitBytes largest body, as sent and again after decoding
    /// @param uploadLimitBytes largest upload of a matrix, as sent and again after decoding
    /// @param memoryBytes what all bodies being read at one time may take, decoded, times [#INTAKE_FACTOR]
    /// @param readTimeout longest silence while a body arrives, and longest time for a small body as a whole
    /// @param deadline longest time for any body; uploads have more, by what has arrived
    /// @param costLineLimitBytes longest line of an NDJSON body of updates
    /// @param spoolDirectory where parts of multipart bodies wait that are too large for memory
    public record Intake(
            long bodyLimitBytes,
            long uploadLimitBytes,
            long memoryBytes,
            Duration readTimeout,
            Duration deadline,
            int costLineLimitBytes,
            Path spoolDirectory) {
        public static final Intake DEFAULTS = new Intake(
                50 * MEBIBYTE,
                2048 * MEBIBYTE,
                Math.max(256 * MEBIBYTE, Runtime.getRuntime().maxMemory() / 3),
                Duration.ofSeconds(20),
                Duration.ofMinutes(5),
                (int) (8 * MEBIBYTE),
                Path.of(System.getProperty("java.io.tmpdir")));

        public Intake {
            require(bodyLimitBytes > 0, "body limit must be positive, was " + bodyLimitBytes);
            require(uploadLimitBytes > 0, "upload limit must be positive, was " + uploadLimitBytes);
            require(memoryBytes > 0, "intake memory must be positive, was " + memoryBytes);
            require(costLineLimitBytes > 0, "cost line limit must be positive, was " + costLineLimitBytes);
            requirePositive("body read timeout", readTimeout);
            requirePositive("body deadline", deadline);
        }

        /// With other limits; parts of large bodies wait in `spool`.
        public Intake within(long bodyBytes, long uploadBytes, Path spool) {
            return new Intake(bodyBytes, uploadBytes, memoryBytes, readTimeout, deadline, costLineLimitBytes, spool);
        }

        /// With another limit for bodies, and another patience while they arrive.
        public Intake bodies(long limitBytes, Duration silence) {
            return new Intake(
                    limitBytes, uploadLimitBytes, memoryBytes, silence, deadline, costLineLimitBytes, spoolDirectory);
        }
    }

    /// What is held.
    ///
    /// @param maxStreams streams open at one time
    /// @param maxStreamTime after this a stream ends and says where to resume
    /// @param keepAlive idle time after which a connection is closed
    /// @param drainTime how long streams may take to end at shutdown
    /// @param heartbeat a socket that has been silent for so long is pinged
    public record Connections(
            int maxStreams, Duration maxStreamTime, Duration keepAlive, Duration drainTime, Duration heartbeat) {
        public static final Connections DEFAULTS = new Connections(
                1000, Duration.ofHours(1), Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(15));

        public Connections {
            require(maxStreams > 0, "stream limit must be positive, was " + maxStreams);
            requirePositive("stream time limit", maxStreamTime);
            requirePositive("keep-alive", keepAlive);
            requirePositive("drain time", drainTime);
            requirePositive("heartbeat", heartbeat);
        }
    }

    /// The documented defaults.
    public static GatewaySettings defaults() {
        return new GatewaySettings(
                "127.0.0.1",
                DEFAULT_PORT,
                "0.1.0",
                RequestLimits.DEFAULTS,
                Intake.DEFAULTS,
                Connections.DEFAULTS,
                SecuritySettings.OFF,
                LimitSettings.DEFAULTS,
                FieldStreamSettings.DEFAULTS);
    }

    public GatewaySettings listen(String newHost, int newPort) {
        return new GatewaySettings(newHost, newPort, version, requests, intake, connections, security, limits, fields);
    }

    public GatewaySettings bodies(long limitBytes, Duration silence) {
        return with(intake.bodies(limitBytes, silence));
    }

    public GatewaySettings uploads(long limitBytes) {
        return with(intake.within(intake.bodyLimitBytes(), limitBytes, intake.spoolDirectory()));
    }

    public GatewaySettings streams(int most, Duration longest) {
        var streams = new Connections(
                most, longest, connections.keepAlive(), connections.drainTime(), connections.heartbeat());
        return new GatewaySettings(host, port, version, requests, intake, streams, security, limits, fields);
    }

    public GatewaySettings limits(LimitSettings other) {
        return new GatewaySettings(host, port, version, requests, intake, connections, security, other, fields);
    }

    public GatewaySettings secured(SecuritySettings other) {
        return new GatewaySettings(host, port, version, requests, intake, connections, other, limits, fields);
    }

    public GatewaySettings fields(FieldStreamSettings other) {
        return new GatewaySettings(host, port, version, requests, intake, connections, security, limits, other);
    }

    private GatewaySettings with(Intake other) {
        return new GatewaySettings(host, port, version, requests, other, connections, security, limits, fields);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    private static void requirePositive(String name, Duration value) {
        require(value.isPositive(), name + " must be positive, was " + value);
    }
}
