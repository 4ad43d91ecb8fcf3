// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.settings;

import io.rivulet.actors.cluster.NodeRole;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How this node talks to others and when it gives them up. `bindHost` is where it listens, which may be another
/// address than `host`, by which the others reach it. `tls` is null unless the transport wants it.
public record ClusterSettings(
        String host,
        String bindHost,
        int port,
        Set<NodeRole> roles,
        List<Seed> seedNodes,
        Duration joinTimeout,
        Transport transport,
        @Nullable Tls tls,
        FailureDetection failureDetection) {
    private static final int MAX_PORT = 65_535;
    private static final String ROLES = "one or more of gateway, solver and verifier";

    /// Where a node of the cluster to join listens for other nodes.
    public record Seed(String host, int port) {}

    public enum Transport {
        TCP,
        TLS_TCP,
        AERON_UDP;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// PEM files of this node and of the authority that signed all nodes' certificates.
    public record Tls(Path certificate, Path key, Path authority, Duration reload) {}

    public enum FailureDetection {
        FAST,
        CAUTIOUS;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static ClusterSettings from(Keys keys) {
        Transport transport = Arrays.stream(Transport.values())
                .filter(each -> each.wireName().equals(keys.oneOf("cluster.transport", names())))
                .findFirst()
                .orElseThrow();
        boolean secured = transport == Transport.TLS_TCP;
        boolean trusted = keys.truth("cluster.trusted-network");
        return new ClusterSettings(
                secured || trusted ? keys.text("cluster.host") : loopback(keys, "cluster.host"),
                bindHost(keys, secured || trusted),
                keys.integer("cluster.port", 0, MAX_PORT),
                roles(keys.texts("cluster.roles")),
                keys.texts("cluster.seed-nodes").stream()
                        .map(ClusterSettings::seed)
                        .toList(),
                keys.duration("cluster.join-timeout", Duration.ofSeconds(1), Duration.ofHours(1)),
                transport,
                tls(keys, secured),
                keys.oneOf("cluster.failure-detection", Set.of("fast", "cautious"))
                                .equals(FailureDetection.CAUTIOUS.wireName())
                        ? FailureDetection.CAUTIOUS
                        : FailureDetection.FAST);
    }

    /// Whether anybody who reaches its port is taken for a node of the cluster, from beyond this machine too.
    public boolean isOpenToItsNetwork() {
        return transport != Transport.TLS_TCP && !(isLoopback(host) && isLoopback(bindHost));
    }

    /// Read in any case, so that what has no meaning is told; files are looked for only where they are used.
    private static @Nullable Tls tls(Keys keys, boolean secured) {
        String certificate = keys.text("cluster.tls.certificate");
        String key = keys.text("cluster.tls.key");
        String authority = keys.text("cluster.tls.authority");
        Duration reload = keys.duration("cluster.tls.reload", Duration.ofSeconds(1), Duration.ofDays(1));
        return secured
                ? new Tls(
                        file("cluster.tls.certificate", certificate),
                        file("cluster.tls.key", key),
                        file("cluster.tls.authority", authority),
                        reload)
                : null;
    }

    private static Set<String> names() {
        return Arrays.stream(Transport.values()).map(Transport::wireName).collect(Collectors.toUnmodifiableSet());
    }

    /// Nodes trust whoever talks to them, so beyond loopback they have to know who that is.
    private static String loopback(Keys keys, String key) {
        String host = keys.text(key);
        if (!isLoopback(host)) {
            throw SettingsException.of(
                    key,
                    host,
                    "a loopback address such as 127.0.0.1, or any with rivulet.cluster.transport=tls-tcp and"
                            + " certificates, or with rivulet.cluster.trusted-network=true where nobody but the nodes"
                            + " reaches their ports");
        }
        return host;
    }

    private static String bindHost(Keys keys, boolean anywhere) {
        if (keys.text("cluster.bind-host").isEmpty()) {
            return keys.text("cluster.host");
        }
        return anywhere ? keys.text("cluster.bind-host") : loopback(keys, "cluster.bind-host");
    }

    private static boolean isLoopback(String host) {
        try {
            return !host.isEmpty() && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException _) {
            return false;
        }
    }

    private static Set<NodeRole> roles(List<String> names) {
        Set<NodeRole> roles = EnumSet.noneOf(NodeRole.class);
        for (String name : names) {
            roles.add(NodeRole.of(name).orElseThrow(() -> SettingsException.of("cluster.roles", name, ROLES)));
        }
        if (roles.isEmpty()) {
            throw SettingsException.of("cluster.roles", names, ROLES);
        }
        return roles;
    }

    /// Reads `host:port`. **Errors** [SettingsException].
    public static Seed seed(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        String port = text.substring(colon + 1);
        boolean usable = !host.isEmpty() && port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= MAX_PORT;
        if (!usable || Integer.parseInt(port) == 0) {
            throw SettingsException.of("cluster.seed-nodes", text, "host:port of a node's cluster port");
        }
        return new Seed(host, Integer.parseInt(port));
    }

    private static Path file(String key, String name) {
        try {
            if (!name.isEmpty() && Files.isReadable(Path.of(name))) {
                return Path.of(name).toAbsolutePath().normalize();
            }
        } catch (InvalidPathException _) {
            // as unreadable
        }
        throw SettingsException.of(
                key, name.isEmpty() ? "empty" : name, "a PEM file that can be read, as the transport is tls-tcp");
    }
}
