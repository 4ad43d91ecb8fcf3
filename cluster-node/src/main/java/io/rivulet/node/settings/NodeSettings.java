// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.rivulet.actors.session.ActorsSettings;
import io.rivulet.http.limit.ClientAddresses;
import io.rivulet.http.settings.FieldStreamSettings;
import io.rivulet.http.settings.Limit;
import io.rivulet.http.settings.LimitSettings;
import io.rivulet.http.settings.ProxyHeader;
import io.rivulet.http.settings.SecuritySettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All settings of a node, read once and checked; the modules' `reference.conf` files say what each is for.
/// **Errors** a value outside its range is a [SettingsException] with key, value and range.
public record NodeSettings(
        Node node,
        Http http,
        SecuritySettings security,
        LimitSettings limits,
        FieldStreamSettings fields,
        Store store,
        ClusterSettings cluster,
        QuicSettings quic,
        TelemetrySettings telemetry,
        ActorsSettings actors) {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int HEARTBEATS_KEPT_ALIVE = 2;
    private static final String PROXY_HEADER = "http.limits.proxy-header";

    /// `name` empty: to be made from host and port. `memoryMb` 0: by the size of the heap.
    public record Node(String name, long memoryMb, Duration drain) {}

    /// `admin` null: no listener of its own for health and figures.
    public record Http(
            String host,
            int port,
            @Nullable Admin admin,
            long bodyLimitBytes,
            long uploadLimitBytes,
            int maxStreams,
            Duration keepAlive,
            Duration maxStream) {}

    /// Where health and figures are told without asking who calls.
    public record Admin(String host, int port) {}

    /// `databaseUrl` null: an H2 file in the data folder. Its `toString` shows no secret.
    /// `quotaBytes` 0: no other limit than the disk's.
    public record Store(
            Path data, @Nullable String databaseUrl, String databaseUser, String databasePassword, long quotaBytes) {
        @Override
        public String toString() {
            return "Store[data=" + data + ", database=" + (databaseUrl == null ? "h2" : "by url") + "]";
        }
    }

    /// Reads the keys below `rivulet` of a resolved configuration.
    static NodeSettings from(Config config) {
        Keys keys = new Keys(config);
        String name = keys.text("node.name");
        if (!name.matches("[A-Za-z0-9._:-]{0,100}")) {
            throw SettingsException.of("node.name", name, "up to 100 letters, digits and . _ : -");
        }
        String url = keys.text("store.database-url");
        if (!url.isEmpty() && !url.startsWith("jdbc:postgresql:")) {
            throw SettingsException.of("store.database-url", url, "empty (H2 in the data folder) or jdbc:postgresql:…");
        }
        SecuritySettings security = SecurityKeys.read(keys);
        ActorsSettings actors = actors(config);
        NodeSettings read = new NodeSettings(
                new Node(
                        name,
                        keys.whole("node.memory-mb", 0, 1L << 24),
                        keys.duration("node.drain", Duration.ofSeconds(1), Duration.ofMinutes(10))),
                new Http(
                        host(keys, security),
                        keys.integer("http.port", 0, 65535),
                        admin(keys),
                        keys.whole("http.body-limit-bytes", 1024, 1L << 40),
                        keys.whole("http.upload-limit-bytes", 1024, 1L << 40),
                        keys.integer("http.max-streams", 1, 1_000_000),
                        keys.duration("http.keep-alive", Duration.ofSeconds(1), DAY),
                        keys.duration("http.max-stream", Duration.ofSeconds(1), Duration.ofDays(366))),
                security,
                limits(keys),
                FieldStreamKeys.read(keys, actors.field().resumeWindow()),
                new Store(
                        folder(keys),
                        url.isEmpty() ? null : url,
                        keys.text("store.database-user"),
                        keys.text("store.database-password"),
                        keys.whole("store.quota-bytes", 0, 1L << 50)),
                ClusterSettings.from(keys),
                QuicSettings.read(keys, folder(keys)),
                TelemetrySettings.read(keys),
                actors);
        read.requireSharedParts();
        read.requireHeartbeatsWithinKeepAlive();
        return read;
    }

    private static @Nullable Admin admin(Keys keys) {
        String host = keys.text("http.admin-host");
        OptionalInt port = keys.portOrOff("http.admin-port");
        try {
            if (host.isEmpty()) {
                throw SettingsException.of("http.admin-host", "empty", "an address of this machine");
            }
            var _ = InetAddress.getByName(host);
        } catch (UnknownHostException _) {
            throw SettingsException.of("http.admin-host", host, "an address of this machine");
        }
        return port.isEmpty() ? null : new Admin(host, port.getAsInt());
    }

    private static LimitSettings limits(Keys keys) {
        List<String> proxies = keys.texts("http.limits.trusted-proxies");
        ProxyHeader header = proxyHeader(keys);
        try {
            var _ = new ClientAddresses(proxies, header);
        } catch (IllegalArgumentException unreadable) {
            throw SettingsException.of(
                    "http.limits.trusted-proxies",
                    String.join(",", proxies),
                    "addresses and networks such as 10.0.0.0/8");
        }
        Map<Limit, Integer> set = new EnumMap<>(Limit.class);
        for (Limit limit : Limit.values()) {
            keys.integerOrAuto("http.limits." + limit.key(), 1, limit.most()).ifPresent(value -> set.put(limit, value));
        }
        return new LimitSettings(set, proxies, header);
    }

    private static ProxyHeader proxyHeader(Keys keys) {
        String name = keys.text(PROXY_HEADER);
        return Arrays.stream(ProxyHeader.values())
                .filter(each -> each.headerName().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> SettingsException.of(
                        PROXY_HEADER,
                        name,
                        Arrays.stream(ProxyHeader.values())
                                .map(ProxyHeader::headerName)
                                .collect(Collectors.joining(" or "))));
    }

    /// A healthy stream without news says a line each heartbeat, so a connection without one is idle.
    private void requireHeartbeatsWithinKeepAlive() {
        Duration heartbeat = actors.session().heartbeat();
        Duration least = heartbeat.multipliedBy(HEARTBEATS_KEPT_ALIVE);
        if (http.keepAlive().compareTo(least) < 0) {
            throw SettingsException.of(
                    "http.keep-alive",
                    Keys.words(http.keepAlive()),
                    "at least " + Keys.words(least) + ", twice rivulet.actors.session.heartbeat ("
                            + Keys.words(heartbeat) + "): streams without news would be cut");
        }
    }

    /// What nodes of one cluster have to share: the database, and ports that the others know.
    private void requireSharedParts() {
        if (cluster.seedNodes().isEmpty()) {
            return;
        }
        if (store.databaseUrl() == null) {
            throw new SettingsException(
                    "rivulet.cluster.seed-nodes is set, but this node would keep its sessions in an H2"
                            + " file that other nodes can't read: set rivulet.store.database-url (RIVULET_DATABASE_URL) to the"
                            + " PostgreSQL that all nodes share");
        }
        if (cluster.port() == 0) {
            throw SettingsException.of(
                    "cluster.port", 0, "the port that other nodes know this one by (--cluster-port), with seed nodes");
        }
    }

    private static ActorsSettings actors(Config config) {
        try {
            return ActorsSettings.from(config);
        } catch (IllegalArgumentException outside) {
            throw new SettingsException(String.valueOf(outside.getMessage()));
        } catch (ConfigException unreadable) {
            // It names the key below rivulet.actors.
            throw new SettingsException(
                    String.valueOf(unreadable.getMessage()).replaceFirst("'(?=[a-z]+\\.)", "'rivulet.actors."));
        }
    }

    /// Nothing beyond loopback while nobody has to say who they are.
    private static String host(Keys keys, SecuritySettings security) {
        String host = keys.text("http.host");
        String allowed = security.authenticates()
                ? "an address of this machine"
                : "a loopback address such as 127.0.0.1, or any with authentication: RIVULET_AUTH_KEYS_FILE,"
                        + " RIVULET_AUTH_JWKS_FILE or …_URL, or RIVULET_AUTH_INTROSPECTION_URL";
        try {
            if (host.isEmpty()
                    || !security.authenticates() && !InetAddress.getByName(host).isLoopbackAddress()) {
                throw SettingsException.of("http.host", host, allowed);
            }
        } catch (UnknownHostException _) {
            throw SettingsException.of("http.host", host, allowed);
        }
        return host;
    }

    private static Path folder(Keys keys) {
        String data = keys.text("store.data");
        try {
            if (data.isEmpty()) {
                throw SettingsException.of("store.data", "empty", "a folder");
            }
            return Path.of(data).toAbsolutePath().normalize();
        } catch (InvalidPathException _) {
            throw SettingsException.of("store.data", data, "a folder");
        }
    }
}
