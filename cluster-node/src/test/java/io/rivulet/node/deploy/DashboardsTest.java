// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Dashboards and rules by themselves; that a running node has the figures that they ask for is
/// `SupervisionProcessTest`'s.
class DashboardsTest {
    @TempDir
    Path folder;

    @Test
    void namesAreFoundInQueries() {
        assertThat(Queries.names("sum by (pod) (rate(a_total{b=~\"c|d\"}[5m])) / e > 4 * f and on(pod) time() - g"))
                .containsExactly("a_total", "e", "f", "g");
    }

    @Test
    void aFigureThatANodeLacksIsFound() throws Exception {
        assertThat(Queries.unknown("# TYPE rivulet_sessions gauge\n"))
                .contains("autoscaler: rivulet_memory_used_ratio asks for rivulet_memory_used_ratio")
                .noneMatch(each -> each.endsWith(" rivulet_sessions"));
    }

    /// By Prometheus' own tool.
    @Test
    void everyQueryIsOne() throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n- name: all\n  rules:\n");
        int number = 0;
        for (Map.Entry<String, String> query : Queries.all().entrySet()) {
            rules.append("  - record: q").append(number++).append("\n    expr: ");
            rules.append(new ObjectMapper().writeValueAsString(query.getValue()))
                    .append('\n');
        }
        assertThat(number).isGreaterThan(40);
        Path file = Files.writeString(folder.resolve("rules.yml"), rules);
        assertThat(promtool("check", "rules", file.toString())).contains("SUCCESS: " + number + " rules found");
    }

    /// Debian's, which `./rivulet test` fetches, or one on the path.
    private static String promtool(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        String prepared = System.getenv("RIVULET_PREPARED");
        Path fetched =
                prepared == null ? Path.of("promtool") : Path.of(prepared).resolve("promtool");
        command.add(Files.isExecutable(fetched) ? fetched.toString() : "promtool");
        command.addAll(List.of(words));
        try {
            Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(tool.waitFor()).as(said).isZero();
            return said;
        } catch (IOException missing) {
            Assumptions.abort("there is no promtool: queries are not parsed");
            throw missing;
        }
    }

    @Test
    void everyRuleHasItsSection() throws Exception {
        String page = Files.readString(
                Manifests.FOLDER.resolveSibling("../docs/operating/alerts.md").normalize());
        List<JsonNode> rules = Queries.rules();
        assertThat(rules).hasSizeGreaterThan(10);
        for (JsonNode rule : rules) {
            String name = rule.path("alert").asText();
            assertThat(page).contains("\n### " + name + "\n");
            assertThat(rule.at("/annotations/runbook").asText())
                    .isEqualTo("docs/operating/alerts.md#" + name.toLowerCase(Locale.ROOT));
            assertThat(rule.at("/labels/severity").asText()).isIn("warning", "error", "critical");
            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
        }
        assertThat(page.lines().filter(line -> line.startsWith("### Rivulet"))).hasSameSizeAs(rules);
    }
}
