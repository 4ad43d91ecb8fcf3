// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.partition;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.partition.machine.Message;
import io.rivulet.numerics.partition.run.Carrier;
import io.rivulet.numerics.partition.run.Heard;
import io.rivulet.numerics.partition.run.Placement;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// Between the run of a session, on the compute pool, and its [PartsDesk].
/// **Thread** any. **Bounded by** [#MOST_HEARD]; what parts say beyond that is dropped, and they are asked again.
final class PartsDoor implements Carrier {
    /// Messages that wait to be taken.
    static final int MOST_HEARD = 4_096;

    /// Where a part is, for people.
    record Place(String node, int placements, Traffic traffic) {}

    private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicBoolean passed = new AtomicBoolean();
    private final Runnable wake;
    private final LongSupplier nanoTime;
    private volatile List<Place> places = List.of();
    private volatile long takenNanos;
    private volatile @Nullable ActorRef<PartsDesk.Command> desk;

    /// @param wake told once when something is heard, until all of that has been taken
    PartsDoor(Runnable wake, LongSupplier nanoTime) {
        this.wake = wake;
        this.nanoTime = nanoTime;
        this.takenNanos = nanoTime.getAsLong();
    }

    void opened(ActorRef<PartsDesk.Command> newDesk) {
        desk = newDesk;
    }

    // From the run

    @Override
    public void place(Placement placement) {
        tell(new PartsDesk.PlaceOrder(placement));
    }

    @Override
    public void restart(int part, long rhsVersion, double[] rhs) {
        tell(new PartsDesk.RestartOrder(part, new PartMessage.Restart(rhsVersion, DenseVector.adopt(rhs))));
    }

    @Override
    public void ask(int part, Message.Ask ask) {
        tell(new PartsDesk.AskOrder(part, ask));
    }

    @Override
    public void end() {
        tell(new PartsDesk.EndParts());
    }

    void close() {
        tell(new PartsDesk.Close());
    }

    private void tell(PartsDesk.Command command) {
        ActorRef<PartsDesk.Command> present = desk;
        if (present != null) {
            present.tell(command);
        }
    }

    @Override
    public @Nullable Heard take() {
        takenNanos = nanoTime.getAsLong();
        Heard next = heard.poll();
        if (next == null) {
            // Whoever adds after this wakes; what was added before it is found by the second look.
            woken.set(false);
            next = heard.poll();
        }
        if (next != null) {
            waiting.decrementAndGet();
        }
        if (next instanceof Heard.Passed) {
            passed.set(false);
        }
        return next;
    }

    // From the desk

    void hear(Heard said) {
        if (said instanceof Heard.Told && waiting.get() >= MOST_HEARD) {
            return;
        }
        if (said instanceof Heard.Passed && !passed.compareAndSet(false, true)) {
            return;
        }
        waiting.incrementAndGet();
        heard.add(said);
        if (woken.compareAndSet(false, true)) {
            wake.run();
        }
    }

    /// Nanoseconds since the run looked last.
    long idleNanos() {
        return nanoTime.getAsLong() - takenNanos;
    }

    void show(List<Place> now) {
        places = List.copyOf(now);
    }

    List<Place> places() {
        return places;
    }
}
