// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.store.ChunkStore.Kind;
import io.rivulet.actors.store.ChunkStore.Released;
import io.rivulet.actors.store.ChunkStore.Stored;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChunkStoreTest {
    private static final String OWNER = "ada";
    private static final UUID SESSION = new UUID(1, 1);
    private static final UUID OTHER = new UUID(1, 2);

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aContentComesBackUnderTheHashOfItsBytes(Backend backend) throws Exception {
        try (Database database = Database.open(backend.fresh(directory))) {
            ChunkStore chunks = new ChunkStore(database, InstantSource.system());
            // None, less than a chunk, exactly some, and more than is written or read at a time.
            for (int size : new int[] {0, 1_000, 2 * ChunkStore.CHUNK_BYTES, 40 * ChunkStore.CHUNK_BYTES + 17}) {
                byte[] content = random(size, size);
                Stored stored = put(chunks, OWNER, SESSION, content);
                assertThat(stored.hash())
                        .isEqualTo(HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
                assertThat(stored.written())
                        .isEqualTo(stored.chunks())
                        .isEqualTo((size + ChunkStore.CHUNK_BYTES - 1) / ChunkStore.CHUNK_BYTES);
                byte[] back = Backend.get(chunks.read(OWNER, stored.hash(), (in, length) -> {
                    assertThat(length).isEqualTo(size);
                    return in.readAllBytes();
                }));
                assertThat(back).isEqualTo(content);
                assertThat(Backend.get(chunks.describe(OWNER, stored.hash()))
                                .orElseThrow()
                                .bytes())
                        .isEqualTo(size);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void equalContentsOfOneOwnerAreStoredOnceAndThoseOfTwoAreApart(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            ChunkStore chunks = new ChunkStore(database, InstantSource.system());
            byte[] content = random(3, 300_000);
            Stored first = put(chunks, OWNER, SESSION, content);
            assertThat(put(chunks, OWNER, OTHER, content).written()).isZero();
            assertThat(Backend.get(chunks.describe("bob", first.hash()))).isEmpty();
            assertThat(code(chunks.chunk("bob", first.hash(), 0))).isEqualTo(ProblemCode.INTERNAL_ERROR);
            assertThat(put(chunks, "bob", SESSION, content).written()).isEqualTo(3);
            assertThat(rows(database, "chunk")).isEqualTo(6);

            assertThat(Backend.get(chunks.releaseAll(OWNER, SESSION))).isEqualTo(new Released(1, 0, 3));
            assertThat(Backend.get(chunks.releaseAll(OWNER, OTHER))).isEqualTo(new Released(1, 3, 0));
            assertThat(Backend.get(chunks.releaseAll(OWNER, OTHER))).isEqualTo(new Released(0, 0, 0));
            assertThat(content(chunks, "bob", first.hash())).isEqualTo(content);
            assertThat(Backend.get(chunks.releaseAll("bob", SESSION)).deleted()).isEqualTo(3);
            assertThat(rows(database, "chunk") + rows(database, "blob") + rows(database, "blob_trash"))
                    .isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void anEndedSessionLosesOnlyTheChunksNobodyElseRefersTo(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            ChunkStore chunks = new ChunkStore(database, InstantSource.system());
            Stored shared = put(chunks, OWNER, SESSION, random(4, 200_000));
            put(chunks, OWNER, OTHER, random(4, 200_000));
            Stored own = put(chunks, OWNER, SESSION, random(5, 500_000));
            Backend.get(chunks.hold(OWNER, SESSION, List.of(shared.hash(), own.hash())));
            assertThat(Backend.get(chunks.releaseAll(OWNER, SESSION))).isEqualTo(new Released(2, 4, 2));
            assertThat(Backend.get(chunks.describe(OWNER, own.hash()))).isEmpty();
            assertThat(Backend.get(chunks.describe(OWNER, shared.hash()))).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void manyWritersOfOneContentAllSucceedAndLeaveItOnce(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            ChunkStore chunks = new ChunkStore(database, InstantSource.system());
            byte[] content = random(6, 5_000_000);
            List<CompletionStage<Stored>> writers = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                writers.add(chunks.put(OWNER, new UUID(2, i), Kind.PROBLEM, out -> out.write(content)));
            }
            String hash = Backend.get(writers.getFirst()).hash();
            Backend.get(Backend.all(writers));
            assertThat(rows(database, "chunk")).isEqualTo(39);
            assertThat(content(chunks, OWNER, hash)).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aDamagedOrMissingContentIsAnErrorAndNeverAnAnswer(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            ChunkStore chunks = new ChunkStore(database, InstantSource.system());
            assertThat(code(chunks.read(OWNER, "00", InputStream::skip))).isEqualTo(ProblemCode.INTERNAL_ERROR);
            assertThat(code(chunks.hold(OWNER, SESSION, List.of("00")))).isEqualTo(ProblemCode.INTERNAL_ERROR);

            Stored stored = put(chunks, OWNER, SESSION, random(7, 400_000));
            assertThat(Backend.get(chunks.chunk(OWNER, stored.hash(), 3)))
                    .hasSize(400_000 - 3 * ChunkStore.CHUNK_BYTES);
            Backend.get(database.transact(connection -> {
                try (PreparedStatement update =
                        connection.prepareStatement("UPDATE chunk SET content = ? WHERE idx = 2")) {
                    update.setBytes(1, random(8, ChunkStore.CHUNK_BYTES));
                    return update.executeUpdate();
                }
            }));
            // Even for a reader that reads only the beginning.
            assertThat(code(chunks.read(OWNER, stored.hash(), (in, _) -> in.read())))
                    .isEqualTo(ProblemCode.INTERNAL_ERROR);
            Backend.get(database.transact(connection -> {
                try (PreparedStatement delete = connection.prepareStatement("DELETE FROM chunk WHERE idx = 1")) {
                    return delete.executeUpdate();
                }
            }));
            assertThat(code(chunks.read(OWNER, stored.hash(), (in, _) -> in.read())))
                    .isEqualTo(ProblemCode.INTERNAL_ERROR);
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aContentThatIsNotTheSameTheSecondTimeIsNotStored(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            ChunkStore chunks = new ChunkStore(database, InstantSource.system());
            Random random = new Random(9);
            assertThat(code(chunks.put(OWNER, SESSION, Kind.DELTA, out -> out.write(random.nextInt()))))
                    .isEqualTo(ProblemCode.INTERNAL_ERROR);
            assertThat(Backend.get(chunks.releaseAll(OWNER, SESSION)).references())
                    .isEqualTo(1);
            assertThat(rows(database, "chunk")).isZero();
        }
    }

    private static Stored put(ChunkStore chunks, String owner, UUID session, byte[] content) {
        return Backend.get(chunks.put(owner, session, Kind.PROBLEM, out -> out.write(content)));
    }

    private static ProblemCode code(CompletionStage<?> stage) {
        return ((RivuletException) Backend.failure(stage)).problem().code();
    }

    private static byte[] random(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static byte[] content(ChunkStore chunks, String owner, String hash) {
        return Backend.get(chunks.read(owner, hash, (in, _) -> in.readAllBytes()));
    }

    static long rows(Database database, String table) {
        return Backend.get(database.transact(connection -> {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
                row.next();
                return row.getLong(1);
            }
        }));
    }
}
