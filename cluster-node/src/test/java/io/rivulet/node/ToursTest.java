// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The tours of the README and of the examples are run as they stand: each command of a `console` block, in order, by a
/// real shell; each line shown below it must come, up to numbers and ids. `…` stands for anything.
class ToursTest {
    private static final Path ROOT = Path.of(System.getProperty("rivulet.root", "."));
    private static final Pattern NUMBER = Pattern.compile("-?\\d[\\d.]*([eE][-+]?\\d+)?");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");
    private static final long WITHIN_S = 120;

    private record Step(String command, List<String> shown) {}

    @ParameterizedTest
    @CsvSource({"README.md, 14", "docs/reference/examples.md, 7"})
    void everyCommandOfTheTourRunsAndPrintsWhatIsShown(String page, int atLeast, @TempDir Path work) throws Exception {
        List<Step> steps = steps(Files.readAllLines(ROOT.resolve(page)));
        assertThat(steps).hasSizeGreaterThanOrEqualTo(atLeast);
        WebsocatStandIn.install(work);
        Path log = work.resolve("node.log");
        Process node = null;
        try {
            for (Step step : steps) {
                if (step.command().endsWith("&")) {
                    node = serve(step.command(), work, log);
                } else {
                    compare(step, run(step.command(), work));
                }
            }
        } finally {
            if (node != null) {
                node.destroy();
                assertThat(node.waitFor(40, TimeUnit.SECONDS)).isTrue();
                assertThat(node.exitValue()).as(Files.readString(log)).isZero();
            }
        }
    }

    private static List<Step> steps(List<String> readme) {
        List<Step> steps = new ArrayList<>();
        boolean inside = false;
        String command = "";
        for (String line : readme) {
            if (line.startsWith("```")) {
                inside = line.equals("```console");
            } else if (inside && (line.startsWith("$ ") || !command.isEmpty())) {
                command += line.startsWith("$ ") ? line.substring(2) : "\n" + line;
                if (isWhole(command)) {
                    steps.add(new Step(command, new ArrayList<>()));
                    command = "";
                }
            } else if (inside) {
                steps.getLast().shown().add(line);
            }
        }
        return steps;
    }

    /// Whether a shell would not wait for another line.
    private static boolean isWhole(String command) {
        return command.chars().filter(c -> c == '\'').count() % 2 == 0 && !command.endsWith("\\");
    }

    /// Runs in the project's folder, as a reader does, but with the tour's data folder inside `work`, and what is there
    /// on the path.
    private static ProcessBuilder shell(String command, Path work) {
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", command.replace("/tmp/", work + "/"));
        shell.directory(ROOT.toFile());
        shell.environment().put("PATH", work + ":" + System.getenv("PATH"));
        return shell.redirectErrorStream(true);
    }

    private static Process serve(String command, Path work, Path log) throws IOException, InterruptedException {
        String foreground = "exec " + command.substring(0, command.length() - 1);
        Process node = shell(foreground, work).redirectOutput(log.toFile()).start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_S);
        while (!run("curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:3000/ready; true", work)
                .contains("200")) {
            assertThat(node.isAlive()).as(Files.readString(log)).isTrue();
            assertThat(System.nanoTime()).as("ready in time").isLessThan(deadline);
        }
        return node;
    }

    private static String run(String command, Path work) throws IOException, InterruptedException {
        Process process = shell(command, work).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(WITHIN_S, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(command + "\n" + printed).isZero();
        return printed;
    }

    private static void compare(Step step, String printed) {
        List<String> lines = printed.lines().map(ToursTest::shape).toList();
        for (String shown : step.shown()) {
            if (!shown.isBlank()) {
                String[] parts = shape(shown).split("…", -1);
                assertThat(lines)
                        .as(step.command() + "\nshould print " + shown + "\nprinted\n" + printed)
                        .anyMatch(line -> matches(parts, line));
            }
        }
    }

    private static String shape(String line) {
        String withoutIds = ID.matcher(line).replaceAll("<id>");
        String withoutTimes = TIME.matcher(withoutIds).replaceAll("<time>");
        return NUMBER.matcher(withoutTimes)
                .replaceAll("#")
                .replaceAll("\\s+", " ")
                .strip();
    }

    /// The parts occur in this order.
    private static boolean matches(String[] parts, String line) {
        int from = 0;
        for (String part : parts) {
            int at = line.indexOf(part.strip(), from);
            if (at < 0) {
                return false;
            }
            from = at + part.strip().length();
        }
        return true;
    }
}
