// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.solver;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.SessionState;
import io.rivulet.actors.store.CheckpointSlots;
import io.rivulet.actors.store.ChunkStore;
import io.rivulet.actors.store.Database;
import io.rivulet.actors.store.MemoryBudget;
import io.rivulet.actors.store.ProblemRepository;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.serialization.event.ProblemRef;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSnapshot;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineLoaderTest {
    private static final int SIDE = 20;
    private static final int SMALL_SIDE = 5;

    /// Beyond the estimate, room for what a grid is eliminated in: enough for one engine, too little for two.
    private static final long FACTOR_BYTES = 700_000;

    private final ComputePool pool = ComputePool.start(1, 0.1, System::nanoTime);
    private final Database database = Database.open(StoreSettings.inMemory("loader-" + UUID.randomUUID()));
    private final ProblemRepository problems =
            new ProblemRepository(new ChunkStore(database, InstantSource.system()), 1 << 20);
    private final LoadPermits permits = new LoadPermits(1);
    private final SessionSnapshot large = stored(SIDE);
    private final SessionSnapshot small = stored(SMALL_SIDE);
    private final MemoryBudget memory = new MemoryBudget(bytes(large) + bytes(small) + FACTOR_BYTES, 10);
    private final EngineLoader loader = new EngineLoader(
            problems,
            new CheckpointSlots(database),
            memory,
            permits,
            new EngineLoader.Limits(1_000, 5_000_000),
            Execution.serial(),
            System::nanoTime,
            () -> pool.lane(ComputePool.Share.SESSIONS));

    /// What waits for one load.
    private final class Load {
        final AtomicInteger clients = new AtomicInteger();
        final AtomicInteger awaited = new AtomicInteger();
        final CompletableFuture<Void> abandoned = new CompletableFuture<>();
        final CompletableFuture<EngineLoader.Loaded> loaded;

        Load(SessionSnapshot stored, int clients) {
            this.clients.set(clients);
            loaded = loader.load(
                            UUID.randomUUID(),
                            stored,
                            true,
                            pool.lane(ComputePool.Share.SESSIONS),
                            new EngineLoader.Waiters(this.clients::get, awaited::incrementAndGet, abandoned),
                            null)
                    .toCompletableFuture();
        }

        EngineLoader.Loaded get() {
            return loaded.orTimeout(30, TimeUnit.SECONDS).join();
        }
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private SessionSnapshot stored(int side) {
        var a = Gallery.generate(new GalleryRecipe.Poisson2d(side, side));
        double[] ones = new double[a.rows()];
        Arrays.fill(ones, 1);
        String hash = get(problems.putWhole("ann", UUID.randomUUID(), new LinearSystem(a, DenseVector.adopt(ones))))
                .hash();
        var settings = SessionSettings.builder()
                .live(true)
                .showing(new SessionSettings.Showing(0, new XSelection.None(), 0, 1_000))
                .seed(1)
                .build();
        return SessionState.EMPTY
                .after(new SessionEvent.SessionOpened(
                        "ann",
                        0,
                        new ProblemRef(hash, a.rows(), a.nnz()),
                        settings,
                        "cg",
                        "none",
                        "why",
                        List.of(),
                        null,
                        "00",
                        0))
                .after(new SessionEvent.Taken(1, "n", 4_096))
                .toSnapshot();
    }

    private static long bytes(SessionSnapshot stored) {
        ProblemRef problem = stored.opened().problem();
        return SolverEngine.estimateBytes(problem.rows(), problem.nnz());
    }

    @AfterEach
    void close() {
        pool.close();
        database.close();
    }

    @Test
    void memoryIsTakenWithThePermitNotBefore() {
        Runnable held = get(permits.acquire(LoadPermits.Want.PLAIN));
        Load first = new Load(large, 0);
        Load second = new Load(large, 1);
        assertThat(memory.usedBytes()).isZero();
        held.run();
        // More clients wait for the one that came later: it gets the memory, the other one waits for some.
        EngineLoader.Loaded loaded = second.get();
        assertThat(loaded.revision()).isZero();
        assertThat(first.loaded).isNotDone();
        assertThat(first.awaited).hasValue(1);
        assertThat(second.awaited).hasValue(0);
        loaded.memory().close();
        first.get().memory().close();
        assertThat(memory.usedBytes()).isZero();
    }

    @Test
    void whoWaitsForMemoryHoldsNoPermitAndLeavesTheQueueWhenNobodyWantsItAnyMore() {
        MemoryBudget.Reservation others = memory.tryReserve(memory.totalBytes()).orElseThrow();
        Load waits = new Load(large, 5);
        assertThat(waits.awaited).hasValue(1);
        assertThat(get(permits.acquire(LoadPermits.Want.PLAIN))).isNotNull();
        waits.abandoned.complete(null);
        assertThat(waits.loaded).isCompletedExceptionally();
        assertThat(memory.waiting()).isZero();
        others.close();
        assertThat(memory.usedBytes()).isZero();
    }

    @Test
    void aLoadThatNobodyWantsWhenItsTurnComesIsNotDone() {
        Runnable held = get(permits.acquire(LoadPermits.Want.PLAIN));
        Load late = new Load(small, 0);
        late.abandoned.complete(null);
        held.run();
        assertThat(late.loaded).isCompletedExceptionally();
        assertThat(memory.usedBytes()).isZero();
        EngineLoader.Loaded next = new Load(small, 0).get();
        assertThat(memory.usedBytes()).isPositive();
        next.memory().close();
    }
}
