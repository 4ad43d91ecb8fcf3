// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.node.cli.CliRun;
import io.rivulet.node.cli.CommandLineInterface;
import io.rivulet.node.console.Console;
import io.rivulet.node.serve.RunningNode;
import io.rivulet.node.settings.SettingsLoader;
import io.rivulet.serialization.recording.RecordedFrame;
import io.rivulet.serialization.recording.ReplayPlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A stream of a node into a file, and the file played: by the commands, as somebody types them.
class RecordAndReplayTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PARAMS = "{\"grid_size\":16,\"steps\":20,\"update_interval_steps\":3,\"seed\":5}";

    @TempDir
    static Path data;

    private static RunningNode node;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        node = RunningNode.start(new SettingsLoader(Map.of("RIVULET_FIELD_KEYS", "the-key-of-this-test"))
                .load(null, Map.of(), Map.of("http.port", "0", "store.data", data.toString())));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private CliRun run(String key, String... words) {
        return CliRun.of(folder, Map.of("RIVULET_SERVER", node.url(), "RIVULET_FIELD_KEY", key), false, words);
    }

    private CliRun record(String file) {
        return run("the-key-of-this-test", "record", "-o", file, "--params", PARAMS);
    }

    private static List<JsonNode> lines(String out) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        for (String line : out.lines().toList()) {
            all.add(JSON.readTree(line));
        }
        return all;
    }

    private static List<Integer> steps(List<JsonNode> messages, String type) {
        return messages.stream()
                .filter(each -> each.path("type").asText().equals(type))
                .map(each -> each.at("/payload/step").asInt())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"run.jsonl", "run.jsonl.gz"})
    void whatWasRecordedIsPlayed(String file) throws Exception {
        CliRun recorded = record(file);
        assertThat(recorded.code()).as(recorded.err()).isZero();
        assertThat(recorded.out()).startsWith(file + ": 9 messages, ");
        assertThat(run("", "replay", file, "--check").out())
                .matches(
                        file.replace(".", "\\.") + ": whole, a recording of simulation_live, 9 messages in \\d+ ms\\n");
        CliRun played = run("", "replay", file, "--speed", "0");
        assertThat(played.code()).isZero();
        List<JsonNode> messages = lines(played.out());
        assertThat(messages).allMatch(each -> each.path("replay").asBoolean());
        assertThat(steps(messages, "snapshot")).hasSize(1);
        assertThat(steps(messages, "simulation_state")).containsExactly(3, 6, 9, 12, 15, 18, 20);
        assertThat(messages.getLast().path("type").asText()).isEqualTo("simulation_complete");
        for (JsonNode each : messages) {
            // The envelope is of now, the payload of then.
            assertThat(each.path("timestamp").asDouble())
                    .isGreaterThan(each.at("/payload/timestamp").asDouble());
        }
        // The same run once more, at its own speed: the same figures, a part of it.
        List<JsonNode> part =
                lines(run("", "replay", file, "--from", "2", "--to", "4").out());
        assertThat(steps(part, "simulation_state")).containsExactly(9, 12, 15);
        assertThat(part).hasSize(3);
        assertThat(part.getFirst().get("payload"))
                .isEqualTo(messages.stream()
                        .filter(each -> each.at("/payload/step").asInt() == 9)
                        .findFirst()
                        .orElseThrow()
                        .get("payload"));
    }

    @Test
    void figuresAreRecordedUntilThereAreEnough() throws Exception {
        CliRun recorded = run(
                "the-key-of-this-test",
                "record",
                "-o",
                "f.jsonl",
                "--type",
                "features",
                "--frames",
                "4",
                "--params",
                "{\"update_interval_ms\":20}");
        assertThat(recorded.code()).as(recorded.err()).isZero();
        List<JsonNode> played =
                lines(run("", "replay", "f.jsonl", "--speed", "100").out());
        assertThat(played).hasSize(4);
        assertThat(played.getLast().at("/payload/features/fractal_dimension").isNumber())
                .isTrue();
    }

    /// Until whoever reads it is gone.
    @Test
    void aFileIsPlayedOverAndOver() throws Exception {
        record("round.jsonl");
        var all = new ByteArrayOutputStream();
        int enough = 30;
        var reader = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                if (all.toString(StandardCharsets.UTF_8).lines().count() > enough) {
                    throw new IOException("nobody reads this any more");
                }
                all.write(one);
            }
        };
        var console =
                new Console(new PrintStream(reader, true, StandardCharsets.UTF_8), System.err, false, Map.of(), folder);
        assertThat(new CommandLineInterface(console).run("replay", "round.jsonl", "--loop", "--speed", "0"))
                .isZero();
        List<Integer> steps = steps(
                lines(all.toString(StandardCharsets.UTF_8).lines().limit(enough).collect(Collectors.joining("\n"))),
                "simulation_state");
        assertThat(steps.subList(0, 7)).containsExactly(3, 6, 9, 12, 15, 18, 20);
        assertThat(steps.subList(7, 14)).isEqualTo(steps.subList(0, 7));
        // What plays nothing ends.
        assertThat(run("", "replay", "round.jsonl", "--loop", "--from", "500", "--to", "600")
                        .code())
                .isZero();
    }

    /// Messages are due at their time, and so much earlier at so much speed.
    @Test
    void speedIsThatOfTheFile() {
        var frame = new RecordedFrame(1_500, JSON.createObjectNode());
        assertThat(new ReplayPlan(1, 0, 9).dueNanos(frame, 500)).isEqualTo(1_000_000_000L);
        assertThat(new ReplayPlan(4, 0, 9).dueNanos(frame, 500)).isEqualTo(250_000_000L);
        assertThat((double) new ReplayPlan(0.1, 0, 9).dueNanos(frame, 500)).isCloseTo(1e10, within(1e3));
        assertThat(new ReplayPlan(0, 0, 9).dueNanos(frame, 500)).isZero();
    }

    @Test
    void aFileThatWasCutIsPlayedUpToThere() throws Exception {
        record("whole.jsonl");
        byte[] whole = Files.readAllBytes(folder.resolve("whole.jsonl"));
        List<String> lines = new String(whole, java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .toList();
        int begins = lines.stream().limit(5).mapToInt(line -> line.length() + 1).sum();
        Files.write(folder.resolve("cut.jsonl"), Arrays.copyOf(whole, begins + 10));
        CliRun played = run("", "replay", "cut.jsonl", "--speed", "0");
        assertThat(played.code()).isEqualTo(2);
        assertThat(played.out().lines()).hasSize(4);
        assertThat(played.err())
                .contains(
                        "cut.jsonl: line 6, at byte " + begins + ": the file ends within this line, behind 4 messages");
        Files.writeString(
                folder.resolve("changed.jsonl"),
                new String(whole, java.nio.charset.StandardCharsets.UTF_8)
                        .replace("growth_events\":", "growth_events\":1"));
        assertThat(run("", "replay", "changed.jsonl", "--check").err())
                .contains("line 11")
                .contains("was changed");
        Files.writeString(folder.resolve("other.txt"), "a text\n");
        assertThat(run("", "replay", "other.txt").err()).contains("other.txt: line 1, at byte 0: this is not JSON");
        assertThat(run("", "replay", "none.jsonl").err()).contains("none.jsonl: no such file");
    }

    @Test
    void whatTheServerRefusesIsTold() {
        CliRun refused = run("another-key", "record", "-o", "x.jsonl", "--params", PARAMS);
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err()).contains("AUTH_FAILED");
        CliRun unfit = run("the-key-of-this-test", "record", "-o", "x.jsonl", "--params", "{\"grid_size\":7}");
        assertThat(unfit.code()).isEqualTo(4);
        assertThat(unfit.err()).contains("SUBSCRIBE_ERROR: grid_size has to be a whole number in 8..256");
        assertThat(CliRun.of(folder, "record", "-o", "x.jsonl", "--server", "127.0.0.1:1")
                        .code())
                .isEqualTo(3);
    }

    /// A word for an environment that nobody knew once switched authentication off; keys of old still hold.
    @Test
    void aNodeInProductionLetsNobodyInWithoutAKeyAndKnowsKeysOfOld(@TempDir Path other) {
        Map<String, String> old = Map.of("MFN_ENV", "production");
        Map<String, String> keyed = Map.of("MFN_ENV", "production", "MFN_API_KEYS", "first, a-key-of-old");
        for (Map<String, String> environment : List.of(old, keyed)) {
            try (RunningNode own = RunningNode.start(new SettingsLoader(environment)
                    .load(null, Map.of(), Map.of("http.port", "0", "store.data", other.toString())))) {
                for (String key : List.of("dev-key-for-testing", "any", "a-key-of-old")) {
                    CliRun run = CliRun.of(
                            folder,
                            Map.of("RIVULET_SERVER", own.url(), "RIVULET_FIELD_KEY", key),
                            false,
                            "record",
                            "-o",
                            "p.jsonl",
                            "--params",
                            "{\"grid_size\":8,\"steps\":2}");
                    boolean known = environment.equals(keyed) && key.equals("a-key-of-old");
                    assertThat(run.code()).as(run.err()).isEqualTo(known ? 0 : 4);
                    assertThat(run.err()).contains(known ? "" : "AUTH_FAILED");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replay x --speed -1|--speed has to be",
                "replay x --speed NaN|--speed has to be",
                "replay|Missing required parameter",
                "record|Missing required option",
                "record -o x --params [1]|--params has to be a JSON object",
                "record -o x --frames 0|--frames has to be a positive number",
                "record -o x --key-file none|--key-file none: can't be read",
            })
    void badUsageIsTold(String words, String told) {
        CliRun run = run("", words.split(" "));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(told);
    }
}
