// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.store.FieldStore.Checkpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FieldStoreTest {
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final Database database = Database.open(StoreSettings.inMemory("field-store-" + UUID.randomUUID()));
    private final FieldStore store = new FieldStore(database, () -> Instant.ofEpochMilli(now.get()));

    @AfterEach
    void close() {
        database.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void aLaterCheckpointTakesThePlaceOfAnEarlierOneOnly() throws Exception {
        assertThat(get(store.read("a"))).isEmpty();
        assertThat(get(store.write("a", new Checkpoint(5, new byte[] {5}), now.get() + 100)))
                .isTrue();
        assertThat(get(store.write("a", new Checkpoint(9, new byte[] {9}), now.get() + 100)))
                .isTrue();
        assertThat(get(store.write("a", new Checkpoint(7, new byte[] {7}), now.get() + 100)))
                .isFalse();
        assertThat(get(store.read("a")).orElseThrow().content()).containsExactly(9);
        now.addAndGet(100);
        assertThat(get(store.read("a"))).isEmpty();
        assertThat(get(store.delete("a"))).isTrue();
        assertThat(get(store.delete("a"))).isFalse();
    }

    @Test
    void aTokenIsTakenOnceByWhoeverIsFirst() throws Exception {
        get(store.keep("t", new byte[] {1}, now.get() + 100));
        get(store.keep("t", new byte[] {2}, now.get() + 100));
        List<CompletionStage<Optional<FieldStore.Token>>> takers = new ArrayList<>();
        for (int k = 0; k < 8; k++) {
            takers.add(store.take("t"));
        }
        int taken = 0;
        for (var each : takers) {
            taken += get(each).isPresent() ? 1 : 0;
        }
        assertThat(taken).isEqualTo(1);
        get(store.keep("u", new byte[] {1}, now.get() + 100));
        assertThat(get(store.limit("u", now.get() + 10))).isTrue();
        now.addAndGet(10);
        for (int k = 0; k < 2; k++) {
            assertThat(get(store.take("u")).orElseThrow().expired()).isTrue();
        }
        assertThat(get(store.forget("u"))).isTrue();
        assertThat(get(store.take("u"))).isEmpty();
    }

    @Test
    void aProofIsNewOnceEvenAtTheSameTime() throws Exception {
        List<CompletionStage<Boolean>> uses = new ArrayList<>();
        for (int k = 0; k < 16; k++) {
            uses.add(store.useOnce("proof", now.get() + 100));
        }
        int first = 0;
        for (CompletionStage<Boolean> each : uses) {
            first += get(each) ? 1 : 0;
        }
        assertThat(first).isEqualTo(1);
    }

    @Test
    void whatHasEndedIsSweptByWhoeverWrites() throws Exception {
        get(store.useOnce("proof", now.get() + 100));
        get(store.write("a", new Checkpoint(5, new byte[] {5}), now.get() + 100));
        now.addAndGet(20_000);
        assertThat(get(store.useOnce("other", now.get() + 100))).isTrue();
        assertThat(ChunkStoreTest.rows(database, "field_auth")).isEqualTo(1);
        assertThat(ChunkStoreTest.rows(database, "field_simulation")).isZero();
    }
}
