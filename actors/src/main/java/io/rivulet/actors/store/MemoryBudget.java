// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A node's bytes for problems, vectors and engines: reserved before they are allocated, so that a full node says so
/// instead of running out of memory.
/// Who waits is served first come, first served: a large one is not passed by small ones for ever.
/// **Thread** any; never blocks. Stages complete in the thread that frees memory: what depends on them has to be short.
/// **Bounded by** `total` bytes, `maxWaiting` reservations that wait.
public final class MemoryBudget {
    private static final long RETRY_AFTER_MILLIS = 5_000;

    private record Waiting(long bytes, CompletableFuture<Reservation> reservation) {}

    private final long total;
    private final int maxWaiting;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long used;

    public MemoryBudget(long total, int maxWaiting) {
        if (total <= 0 || maxWaiting < 0) {
            throw new IllegalArgumentException("a budget of " + total + " bytes with " + maxWaiting + " waiting");
        }
        this.total = total;
        this.maxWaiting = maxWaiting;
    }

    public long totalBytes() {
        return total;
    }

    public synchronized long usedBytes() {
        return used;
    }

    public synchronized int waiting() {
        dropCancelled();
        return waiting.size();
    }

    /// Reserves now, or not at all. Who waits goes first.
    public Optional<Reservation> tryReserve(long bytes) {
        checkNotNegative(bytes);
        synchronized (this) {
            dropCancelled();
            if (!waiting.isEmpty() || bytes > total - used) {
                return Optional.empty();
            }
            used += bytes;
        }
        return Optional.of(new Reservation(bytes));
    }

    /// Reserves when there is room. Cancelling the future leaves the queue.
    /// **Errors** [RivuletException] `capacity_exceeded` for more than the node has, and when too many wait.
    public CompletableFuture<Reservation> reserve(long bytes) {
        checkNotNegative(bytes);
        Optional<Reservation> now = tryReserve(bytes);
        if (now.isPresent()) {
            return CompletableFuture.completedFuture(now.get());
        }
        CompletableFuture<Reservation> later = new CompletableFuture<>();
        synchronized (this) {
            if (bytes > total || waiting.size() >= maxWaiting) {
                return CompletableFuture.failedFuture(exceeded(bytes).exception());
            }
            waiting.addLast(new Waiting(bytes, later));
        }
        // Memory may have been freed between the try and the queue.
        serve();
        return later;
    }

    /// What to answer when [#tryReserve] gave nothing.
    public Problem exceeded(long bytes) {
        return Problem.of(
                        ProblemCode.CAPACITY_EXCEEDED,
                        bytes + " bytes are needed, " + (total - usedBytes()) + " of " + total + " are free")
                .hint(
                        bytes > total
                                ? "This problem does not fit into this node; raise RIVULET_NODE_MEMORY_MB, and the heap if it"
                                        + " is more than that holds."
                                : "Try again later, or close sessions that are no longer needed.")
                .retryAfter(RETRY_AFTER_MILLIS);
    }

    private static void checkNotNegative(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(bytes + " bytes can't be reserved");
        }
    }

    private void dropCancelled() {
        waiting.removeIf(each -> each.reservation().isDone());
    }

    private void release(long bytes) {
        synchronized (this) {
            used -= bytes;
        }
        serve();
    }

    private void serve() {
        List<Waiting> served = new ArrayList<>();
        synchronized (this) {
            dropCancelled();
            while (!waiting.isEmpty() && waiting.getFirst().bytes() <= total - used) {
                Waiting first = waiting.removeFirst();
                used += first.bytes();
                served.add(first);
            }
        }
        for (Waiting each : served) {
            Reservation reservation = new Reservation(each.bytes());
            if (!each.reservation().complete(reservation)) {
                // Cancelled in between.
                reservation.close();
            }
        }
    }

    /// Bytes that are reserved until [#close]. **Thread** any.
    public final class Reservation implements AutoCloseable {
        private long bytes;
        private boolean closed;

        private Reservation(long bytes) {
            this.bytes = bytes;
        }

        public long bytes() {
            synchronized (MemoryBudget.this) {
                return bytes;
            }
        }

        /// Reserves more, or nothing: for what grows while it is read. Goes before those who wait, since what is half
        /// read holds memory already.
        public boolean tryGrow(long more) {
            checkNotNegative(more);
            synchronized (MemoryBudget.this) {
                if (closed || more > total - used) {
                    return false;
                }
                used += more;
                bytes += more;
                return true;
            }
        }

        /// Gives back what is above `needed`.
        public void shrinkTo(long needed) {
            checkNotNegative(needed);
            long freed;
            synchronized (MemoryBudget.this) {
                freed = closed ? 0 : Math.max(0, bytes - needed);
                bytes -= freed;
            }
            if (freed > 0) {
                release(freed);
            }
        }

        /// Gives everything back; repeating it does no harm.
        @Override
        public void close() {
            long freed;
            synchronized (MemoryBudget.this) {
                freed = closed ? 0 : bytes;
                closed = true;
                bytes = 0;
            }
            if (freed > 0) {
                release(freed);
            }
        }
    }
}
