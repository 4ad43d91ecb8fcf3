// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What an operator can learn of a node that runs, and that none of it is a secret.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class InsightProcessTest {
    private static final String ADMIN = "admin-key-0123456789abcdef";
    private static final String HOOK_TOKEN = "hook-token-by-environment-7f3a";
    private static final String HOOK_URL = "http://127.0.0.1:9/hook-secret-path-55e1";
    private static final String DEFINED = "defined-on-the-command-line-c0de";

    @TempDir
    Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Map<String, String> environment() throws Exception {
        Path keys = Files.writeString(
                folder.resolve("keys.json"),
                "{\"keys\":[{\"key\":\"" + ADMIN + "\",\"principal\":\"root\",\"roles\":[\"admin\"]}]}");
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
        return new HashMap<>(Map.of(
                // The log as a node has it, not as tests do.
                "JDK_JAVA_OPTIONS",
                "-Dlogback.configurationFile=logback.xml",
                "RIVULET_AUTH_KEYS_FILE",
                keys.toString(),
                "RIVULET_ALERTS_WEBHOOK_URL",
                HOOK_URL,
                "RIVULET_ALERTS_WEBHOOK_TOKEN",
                HOOK_TOKEN));
    }

    private HttpResponse<String> send(String method, String url) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", "Bearer " + ADMIN)
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private static Map<String, byte[]> unzip(Path file) throws Exception {
        Map<String, byte[]> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        }
        return files;
    }

    @Test
    void aSupportBundleHasWhatHelpsAndNoSecret() throws Exception {
        try (ChildJvm node = ChildJvm.start(
                folder,
                environment(),
                "serve",
                "--port",
                "0",
                "--data",
                "data",
                "-D",
                "rivulet.store.database-password=" + DEFINED)) {
            String url = node.awaitLine("ready at").replaceAll(".* ready at (http://\\S+) .*", "$1");
            CliRun run = CliRun.of(
                    folder,
                    Map.of("RIVULET_TOKEN", ADMIN),
                    false,
                    "doctor",
                    "--support-bundle",
                    "bundle.zip",
                    "--record",
                    "1",
                    "--server",
                    url);
            assertThat(run.code()).as(run.err()).isZero();
            Path bundle = folder.resolve("bundle.zip");
            assertThat(Files.getPosixFilePermissions(bundle)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            Map<String, byte[]> files = unzip(bundle);
            assertThat(files)
                    .containsOnlyKeys(
                            "log.jsonl", "metrics.txt", "recording.jfr", "settings.json", "status.json", "threads.txt");
            files.forEach((name, bytes) -> {
                String text = new String(bytes, StandardCharsets.ISO_8859_1);
                for (String secret : new String[] {ADMIN, HOOK_TOKEN, "hook-secret-path", DEFINED}) {
                    assertThat(text).as(name).doesNotContain(secret);
                    // A recording may hold texts of two bytes a character.
                    assertThat(text)
                            .as(name)
                            .doesNotContain(new String(
                                    secret.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1));
                }
            });
            assertThat(new String(files.get("threads.txt"), StandardCharsets.UTF_8))
                    .contains("\"main\" ", "io.rivulet.");
            assertThat(new String(files.get("log.jsonl"), StandardCharsets.UTF_8))
                    .contains("\"message\":\"setting rivulet.alerts.webhook-token=(set) source=environment\"")
                    .contains("\"message\":\"setting rivulet.http.port=0 source=command line\"");
            assertThat(new String(files.get("metrics.txt"), StandardCharsets.UTF_8))
                    .contains("# TYPE rivulet_compute_threads gauge");
            assertThat(new ObjectMapper().readTree(files.get("status.json")).path("members"))
                    .hasSize(1);
            Path recording = Files.write(folder.resolve("copy.jfr"), files.get("recording.jfr"));
            assertThat(RecordingFile.readAllEvents(recording).stream()
                            .map(event -> event.getEventType().getName()))
                    .contains("jdk.CPULoad")
                    .doesNotContain(
                            "jdk.InitialEnvironmentVariable",
                            "jdk.InitialSystemProperty",
                            "jdk.JVMInformation",
                            "jdk.SystemProcess");

            assertSettings(url);
            assertLevels(url);
            node.terminate();
            assertThat(node.exitCode()).as(node.said()).isZero();
        }
    }

    private void assertSettings(String url) throws Exception {
        JsonNode settings = new ObjectMapper()
                .readTree(send("GET", url + "/api/v1/settings").body());
        Map<String, String> values = new TreeMap<>();
        settings.path("settings")
                .forEach(each -> values.put(
                        each.path("key").asText(),
                        each.path("value").asText() + " by "
                                + each.path("source").asText()));
        assertThat(values)
                .containsEntry("rivulet.http.port", "0 by command line")
                .containsEntry("rivulet.http.max-streams", "1000 by default")
                .containsEntry("rivulet.alerts.webhook-url", "(set) by environment")
                .containsEntry("rivulet.store.database-password", "(set) by -D")
                .containsEntry("rivulet.auth.introspection-client-secret", " by default")
                .containsEntry("rivulet.fields.keys", " by default")
                .containsEntry("rivulet.cluster.roles", "[\"gateway\",\"solver\"] by default");
    }

    private void assertLevels(String url) throws Exception {
        String levels = url + "/api/v1/log/levels";
        assertThat(send("GET", levels).body()).contains("\"io.rivulet\":\"INFO\"");
        assertThat(send("POST", levels + "?logger=io.rivulet.http&level=DEBUG").body())
                .contains("\"io.rivulet.http\":\"DEBUG\"");
        assertThat(send("POST", levels + "?logger=io.rivulet.http&level=").body())
                .doesNotContain("\"io.rivulet.http\":\"DEBUG\"");
        for (String wrong : new String[] {"?logger=ROOT&level=DEBUG", "?logger=io.rivulet&level=LOUD", ""}) {
            assertThat(send("POST", levels + wrong).statusCode()).as(wrong).isEqualTo(422);
        }
        assertThat(send("POST", levels + "?logger=io.rivulet.audit&level=OFF").statusCode())
                .isEqualTo(422);
    }
}
