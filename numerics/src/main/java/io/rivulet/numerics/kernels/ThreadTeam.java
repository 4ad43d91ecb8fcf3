// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The caller and some threads of its own, which claim chunks one group after the other, so that a thread that loses
/// its
/// core delays the others by no more than the group it has. One caller has the threads at a time; a second one, a
/// chunk that asks for the team itself, and a caller while others wait for a core do their chunks alone.
/// **Thread** any. **Cost** a few microseconds a call while the threads still spin, a wake-up of each after that;
/// allocates nothing.
public final class ThreadTeam implements Team, AutoCloseable {
    public static final int MAX_WIDTH = 64;

    /// Turns of a waiting thread before it parks: about 20 µs where a turn is 40 ns.
    private static final int SPINS = 500;

    /// A claim takes this part of what each thread would get of the rest.
    private static final int CLAIM_PART = 4;

    /// Apart by two cache lines, for the sake of prefetchers that fetch pairs.
    private static final int REGION = 16;

    private static final int DONE = 32;
    private static final int CELLS = 48;
    private static final long REMAINING = 0xffff_ffffL;

    private final int width;
    private final BooleanSupplier othersWait;
    private final List<Worker> workers = new ArrayList<>();
    private final AtomicBoolean taken = new AtomicBoolean();

    /// In [#REGION] the number of the present call and, in its lower half, how many chunks nobody has claimed yet; in
    /// [#DONE] how many have ended. Whoever claims a chunk keeps the call from ending, so that what it reads in the
    /// fields below belongs to that call.
    private final AtomicLongArray cells = new AtomicLongArray(CELLS);

    private int chunks;
    private @Nullable ChunkTask task;
    private @Nullable Thread caller;
    private volatile boolean callerSleeps;
    private volatile boolean closed;
    private final Object failureLock = new Object();
    private @Nullable Throwable failure;
    private int failedChunk;

    private ThreadTeam(int width, BooleanSupplier othersWait) {
        if (width < 1 || width > MAX_WIDTH) {
            throw new IllegalArgumentException("a team has 1 to " + MAX_WIDTH + " threads, not " + width);
        }
        this.width = width;
        this.othersWait = othersWait;
    }

    /// Starts `width` − 1 threads that `threads` makes; they end with [#close].
    ///
    /// @param othersWait whether somebody else has a better use for the cores now; asked at each call
    public static ThreadTeam start(int width, ThreadFactory threads, BooleanSupplier othersWait) {
        ThreadTeam team = new ThreadTeam(width, othersWait);
        for (int i = 1; i < width; i++) {
            Worker worker = new Worker(team);
            Thread thread = threads.newThread(worker);
            if (thread == null) {
                team.close();
                throw new IllegalStateException("no thread for member " + i + " of the team");
            }
            worker.thread = thread;
            team.workers.add(worker);
            thread.start();
        }
        return team;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void run(int chunks, ChunkTask task) {
        if (chunks <= 1 || width == 1 || closed || othersWait.getAsBoolean() || !taken.compareAndSet(false, true)) {
            Team.serial().run(chunks, task);
            return;
        }
        try {
            share(chunks, task);
        } finally {
            taken.set(false);
        }
    }

    private void share(int count, ChunkTask shared) {
        chunks = count;
        task = shared;
        caller = Thread.currentThread();
        cells.set(DONE, 0);
        long call = (cells.get(REGION) & ~REMAINING) + REMAINING + 1;
        cells.set(REGION, call | count);
        int wanted = Math.min(count - 1, workers.size());
        for (int i = 0; i < wanted; i++) {
            workers.get(i).wake();
        }
        work();
        awaitEnd(count);
        task = null;
        caller = null;
        Throwable thrown = failure;
        failure = null;
        switch (thrown) {
            case null -> {}
            case RuntimeException exception -> throw exception;
            case Error error -> throw error;
            default -> throw new IllegalStateException(thrown);
        }
    }

    /// Claims and runs chunks until none is left. What ended is told last: until then the call can't end.
    private void work() {
        long state = cells.get(REGION);
        int ended = 0;
        while ((state & REMAINING) != 0) {
            int remaining = (int) state;
            int claim = Math.max(1, remaining / (CLAIM_PART * width));
            if (cells.compareAndSet(REGION, state, state - claim)) {
                int from = chunks - remaining;
                runChunks(from, from + claim);
                ended += claim;
            }
            state = cells.get(REGION);
        }
        if (ended > 0) {
            tell(ended);
        }
    }

    private void tell(int ended) {
        Thread waiting = caller;
        if (cells.addAndGet(DONE, ended) == chunks && callerSleeps) {
            LockSupport.unpark(waiting);
        }
    }

    private void runChunks(int from, int to) {
        ChunkTask present = task;
        if (present == null) {
            throw new IllegalStateException("a chunk was claimed of a call that has ended");
        }
        for (int chunk = from; chunk < to; chunk++) {
            try {
                present.run(chunk);
            } catch (Throwable thrown) { // handed to the caller, whatever it is; the thread has to go on
                fail(chunk, thrown);
            }
        }
    }

    /// Of several failures the one of the first chunk counts, as it would with one thread.
    private void fail(int chunk, Throwable thrown) {
        synchronized (failureLock) {
            if (failure == null || chunk < failedChunk) {
                failure = thrown;
                failedChunk = chunk;
            }
        }
    }

    private void awaitEnd(int count) {
        for (int spin = 0; cells.get(DONE) != count; spin++) {
            if (spin < SPINS) {
                Thread.onSpinWait();
            } else {
                callerSleeps = true;
                while (cells.get(DONE) != count) {
                    LockSupport.park(this);
                }
                callerSleeps = false;
                return;
            }
        }
    }

    /// Ends the threads; what is being run ends before. Later calls do their chunks alone.
    @Override
    public void close() {
        closed = true;
        workers.forEach(Worker::wake);
    }

    private static final class Worker implements Runnable {
        private final ThreadTeam team;
        private volatile boolean sleeps;
        private @Nullable Thread thread;

        private Worker(ThreadTeam team) {
            this.team = team;
        }

        @Override
        public void run() {
            while (awaitWork()) {
                team.work();
            }
        }

        /// Spins, then sleeps; false once the team is closed.
        private boolean awaitWork() {
            for (int spin = 0; !hasWork(); spin++) {
                if (team.closed) {
                    return false;
                }
                if (spin < SPINS) {
                    Thread.onSpinWait();
                } else {
                    sleeps = true;
                    while (!hasWork() && !team.closed) {
                        LockSupport.park(team);
                    }
                    sleeps = false;
                }
            }
            return true;
        }

        private boolean hasWork() {
            return (team.cells.get(REGION) & REMAINING) != 0;
        }

        private void wake() {
            if (sleeps) {
                LockSupport.unpark(thread);
            }
        }
    }
}
