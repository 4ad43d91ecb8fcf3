// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.examples.grid.Branch;
import io.rivulet.examples.grid.DensePowerFlow;
import io.rivulet.examples.grid.IeeeCases;
import io.rivulet.examples.grid.PowerGrid;
import io.rivulet.node.cli.CommandLineInterface;
import io.rivulet.node.console.Console;
import io.rivulet.node.local.NodeProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo as its reader sees it, with its own node that it kills; and what it left on disk, against power flows
/// computed here.
class GridDemoTest {
    private static final Path ROOT = Path.of(System.getProperty("rivulet.root", "."));
    private static final Pattern LOAD = Pattern.compile("The load at (\\S+) rises by (\\d+) MW:");
    private static final Pattern TRIP = Pattern.compile("(\\S+) trips while it carries (\\d+) MW:");
    private static final Pattern FLOW = Pattern.compile(" {4}(\\S+) +(-?[\\d.]+) → +(-?[\\d.]+) MW");
    private static final Pattern KEPT = Pattern.compile("Data and log of the node: (.+)");
    private static final long PROMISED_SECONDS = 30;
    private static final long PATIENCE_SECONDS = 150;

    private final PowerGrid grid = IeeeCases.ieee118();
    private Path kept;

    @AfterEach
    void deleteWhatWasKept() throws IOException {
        if (kept != null) {
            try (Stream<Path> inside = Files.walk(kept)) {
                for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    @Test
    void whatItTellsAndWhatItsNodeKeptIsTheTruth() throws Exception {
        String told = run("demo", "--keep");
        assertThat(told)
                .contains("118 buses, 186 branches → 117 unknown angles", "certified within", "kill -9 ")
                .containsPattern("started again in .*; revision 2 before, 2 after")
                .contains(": right.");
        DensePowerFlow flow = new DensePowerFlow(grid);
        Map<String, Double> angles = flow.angles();

        MatchResult load = all(LOAD, told).getFirst();
        angles = flow.inject(load.group(1), -Double.parseDouble(load.group(2))).angles();
        List<MatchResult> trips = all(TRIP, told);
        assertThat(trips).hasSize(2);
        for (MatchResult trip : trips) {
            Branch branch = byId(trip.group(1));
            assertThat(Double.parseDouble(trip.group(2)))
                    .isCloseTo(Math.abs(DensePowerFlow.flowMegawatts(branch, angles)), within(0.51));
            angles = flow.without(List.of(branch)).angles();
        }
        for (MatchResult last : all(FLOW, told.substring(trips.getLast().end()))) {
            assertThat(Double.parseDouble(last.group(3)))
                    .isCloseTo(DensePowerFlow.flowMegawatts(byId(last.group(1)), angles), within(0.051));
        }
        assertKept(angles);
    }

    @Test
    void onAClusterTheStreamGoesOnAtAnotherNode() {
        String told = run("demo", "--cluster");
        assertThat(told)
                .contains("117 unknown angles", "certified within")
                .containsPattern("kill -9 \\d+, which is (node-\\d)")
                .containsPattern(
                        "session_migrated from (node-\\d) to (?!\\1)node-\\d, gap .*; revision 2 before, 2 after")
                .contains(": right.");
    }

    @Test
    void inASwarmTheLiarMovesNothingAndIsFound() {
        String told = run("demo", "--swarm");
        assertThat(told)
                .containsPattern("round 2: .* among them\n")
                .containsPattern("round 3: .*, meter-4 says .*, among them\n")
                .doesNotContain("moved by the lie")
                .containsPattern("round 6: .*, among them; distrusted: meter-4")
                .contains(": right.");
    }

    private String run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                Map.of(),
                Path.of(""));
        int code = new CommandLineInterface(console).run(words);
        String told = out.toString(StandardCharsets.UTF_8);
        all(KEPT, told).forEach(folder -> kept = Path.of(folder.group(1)));
        assertThat(code).as(told + err.toString(StandardCharsets.UTF_8)).isZero();
        return told;
    }

    /// A third life of the node on the same folder.
    private void assertKept(Map<String, Double> angles) throws IOException, InterruptedException {
        try (NodeProcess node = NodeProcess.start(kept)) {
            String id =
                    get(node, "/api/v1/sessions").at("/sessions/0/session_id").asText();
            JsonNode solution = get(node, "/api/v1/sessions/" + id + "/solution");
            assertThat(solution.path("revision").asLong()).isEqualTo(3);
            assertThat(solution.path("verified").asBoolean()).isTrue();
            double bound = solution.path("error_bound").asDouble(1e-9);
            assertThat(bound).isLessThan(1e-6);
            for (int k = 0; k < grid.buses().size(); k++) {
                assertThat(solution.path("x").get(k).asDouble())
                        .isCloseTo(angles.get(grid.buses().get(k)), within(bound + 1e-11));
            }
        }
    }

    private static JsonNode get(NodeProcess node, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                node.http().send(HttpRequest.newBuilder(node.uri(path)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private Branch byId(String id) {
        return grid.branches().stream()
                .filter(b -> b.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id));
    }

    private static List<MatchResult> all(Pattern pattern, String text) {
        return new ArrayList<>(pattern.matcher(text).results().toList());
    }

    /// The first of the README's two commands.
    @Test
    void theReadmesCommandEndsWellAndSoon(@TempDir Path work) throws Exception {
        Path log = work.resolve("demo.log");
        long begun = System.nanoTime();
        Process demo = new ProcessBuilder("./rivulet", "demo")
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(demo.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as(Files.readString(log))
                    .isTrue();
        } finally {
            demo.destroyForcibly();
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
        String told = Files.readString(log);
        assertThat(demo.exitValue()).as(told).isZero();
        assertThat(told).contains(": right.").doesNotContain("Data and log");
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        int processors = Runtime.getRuntime().availableProcessors();
        assumeTrue(load <= 2 * processors, "a load of " + load + " tells nothing about the demo's time");
        assertThat(seconds).isLessThan(PROMISED_SECONDS);
    }
}
