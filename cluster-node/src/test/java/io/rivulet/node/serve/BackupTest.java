// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.node.cli.CliRun;
import io.rivulet.node.local.LocalPostgres;
import io.rivulet.node.settings.SettingsLoader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A copy that was taken while a node worked, given to another node elsewhere: sessions go on with all that was
/// acknowledged before.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BackupTest {
    private static final String SESSION = "11111111-2222-4333-8444-555555555555";

    @TempDir
    Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private RunningNode node(String data, Map<String, String> more) {
        Map<String, String> options = new HashMap<>(
                Map.of("http.port", "0", "store.data", folder.resolve(data).toString()));
        options.putAll(more);
        return RunningNode.start(new SettingsLoader(Map.of()).load(null, Map.of(), options));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return new ObjectMapper().readTree(answer.body().lines().findFirst().orElseThrow());
    }

    private static HttpRequest.Builder post(RunningNode node, String path, String json) {
        return HttpRequest.newBuilder(URI.create(node.url() + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json));
    }

    /// 2·x = 2, 4·y = 4.
    private void open(RunningNode node) throws Exception {
        send(post(
                node,
                "/api/v1/solve-stream",
                "{\"session_id\":\"" + SESSION + "\",\"matrix\":{\"rows\":2,\"cols\":2,\"format\":\"dense\","
                        + "\"data\":{\"dense\":[[2,0],[0,4]]}},\"vector\":[2,4]}"));
    }

    /// b₀ rises by 2, so that x rises by 1.
    private void update(RunningNode node) throws Exception {
        send(post(
                node,
                "/api/v1/swarm/costs?wait=applied",
                "{\"session_id\":\"" + SESSION + "\",\"delta_costs\":{\"indices\":[0],\"values\":[2]}}"));
    }

    private double firstOfX(RunningNode node) throws Exception {
        JsonNode x = send(
                HttpRequest.newBuilder(URI.create(node.url() + "/api/v1/sessions/" + SESSION + "/solution?indices=0"))
                        .header("Accept", "application/json")
                        .GET());
        return x.at("/values/0").asDouble();
    }

    private static void unzip(Path file, Path target) throws IOException {
        Files.createDirectories(target);
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Files.copy(zip, target.resolve(entry.getName()));
            }
        }
    }

    @Test
    void anEmbeddedDatabaseIsCopiedWhileItIsUsedAndGoesOnElsewhere() throws Exception {
        try (RunningNode node = node("first", Map.of())) {
            open(node);
            update(node);
            CliRun copied = CliRun.of(folder, "backup", "copy.zip", "--server", node.url());
            assertThat(copied.code()).as(copied.err()).isZero();
            update(node);
            assertThat(firstOfX(node)).isEqualTo(3);
            try (Stream<Path> left = Files.list(folder.resolve("first"))) {
                assertThat(left.map(file -> file.getFileName().toString()))
                        .noneMatch(name -> name.startsWith("backup"));
            }
        }
        unzip(folder.resolve("copy.zip"), folder.resolve("second"));
        try (RunningNode restored = node("second", Map.of())) {
            assertThat(firstOfX(restored)).isEqualTo(2);
            update(restored);
            assertThat(firstOfX(restored)).isEqualTo(3);
        }
        CliRun migrated = CliRun.of(folder, "migrate", "--dry-run", "--data", "second");
        assertThat(migrated.code()).as(migrated.err()).isZero();
        assertThat(migrated.out()).isEqualTo("-- the tables are those of this release\n");
    }

    @Test
    void aPostgresIsCopiedWhileItIsUsedAndGoesOnElsewhere() throws Exception {
        Path copy = folder.resolve("second-postgres");
        try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("first-postgres"));
                RunningNode node = node("first", Map.of("store.database-url", postgres.url()))) {
            open(node);
            update(node);
            CliRun refused = CliRun.of(folder, "backup", "copy.zip", "--server", node.url());
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("PostgreSQL");
            baseBackup(postgres.url(), folder.resolve("first-postgres"), copy, () -> update(node));
        }
        try (LocalPostgres postgres = LocalPostgres.start(copy);
                RunningNode restored = node("second", Map.of("store.database-url", postgres.url()))) {
            assertThat(firstOfX(restored)).isEqualTo(3);
            update(restored);
            assertThat(firstOfX(restored)).isEqualTo(4);
        }
    }

    private interface Meanwhile {
        void happens() throws Exception;
    }

    /// As pg_basebackup does it, which the packaged server lacks. **Source** PostgreSQL's manual, 25.3.4: making a base
    /// backup using the low level API.
    private static void baseBackup(String url, Path from, Path to, Meanwhile meanwhile) throws Exception {
        Files.createDirectories(to);
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('test', true)");
            copy(from.resolve("data"), to.resolve("data"));
            meanwhile.happens();
            try (ResultSet row = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                row.next();
                Files.writeString(to.resolve("data/backup_label"), row.getString(1));
            }
            // What was written meanwhile is in the log.
            copy(from.resolve("data/pg_wal"), to.resolve("data"));
        }
        for (String own : List.of("postmaster.pid", "postmaster.opts", "epg-lock")) {
            Files.deleteIfExists(to.resolve("data").resolve(own));
        }
    }

    private static void copy(Path from, Path to) throws Exception {
        // Files come and go while the server works: that some are gone is no failure.
        new ProcessBuilder("cp", "-a", from.toString(), to.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        assertThat(to).isDirectory();
    }
}
