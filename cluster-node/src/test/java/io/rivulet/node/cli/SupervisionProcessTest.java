// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.node.deploy.Queries;
import io.rivulet.node.local.FreePorts;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A node that asks everybody who they are, seen by who supervises it: its ports, its health, its figures.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SupervisionProcessTest {
    private static final Pattern ROW = Pattern.compile("^\\| `(rivulet\\.[a-z.-]+-?port)` \\|", Pattern.MULTILINE);

    private static final String KEY = "0123456789abcdef";

    @TempDir
    Path folder;

    private static HttpResponse<String> get(HttpClient http, String url) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    private static List<String> keysOfThePage() throws Exception {
        String page = Files.readString(
                Path.of(System.getProperty("rivulet.root", "..")).resolve("docs/operating/ports.md"));
        List<String> keys = new ArrayList<>();
        for (Matcher row = ROW.matcher(page); row.find(); ) {
            keys.add(row.group(1));
        }
        return keys;
    }

    /// A free port for each row of the page.
    private static Map<String, Integer> ports() throws Exception {
        List<String> keys = keysOfThePage();
        List<Integer> free = FreePorts.several(keys.size());
        Map<String, Integer> ports = new HashMap<>();
        for (int k = 0; k < keys.size(); k++) {
            ports.put(keys.get(k), free.get(k));
        }
        return ports;
    }

    private Map<String, String> environment(Map<String, Integer> ports, SelfSigned own) throws Exception {
        Path keys = Files.writeString(
                folder.resolve("keys.json"),
                "{\"keys\":[{\"key\":\"" + KEY + "\",\"principal\":\"ann\",\"roles\":[\"user\"]}]}");
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
        Map<String, String> environment = new HashMap<>(Map.of(
                "RIVULET_AUTH_KEYS_FILE", keys.toString(),
                "RIVULET_HTTP_TLS_CERTIFICATE", own.certificate().toString(),
                "RIVULET_HTTP_TLS_KEY", own.key().toString(),
                "RIVULET_CLUSTER_TRANSPORT", "tls-tcp",
                // Known by a name and listening everywhere, as a pod.
                "RIVULET_CLUSTER_HOST", "localhost",
                "RIVULET_CLUSTER_BIND_HOST", "0.0.0.0",
                "RIVULET_CLUSTER_TLS_CERTIFICATE", own.certificate().toString(),
                "RIVULET_CLUSTER_TLS_KEY", own.key().toString(),
                "RIVULET_CLUSTER_TLS_AUTHORITY", own.certificate().toString()));
        ports.forEach(
                (key, port) -> environment.put(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), port.toString()));
        return environment;
    }

    private static void solve(HttpClient http, String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v1/solve-stream"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + KEY)
                .POST(HttpRequest.BodyPublishers.ofString("{\"matrix\":{\"rows\":2,\"cols\":2,\"format\":\"dense\","
                        + "\"data\":{\"dense\":[[4,1],[1,3]]}},\"vector\":[1,2]}"))
                .build();
        assertThat(http.send(request, BodyHandlers.ofString()).body()).contains("\"solution\"");
    }

    @Test
    void aNodeListensWhereThePageSaysAndTellsItsSupervisorsWhatDashboardsAskFor() throws Exception {
        Map<String, Integer> ports = ports();
        assertThat(ports).hasSizeGreaterThanOrEqualTo(3);
        SelfSigned own = SelfSigned.create(folder);
        try (ChildJvm node = ChildJvm.start(folder, environment(ports, own), "serve", "--data", "data");
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(own.trusting())
                        .build()) {
            node.awaitLine("ready at");
            assertThat(ListeningSockets.of(node.pid()))
                    .isEqualTo(
                            ports.values().stream().map(port -> "tcp:" + port).collect(Collectors.toSet()));

            String clients = "https://127.0.0.1:" + ports.get("rivulet.http.port");
            String admin = "http://127.0.0.1:" + ports.get("rivulet.http.admin-port");
            assertThat(get(http, clients + "/metrics").statusCode()).isEqualTo(401);
            for (String path : List.of("/alive", "/ready", "/health", "/api/v1/health", "/metrics")) {
                assertThat(get(http, admin + path).statusCode()).as(path).isEqualTo(200);
            }
            for (String path : List.of("/api/v1/status", "/api/v1/sessions", "/console", "/openapi.json")) {
                assertThat(get(http, admin + path).statusCode()).as(path).isEqualTo(404);
            }
            solve(http, clients);
            requireFigures(http, admin);
            node.terminate();
            assertThat(node.exitCode()).as(node.said()).isZero();
        }
    }

    /// Some come with a first look or a first second, those of the collector when it has collected.
    private static void requireFigures(HttpClient http, String admin) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        List<String> unknown = Queries.unknown(get(http, admin + "/metrics").body());
        while (!unknown.isEmpty()) {
            assertThat(System.nanoTime()).as(unknown.toString()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            unknown = Queries.unknown(get(http, admin + "/metrics").body());
        }
    }
}
