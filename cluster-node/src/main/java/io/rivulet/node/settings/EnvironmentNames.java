// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.settings;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The `RIVULET_…` variables: which setting each one is. Keys are below `rivulet.`.
final class EnvironmentNames {
    static final String PREFIX = "RIVULET_";

    /// Where a variable's value goes, and what follows the number in it.
    record Target(String key, String unit) {}

    /// The names that operators use, beside the ones made from the keys.
    private static final Map<String, Target> SHORT = Map.ofEntries(
            Map.entry("RIVULET_BODY_LIMIT_BYTES", new Target("http.body-limit-bytes", "")),
            Map.entry("RIVULET_UPLOAD_LIMIT_BYTES", new Target("http.upload-limit-bytes", "")),
            Map.entry("RIVULET_MAX_STREAMS", new Target("http.max-streams", "")),
            Map.entry("RIVULET_CLIENT_REQUESTS_PER_MINUTE", new Target("http.limits.requests-per-minute", "")),
            Map.entry("RIVULET_USER_STREAMS", new Target("http.limits.user-streams", "")),
            Map.entry("RIVULET_TRUSTED_PROXIES", new Target("http.limits.trusted-proxies", "")),
            Map.entry("RIVULET_HEARTBEAT_SECONDS", new Target("actors.session.heartbeat", "s")),
            Map.entry("RIVULET_MAX_STREAM_SECONDS", new Target("http.max-stream", "s")),
            Map.entry("RIVULET_KEEP_ALIVE_SECONDS", new Target("http.keep-alive", "s")),
            Map.entry("RIVULET_DRAIN_SECONDS", new Target("node.drain", "s")),
            Map.entry("RIVULET_CORS_ORIGINS", new Target("http.cors-origins", "")),
            Map.entry("RIVULET_FIELD_KEYS", new Target("fields.keys", "")),
            Map.entry("RIVULET_NODE_MEMORY_MB", new Target("node.memory-mb", "")),
            Map.entry("RIVULET_NODE_NAME", new Target("node.name", "")),
            Map.entry("RIVULET_DATABASE_URL", new Target("store.database-url", "")),
            Map.entry("RIVULET_QUIC_CERT_DIR", new Target("quic.certificates", "")),
            Map.entry("RIVULET_CLUSTER_PORT", new Target("cluster.port", "")),
            Map.entry("RIVULET_SEED_NODES", new Target("cluster.seed-nodes", "")));

    /// Read by the launcher or by commands that talk to a server, not settings of a node.
    private static final Set<String> ELSEWHERE = Set.of(
            "RIVULET_SERVER",
            "RIVULET_FIELD_KEY",
            "RIVULET_TOKEN",
            "RIVULET_TOKEN_FILE",
            "RIVULET_JAVA_HOME",
            "RIVULET_JAVA_OPTS",
            "RIVULET_JVM_FOLDERS",
            "RIVULET_NO_BUILD",
            "RIVULET_PREPARED",
            "RIVULET_DEBUG");

    private static final Set<String> SECRETS = Set.of(
            "store.database-url",
            "store.database-password",
            "fields.keys",
            "auth.introspection-client-secret",
            "alerts.webhook-url",
            "alerts.webhook-token");
    static final String FILE_SUFFIX = "_FILE";

    private EnvironmentNames() {}

    static boolean isSecret(String key) {
        return SECRETS.contains(key);
    }

    /// `http.max-streams` → `RIVULET_HTTP_MAX_STREAMS`
    static String nameOf(String key) {
        return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /// All names for these keys.
    static Map<String, Target> targets(Set<String> keys) {
        Map<String, Target> all = new HashMap<>();
        keys.forEach(key -> all.put(nameOf(key), new Target(key, "")));
        SHORT.forEach((name, target) -> {
            if (keys.contains(target.key())) {
                all.put(name, target);
            }
        });
        return new TreeMap<>(all);
    }

    static boolean isReadElsewhere(String name) {
        return ELSEWHERE.contains(name);
    }
}
