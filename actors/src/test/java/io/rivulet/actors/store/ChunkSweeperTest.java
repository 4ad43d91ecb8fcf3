// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.store.ChunkStore.Kind;
import io.rivulet.actors.store.ChunkStore.Stored;
import io.rivulet.actors.store.ChunkSweeper.Ledgers;
import io.rivulet.actors.store.ChunkSweeper.Swept;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChunkSweeperTest {
    private static final String OWNER = "ada";
    private static final UUID SESSION = new UUID(1, 1);
    private static final Duration LIFE = Duration.ofHours(24);
    private static final Ledgers KNOW_NOTHING = (_, _, _) -> CompletableFuture.completedStage(false);
    private static final Ledgers KNOW_ALL = (_, _, _) -> CompletableFuture.completedStage(true);
    private static final Ledgers AWAY =
            (_, _, _) -> CompletableFuture.failedStage(new IllegalStateException("no answer"));

    @TempDir
    Path directory;

    private final AtomicLong millis = new AtomicLong(1_000_000_000L);
    private final InstantSource clock = () -> Instant.ofEpochMilli(millis.get());

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aPendingReferenceIsDroppedOnlyWhenItIsOldAndItsLedgerDoesNotKnowIt(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            ChunkStore chunks = new ChunkStore(database, clock);
            String hash = put(chunks, 1);
            assertThat(sweep(database, KNOW_NOTHING)).isEqualTo(new Swept(0, 0, 0, 0));
            pass();
            assertThat(sweep(database, AWAY)).isEqualTo(new Swept(0, 0, 0, 0));
            assertThat(sweep(database, KNOW_NOTHING)).isEqualTo(new Swept(0, 1, 1, 3));
            assertThat(Backend.get(chunks.describe(OWNER, hash))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aReferenceWhoseEventWasWrittenBeforeACrashIsHeldInTheEnd(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            ChunkStore chunks = new ChunkStore(database, clock);
            String hash = put(chunks, 2);
            pass();
            assertThat(sweep(database, KNOW_ALL)).isEqualTo(new Swept(1, 0, 0, 0));
            pass();
            assertThat(sweep(database, KNOW_NOTHING)).isEqualTo(new Swept(0, 0, 0, 0));
            assertThat(Backend.get(chunks.describe(OWNER, hash))).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aHeldReferenceKeepsItsContentForAsLongAsItIsHeld(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            ChunkStore chunks = new ChunkStore(database, clock);
            String hash = put(chunks, 3);
            Backend.get(chunks.hold(OWNER, SESSION, List.of(hash)));
            pass();
            // Stored again by the session that holds it: stays held.
            put(chunks, 3);
            pass();
            assertThat(sweep(database, KNOW_NOTHING)).isEqualTo(new Swept(0, 0, 0, 0));
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aWriterThatDiedBetweenItsStepsIsFinishedByTheNextOrSweptAway(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            ChunkStore chunks = new ChunkStore(database, clock);
            byte[] content = new byte[40 * ChunkStore.CHUNK_BYTES];
            new Random(4).nextBytes(content);
            assertThat(Backend.failure(chunks.put(OWNER, SESSION, Kind.PROBLEM, dyingInTheMiddle(content))))
                    .isNotNull();
            assertThat(ChunkStoreTest.rows(database, "blob_ref")).isEqualTo(1);
            assertThat(ChunkStoreTest.rows(database, "chunk")).isEqualTo(16);
            String hash = hashOf(content);
            assertThat(Backend.get(chunks.describe(OWNER, hash)))
                    .as("incomplete")
                    .isEmpty();

            var stored = Backend.get(chunks.put(OWNER, new UUID(1, 2), Kind.PROBLEM, out -> out.write(content)));
            assertThat(stored.written()).isEqualTo(24);
            assertThat(ChunkStoreTest.content(chunks, OWNER, hash)).isEqualTo(content);
            pass();
            assertThat(sweep(database, KNOW_NOTHING)).isEqualTo(new Swept(0, 2, 1, 40));
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void chunksOfABlobThatWasTrashedBeforeACrashAreDeletedLater(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            ChunkStore chunks = new ChunkStore(database, clock);
            String hash = put(chunks, 5);
            Backend.get(database.transact(connection -> {
                ChunkTables.Blob blob = Objects.requireNonNull(ChunkTables.lock(connection, OWNER, hash));
                ChunkTables.trash(connection, blob.id());
                return true;
            }));
            // The same content may be stored again at once.
            assertThat(put(chunks, 5)).isEqualTo(hash);
            assertThat(ChunkStoreTest.rows(database, "chunk")).isEqualTo(6);
            assertThat(sweep(database, KNOW_NOTHING)).isEqualTo(new Swept(0, 0, 0, 3));
            assertThat(ChunkStoreTest.content(chunks, OWNER, hash)).hasSize(300_000);
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void anOpeningThatMeetsASweepWaitsForItAndStoresTheContentAgain(Backend backend) throws Exception {
        StoreSettings settings = backend.fresh(directory);
        try (Database database = Database.open(settings);
                Connection sweeping = Backend.connect(settings)) {
            ChunkStore chunks = new ChunkStore(database, clock);
            String hash = unreferenced(database, chunks);
            ChunkTables.Blob blob = Objects.requireNonNull(ChunkTables.lock(sweeping, OWNER, hash));
            assertThat(ChunkTables.referenced(sweeping, OWNER, hash)).isFalse();
            CompletionStage<Stored> opening = start(chunks, 7);
            Backend.awaitBlocked(settings, opening);
            ChunkTables.trash(sweeping, blob.id());
            sweeping.commit();
            assertThat(Backend.get(opening).written()).isEqualTo(3);
            assertThat(ChunkStoreTest.content(chunks, OWNER, hash)).hasSize(300_000);
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aSweepThatMeetsAnOpeningWaitsForItAndLeavesTheContent(Backend backend) throws Exception {
        StoreSettings settings = backend.fresh(directory);
        try (Database database = Database.open(settings);
                Connection opening = Backend.connect(settings);
                Statement statement = opening.createStatement()) {
            ChunkStore chunks = new ChunkStore(database, clock);
            String hash = unreferenced(database, chunks);
            statement.executeUpdate("UPDATE blob SET touched_at = " + millis.get());
            statement.executeUpdate("INSERT INTO blob_ref (session_id, owner, hash, kind, held, touched_at) VALUES ('"
                    + SESSION + "', '" + OWNER + "', '" + hash + "', 'PROBLEM', FALSE, " + millis.get() + ")");
            CompletionStage<Swept> sweep = new ChunkSweeper(database, clock, KNOW_NOTHING, LIFE).sweep();
            Backend.awaitBlocked(settings, sweep);
            opening.commit();
            assertThat(Backend.get(sweep)).isEqualTo(new Swept(0, 0, 0, 0));
            assertThat(ChunkStoreTest.content(chunks, OWNER, hash)).hasSize(300_000);
        }
    }

    /// A content that nobody refers to any more and that is old enough to go.
    private String unreferenced(Database database, ChunkStore chunks) {
        String hash = put(chunks, 7);
        Backend.get(database.transact(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate("DELETE FROM blob_ref");
            }
        }));
        pass();
        return hash;
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void sweepsReleasesAndOpeningsOfTheSameContentNeverLeaveAReferenceWithoutChunks(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            // Everything is old at once, so that only locks and references protect it.
            InstantSource racing = () -> Instant.ofEpochMilli(millis.getAndAdd(ChunkSweeper.GRACE.toMillis() + 1));
            ChunkStore chunks = new ChunkStore(database, racing);
            ChunkSweeper sweeper = new ChunkSweeper(database, racing, KNOW_ALL, LIFE);
            byte[] content = new byte[200_000];
            new Random(6).nextBytes(content);
            String hash = hashOf(content);
            List<CompletionStage<?>> running = new ArrayList<>();
            List<CompletionStage<?>> readable = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                UUID session = new UUID(7, i);
                running.add(sweeper.sweep());
                CompletionStage<byte[]> opened = chunks.put(OWNER, session, Kind.PROBLEM, out -> out.write(content))
                        .thenCompose(_ -> chunks.hold(OWNER, session, List.of(hash)))
                        .thenCompose(_ -> chunks.read(OWNER, hash, (in, _) -> in.readAllBytes()));
                readable.add(opened);
                running.add(opened.thenCompose(_ -> chunks.releaseAll(OWNER, session)));
            }
            Backend.get(Backend.all(readable));
            Backend.get(Backend.all(running));
            Backend.get(sweeper.sweep());
            assertThat(ChunkStoreTest.rows(database, "blob_ref")).isZero();
            assertThat(ChunkStoreTest.rows(database, "chunk")).isZero();
            assertThat(ChunkStoreTest.rows(database, "blob_trash")).isZero();
        }
    }

    private void pass() {
        millis.addAndGet(ChunkSweeper.GRACE.toMillis() + 1);
    }

    private Swept sweep(Database database, Ledgers ledgers) {
        return Backend.get(new ChunkSweeper(database, clock, ledgers, LIFE).sweep());
    }

    private static CompletionStage<Stored> start(ChunkStore chunks, long seed) {
        byte[] content = new byte[300_000];
        new Random(seed).nextBytes(content);
        return chunks.put(OWNER, SESSION, Kind.PROBLEM, out -> out.write(content));
    }

    private static String put(ChunkStore chunks, long seed) {
        return Backend.get(start(chunks, seed)).hash();
    }

    /// The second time, when chunks are written, it stops after 20 of them.
    private static ChunkStore.Content dyingInTheMiddle(byte[] content) {
        return new ChunkStore.Content() {
            private boolean hashed;

            @Override
            public void writeTo(OutputStream out) throws IOException {
                if (!hashed) {
                    hashed = true;
                    out.write(content);
                    return;
                }
                out.write(content, 0, 20 * ChunkStore.CHUNK_BYTES);
                throw new IOException("the process died here");
            }
        };
    }

    private static String hashOf(byte[] content) {
        var digest = Digests.sha256();
        digest.update(content);
        return Digests.hex(digest);
    }
}
