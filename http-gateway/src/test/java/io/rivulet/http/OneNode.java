// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.rivulet.actors.cluster.NodeIdentity;
import io.rivulet.actors.session.ActorsSettings;
import io.rivulet.actors.session.PekkoConfig;
import io.rivulet.actors.session.SessionStores;
import io.rivulet.actors.session.Sessions;
import io.rivulet.actors.store.Database;
import io.rivulet.actors.store.PersistenceConfig;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.http.settings.GatewaySettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A whole node in this process: database in memory, sessions, gateway. As a static field of a test class it is closed
/// after
/// the last test.
final class OneNode implements AutoCloseable, AfterAllCallback {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final long MEMORY = 512 << 20;

    final ActorSystem<Void> system;
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final StoreSettings store;
    private final boolean ownsDatabase;
    private final Database database;
    final Sessions sessions;
    private final ServerBinding binding;

    OneNode(GatewaySettings settings) throws Exception {
        this("test-node", settings, "", null);
    }

    static OneNode start(GatewaySettings settings) {
        return start("test-node", settings, "");
    }

    static OneNode start(String name, GatewaySettings settings, String config) {
        try {
            return new OneNode(name, settings, config, null);
        } catch (Exception noNode) {
            throw new IllegalStateException("the node of this test class did not start", noNode);
        }
    }

    /// @param config over what all nodes of these tests have
    /// @param first a node to whose cluster and database this one belongs, null for one alone
    OneNode(String name, GatewaySettings settings, String config, @Nullable OneNode first) throws Exception {
        ownsDatabase = first == null;
        store = first == null ? StoreSettings.inMemory("gateway-" + UUID.randomUUID()) : first.store;
        database = Database.open(store);
        var over = ConfigFactory.parseString(config)
                .withFallback(ConfigFactory.parseMap(Map.of(
                        "pekko.remote.artery.canonical.port", 0,
                        "pekko.coordinated-shutdown.exit-jvm", "off",
                        "pekko.cluster.jmx.multi-mbeans-in-same-jvm", "on",
                        "pekko.loglevel", "WARNING")))
                .withFallback(PersistenceConfig.of(store));
        system = ActorSystem.create(Behaviors.empty(), "rivulet", PekkoConfig.under(over));
        Cluster cluster = Cluster.get(system);
        cluster.manager()
                .tell(Join.create((first == null ? cluster : Cluster.get(first.system))
                        .selfMember()
                        .address()));
        sessions = Sessions.start(
                system,
                new NodeIdentity(name, "test"),
                ActorsSettings.from(system.settings().config()),
                SessionStores.of(database, MEMORY, InstantSource.system()));
        binding = Gateway.bind(system, sessions, settings.listen("127.0.0.1", 0), new SmallInsight())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    int port() {
        return binding.localAddress().getPort();
    }

    void bindAgain(GatewaySettings settings) {
        Gateway.bind(system, sessions, settings).toCompletableFuture().join();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(30));
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> post(String path, String type, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).header("Content-Type", type);
        return send((headers.length == 0 ? request : request.headers(headers))
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> postJson(String path, String body) throws IOException, InterruptedException {
        return post(path, "application/json", body);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        AnswersAsDescribed.check(this, answer);
        return answer;
    }

    /// A stream whose lines are read as they come.
    HttpResponse<Stream<String>> stream(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
    }

    /// Solves to the end; the lines.
    List<JsonNode> solve(String body) throws Exception {
        HttpResponse<String> answer = postJson("/api/v1/solve-stream", body);
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.body());
        }
        return lines(answer.body());
    }

    static List<JsonNode> lines(String body) throws IOException {
        var lines = new ArrayList<JsonNode>();
        for (String line : body.lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    /// The next line with `text` in it.
    static String until(Iterator<String> lines, String text) {
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.contains(text)) {
                return line;
            }
        }
        throw new AssertionError("the stream ended without " + text);
    }

    int delete(String session) throws Exception {
        return send(request("/api/v1/sessions/" + session).DELETE()).statusCode();
    }

    static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    }

    /// The database is gone under everybody's hands.
    void loseDatabase() {
        database.close();
    }

    /// Shuts down as SIGTERM does.
    void shutDown() {
        CoordinatedShutdown.get(system)
                .runAll(CoordinatedShutdown.jvmExitReason())
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        shutDown();
        sessions.close();
        if (ownsDatabase) {
            database.close();
        }
        // A stream that a failed test left open would be waited for without end, and hide the failure.
        client.shutdownNow();
        client.close();
    }
}
