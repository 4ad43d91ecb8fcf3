// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.Answer.UpdateResult;
import io.rivulet.http.body.IntakeBudget;
import io.rivulet.http.body.LineFraming;
import io.rivulet.http.limit.EntryBudget;
import io.rivulet.http.limit.EntryShare;
import io.rivulet.serialization.event.CostReport;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.testkit.TestSubscriber;
import org.apache.pekko.stream.testkit.javadsl.TestSink;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostIntakeTest {
    private static final UUID A = new UUID(0, 10);
    private static final UUID B = new UUID(0, 11);
    private static final int LINE_LIMIT = 1000;

    private static ActorTestKit kit;

    private EntryShare entries = new EntryBudget(OptionalInt.empty(), System::nanoTime).shareOf("ann");

    /// Each session counts its updates, as a session does.
    private final ConcurrentMap<UUID, List<IdentifiedUpdate>> applied = new ConcurrentHashMap<>();

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void eachLineIsAnsweredInItsPlace() throws Exception {
        String body = line(A, 0) + line(B, 1) + "\n  \r\n" + line(A, 2) + "{\n"
                + line(B, 3).strip();
        List<String> answers = run(body, body.length());
        assertThat(answers).hasSize(5);
        assertThat(answers.get(0)).contains("\"accepted\":true", id(0), "\"revision\":1");
        assertThat(answers.get(1)).contains("\"accepted\":true", id(1), "\"revision\":1");
        assertThat(answers.get(2)).contains("\"accepted\":true", id(2), "\"revision\":2");
        assertThat(answers.get(3)).contains("\"accepted\":false", "malformed_json", "\"line\":6");
        assertThat(answers.get(4)).contains("\"accepted\":true", id(3), "\"revision\":2");
    }

    @Test
    void howTheBytesArriveDoesNotMatter() throws Exception {
        String body = line(A, 0) + line(A, 1) + line(A, 2);
        for (int packet : new int[] {1, 7, 100, 10_000}) {
            applied.clear();
            assertThat(run(body, packet)).hasSize(3).allMatch(answer -> answer.contains("\"accepted\":true"));
        }
    }

    @Test
    void updatesOfOneConnectionReachASessionInTheirOrder() throws Exception {
        var body = new StringBuilder();
        int updates = 5 * LineFraming.BATCH_LINES + 3;
        for (int k = 0; k < updates; k++) {
            body.append(line(k % 3 == 0 ? B : A, k));
        }
        List<String> answers = run(body.toString(), 64 << 10);
        assertThat(answers).hasSize(updates);
        for (int k = 0; k < updates; k++) {
            assertThat(answers.get(k)).contains(id(k));
        }
        List<UUID> order = applied.getOrDefault(A, List.of()).stream()
                .map(update -> update.identity().updateId())
                .toList();
        assertThat(order).isSorted();
    }

    @Test
    void aLineThatIsTooLongIsRefusedAndTheNextOneWorks() throws Exception {
        String body = "x".repeat(3 * LINE_LIMIT) + "\n" + line(A, 1) + " ".repeat(LINE_LIMIT + 1) + "\n" + line(A, 2);
        for (int packet : new int[] {100, 100_000}) {
            List<String> answers = run(body, packet);
            assertThat(answers.get(0)).contains("body_too_large", "\"line\":1");
            assertThat(answers.get(1)).contains(id(1));
            assertThat(answers.get(2)).contains("body_too_large", "\"line\":3");
            assertThat(answers.get(3)).contains(id(2));
        }
    }

    @Test
    void aRefusedSessionRefusesItsLinesOnly() throws Exception {
        UUID gone = new UUID(0, 12);
        List<String> answers = run(line(gone, 0) + line(A, 1) + line(gone, 2), 1000);
        assertThat(answers.get(0)).contains("\"accepted\":false", "session_not_found", gone.toString());
        assertThat(answers.get(1)).contains("\"accepted\":true");
        assertThat(answers.get(2)).contains("session_not_found");
    }

    /// The clock stands still: a second's entries are there, and each line has one.
    @Test
    void linesBeyondTheNodesRateAreRefusedInTheirPlaceWithTheRateThatFits() throws Exception {
        entries = new EntryBudget(OptionalInt.of(3), () -> 0).shareOf("ann");
        List<String> answers = run(line(A, 0) + line(B, 1) + "{\n" + line(A, 2) + "{\n", 1000);
        assertThat(answers.get(0)).contains("\"accepted\":true", id(0));
        assertThat(answers.get(1)).contains("\"accepted\":true", id(1));
        assertThat(answers.get(2)).contains("malformed_json");
        assertThat(answers.get(3))
                .contains("\"accepted\":false", "session_busy", "\"line\":4", A.toString())
                .contains("at most 3 entries a second", "\"retry_after_ms\":333");
        assertThat(answers.get(4)).contains("session_busy", "\"line\":5");
        assertThat(applied.values()).allSatisfy(each -> assertThat(each).hasSize(1));
    }

    @Test
    void aBodyWithoutLinesHasNoAnswers() throws Exception {
        assertThat(run("\n\n", 1)).isEmpty();
        assertThat(run("", 1)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"100, 3", "3, 100"})
    void answersWaitForAClientThatDoesNotReadYetWithinALimit(int limitMiB, int budgetMiB) throws Exception {
        var budget = new IntakeBudget((long) budgetMiB << 20);
        long limitBytes = (long) limitMiB << 20;
        ByteString answer = ByteString.fromArray(new byte[1 << 18]);
        var asked = new ConcurrentLinkedQueue<Integer>();
        TestSubscriber.Probe<ByteString> reader = Source.range(1, 100)
                .map(k -> {
                    asked.add(k);
                    return answer;
                })
                .viaMat(new AckBuffer(limitBytes, budget), Keep.right())
                .toMat(TestSink.create(kit.system().classicSystem()), Keep.right())
                .run(kit.system());
        reader.ensureSubscription();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (asked.size() < 12 && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertThat(asked.size()).isBetween(12, 14);
        assertThat(budget.taken()).isEqualTo(3 << 20);
        reader.request(100);
        for (int k = 0; k < 100; k++) {
            reader.expectNext();
        }
        reader.expectComplete();
        while (budget.taken() > 0 && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertThat(budget.taken()).isZero();
    }

    private List<String> run(String body, int packetBytes) throws Exception {
        return run(
                body,
                packetBytes,
                new CostIntake(this::update, this::report, LINE_LIMIT, new IntakeBudget(64 << 20), entries));
    }

    private static List<String> run(String body, int packetBytes, CostIntake intake) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        var packets = new ArrayList<ByteString>();
        for (int from = 0; from < bytes.length; from += packetBytes) {
            packets.add(ByteString.fromArray(bytes, from, Math.min(packetBytes, bytes.length - from)));
        }
        return Source.from(packets)
                .via(intake.acknowledgements())
                .runWith(Sink.fold("", (String all, ByteString more) -> all + more.utf8String()), kit.system())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .lines()
                .toList();
    }

    private CompletableFuture<List<UpdateResult>> update(UUID session, List<IdentifiedUpdate> updates) {
        if (!session.equals(A) && !session.equals(B)) {
            throw Problem.of(ProblemCode.SESSION_NOT_FOUND, "none").exception();
        }
        List<IdentifiedUpdate> all = applied.computeIfAbsent(session, _ -> new ArrayList<>());
        int before = all.size();
        all.addAll(updates);
        // Answered later and by another thread, as from a journal.
        return CompletableFuture.supplyAsync(
                () -> {
                    var results = new ArrayList<UpdateResult>();
                    for (int k = 0; k < updates.size(); k++) {
                        results.add(new UpdateResult.Accepted(
                                updates.get(k).identity().updateId(), before + k + 1, false, 7, List.of(), null));
                    }
                    return results;
                },
                CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS));
    }

    private CompletableFuture<List<UpdateResult>> report(UUID session, List<CostReport> reports) {
        return CompletableFuture.completedFuture(reports.stream()
                .map(report -> (UpdateResult)
                        new UpdateResult.Accepted(new UUID(1, report.timestampMillis()), 99, false, 7, List.of(), null))
                .toList());
    }

    @Test
    void reportsAndUpdatesOnOneConnectionAreAnsweredInTheirPlaces() throws Exception {
        String report = "{\"type\":\"cost_report\",\"session_id\":\"" + A + "\",\"node_id\":\"r\",\"timestamp\":5,"
                + "\"computation_confidence\":0.5,\"local_costs\":{\"indices\":[1],\"values\":[2]}}\n";
        String doubtful = report.replace("0.5", "1.5");
        List<String> answers = run(line(A, 0) + report + doubtful + line(A, 1), 100_000);
        assertThat(answers).hasSize(4);
        assertThat(answers.get(0)).contains(id(0), "\"revision\":1");
        assertThat(answers.get(1)).contains("\"accepted\":true", new UUID(1, 5).toString(), "\"revision\":99");
        assertThat(answers.get(2)).contains("out_of_range", "/computation_confidence", "\"line\":3");
        assertThat(answers.get(3)).contains(id(1), "\"revision\":2");
    }

    private static String line(UUID session, int number) {
        return "{\"type\":\"cost_update\",\"session_id\":\"" + session + "\",\"update_id\":\"" + id(number)
                + "\",\"delta_costs\":{\"indices\":[1],\"values\":[0.5]}}\n";
    }

    private static String id(int number) {
        return new UUID(0, number).toString();
    }

    @Test
    void aLineForWhichThereIsNoMemoryIsRefusedAndTheNextOneWorks() throws Exception {
        var budget = new IntakeBudget(1 << 20);
        String body = line(A, 0) + "x".repeat(900_000) + "\n" + line(A, 1);
        for (int packet : new int[] {8 << 10, 2 << 20}) {
            applied.clear();
            List<String> answers =
                    run(body, packet, new CostIntake(this::update, this::report, 8 << 20, budget, entries));
            assertThat(answers).hasSize(3);
            assertThat(answers.get(1)).contains("\"accepted\":false", "capacity_exceeded");
            assertThat(budget.taken()).isZero();
        }
    }
}
