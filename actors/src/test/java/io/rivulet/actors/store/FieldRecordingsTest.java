// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.store.FieldRecordings.Begun;
import io.rivulet.actors.store.FieldRecordings.Kept;
import io.rivulet.actors.store.FieldRecordings.Limits;
import io.rivulet.actors.store.FieldRecordings.Outcome;
import io.rivulet.actors.store.FieldRecordings.Part;
import io.rivulet.actors.store.FieldRecordings.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FieldRecordingsTest {
    private static final Limits LIMITS = new Limits(3, 1_000, Duration.ofMillis(100_000));

    private final AtomicLong now = new AtomicLong(1_000_000);
    private final Database database = Database.open(StoreSettings.inMemory("field-recordings-" + UUID.randomUUID()));
    private final FieldRecordings recordings = new FieldRecordings(database, () -> Instant.ofEpochMilli(now.get()));

    @AfterEach
    void close() {
        database.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private Outcome begin(String file, String owner, String name) throws Exception {
        return get(
                recordings.begin(new Begun(file, owner, name, "simulation_live", new byte[] {'{', '}'}, 5.5), LIMITS));
    }

    private Outcome append(String file, int number, String text, long last, String sha256) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return get(recordings.append(file, new Part(number, bytes, last, number + 1, bytes.length, sha256), LIMITS));
    }

    private Kept only(String owner) throws Exception {
        List<Kept> all = get(recordings.list(owner));
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    @Test
    void partsAreReadAsTheyWereWritten() throws Exception {
        assertThat(begin("f", "a", "one")).isEqualTo(Outcome.DONE);
        assertThat(append("f", 0, "first\n", 9, null)).isEqualTo(Outcome.DONE);
        assertThat(append("f", 1, "second\n", 19, null)).isEqualTo(Outcome.DONE);
        assertThat(only("a").state()).isEqualTo(State.RECORDING);
        assertThat(append("f", 2, "last\n", 19, "sum")).isEqualTo(Outcome.DONE);
        assertThat(get(recordings.part("f", 1)).orElseThrow()).asString().isEqualTo("second\n");
        assertThat(get(recordings.part("f", 3))).isEmpty();
        assertThat(get(recordings.partWith("f", 9))).hasValue(0);
        assertThat(get(recordings.partWith("f", 10))).hasValue(1);
        assertThat(get(recordings.partWith("f", 20))).isEmpty();
        Kept kept = get(recordings.find("a", "one")).orElseThrow();
        assertThat(kept.state()).isEqualTo(State.COMPLETE);
        assertThat(kept.frames()).isEqualTo(3);
        assertThat(kept.begun().startedMillis()).isEqualTo(5.5);
    }

    @Test
    void eachOwnerHasItsOwnAndNotMoreThanItMay() throws Exception {
        assertThat(begin("f1", "a", "one")).isEqualTo(Outcome.DONE);
        assertThat(begin("f2", "a", "one")).isEqualTo(Outcome.EXISTS);
        assertThat(begin("f3", "b", "one")).isEqualTo(Outcome.DONE);
        assertThat(get(recordings.find("b", "two"))).isEmpty();
        assertThat(begin("f4", "a", "two")).isEqualTo(Outcome.DONE);
        assertThat(begin("f5", "a", "three")).isEqualTo(Outcome.DONE);
        assertThat(begin("f6", "a", "four")).isEqualTo(Outcome.TOO_MANY);
        assertThat(get(recordings.delete("b", "two"))).isFalse();
        assertThat(get(recordings.delete("a", "two"))).isTrue();
        assertThat(begin("f6", "a", "four")).isEqualTo(Outcome.DONE);
        assertThat(only("b").begun().file()).isEqualTo("f3");
    }

    @Test
    void ofTwoOfTheSameNameAtTheSameTimeOneBegins() throws Exception {
        List<CompletionStage<Outcome>> both = new ArrayList<>();
        for (int k = 0; k < 6; k++) {
            both.add(recordings.begin(new Begun("f" + k, "a", "same", "t", new byte[] {'{', '}'}, 1), LIMITS));
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (var each : both) {
            outcomes.add(get(each));
        }
        assertThat(outcomes).containsOnlyOnce(Outcome.DONE);
        assertThat(outcomes).filteredOn(Outcome.EXISTS::equals).hasSize(5);
    }

    @Test
    void whoeverUsesTheDisksBudgetUpIsToldAndMayEnd() throws Exception {
        begin("f", "a", "one");
        // What can't be compressed.
        String noise = new java.util.Random(5)
                .ints(2_000, 33, 126)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        assertThat(append("f", 0, "little\n", 0, null)).isEqualTo(Outcome.DONE);
        assertThat(append("f", 1, noise, 1, null)).isEqualTo(Outcome.FULL);
        assertThat(only("a").storedBytes()).isGreaterThan(LIMITS.diskBytes());
        assertThat(get(recordings.part("f", 1)).orElseThrow()).asString().isEqualTo(noise);
        assertThat(begin("g", "b", "one")).isEqualTo(Outcome.FULL);
        assertThat(append("f", 2, "end\n", 2, "sum")).isEqualTo(Outcome.DONE);
        get(recordings.delete("a", "one"));
        assertThat(begin("g", "b", "one")).isEqualTo(Outcome.DONE);
    }

    @Test
    void oneThatItsNodeLeftIsCutOffAndOneThatWasDeletedTakesNoMore() throws Exception {
        begin("f", "a", "one");
        append("f", 0, "first\n", 9, null);
        now.addAndGet(FieldRecordings.ABANDONED.toMillis() - 1);
        assertThat(only("a").state()).isEqualTo(State.RECORDING);
        assertThat(get(recordings.touch("f"))).isTrue();
        now.addAndGet(FieldRecordings.ABANDONED.toMillis() - 1);
        assertThat(only("a").state()).isEqualTo(State.RECORDING);
        now.addAndGet(1);
        assertThat(only("a").state()).isEqualTo(State.CUT_OFF);
        get(recordings.delete("a", "one"));
        assertThat(append("f", 1, "second\n", 9, null)).isEqualTo(Outcome.GONE);
        assertThat(get(recordings.part("f", 0))).isEmpty();
        assertThat(get(recordings.part("f", 1))).isEmpty();
    }

    @Test
    void theyEndByThemselves() throws Exception {
        begin("f", "a", "one");
        append("f", 0, "first\n", 9, "sum");
        now.addAndGet(LIMITS.age().toMillis());
        assertThat(get(recordings.find("a", "one"))).isEmpty();
        assertThat(get(recordings.list("a"))).isEmpty();
        assertThat(get(recordings.part("f", 0))).isEmpty();
    }
}
