// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.refusal;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.pattern.core.BankAnswer;
import io.rivulet.actors.pattern.core.BankOrder;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.serialization.event.BankEvent.Observed;
import io.rivulet.serialization.event.Experience;
import io.rivulet.serialization.event.StoredPattern;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Banks on real nodes.
class PatternBankTest {
    @TempDir
    Path data;

    private static BankAnswer.Stored store(TestNode node, String owner, StoredPattern pattern) throws Exception {
        return get(node.sessions.patterns().ask(owner, new BankOrder.Store(pattern), BankAnswer.Stored.class));
    }

    private static BankAnswer.Found search(TestNode node, String owner, StoredPattern like, boolean byCosine)
            throws Exception {
        return get(node.sessions
                .patterns()
                .ask(owner, new BankOrder.Search(like.type(), like.values(), 1, 0, byCosine), BankAnswer.Found.class));
    }

    @Test
    void whatAKilledProcessAcknowledgedIsThereOnce() throws Exception {
        List<Integer> heard = runUntilKilled(60);
        try (TestNode node = TestNode.start(StoreSettings.embedded(data))) {
            for (int number : heard) {
                StoredPattern pattern = KilledBank.pattern(number);
                assertThat(store(node, KilledBank.OWNER, pattern).duplicate())
                        .as("pattern %s", number)
                        .isTrue();
                assertThat(search(node, KilledBank.OWNER, pattern, false)
                                .hits()
                                .getFirst()
                                .id())
                        .isEqualTo(pattern.id());
                BankAnswer.Recalled recalled = get(node.sessions
                        .patterns()
                        .ask(KilledBank.OWNER, new BankOrder.Recall("e-" + number), BankAnswer.Recalled.class));
                assertThat(recalled.held().experience()).isEqualTo(KilledBank.experience(number));
                Observed outcome = recalled.held().outcome();
                assertThat(outcome).isNotNull();
                assertThat(outcome.actual()).isEqualTo(KilledBank.outcome(number));
            }
            BankAnswer.Surveyed survey = get(
                    node.sessions.patterns().ask(KilledBank.OWNER, new BankOrder.Survey(), BankAnswer.Surveyed.class));
            // Some more may have become durable without anybody hearing of it.
            assertThat(survey.patterns()).isBetween(heard.size(), heard.size() + 16);
            assertThat(survey.types().getFirst().judged()).isEqualTo(survey.judged());
        }
    }

    private List<Integer> runUntilKilled(int acknowledgements) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledBank.class.getName(),
                        data.toString())
                .redirectErrorStream(true)
                .start();
        var told = new StringBuilder();
        List<Integer> heard = new ArrayList<>();
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                told.append(line).append('\n');
                if (line.startsWith("acknowledged ")) {
                    heard.add(Integer.parseInt(line.split(" ")[1]));
                }
                if (heard.size() == acknowledgements) {
                    return heard;
                }
            }
            throw new AssertionError("the process ended by itself:\n" + told);
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatOneNodeAcknowledgesAnotherOneFinds() throws Exception {
        try (TestNode first = TestNode.start(StoreSettings.inMemory("banks-" + UUID.randomUUID()));
                TestNode second = TestNode.join(first, "node-2")) {
            // Of six owners not all have their bank at one node, but for one time in thirty.
            for (int owner = 0; owner < 6; owner++) {
                String name = "owner-" + owner;
                for (int number = 0; number < 5; number++) {
                    StoredPattern pattern = KilledBank.pattern(number);
                    TestNode writer = number % 2 == 0 ? first : second;
                    TestNode reader = number % 2 == 0 ? second : first;
                    store(writer, name, pattern);
                    for (boolean byCosine : new boolean[] {true, false}) {
                        assertThat(search(reader, name, pattern, byCosine)
                                        .hits()
                                        .getFirst()
                                        .id())
                                .isEqualTo(pattern.id());
                    }
                }
                // Every order and every answer between nodes.
                for (TestNode node : List.of(first, second)) {
                    everyOrder(node, name, node == first ? "a" : "b");
                }
            }
        }
    }

    private static void everyOrder(TestNode node, String owner, String id) throws Exception {
        StoredPattern like = KilledBank.pattern(1);
        BankAnswer.Signalled signalled = get(node.sessions
                .patterns()
                .ask(
                        owner,
                        new BankOrder.Match(
                                "m-" + id,
                                like.type(),
                                like.values(),
                                new Experience.Context(Map.of("symbol", "X"), Map.of("volume", 2.0)),
                                System.currentTimeMillis()),
                        BankAnswer.Signalled.class));
        // Patterns of the year 1970 are older than the lookback.
        assertThat(signalled.matches()).isEmpty();
        assertThat(signalled.experience()).isNull();
        assertThat(refusal(node.sessions
                                .patterns()
                                .ask(owner, new BankOrder.Observe("nothing", 1, 0), BankAnswer.Recalled.class))
                        .code())
                .isEqualTo(ProblemCode.EXPERIENCE_NOT_FOUND);
        assertThat(get(node.sessions.patterns().ask(owner, new BankOrder.Delete("nothing"), BankAnswer.Deleted.class))
                        .wasThere())
                .isFalse();
        assertThat(get(node.sessions.patterns().ask(owner, new BankOrder.Survey(), BankAnswer.Surveyed.class))
                        .patterns())
                .isEqualTo(5);
    }

    @Test
    void manyOrdersAtOnceAreAllKept() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.embedded(data))) {
            List<CompletionStage<BankAnswer.Stored>> all = new ArrayList<>();
            for (int number = 0; number < 500; number++) {
                all.add(node.sessions
                        .patterns()
                        .ask("ann", new BankOrder.Store(KilledBank.pattern(number)), BankAnswer.Stored.class));
            }
            for (CompletionStage<BankAnswer.Stored> each : all) {
                assertThat(get(each).duplicate()).isFalse();
            }
            until(() -> get(node.sessions.patterns().ask("ann", new BankOrder.Survey(), BankAnswer.Surveyed.class))
                            .patterns()
                    == 500);
        }
    }

    @Test
    void whatBecomesTooMuchIsRefusedAndNothingIsLost() throws Exception {
        try (TestNode node = TestNode.start(
                StoreSettings.inMemory("full-" + UUID.randomUUID()),
                "rivulet.actors.pattern { most-patterns = 2, most-experiences = 2 }",
                TestNode.MEMORY)) {
            store(node, "ann", KilledBank.pattern(0));
            store(node, "ann", KilledBank.pattern(1));
            assertThat(refusal(node.sessions
                                    .patterns()
                                    .ask("ann", new BankOrder.Store(KilledBank.pattern(2)), BankAnswer.Stored.class))
                            .code())
                    .isEqualTo(ProblemCode.OUT_OF_RANGE);
            assertThat(store(node, "ann", KilledBank.pattern(1)).duplicate()).isTrue();
            store(node, "bob", KilledBank.pattern(2));
        }
    }
}
