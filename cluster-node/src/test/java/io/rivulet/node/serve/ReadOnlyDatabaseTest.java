// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.node.local.LocalPostgres;
import io.rivulet.node.settings.SettingsLoader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A PostgreSQL that takes no writes, as a standby does, or one whose operator has said so.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadOnlyDatabaseTest {
    private static final String SESSION = "11111111-2222-4333-8444-555555555555";

    @TempDir
    Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private HttpResponse<String> post(RunningNode node, String path, String json) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(node.url() + path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(RunningNode node, String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(node.url() + path)).build(), BodyHandlers.ofString());
    }

    /// b₀ rises by 2, x by 1; the same update whenever it is sent.
    private HttpResponse<String> update(RunningNode node) throws Exception {
        return post(
                node,
                "/api/v1/swarm/costs?wait=applied",
                "{\"session_id\":\"" + SESSION + "\",\"source_node\":\"meter\",\"sequence\":1,"
                        + "\"delta_costs\":{\"indices\":[0],\"values\":[2]}}");
    }

    private static void writable(String url, boolean on) throws Exception {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute("SET default_transaction_read_only = off");
            statement.execute("ALTER DATABASE postgres SET default_transaction_read_only = " + (on ? "off" : "on"));
            // Connections from before have what was said before.
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = 'postgres' AND pid <> pg_backend_pid()");
        }
    }

    @Test
    void updatesAreRefusedWhileItLastsAndReadingGoesOn() throws Exception {
        Map<String, String> options;
        try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("postgres"))) {
            options = Map.of(
                    "http.port",
                    "0",
                    "store.data",
                    folder.resolve("data").toString(),
                    "store.database-url",
                    postgres.url());
            try (RunningNode node = RunningNode.start(new SettingsLoader(Map.of()).load(null, Map.of(), options))) {
                assertThat(post(
                                        node,
                                        "/api/v1/solve-stream",
                                        "{\"session_id\":\"" + SESSION
                                                + "\",\"matrix\":{\"rows\":2,\"cols\":2,\"format\":\"dense\","
                                                + "\"data\":{\"dense\":[[2,0],[0,4]]}},\"vector\":[2,4]}")
                                .body())
                        .contains("\"solution\"");
                writable(postgres.url(), false);
                HttpResponse<String> refused = update(node);
                assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
                assertThat(refused.body()).contains("storage_unavailable");
                assertThat(firstOfX(node)).isEqualTo(1);

                writable(postgres.url(), true);
                HttpResponse<String> taken = update(node);
                while (taken.statusCode() == 503) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                    taken = update(node);
                }
                assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
                assertThat(firstOfX(node)).isEqualTo(2);
                assertThat(get(node, "/ready").statusCode()).isEqualTo(200);
            }
        }
    }

    private double firstOfX(RunningNode node) throws Exception {
        HttpResponse<String> x = get(node, "/api/v1/sessions/" + SESSION + "/solution?indices=0");
        assertThat(x.statusCode()).as(x.body()).isEqualTo(200);
        return new ObjectMapper().readTree(x.body()).at("/values/0").asDouble();
    }
}
