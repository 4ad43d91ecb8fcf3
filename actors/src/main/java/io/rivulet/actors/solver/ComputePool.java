// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.solver;

import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.kernels.ThreadTeam;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The node's own threads for numerics (architecture D11): actors hand work over and get a message back.
///
/// Work is given to a [Lane]; a lane does one thing at a time, in order. Among lanes that wait, the one that has used
/// the least time goes first; a lane that comes back from idling starts level with the others, so that idling saves
/// nothing up. Lanes belong to a [Share]; shares are weighed against each other in the same manner, so verification
/// gets its part while sessions press, and all of the pool while they do not. A lane whose next task somebody
/// waits for goes first on credit ([Lane#hurry]): among a thousand lanes its turn would come after seconds. A task may
/// share its loops with [#team], whose threads help as long as a core is free; the results are the same.
///
/// **Thread** any.
/// **Bounded by** [#MAX_TASKS_PER_LANE]; the number of lanes by whoever makes them.
/// **Errors** a throwing task completes its stage with what it threw; the thread goes on.
public final class ComputePool implements AutoCloseable {
    /// Tasks that may wait in one lane; more are refused with [RejectedExecutionException].
    public static final int MAX_TASKS_PER_LANE = 2_048;

    /// So much more than the others a lane may have used and still go first when it is in a hurry: ten slices.
    static final long CREDIT_NANOS = 50_000_000;

    /// Who a lane works for.
    public enum Share {
        SESSIONS,
        VERIFICATION
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private final Map<Share, Group> groups = new EnumMap<>(Share.class);
    private final List<Thread> threads = new ArrayList<>();
    private final LongSupplier threadNanos;
    private final ThreadTeam team;
    private long arrivals;
    private boolean closed;

    /// Lanes that wait or run; written under the lock.
    private volatile int lanesAtWork;

    private ComputePool(int width, double verificationShare, LongSupplier threadNanos) {
        if (!(verificationShare > 0 && verificationShare < 1)) {
            throw new IllegalArgumentException("verification share must lie in (0, 1), was " + verificationShare);
        }
        this.threadNanos = threadNanos;
        groups.put(Share.SESSIONS, new Group(1 - verificationShare));
        groups.put(Share.VERIFICATION, new Group(verificationShare));
        team = ThreadTeam.start(
                Math.min(width, ThreadTeam.MAX_WIDTH),
                Thread.ofPlatform().name("rivulet-team-", 1).daemon(true).factory(),
                () -> lanesAtWork >= width);
    }

    /// Starts daemon threads: so many that work for a lane each, and one less that help them.
    /// @param verificationShare part of the pool that verification gets while sessions press, in (0, 1)
    /// @param threadNanos how long the calling thread has worked: a lane does not pay for pauses of the
    ///     collector, nor for what else the machine did meanwhile
    public static ComputePool start(int threads, double verificationShare, LongSupplier threadNanos) {
        var pool = new ComputePool(threads, verificationShare, threadNanos);
        for (int i = 0; i < threads; i++) {
            pool.threads.add(Thread.ofPlatform()
                    .name("rivulet-compute-" + i)
                    .daemon(true)
                    .start(pool::work));
        }
        return pool;
    }

    public int threads() {
        return threads.size();
    }

    /// Shares the loops of one task at a time; a task finds it busy, or all cores at work, and does its loops alone.
    public Team team() {
        return team;
    }

    /// Lanes that wait for a thread now.
    public int waiting() {
        lock.lock();
        try {
            return groups.values().stream().mapToInt(g -> g.ready.size()).sum();
        } finally {
            lock.unlock();
        }
    }

    /// Lanes that wait or run now.
    int lanesAtWork() {
        return lanesAtWork;
    }

    public Lane lane(Share share) {
        return new Lane(groupOf(share));
    }

    /// Lets running tasks end, cancels the others.
    @Override
    public void close() {
        var orphans = new ArrayList<Task<?>>();
        lock.lock();
        try {
            closed = true;
            for (Group group : groups.values()) {
                for (Lane lane : group.ready) {
                    orphans.addAll(lane.tasks);
                    lane.tasks.clear();
                }
                group.ready.clear();
            }
            wanted.signalAll();
        } finally {
            lock.unlock();
        }
        orphans.forEach(Task::cancel);
        team.close();
    }

    private Group groupOf(Share share) {
        Group group = groups.get(share);
        if (group == null) {
            throw new IllegalArgumentException("no group for " + share);
        }
        return group;
    }

    private void work() {
        while (true) {
            Lane lane;
            Task<?> task;
            lock.lock();
            try {
                Lane next = takeNext();
                while (next == null) {
                    if (closed) {
                        return;
                    }
                    wanted.awaitUninterruptibly();
                    next = takeNext();
                }
                lane = next;
                task = lane.tasks.remove();
                lane.running = true;
            } finally {
                lock.unlock();
            }
            long start = threadNanos.getAsLong();
            task.run();
            finished(lane, Math.max(1, threadNanos.getAsLong() - start));
        }
    }

    private void ready(Lane lane) {
        lane.group.add(lane, ++arrivals);
        lanesAtWork++;
        wanted.signal();
    }

    private @Nullable Lane takeNext() {
        Group best = null;
        for (Group group : groups.values()) {
            if (!group.ready.isEmpty() && (best == null || group.used < best.used)) {
                best = group;
            }
        }
        return best == null ? null : best.take();
    }

    private void finished(Lane lane, long nanos) {
        var orphans = new ArrayList<Task<?>>();
        lock.lock();
        try {
            lane.running = false;
            lane.used += nanos;
            lane.group.running--;
            if (lane.group.idle()) {
                lane.group.level = Math.max(lane.group.level, lane.used);
            }
            lane.group.used += nanos / lane.group.weight;
            lanesAtWork--;
            if (closed) {
                orphans.addAll(lane.tasks);
                lane.tasks.clear();
            } else if (!lane.tasks.isEmpty()) {
                ready(lane);
            }
        } finally {
            lock.unlock();
        }
        orphans.forEach(Task::cancel);
    }

    /// A sequence of tasks, one at a time.
    public final class Lane {
        private final Group group;
        private final ArrayDeque<Task<?>> tasks = new ArrayDeque<>();
        private double used;
        private long arrival;
        private boolean running;
        private boolean hurried;

        private Lane(Group group) {
            this.group = group;
        }

        /// Runs `work` on the pool after everything handed over before.
        public <T extends @Nullable Object> CompletionStage<T> run(Callable<T> work) {
            var task = new Task<>(work);
            boolean accepted;
            boolean full;
            lock.lock();
            try {
                full = tasks.size() >= MAX_TASKS_PER_LANE;
                accepted = !closed && !full;
                if (accepted) {
                    tasks.add(task);
                    if (!running && tasks.size() == 1) {
                        wake();
                    }
                }
            } finally {
                lock.unlock();
            }
            if (!accepted) {
                task.result.completeExceptionally(
                        full
                                ? new RejectedExecutionException(MAX_TASKS_PER_LANE + " tasks wait already")
                                : new CancellationException("the pool is closed"));
            }
            return task.result;
        }

        /// Somebody waits for what this lane does next: its next task goes before those of other lanes, unless
        /// this lane is [#CREDIT_NANOS] ahead of them. What it uses counts as ever, so that in the end it
        /// gets no more than they.
        public void hurry() {
            lock.lock();
            try {
                if (!hurried) {
                    boolean waits = group.ready.remove(this);
                    hurried = true;
                    if (waits) {
                        group.ready.add(this);
                    }
                }
            } finally {
                lock.unlock();
            }
        }

        /// Where it stands among those that wait; the least goes first.
        private double rank() {
            return hurried ? used - CREDIT_NANOS : used;
        }

        /// Cancels what has not begun.
        public void cancel() {
            List<Task<?>> orphans;
            lock.lock();
            try {
                orphans = List.copyOf(tasks);
                tasks.clear();
                if (group.ready.remove(this)) {
                    lanesAtWork--;
                }
            } finally {
                lock.unlock();
            }
            orphans.forEach(Task::cancel);
        }

        /// Cancels what has not begun; `last` runs after what has, whether or not the pool still takes work.
        public void end(Runnable last) {
            cancel();
            run(() -> {
                        last.run();
                        return true;
                    })
                    .exceptionally(_ -> {
                        last.run();
                        return true;
                    });
        }

        private void wake() {
            used = Math.max(used, group.level);
            if (group.idle()) {
                for (Group other : groups.values()) {
                    if (other != group && !other.idle()) {
                        group.used = Math.max(group.used, other.used);
                    }
                }
            }
            ready(this);
        }
    }

    /// `used` is time over weight; `level` is where a lane begins that comes back: what the lane taken last had used.
    private static final class Group {
        private final double weight;
        private final PriorityQueue<Lane> ready =
                new PriorityQueue<>(Comparator.comparingDouble(Lane::rank).thenComparingLong(lane -> lane.arrival));
        private double used;
        private double level;
        private int running;

        private Group(double weight) {
            this.weight = weight;
        }

        private boolean idle() {
            return running == 0 && ready.isEmpty();
        }

        private void add(Lane lane, long arrival) {
            lane.arrival = arrival;
            ready.add(lane);
        }

        private Lane take() {
            Lane lane = ready.remove();
            if (!lane.hurried) {
                level = Math.max(level, lane.used);
            }
            lane.hurried = false;
            running++;
            return lane;
        }
    }

    private static final class Task<T extends @Nullable Object> {
        private final Callable<T> work;
        private final CompletableFuture<T> result = new CompletableFuture<>();

        private Task(Callable<T> work) {
            this.work = work;
        }

        private void run() {
            try {
                result.complete(work.call());
            } catch (Throwable thrown) { // the thread must live on, whatever a kernel throws
                result.completeExceptionally(thrown);
            }
        }

        private void cancel() {
            result.completeExceptionally(new CancellationException("the lane was closed"));
        }
    }
}
