// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Tells when committed data is on disk: H2 commits into memory, so nothing counts as written before a flush that
/// began after its commit has returned.
///
/// H2 closes itself after a write that failed, and the next connection opens it again, as it was at its last flush:
/// what
/// was committed in between is gone, though its commit had returned. So a write says in which *life* of the database it
/// began, and counts only if that life has not ended.
/// **Owns** one thread that flushes while anybody waits; all who came during a flush share the next one.
/// **Thread** any. **Bounded by** two rounds: one that runs, one that gathers.
/// **More** docs/internals/durability.md
public final class DurableBarrier implements AutoCloseable {
    /// Puts everything committed so far on disk.
    @FunctionalInterface
    interface Flush extends AutoCloseable {
        /// **Errors** [LifeEnded] the first time that it meets a database opened anew.
        void flush() throws Exception;

        @Override
        default void close() {}
    }

    /// The database that writes were committed in was closed meanwhile.
    static final class LifeEnded extends Exception {
        private static final long serialVersionUID = 1L;

        LifeEnded() {
            super("the database was closed and opened again; what was committed shortly before is lost");
        }
    }

    private final @Nullable Flush flush;
    private final Executor replies;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private @Nullable CompletableFuture<Void> gathering;
    private @Nullable Thread flusher;
    private boolean closed;
    private long life;

    private DurableBarrier(@Nullable Flush flush, Executor replies) {
        this.flush = flush;
        this.replies = replies;
    }

    /// For a database whose commits are durable when they return.
    static DurableBarrier immediate() {
        return new DurableBarrier(null, Runnable::run);
    }

    /// `replies` completes the waiting stages, so that their dependents don't hold up the next flush.
    static DurableBarrier grouped(Flush flush, Executor replies) {
        DurableBarrier barrier = new DurableBarrier(flush, replies);
        barrier.flusher =
                Thread.ofPlatform().name("rivulet-store-flush").daemon().start(() -> barrier.flushWhileWanted(flush));
        return barrier;
    }

    /// To be asked before a write begins.
    public long life() {
        lock.lock();
        try {
            return life;
        } finally {
            lock.unlock();
        }
    }

    /// Completes once everything committed before this call is on disk; fails if the flush failed, or where the life of
    /// the database in which the write began has ended.
    public CompletionStage<Void> written(long begunIn) {
        if (flush == null) {
            return CompletableFuture.completedStage(null);
        }
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedStage(
                        Database.unavailable("the store is closed").exception());
            }
            if (begunIn != life) {
                return CompletableFuture.failedStage(new LifeEnded());
            }
            CompletableFuture<Void> round = gathering;
            if (round == null) {
                round = new CompletableFuture<>();
                gathering = round;
                wanted.signal();
            }
            return round.copy();
        } finally {
            lock.unlock();
        }
    }

    private void flushWhileWanted(Flush flushing) {
        for (CompletableFuture<Void> round = nextRound(); round != null; round = nextRound()) {
            CompletableFuture<Void> present = round;
            try {
                flushing.flush();
                replies.execute(() -> present.complete(null));
            } catch (LifeEnded e) {
                beginLife();
                replies.execute(() -> present.completeExceptionally(e));
            } catch (Throwable e) {
                // Whatever it was: who waits has to learn it, and the next flush may work.
                replies.execute(() -> present.completeExceptionally(e));
            }
        }
        flushing.close();
    }

    private void beginLife() {
        lock.lock();
        try {
            life++;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable CompletableFuture<Void> nextRound() {
        lock.lock();
        try {
            while (gathering == null && !closed) {
                wanted.awaitUninterruptibly();
            }
            CompletableFuture<Void> round = gathering;
            gathering = null;
            return round;
        } finally {
            lock.unlock();
        }
    }

    /// Later calls of [#written] fail; who waits already is still served.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            wanted.signal();
        } finally {
            lock.unlock();
        }
    }

    /// After [#close]: waits until the last round is done, or `timeout` has passed.
    void awaitEnd(Duration timeout) throws InterruptedException {
        Thread thread = flusher;
        if (thread != null) {
            thread.join(timeout);
        }
    }
}
