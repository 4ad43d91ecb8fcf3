// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.serve;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.rivulet.actors.cluster.NodeRole;
import io.rivulet.node.settings.ClusterSettings;
import io.rivulet.node.settings.ClusterSettings.FailureDetection;
import io.rivulet.node.settings.ClusterSettings.Tls;
import java.util.HashMap;
import java.util.Map;

/// The transport's and the failure detector's part of the actor system's configuration.
final class ClusterConfig {
    private static final String ARTERY = "pekko.remote.artery.";
    private static final String ROTATING_KEYS = "org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider";

    private ClusterConfig() {}

    static Config of(ClusterSettings settings) {
        Map<String, Object> all = new HashMap<>();
        all.put(ARTERY + "canonical.hostname", settings.host());
        all.put(ARTERY + "canonical.port", settings.port());
        if (!settings.bindHost().equals(settings.host())) {
            all.put(ARTERY + "bind.hostname", settings.bindHost());
        }
        all.put(ARTERY + "transport", settings.transport().wireName());
        all.put(
                "pekko.cluster.roles",
                settings.roles().stream().map(NodeRole::wireName).toList());
        Tls tls = settings.tls();
        if (tls != null) {
            TlsFiles.check(tls);
            String engine = ARTERY + "ssl.rotating-keys-engine.";
            all.put(ARTERY + "ssl.ssl-engine-provider", ROTATING_KEYS);
            all.put(engine + "ssl-context-cache-ttl", tls.reload().toMillis() + " ms");
            all.put(engine + "cert-file", tls.certificate().toString());
            all.put(engine + "key-file", tls.key().toString());
            all.put(engine + "ca-cert-file", tls.authority().toString());
        }
        if (settings.failureDetection() == FailureDetection.CAUTIOUS) {
            all.put("pekko.cluster.failure-detector.acceptable-heartbeat-pause", "12 s");
            all.put("pekko.cluster.split-brain-resolver.stable-after", "10 s");
            all.put("pekko.cluster.split-brain-resolver.down-all-when-unstable", "60 s");
            all.put("pekko.cluster.down-removal-margin", "1 s");
        }
        return ConfigFactory.parseMap(all, "cluster settings");
    }
}
