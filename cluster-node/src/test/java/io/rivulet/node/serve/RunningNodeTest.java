// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.node.cli.CliRun;
import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.settings.SettingsLoader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node inside this JVM, from its first thread to its last.
class RunningNodeTest {
    @TempDir
    Path folder;

    private SettingsLoader.Loaded settings(Map<String, String> more) {
        Map<String, String> options = new HashMap<>(
                Map.of("http.port", "0", "store.data", folder.resolve("data").toString()));
        options.putAll(more);
        return new SettingsLoader(Map.of()).load(null, Map.of(), options);
    }

    private static int get(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @Test
    void itServesSolvesRemembersAndStopsOnce() throws Exception {
        Path data = folder.resolve("data");
        Files.writeString(
                folder.resolve("a.mtx"), "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 2\n2 2 4\n");
        Files.writeString(folder.resolve("b.txt"), "1\n1\n");
        RunningNode node = RunningNode.start(settings(Map.of("node.name", "first")));
        try (node) {
            assertThat(get(node.url() + "/ready")).isEqualTo(200);
            assertThat(node.name()).isEqualTo("first");
            assertThat(node.storage()).isEqualTo("H2 in " + data);
            assertThat(DataFolder.isInUse(data)).isTrue();

            CliRun solved = CliRun.of(
                    folder, "solve", "a.mtx", "--rhs", "b.txt", "--server", node.url(), "-o", "x.mtx", "--seed", "3");
            assertThat(solved.code()).as(solved.err()).isZero();
            assertThat(Files.readAllLines(folder.resolve("x.mtx"))).endsWith("0.5", "0.25");
            String large = "gallery:grid_plus_leak,nx=330,ny=330,leak=1";
            CliRun fetched = CliRun.of(folder, "solve", large, "--server", node.url(), "-o", "large.mtx", "--json");
            assertThat(fetched.code()).as(fetched.err()).isZero();
            assertThat(fetched.out()).contains("\"omitted\":true");
            assertThat(Files.readAllLines(folder.resolve("large.mtx"))).hasSize(2 + 330 * 330);

            CliRun refused = CliRun.of(folder, "solve", "gallery:path_laplacian,n=4", "--server", node.url());
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("the server says", "singular_inconsistent");

            assertThatThrownBy(() -> RunningNode.start(settings(Map.of())))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("in use by another node");
        }
        assertThat(node.stop()).as("a second time").isZero();
        assertThat(node.awaitEnd()).isZero();
        assertThat(DataFolder.isInUse(data)).isFalse();

        try (RunningNode again = RunningNode.start(settings(Map.of("http.host", "::1")))) {
            assertThat(again.url()).startsWith("http://[::1]:");
            assertThat(again.name()).endsWith("-0");
            assertThat(get(again.url() + "/api/v1/sessions")).isEqualTo(200);
        }
    }

    @Test
    void aNodeThatCanNotStopInOrderEndsWithAnErrorWithinItsDrain() throws Exception {
        RunningNode node = RunningNode.start(settings(Map.of("node.drain", "5s")));
        Supplier<CompletionStage<Done>> hangs = CompletableFuture::new;
        CoordinatedShutdown.get(node.system())
                .addTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "hangs", hangs);
        assertThat(RunningNode.stopBudget(Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(5));
        Thread leaving = Thread.ofPlatform().start(node::stop);
        assertThat(node.awaitEnd()).isEqualTo(1);
        leaving.join();
        assertThat(DataFolder.isInUse(folder.resolve("data"))).isFalse();
    }

    @Test
    void whatIsTakenIsToldBeforeAnythingIsMade() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            for (String key : List.of("http.port", "cluster.port")) {
                assertThatThrownBy(
                                () -> RunningNode.start(settings(Map.of(key, Integer.toString(taken.getLocalPort())))))
                        .isInstanceOfSatisfying(
                                CommandFailure.class,
                                failure -> assertThat(failure.exitCode()).isEqualTo(2))
                        .hasMessageContaining(Integer.toString(taken.getLocalPort()))
                        .hasMessageContaining("hint");
            }
        }
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aStartThatFailsLetsGoOfEverything() throws Exception {
        Path data = folder.resolve("data");
        int nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            nobody = closed.getLocalPort();
        }
        Map<String, String> database = Map.of("store.database-url", "jdbc:postgresql://127.0.0.1:" + nobody + "/x");
        assertThatThrownBy(() -> RunningNode.start(settings(database)))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("storage_unavailable");
        assertThat(DataFolder.isInUse(data)).isFalse();

        // The last thing that can go wrong, when database and actor system run already.
        Path inTheWay = Files.writeString(data.resolve("spool"), "");
        assertThatThrownBy(() -> RunningNode.start(settings(Map.of())))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("spool");
        assertThat(DataFolder.isInUse(data)).isFalse();
        Files.delete(inTheWay);
        try (RunningNode node = RunningNode.start(settings(Map.of()))) {
            assertThat(get(node.url() + "/ready")).isEqualTo(200);
        }
    }
}
