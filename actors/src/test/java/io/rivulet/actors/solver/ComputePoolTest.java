// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.actors.solver.ComputePool.Share;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ComputePoolTest {
    /// What the pool takes for the time: each task moves it by what it pretends to cost.
    private final AtomicLong now = new AtomicLong();

    private final ComputePool pool = ComputePool.start(1, 0.1, now::get);
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        pool.close();
    }

    private CompletableFuture<String> task(ComputePool.Lane lane, String name, long cost) {
        return lane.run(() -> {
                    now.addAndGet(cost);
                    order.add(name);
                    return name;
                })
                .toCompletableFuture();
    }

    /// Holds the only thread until what is handed over meanwhile waits in line.
    private CountDownLatch hold() {
        var go = new CountDownLatch(1);
        var held = new CountDownLatch(1);
        pool.lane(Share.SESSIONS).run(() -> {
            held.countDown();
            return go.await(10, TimeUnit.SECONDS);
        });
        await(held);
        return go;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aLaneWorksInOrderAndTheOneThatUsedLessGoesFirst() {
        ComputePool.Lane greedy = pool.lane(Share.SESSIONS);
        ComputePool.Lane modest = pool.lane(Share.SESSIONS);
        CountDownLatch go = hold();
        var all = new ArrayList<CompletableFuture<String>>();
        for (int k = 0; k < 3; k++) {
            all.add(task(greedy, "greedy" + k, 100));
        }
        for (int k = 0; k < 3; k++) {
            all.add(task(modest, "modest" + k, 10));
        }
        go.countDown();
        all.forEach(CompletableFuture::join);
        assertThat(order).containsExactly("greedy0", "modest0", "modest1", "modest2", "greedy1", "greedy2");
    }

    @Test
    void aLaneThatIdledHasSavedNothingUp() {
        ComputePool.Lane busy = pool.lane(Share.SESSIONS);
        task(busy, "before", 1_000).join();
        // A task is done before what it took is written down.
        while (pool.lanesAtWork() > 0) {
            Thread.onSpinWait();
        }
        ComputePool.Lane late = pool.lane(Share.SESSIONS);
        CountDownLatch go = hold();
        var all = new ArrayList<CompletableFuture<String>>();
        for (int k = 0; k < 2; k++) {
            all.add(task(busy, "busy" + k, 10));
            all.add(task(late, "late" + k, 10));
        }
        go.countDown();
        all.forEach(CompletableFuture::join);
        assertThat(order.indexOf("busy0")).isLessThan(order.indexOf("late1"));
    }

    @Test
    void aLaneThatSomebodyWaitsForGoesFirstUntilItIsFarAhead() {
        long slice = ComputePool.CREDIT_NANOS / 10;
        ComputePool.Lane awaited = pool.lane(Share.SESSIONS);
        List<ComputePool.Lane> others =
                Stream.generate(() -> pool.lane(Share.SESSIONS)).limit(20).toList();
        CountDownLatch go = hold();
        var all = new ArrayList<CompletableFuture<String>>();
        for (int round = 0; round < 20; round++) {
            for (ComputePool.Lane other : others) {
                all.add(task(other, "other", slice));
            }
            all.add(awaited.run(() -> {
                        now.addAndGet(slice);
                        order.add("awaited");
                        awaited.hurry();
                        return "awaited";
                    })
                    .toCompletableFuture());
        }
        awaited.hurry();
        go.countDown();
        all.forEach(CompletableFuture::join);
        assertThat(order.subList(0, 10)).containsOnly("awaited");
        long later = order.subList(20, 220).stream().filter("awaited"::equals).count();
        assertThat(later).as("of 200 turns of 21 lanes, 10 of them taken ahead").isBetween(0L, 10L);
    }

    @Test
    void verificationGetsItsShareWhileSessionsPress() {
        ComputePool.Lane session = pool.lane(Share.SESSIONS);
        ComputePool.Lane verification = pool.lane(Share.VERIFICATION);
        CountDownLatch go = hold();
        var all = new ArrayList<CompletableFuture<String>>();
        for (int k = 0; k < 100; k++) {
            all.add(task(session, "session", 10));
            all.add(task(verification, "verification", 10));
        }
        go.countDown();
        all.forEach(CompletableFuture::join);
        long early =
                order.subList(0, 50).stream().filter("verification"::equals).count();
        assertThat(early).isBetween(4L, 7L);
    }

    @Test
    void aTaskThatThrowsFailsAloneAndTheThreadGoesOn() {
        ComputePool.Lane lane = pool.lane(Share.SESSIONS);
        var failing = lane.run(() -> {
            throw new StackOverflowError("deep");
        });
        assertThatThrownBy(() -> failing.toCompletableFuture().join()).hasRootCauseInstanceOf(StackOverflowError.class);
        assertThat(task(lane, "next", 1).join()).isEqualTo("next");
    }

    @Test
    void aCancelledLaneDropsWhatWaitsAndALaneHasABound() {
        ComputePool.Lane lane = pool.lane(Share.SESSIONS);
        CountDownLatch go = hold();
        var first = task(lane, "first", 1);
        for (int k = 1; k < ComputePool.MAX_TASKS_PER_LANE; k++) {
            CompletableFuture<String> _ = task(lane, "more", 1);
        }
        var beyond = task(lane, "beyond", 1);
        assertThatThrownBy(beyond::join).hasRootCauseInstanceOf(RejectedExecutionException.class);
        lane.cancel();
        go.countDown();
        assertThatThrownBy(first::join).isInstanceOf(CancellationException.class);
        assertThat(task(lane, "after", 1).join()).isEqualTo("after");
        assertThat(order).containsExactly("after");
        assertThat(pool.waiting()).isZero();
        assertThat(pool.threads()).isEqualTo(1);
    }

    @Test
    void aClosedPoolCancelsEverything() {
        ComputePool.Lane lane = pool.lane(Share.SESSIONS);
        CountDownLatch go = hold();
        var waiting = task(lane, "waiting", 1);
        pool.close();
        go.countDown();
        assertThatThrownBy(waiting::join).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> task(lane, "late", 1).join()).isInstanceOf(CancellationException.class);
    }

    @Test
    void aShareOutsideItsRangeIsRefused() {
        assertThatThrownBy(() -> ComputePool.start(1, 0, now::get)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void calibrationFindsUnitsForTheTimeAsked() {
        long five = Calibration.unitsIn(java.time.Duration.ofMillis(5), System::nanoTime);
        assertThat(five).isBetween(10_000L, 100_000_000L);
    }

    @Test
    void aTaskSharesItsLoopsWhileACoreIsFreeAndWorksAloneOtherwise() {
        try (ComputePool two = ComputePool.start(2, 0.1, now::get)) {
            var together = new CountDownLatch(2);
            two.lane(Share.SESSIONS)
                    .run(() -> {
                        two.team().run(2, _ -> {
                            together.countDown();
                            await(together); // two threads have to be in here
                        });
                        return "shared";
                    })
                    .toCompletableFuture()
                    .join();

            var go = new CountDownLatch(1);
            two.lane(Share.VERIFICATION).run(() -> go.await(10, TimeUnit.SECONDS));
            CompletableFuture<Boolean> alone = two.lane(Share.SESSIONS)
                    .run(() -> {
                        Thread own = Thread.currentThread();
                        var strangers = new AtomicLong();
                        for (int call = 0; call < 200; call++) {
                            two.team().run(50, _ -> strangers.addAndGet(Thread.currentThread() == own ? 0 : 1));
                        }
                        return strangers.get() == 0;
                    })
                    .toCompletableFuture();
            assertThat(alone.join()).as("both cores have a lane").isTrue();
            go.countDown();
        }
    }

    @Test
    void lanesAtWorkAreCountedDownAgainWhenTheyEndOrAreCancelled() {
        ComputePool.Lane lane = pool.lane(Share.SESSIONS);
        ComputePool.Lane cancelled = pool.lane(Share.SESSIONS);
        for (int round = 0; round < 50; round++) {
            CountDownLatch go = hold();
            CompletableFuture<String> kept = task(lane, "kept", 1);
            CompletableFuture<String> dropped = task(cancelled, "dropped", 1);
            assertThat(pool.lanesAtWork()).isEqualTo(3);
            cancelled.cancel();
            assertThat(dropped).isCompletedExceptionally();
            go.countDown();
            kept.join();
        }
        CompletableFuture<String> last = task(lane, "last", 1);
        last.join();
        while (pool.lanesAtWork() > 0) { // the count falls right after the result is told
            Thread.onSpinWait();
        }
    }
}
