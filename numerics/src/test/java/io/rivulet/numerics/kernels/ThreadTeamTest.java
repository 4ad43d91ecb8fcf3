// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadTeamTest {
    private static final int CALLS = 400;

    private final List<Thread> members = new ArrayList<>();
    private final ThreadFactory threads = work -> {
        Thread thread = Thread.ofPlatform().daemon(true).unstarted(work);
        members.add(thread);
        return thread;
    };
    private final List<ThreadTeam> started = new ArrayList<>();

    private ThreadTeam team(int width) {
        ThreadTeam team = ThreadTeam.start(width, threads, () -> false);
        started.add(team);
        return team;
    }

    @AfterEach
    void threadsEndWithTheirTeam() throws InterruptedException {
        started.forEach(ThreadTeam::close);
        for (Thread member : members) {
            member.join();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 64})
    void everyChunkRunsOnceInEveryCallWhateverItsSize(int width) {
        ThreadTeam team = team(width);
        assertThat(members).hasSize(width - 1);
        for (long seed = 0; seed < CALLS; seed++) {
            Random random = new Random(seed);
            int chunks = random.nextInt(random.nextBoolean() ? 10 : 2_000);
            // Plain ints: a chunk that ran twice, or late, or unseen by the caller is a wrong count.
            int[] counts = new int[chunks + 1];
            long pause = random.nextInt(8) == 0 ? random.nextInt(60_000) : 0;
            team.run(chunks, chunk -> counts[chunk]++);
            int[] once = new int[chunks + 1];
            Arrays.fill(once, 0, chunks, 1);
            assertThat(counts).as("seed %d, %d chunks", seed, chunks).isEqualTo(once);
            if (pause > 0) {
                LockSupport.parkNanos(pause); // so that members are found asleep, or going there
            }
        }
    }

    @Test
    void theCallerSeesWhatChunksWroteAndTheNextCallSeesWhatTheCallerWrote() {
        ThreadTeam team = team(4);
        double[] values = IntStream.range(0, 257).asDoubleStream().toArray();
        double[] expected = values.clone();
        for (int call = 0; call < 2_000; call++) {
            values[call % 257] += call;
            expected[call % 257] += call;
            team.run(values.length, chunk -> values[chunk] = Math.sqrt(values[chunk] + chunk));
            for (int i = 0; i < expected.length; i++) {
                expected[i] = Math.sqrt(expected[i] + i);
            }
            assertThat(values).as("call %d", call).isEqualTo(expected);
        }
    }

    @Test
    void severalThreadsWorkOnOneCall() throws InterruptedException {
        ThreadTeam team = team(3);
        CountDownLatch together = new CountDownLatch(3);
        team.run(3, chunk -> {
            together.countDown();
            try {
                together.await(); // ends only when three threads are in here
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
        assertThat(together.getCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 16})
    void theFirstFailingChunkIsThrownWhenNoneRunsAnyMoreAndTheTeamGoesOn(int width) {
        ThreadTeam team = team(width);
        for (long seed = 0; seed < CALLS; seed++) {
            Random random = new Random(seed);
            int chunks = 2 + random.nextInt(300);
            boolean[] fails = new boolean[chunks];
            int first = chunks;
            for (int k = 0; k < 1 + random.nextInt(4); k++) {
                int failing = random.nextInt(chunks);
                fails[failing] = true;
                first = Math.min(first, failing);
            }
            AtomicInteger running = new AtomicInteger();
            AtomicInteger ended = new AtomicInteger();
            assertThatThrownBy(() -> team.run(chunks, chunk -> {
                        running.incrementAndGet();
                        try {
                            if (fails[chunk]) {
                                if (chunk % 2 == 0) {
                                    throw new IllegalStateException("chunk " + chunk);
                                }
                                throw new StackOverflowError("chunk " + chunk);
                            }
                        } finally {
                            running.decrementAndGet();
                            ended.incrementAndGet();
                        }
                    }))
                    .as("seed %d", seed)
                    .hasMessage("chunk " + first);
            assertThat(running.get()).isZero();
            assertThat(ended.get()).isEqualTo(chunks);
            AtomicInteger after = new AtomicInteger();
            team.run(chunks, chunk -> after.addAndGet(chunk + 1));
            assertThat(after.get()).isEqualTo(chunks * (chunks + 1) / 2);
        }
    }

    @Test
    void aChunkThatAsksForTheTeamDoesItsChunksAlone() {
        ThreadTeam team = team(4);
        for (int call = 0; call < CALLS; call++) {
            int[][] counts = new int[50][20];
            team.run(50, outer -> {
                Thread own = Thread.currentThread();
                team.run(20, inner -> {
                    assertThat(Thread.currentThread()).isSameAs(own);
                    counts[outer][inner]++;
                });
            });
            for (int[] row : counts) {
                assertThat(row).containsOnly(1);
            }
        }
    }

    @Test
    void callersAtTheSameTimeGetTheirOwnChunksDone() {
        ThreadTeam team = team(4);
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int caller = 0; caller < 6; caller++) {
            long seed = caller;
            CompletableFuture<Void> result = new CompletableFuture<>();
            callers.add(result);
            Thread.ofPlatform().daemon(true).start(() -> {
                try {
                    Random random = new Random(seed);
                    for (int call = 0; call < CALLS; call++) {
                        int[] counts = new int[2 + random.nextInt(100)];
                        boolean fails = random.nextInt(10) == 0;
                        int failing = random.nextInt(counts.length);
                        try {
                            team.run(counts.length, chunk -> {
                                counts[chunk]++;
                                if (fails && chunk == failing) {
                                    throw new IllegalStateException("of caller " + seed);
                                }
                            });
                            assertThat(fails).isFalse();
                            assertThat(counts).containsOnly(1);
                        } catch (IllegalStateException expected) {
                            assertThat(fails).isTrue();
                            assertThat(expected).hasMessage("of caller " + seed);
                        }
                    }
                    result.complete(null);
                } catch (Throwable thrown) {
                    result.completeExceptionally(thrown);
                }
            });
        }
        CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)).join();
    }

    @Test
    void aCallerWorksAloneWhileOthersWait() {
        AtomicBoolean othersWait = new AtomicBoolean(true);
        ThreadTeam team = ThreadTeam.start(3, threads, othersWait::get);
        started.add(team);
        Thread self = Thread.currentThread();
        List<Integer> order = new ArrayList<>();
        team.run(100, chunk -> {
            assertThat(Thread.currentThread()).isSameAs(self);
            order.add(chunk);
        });
        assertThat(order).isEqualTo(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void aClosedTeamStillDoesTheWorkAndAClosingOneEndsIt() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            ThreadTeam team = team(4);
            int[] counts = new int[500];
            Thread closer = Thread.ofPlatform().start(team::close);
            team.run(counts.length, chunk -> counts[chunk]++);
            closer.join();
            team.run(counts.length, chunk -> counts[chunk]++);
            assertThat(counts).containsOnly(2);
            started.remove(team);
        }
    }

    @Test
    void aTeamHasOneTo64Threads() {
        assertThatThrownBy(() -> ThreadTeam.start(0, threads, () -> false)).hasMessageContaining("not 0");
        assertThatThrownBy(() -> ThreadTeam.start(65, threads, () -> false)).hasMessageContaining("not 65");
        assertThat(team(1).width()).isEqualTo(1);
        assertThat(team(64).width()).isEqualTo(64);
    }

    @Test
    void aTeamForWhichThereIsNoThreadIsRefusedAndLeavesNoneBehind() throws InterruptedException {
        AtomicInteger made = new AtomicInteger();
        ThreadFactory three = work -> made.incrementAndGet() > 3 ? null : threads.newThread(work);
        assertThatThrownBy(() -> ThreadTeam.start(8, three, () -> false)).hasMessageContaining("member 4");
        assertThat(members).hasSize(3);
        for (Thread member : members) {
            member.join();
        }
    }
}
