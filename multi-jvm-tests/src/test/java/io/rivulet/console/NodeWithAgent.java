// SPDX-License-Identifier: Apache-2.0
package io.rivulet.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.node.serve.RunningNode;
import io.rivulet.node.settings.SettingsLoader;
import io.rivulet.quic.agent.Agent;
import io.rivulet.quic.agent.AgentSettings;
import io.rivulet.quic.cert.CertificateFolder;
import io.rivulet.serialization.task.TaskKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A node in this process that asks nobody who they are, and agents that connect to it over QUIC.
final class NodeWithAgent implements BeforeAllCallback, AfterAllCallback {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private RunningNode node;
    private Path folder;
    private int port;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("console-agents");
        try (var free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        CertificateFolder.at(folder.resolve("quic")).init(List.of("localhost", "127.0.0.1"), Instant.now());
        node = RunningNode.start(new SettingsLoader(Map.of())
                .load(
                        null,
                        Map.of(),
                        Map.of(
                                "http.port",
                                "0",
                                "quic.port",
                                Integer.toString(port),
                                "quic.certificates",
                                folder.resolve("quic").toString(),
                                "store.data",
                                folder.resolve("data").toString())));
    }

    String url(String path) {
        return node.url() + path;
    }

    /// An agent of all kinds of tasks, in this process.
    Agent agent(String name) {
        Path certificate = CertificateFolder.at(folder.resolve("quic")).issue(name, Instant.now());
        return Agent.start(
                new AgentSettings(
                        List.of(new InetSocketAddress("127.0.0.1", port)),
                        certificate,
                        TaskKind.WORKER,
                        Arrays.stream(TaskKind.values())
                                .map(TaskKind::capability)
                                .toList(),
                        4,
                        "0.1.0"),
                InstantSource.system(),
                RandomGenerator.getDefault());
    }

    static void end(Agent agent) throws Exception {
        agent.drain(TimeUnit.SECONDS.toMillis(5)).get(15, TimeUnit.SECONDS);
    }

    JsonNode post(String path, String json) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url(path)))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new AssertionError(path + " is answered by " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        node.close();
        http.shutdownNow();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(NodeWithAgent::delete);
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException kept) {
            throw new UncheckedIOException(kept);
        }
    }
}
