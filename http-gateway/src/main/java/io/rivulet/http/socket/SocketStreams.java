// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.socket;

import io.rivulet.http.route.Call;
import io.rivulet.http.stream.OpenCalls;
import io.rivulet.http.stream.StreamSlots;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The streams of one socket, as its caller's limit counts them: a socket is one, whether it follows a session or
/// none, and each further session one more.
/// **Thread** any.
final class SocketStreams {
    private final StreamSlots slots;
    private final Call call;
    private final OpenCalls.Watch watch;
    private final AtomicBoolean begun = new AtomicBoolean();
    /// The socket's own right, while no session has it.
    private @Nullable Runnable spare;
    private boolean over;

    private SocketStreams(StreamSlots slots, Call call, Runnable own) {
        this.slots = slots;
        this.call = call;
        this.watch = slots.calls().watch(call.caller());
        this.spare = own;
    }

    /// For a socket that is to open; [#end] has to come, whatever becomes of it. **Errors** `too_many_streams`.
    static CompletionStage<SocketStreams> of(StreamSlots slots, Call call) {
        return slots.takeRight(call).thenApply(own -> new SocketStreams(slots, call, own));
    }

    /// Called when the socket's caller may not call any more.
    void onLost(Runnable then) {
        watch.onLost(then);
    }

    /// Whether that is so.
    boolean lost() {
        return watch.lost();
    }

    /// **Errors** as [StreamSlots#requireRoom].
    void requireRoom() {
        slots.requireRoom();
    }

    /// For the lines of one session. **Errors** as [StreamSlots#take(Call)].
    CompletionStage<StreamSlots.Slot> take() {
        Runnable own = takeSpare();
        CompletionStage<Runnable> right = own == null ? slots.takeRight(call) : CompletableFuture.completedStage(own);
        return right.thenApply(taken -> slots.take(() -> giveBack(taken)));
    }

    private synchronized @Nullable Runnable takeSpare() {
        Runnable own = spare;
        spare = null;
        return own;
    }

    private void giveBack(Runnable right) {
        synchronized (this) {
            if (!over && spare == null) {
                spare = right;
                return;
            }
        }
        right.run();
    }

    /// The connection is a socket now.
    void begin() {
        begun.set(true);
    }

    /// Ends what never became a socket.
    void endUnlessBegun() {
        if (!begun.get()) {
            end();
        }
    }

    /// The socket is over.
    void end() {
        watch.close();
        Runnable own;
        synchronized (this) {
            over = true;
            own = takeSpare();
        }
        if (own != null) {
            own.run();
        }
    }
}
