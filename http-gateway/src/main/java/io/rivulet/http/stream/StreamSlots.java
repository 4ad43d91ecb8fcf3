// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import io.rivulet.http.route.Call;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/// Counts the streams open at this node, refuses more than allowed, of all and of each caller, and ends them at
/// shutdown.
/// **Thread** any.
public final class StreamSlots {
    private static final long RETRY_MILLIS = 5000;

    private final int limit;
    private final BooleanSupplier leaving;
    private final CallerStreams callers;
    private final OpenCalls calls = new OpenCalls();
    private final AtomicInteger taken = new AtomicInteger();
    private final Set<Slot> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final CompletableFuture<Done> empty = new CompletableFuture<>();

    /// @param leaving whether the node takes no new work
    public StreamSlots(int limit, BooleanSupplier leaving, CallerStreams callers) {
        this.limit = limit;
        this.leaving = leaving;
        this.callers = callers;
    }

    /// Why a stream is ended from outside.
    public enum Ending {
        /// The node shuts down.
        DRAINED,
        /// Who opened it may not call any more.
        REVOKED
    }

    /// The right to one stream, until it is released.
    public final class Slot {
        private final AtomicBoolean released = new AtomicBoolean();
        private final AtomicReference<@Nullable Consumer<Ending>> onEnd = new AtomicReference<>();
        private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
        private final AtomicReference<@Nullable Runnable> onRelease = new AtomicReference<>();
        private final Runnable giveBack;

        private Slot(Runnable giveBack) {
            this.giveBack = giveBack;
        }

        /// `then` is called once, from another thread, when the stream has to end while it is open.
        public void onEnd(Consumer<Ending> then) {
            onEnd.set(then);
            if (draining.get()) {
                end(Ending.DRAINED);
            } else {
                tellEnd();
            }
        }

        /// `then` is called when the slot is released; set before that can happen.
        void onRelease(Runnable then) {
            onRelease.set(then);
        }

        public void release() {
            if (released.compareAndSet(false, true)) {
                // First what can't fail: a place that was kept would be missing for good.
                open.remove(this);
                taken.decrementAndGet();
                try {
                    Runnable then = onRelease.get();
                    if (then != null) {
                        then.run();
                    }
                } finally {
                    completeWhenEmpty();
                    giveBack.run();
                }
            }
        }

        private void end(Ending why) {
            ending.compareAndSet(null, why);
            tellEnd();
        }

        private void tellEnd() {
            Ending why = ending.get();
            Consumer<Ending> then = why == null ? null : onEnd.getAndSet(null);
            if (then != null) {
                then.accept(why);
            }
        }
    }

    /// Those that end when their callers may not call any more: its own streams, and what others have it watch.
    public OpenCalls calls() {
        return calls;
    }

    /// One for `call`'s caller. **Errors** `too_many_streams`, and `draining` once the node takes no new work.
    public CompletionStage<Slot> take(Call call) {
        requireRoom();
        return callers.take(call).thenApply(right -> {
            OpenCalls.Watch watch = calls.watch(call.caller());
            Slot slot = take(() -> {
                watch.close();
                right.run();
            });
            watch.onLost(() -> slot.end(Ending.REVOKED));
            return slot;
        });
    }

    /// What counts as a stream of `call`'s caller alone, not of the node. **Errors** `too_many_streams`.
    public CompletionStage<Runnable> takeRight(Call call) {
        return callers.take(call);
    }

    /// One by a right that its caller has; where it fails the right is given back. **Errors** as [#take(Call)].
    public Slot take(Runnable right) {
        try {
            return takeOfNode(right);
        } catch (RuntimeException full) {
            right.run();
            throw full;
        }
    }

    private Slot takeOfNode(Runnable right) {
        requireRoom();
        if (taken.incrementAndGet() > limit) {
            taken.decrementAndGet();
            throw full();
        }
        var slot = new Slot(right);
        open.add(slot);
        return slot;
    }

    /// **Errors** as of the node's own limit at this moment.
    public void requireRoom() {
        requireStaying();
        if (taken.get() >= limit) {
            throw full();
        }
    }

    /// **Errors** `draining` once the node takes no new work.
    public void requireStaying() {
        if (draining.get() || leaving.getAsBoolean()) {
            throw Problem.of(ProblemCode.DRAINING, "This node is shutting down and opens no more streams.")
                    .retryAfter(RETRY_MILLIS)
                    .exception();
        }
    }

    private RivuletException full() {
        return Problem.of(ProblemCode.TOO_MANY_STREAMS, "All " + limit + " streams of this node are taken.")
                .retryAfter(RETRY_MILLIS)
                .exception();
    }

    /// Streams that are open.
    public int taken() {
        return taken.get();
    }

    public boolean draining() {
        return draining.get();
    }

    /// From here on no stream opens, and each open one is told to end; complete when all have.
    public CompletionStage<Done> drain() {
        draining.set(true);
        open.forEach(slot -> slot.end(Ending.DRAINED));
        completeWhenEmpty();
        return empty;
    }

    private void completeWhenEmpty() {
        if (draining.get() && taken.get() == 0) {
            empty.complete(Done.getInstance());
        }
    }
}
