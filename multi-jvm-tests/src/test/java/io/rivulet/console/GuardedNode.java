// SPDX-License-Identifier: Apache-2.0
package io.rivulet.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.node.serve.RunningNode;
import io.rivulet.node.settings.SettingsLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A node in this process that asks who calls, and its callers: an admin and a user.
final class GuardedNode implements BeforeAllCallback, AfterAllCallback {
    static final String ADMIN = "admin-key-0123456789abcdef";
    static final String USER = "ursula-key-0123456789abcdef";
    /// Opens streams of fields.
    static final String FIELDS = "field-key-0123456789abcdef";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEYS = """
            {"keys":[{"key":"%s","principal":"ada","roles":["admin"]},{"key":"%s","principal":"ursula","roles":["user"]}]}
            """.formatted(ADMIN, USER);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private RunningNode node;
    private Path folder;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("console");
        Path keys = Files.createFile(
                folder.resolve("keys.json"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(keys, KEYS);
        node = RunningNode.start(
                new SettingsLoader(Map.of("RIVULET_AUTH_KEYS_FILE", keys.toString(), "RIVULET_FIELD_KEYS", FIELDS))
                        .load(
                                null,
                                Map.of(),
                                Map.of(
                                        "http.port",
                                        "0",
                                        // A test asks more in a minute than people do.
                                        "http.limits.requests-per-minute",
                                        "100000",
                                        "http.limits.user-requests-per-hour",
                                        "100000",
                                        "http.limits.user-sessions",
                                        "10000",
                                        "store.data",
                                        folder.resolve("data").toString())));
    }

    String url(String path) {
        return node.url() + path;
    }

    /// An answer to a caller with the admin's key. **Errors** an [AssertionError] for one that is no success.
    JsonNode call(String method, String path, String type, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url(path)))
                .header("Authorization", "Bearer " + ADMIN)
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new AssertionError(path + " is answered by " + answer.statusCode() + ": " + answer.body());
        }
        // Of lines the first.
        return JSON.readTree(answer.body().lines().findFirst().orElse("null"));
    }

    JsonNode post(String path, String json) throws Exception {
        return call("POST", path, "application/json", json);
    }

    /// A session of a few rows that has been solved; its id.
    String open(String name) throws Exception {
        var request = JSON.createObjectNode().put("name", name);
        request.putObject("labels").put("of", "a test");
        request.putObject("matrix")
                .putObject("data")
                .putObject("gallery")
                .put("name", "poisson2d")
                .put("nx", 4)
                .put("ny", 4);
        return post("/api/v1/solve-stream", request.toString())
                .get("session_id")
                .asText();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        node.close();
        http.shutdownNow();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(GuardedNode::delete);
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
