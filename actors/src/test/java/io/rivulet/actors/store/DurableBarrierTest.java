// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DurableBarrierTest {
    /// A disk that does a flush when told to.
    private static final class ManualDisk implements DurableBarrier.Flush {
        final LinkedBlockingQueue<Integer> begun = new LinkedBlockingQueue<>();
        final SynchronousQueue<Boolean> end = new SynchronousQueue<>();
        private int flushes;

        @Override
        public void flush() throws Exception {
            begun.add(++flushes);
            if (!end.take()) {
                throw new IllegalStateException("disk full");
            }
        }

        void awaitBegun(int flush) throws InterruptedException {
            assertThat(begun.poll(10, TimeUnit.SECONDS)).isEqualTo(flush);
        }

        void finish(boolean well) throws InterruptedException {
            assertThat(end.offer(well, 10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private final ManualDisk disk = new ManualDisk();
    private final DurableBarrier barrier = DurableBarrier.grouped(disk, Runnable::run);

    @AfterEach
    void close() {
        barrier.close();
    }

    @Test
    void whoComesDuringAFlushWaitsForTheNextOneWithAllOthers() throws Exception {
        CompletableFuture<Void> first = barrier.written(barrier.life()).toCompletableFuture();
        disk.awaitBegun(1);
        CompletableFuture<Void> second = barrier.written(barrier.life()).toCompletableFuture();
        CompletableFuture<Void> third = barrier.written(barrier.life()).toCompletableFuture();
        disk.finish(true);
        first.get(10, TimeUnit.SECONDS);
        disk.awaitBegun(2);
        assertThat(second).isNotDone();
        assertThat(third).isNotDone();
        disk.finish(true);
        second.get(10, TimeUnit.SECONDS);
        third.get(10, TimeUnit.SECONDS);
        assertThat(disk.begun).isEmpty();
    }

    @Test
    void aFailedFlushFailsThoseWhoWaitedAndNotTheNext() throws Exception {
        CompletionStage<Void> first = barrier.written(barrier.life());
        disk.awaitBegun(1);
        disk.finish(false);
        assertThat(Backend.failure(first)).hasMessage("disk full");
        CompletableFuture<Void> second = barrier.written(barrier.life()).toCompletableFuture();
        disk.awaitBegun(2);
        disk.finish(true);
        second.get(10, TimeUnit.SECONDS);
    }

    @Test
    void whoCancelsDoesNotTakeTheFlushFromOthers() throws Exception {
        CompletableFuture<Void> first = barrier.written(barrier.life()).toCompletableFuture();
        CompletableFuture<Void> other = barrier.written(barrier.life()).toCompletableFuture();
        first.cancel(false);
        disk.awaitBegun(1);
        disk.finish(true);
        if (!other.isDone() && disk.begun.poll(1, TimeUnit.SECONDS) != null) {
            disk.finish(true);
        }
        other.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aClosedBarrierServesWhoWaitsAndRefusesWhoComes() throws Exception {
        CompletableFuture<Void> first = barrier.written(barrier.life()).toCompletableFuture();
        disk.awaitBegun(1);
        CompletableFuture<Void> second = barrier.written(barrier.life()).toCompletableFuture();
        barrier.close();
        assertThat(barrier.written(barrier.life()).toCompletableFuture()).isCompletedExceptionally();
        disk.finish(true);
        first.get(10, TimeUnit.SECONDS);
        disk.awaitBegun(2);
        disk.finish(true);
        second.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aDatabaseWhoseCommitsAreDurableNeedsNoWait() {
        assertThat(DurableBarrier.immediate().written(0).toCompletableFuture()).isCompleted();
    }

    @Test
    void aWriteThatBeganInAnEarlierLifeOfTheDatabaseNeverCounts() throws Exception {
        var reopened = new AtomicBoolean(true);
        try (DurableBarrier other = DurableBarrier.grouped(
                () -> {
                    if (reopened.getAndSet(false)) {
                        throw new DurableBarrier.LifeEnded();
                    }
                },
                Runnable::run)) {
            long before = other.life();
            assertThat(other.written(before).toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(DurableBarrier.LifeEnded.class);
            // The flush works again, but what began before may be among what is lost.
            assertThat(other.written(before).toCompletableFuture()).isCompletedExceptionally();
            assertThat(other.written(other.life()).toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
        }
    }
}
