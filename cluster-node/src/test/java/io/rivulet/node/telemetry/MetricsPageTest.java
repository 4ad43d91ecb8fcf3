// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.alert.core.Alert;
import io.rivulet.actors.alert.core.Severity;
import io.rivulet.actors.meter.Described;
import io.rivulet.node.local.FreePorts;
import io.rivulet.node.serve.RunningNode;
import io.rivulet.node.settings.SettingsLoader;
import io.rivulet.quic.cert.CertificateFolder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages about figures and alerts are those of the code.
class MetricsPageTest {
    private static final Path DOCS =
            Path.of(System.getProperty("rivulet.root", "..")).resolve("docs");

    @TempDir
    Path folder;

    private static String row(Described figure) {
        String labels = figure.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
        return "| `" + figure.name() + "` | " + figure.kind().word() + " | " + labels + " | " + figure.help() + " |";
    }

    private static List<String> rows(String page, String start) {
        return page.lines().filter(line -> line.startsWith(start)).toList();
    }

    /// Of the figures of the domain, not of the process.
    private static List<String> ours(String page, String before) {
        return Stream.of("midstreamer_", "reasoningbank_", "rivulet_")
                .flatMap(prefix -> rows(page, before + prefix).stream())
                .toList();
    }

    private static List<String> types(RunningNode node, Predicate<Described> which) {
        return node.telemetry().meters().described().stream()
                .filter(which)
                .map(figure -> "# TYPE " + figure.name() + " " + figure.kind().word())
                .toList();
    }

    /// A node with everything that counts switched on.
    @Test
    void thePageHasEveryFigureOfANodeAndAScrapeHasThePages() throws Exception {
        CertificateFolder.at(folder.resolve("quic")).init(List.of("localhost"), Instant.now());
        Map<String, String> settings = Map.of(
                "http.port", "0",
                "quic.port", Integer.toString(FreePorts.one()),
                "quic.certificates", folder.resolve("quic").toString(),
                "store.data", folder.resolve("data").toString(),
                "alerts.webhook-url", "http://127.0.0.1:9/");
        try (RunningNode node = RunningNode.start(new SettingsLoader(Map.of()).load(null, Map.of(), settings));
                HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> scrape = client.send(
                    HttpRequest.newBuilder(URI.create(node.url() + "/metrics")).build(),
                    HttpResponse.BodyHandlers.ofString());
            List<String> rows = node.telemetry().meters().described().stream()
                    .map(MetricsPageTest::row)
                    .toList();
            String page = Files.readString(DOCS.resolve("reference/metrics.md"));
            assertThat(ours(page, "| `")).isEqualTo(rows);
            // What has labels is there with its first series.
            assertThat(ours(scrape.body(), "# TYPE "))
                    .containsAll(types(node, figure -> figure.labels().isEmpty()))
                    .isSubsetOf(types(node, _ -> true));
        }
    }

    @Test
    void thePageOfAlertsHasEveryAlertAndItsSeverity() throws Exception {
        String page = Files.readString(DOCS.resolve("operating/alerts.md"));
        List<String> begun = rows(page, "| `").stream()
                .filter(row -> Arrays.stream(Severity.values())
                        .anyMatch(severity -> row.contains("` | " + severity.wireName() + " | ")))
                .map(row -> row.substring(0, row.lastIndexOf(" | ")))
                .toList();
        assertThat(begun)
                .isEqualTo(Arrays.stream(Alert.values())
                        .map(alert -> "| `" + alert.wireName() + "` | "
                                + alert.severity().wireName() + " | " + alert.meaning())
                        .toList());
    }
}
