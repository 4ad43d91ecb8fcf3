// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node as its operator meets it: a process that starts, is killed, starts again and is stopped.
final class ServeProcessTest {
    @TempDir
    Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void aSessionOutlivesKillNineAndSigtermEndsStreamsWithALine() throws Exception {
        String id = UUID.randomUUID().toString();
        String solution;
        try (ChildJvm first = ChildJvm.start(folder, Map.of(), "serve", "--port", "0", "--data", "data")) {
            String ready = first.awaitLine("ready at");
            assertThat(ready).contains("authentication off", "H2 in");
            String url = urlIn(ready);
            assertThat(get(url + "/ready").statusCode()).isEqualTo(200);
            assertThat(Files.getPosixFilePermissions(folder.resolve("data")))
                    .containsOnly(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE);
            assertThat(post(url, request(id, false)).body()).contains("\"solution\"");
            solution = get(url + "/api/v1/sessions/" + id + "/solution?indices=0,1")
                    .body();
            assertThat(solution).contains("\"values\":[0.09", "0.63");

            assertRefusedBeside(url);
            first.kill();
        }
        Map<String, String> environment = Map.of("RIVULET_NODE_NAME", "second", "RIVULET_HEARTBEAT_SECOND", "1");
        try (ChildJvm second = ChildJvm.start(folder, environment, "serve", "--port", "0", "--data", "data")) {
            String url = urlIn(second.awaitLine("node second"));
            assertThat(second.said()).contains("RIVULET_HEARTBEAT_SECOND;", "RIVULET_HEARTBEAT_SECONDS");
            assertThat(get(url + "/api/v1/sessions/" + id + "/solution?indices=0,1")
                            .body())
                    .isEqualTo(solution);

            HttpResponse<InputStream> live = http.send(
                    solve(url, request(UUID.randomUUID().toString(), true)), HttpResponse.BodyHandlers.ofInputStream());
            byte[] begin = live.body().readNBytes(20);
            second.terminate();
            String rest = new String(live.body().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(begin).isNotEmpty();
            assertThat(rest.lines().toList().getLast()).contains("session_closed", "drained", "resume_from");
            assertThat(second.exitCode()).as(second.said()).isZero();
        }
    }

    @Test
    void withoutVectorsItServesAndWarnsWithTheFlagThatWouldHelp() throws Exception {
        try (ChildJvm slow = ChildJvm.startWithoutVectors(folder, "serve", "--port", "0", "--data", "data")) {
            String url = urlIn(slow.awaitLine("ready at"));
            assertThat(post(url, request(UUID.randomUUID().toString(), false)).body())
                    .contains("\"solution\"");
            assertThat(slow.said().lines())
                    .anyMatch(line -> line.contains(" WARN ")
                            && line.contains("start java with --add-modules=jdk.incubator.vector"));
            slow.terminate();
            assertThat(slow.exitCode()).as(slow.said()).isZero();
        }
    }

    /// What runs already is not disturbed, and the second one says what to do.
    private void assertRefusedBeside(String url) {
        CliRun sameData = CliRun.of(folder, "serve", "--port", "0", "--data", "data");
        assertThat(sameData.code()).isEqualTo(2);
        assertThat(sameData.err()).contains("in use", "--data");
        CliRun samePort = CliRun.of(
                folder, "serve", "--port", Integer.toString(URI.create(url).getPort()), "--data", "other");
        assertThat(samePort.code()).isEqualTo(2);
        assertThat(samePort.err()).contains("port", "--port");
        CliRun doctor = CliRun.of(folder, "doctor", "--port", "0", "--data", "data");
        assertThat(doctor.code()).isEqualTo(2);
        assertThat(doctor.out()).contains("in use");
        assertThat(folder.resolve("other")).doesNotExist();
    }

    private static String request(String id, boolean live) {
        return "{\"session_id\":\"" + id
                + "\",\"matrix\":{\"rows\":2,\"cols\":2,\"format\":\"dense\",\"data\":{\"dense\":[[4,1],[1,3]]}},"
                + "\"vector\":[1,2],\"options\":{\"live\":" + live + "}}";
    }

    private static String urlIn(String ready) {
        return List.of(ready.split(" ")).stream()
                .filter(word -> word.startsWith("http://"))
                .findFirst()
                .orElseThrow();
    }

    private static HttpRequest solve(String url, String body) {
        return HttpRequest.newBuilder(URI.create(url + "/api/v1/solve-stream"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> post(String url, String body) throws Exception {
        return http.send(solve(url, body), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String url) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
