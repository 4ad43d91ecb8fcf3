// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.actors.store.CheckpointSlots.Checkpoint;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.nio.file.Path;
import java.sql.Statement;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointSlotsTest {
    private static final UUID SESSION = new UUID(3, 3);

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Backend.class)
    void eachSlotHoldsItsLastVectorBitForBit(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            CheckpointSlots slots = new CheckpointSlots(database);
            DenseVector large = random(1, 300_001);
            DenseVector small = DenseVector.adopt(new double[] {-0.0, Double.MIN_VALUE, 1e308});
            String first = Backend.get(slots.write(SESSION, 0, 1, 10, large));
            String second = Backend.get(slots.write(SESSION, 1, 1, 11, small));
            assertThat(Backend.get(slots.read(SESSION, 0, first))).contains(new Checkpoint(0, 1, 10, first, large));
            assertThat(Backend.get(slots.read(SESSION, 1, second))).contains(new Checkpoint(1, 1, 11, second, small));
            // Shorter than what was there.
            String third = Backend.get(slots.write(SESSION, 0, 2, 12, small));
            assertThat(third).isEqualTo(second);
            assertThat(Backend.get(slots.read(SESSION, 0, first)))
                    .as("replaced")
                    .isEmpty();
            assertThat(Backend.get(slots.read(SESSION, 0, third)).orElseThrow().revision())
                    .isEqualTo(12);
            assertThat(ChunkStoreTest.rows(database, "checkpoint_chunk")).isEqualTo(2);
            Backend.get(slots.delete(SESSION));
            assertThat(Backend.get(slots.read(SESSION, 0, third))).isEmpty();
            assertThat(ChunkStoreTest.rows(database, "checkpoint_chunk")).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void anIncarnationThatWasReplacedCannotWrite(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            CheckpointSlots slots = new CheckpointSlots(database);
            String kept = Backend.get(slots.write(SESSION, 1, 5, 10, random(2, 10)));
            // Not even into the other slot.
            for (int slot = 0; slot < 2; slot++) {
                assertThat(Backend.failure(slots.write(SESSION, slot, 4, 99, random(3, 10))))
                        .isInstanceOfSatisfying(
                                RivuletException.class,
                                e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.STORAGE_UNAVAILABLE));
            }
            assertThat(Backend.get(slots.read(SESSION, 1, kept))).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aSlotWhoseBytesChangedIsIgnored(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            CheckpointSlots slots = new CheckpointSlots(database);
            String digest = Backend.get(slots.write(SESSION, 0, 1, 1, random(4, 40_000)));
            execute(
                    database,
                    "UPDATE checkpoint_chunk SET content = (SELECT c.content FROM checkpoint_chunk c"
                            + " WHERE c.idx = 1) WHERE idx = 0");
            assertThat(Backend.get(slots.read(SESSION, 0, digest))).isEmpty();
            execute(database, "DELETE FROM checkpoint_chunk WHERE idx > 0");
            assertThat(Backend.get(slots.read(SESSION, 0, digest))).isEmpty();
            execute(database, "UPDATE checkpoint_slot SET row_count = 3");
            assertThat(Backend.get(slots.read(SESSION, 0, digest))).isEmpty();
            assertThatThrownBy(() -> slots.read(SESSION, 2, digest)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void execute(Database database, String sql) {
        Backend.get(database.transact(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            }
        }));
    }

    private static DenseVector random(long seed, int size) {
        return DenseVector.adopt(new Random(seed).doubles(size).toArray());
    }
}
