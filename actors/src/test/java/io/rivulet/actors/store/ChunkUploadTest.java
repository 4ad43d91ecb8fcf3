// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.store.ChunkStore.Kind;
import io.rivulet.actors.store.ChunkStore.Stored;
import io.rivulet.actors.store.ChunkSweeper.Swept;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChunkUploadTest {
    private static final String OWNER = "ada";
    private static final UUID SESSION = new UUID(1, 1);
    private static final Duration LIFE = Duration.ofHours(24);

    @TempDir
    Path directory;

    private final AtomicLong millis = new AtomicLong(1_000_000_000L);
    private final InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
    private long ids;

    @ParameterizedTest
    @EnumSource(Backend.class)
    void whatArrivedIsFoundUnderTheHashOfItsBytes(Backend backend) throws Exception {
        try (Database database = Database.open(backend.fresh(directory))) {
            ChunkStore chunks = new ChunkStore(database, clock);
            for (int size : new int[] {0, 1_000, 2 * ChunkStore.CHUNK_BYTES, 40 * ChunkStore.CHUNK_BYTES + 17}) {
                byte[] content = random(size, size);
                Stored stored = upload(chunks, OWNER, content);
                assertThat(stored.hash())
                        .isEqualTo(HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
                assertThat(stored.written()).isEqualTo(stored.chunks());
                assertThat(ChunkStoreTest.content(chunks, OWNER, stored.hash())).isEqualTo(content);
                assertThat(Backend.get(chunks.describeUpload(OWNER, stored.hash()))
                                .orElseThrow()
                                .bytes())
                        .isEqualTo(size);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void theSameBytesAreStoredOnceForAnOwnerAndNobodyElseSeesThem(Backend backend) throws Exception {
        try (Database database = Database.open(backend.fresh(directory))) {
            ChunkStore chunks = new ChunkStore(database, clock);
            byte[] content = random(1, 3_000_000);
            Stored first = upload(chunks, OWNER, content);
            assertThat(Backend.get(chunks.describeUpload("bob", first.hash()))).isEmpty();
            assertThat(Backend.get(chunks.refer("bob", SESSION, first.hash()))).isFalse();
            assertThat(upload(chunks, OWNER, content)).isEqualTo(new Stored(first.hash(), 3_000_000, 23, 0));
            assertThat(ChunkStoreTest.rows(database, "chunk")).isEqualTo(23);
            upload(chunks, "bob", content);
            assertThat(ChunkStoreTest.rows(database, "chunk")).isEqualTo(46);
            assertThat(ChunkStoreTest.rows(database, "blob_trash")).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void manyUploadsOfTheSameBytesAtOnceAllSucceed(Backend backend) throws Exception {
        try (Database database = Database.open(backend.fresh(directory))) {
            ChunkStore chunks = new ChunkStore(database, clock);
            byte[] content = random(2, 2_500_000);
            List<ChunkUpload> uploads = new ArrayList<>();
            for (int k = 0; k < 6; k++) {
                ChunkUpload upload = chunks.upload(OWNER, new UUID(9, k), Backend::get);
                upload.write(content);
                upload.flush();
                uploads.add(upload);
            }
            List<CompletionStage<Stored>> completed =
                    uploads.stream().map(ChunkUpload::complete).toList();
            Backend.get(Backend.all(completed));
            assertThat(completed.stream().map(Backend::get).map(Stored::hash).distinct())
                    .hasSize(1);
            assertThat(ChunkStoreTest.rows(database, "blob")).isEqualTo(1);
            assertThat(ChunkStoreTest.rows(database, "chunk")).isEqualTo(20);
            assertThat(ChunkStoreTest.rows(database, "blob_ref")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void anAbandonedUploadLeavesNothing(Backend backend) throws Exception {
        try (Database database = Database.open(backend.fresh(directory))) {
            ChunkStore chunks = new ChunkStore(database, clock);
            for (int size : new int[] {0, 100, 5_000_000}) {
                ChunkUpload upload = chunks.upload(OWNER, new UUID(3, size), Backend::get);
                upload.write(random(3, size));
                upload.abandon();
                upload.abandon();
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                while (ChunkStoreTest.rows(database, "blob")
                                + ChunkStoreTest.rows(database, "chunk")
                                + ChunkStoreTest.rows(database, "blob_ref")
                                + ChunkStoreTest.rows(database, "blob_trash")
                        > 0) {
                    assertThat(System.nanoTime()).isLessThan(deadline);
                    LockSupport.parkNanos(1_000_000);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void anUploadWhoseProcessDiedIsSweptOnceItIsOld(Backend backend) throws Exception {
        try (Database database = Database.open(backend.fresh(directory))) {
            ChunkStore chunks = new ChunkStore(database, clock);
            ChunkUpload upload = chunks.upload(OWNER, new UUID(4, 4), Backend::get);
            upload.write(random(4, 300_000));
            upload.flush();
            assertThat(sweep(database)).isEqualTo(new Swept(0, 0, 0, 0));
            pass(ChunkSweeper.GRACE);
            assertThat(sweep(database)).isEqualTo(new Swept(0, 1, 1, 3));
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void anUploadIsKeptForItsTimeAndBeyondThatWhileASessionUsesIt(Backend backend) throws Exception {
        try (Database database = Database.open(backend.fresh(directory))) {
            ChunkStore chunks = new ChunkStore(database, clock);
            String used = upload(chunks, OWNER, random(5, 300_000)).hash();
            String unused = upload(chunks, OWNER, random(6, 300_000)).hash();
            pass(ChunkSweeper.GRACE.multipliedBy(2));
            assertThat(sweep(database)).isEqualTo(new Swept(0, 0, 0, 0));
            assertThat(Backend.get(chunks.refer(OWNER, SESSION, used))).isTrue();
            Backend.get(chunks.hold(OWNER, SESSION, List.of(used)));
            pass(LIFE.minus(ChunkSweeper.GRACE));
            assertThat(sweep(database)).as("the use has renewed the other").isEqualTo(new Swept(0, 1, 1, 3));
            assertThat(Backend.get(chunks.describeUpload(OWNER, unused))).isEmpty();
            assertThat(Backend.get(chunks.refer(OWNER, SESSION, unused))).isFalse();
            pass(LIFE);
            assertThat(sweep(database)).isEqualTo(new Swept(0, 1, 0, 0));
            assertThat(Backend.get(chunks.describeUpload(OWNER, used))).isPresent();
            Backend.get(chunks.releaseAll(OWNER, SESSION));
            assertThat(Backend.get(chunks.describeUpload(OWNER, used))).isEmpty();
            assertThat(ChunkStoreTest.rows(database, "chunk")).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void whatASessionStoredForItselfIsNoUpload(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            ChunkStore chunks = new ChunkStore(database, clock);
            String hash = Backend.get(chunks.put(OWNER, SESSION, Kind.PROBLEM, out -> out.write(random(7, 1_000))))
                    .hash();
            assertThat(Backend.get(chunks.describeUpload(OWNER, hash))).isEmpty();
            assertThat(Backend.get(chunks.refer(OWNER, SESSION, hash))).isFalse();
        }
    }

    private Stored upload(ChunkStore chunks, String owner, byte[] content) throws IOException {
        try (ChunkUpload upload = chunks.upload(owner, new UUID(8, ids++), Backend::get)) {
            upload.write(content);
            upload.flush();
            return Backend.get(upload.complete());
        }
    }

    private void pass(Duration time) {
        millis.addAndGet(time.toMillis() + 1);
    }

    private Swept sweep(Database database) {
        return Backend.get(
                new ChunkSweeper(database, clock, (_, _, _) -> CompletableFuture.completedStage(false), LIFE).sweep());
    }

    private static byte[] random(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
