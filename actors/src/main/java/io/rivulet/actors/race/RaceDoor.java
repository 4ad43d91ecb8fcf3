// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.race;

import io.rivulet.actors.race.core.RaceOrder;
import io.rivulet.numerics.linalg.DenseVector;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// A session's way to the [RaceDesk] of its race.
/// **Thread** any.
public final class RaceDoor implements AutoCloseable {
    private final Map<Integer, DenseVector> all;
    private final ActorRef<RaceDesk.Command> desk;

    private RaceDoor(Map<Integer, DenseVector> all, ActorRef<RaceDesk.Command> desk) {
        this.all = all;
        this.desk = desk;
    }

    static RaceDoor to(Function<Map<Integer, DenseVector>, ActorRef<RaceDesk.Command>> desk) {
        Map<Integer, DenseVector> all = new ConcurrentHashMap<>();
        return new RaceDoor(all, desk.apply(all));
    }

    public void poll(RaceOrder.Poll order) {
        desk.tell(new RaceDesk.Hold(order));
    }

    /// What the voters were asked about; null where that racer was not asked for its x, or the race is over.
    public @Nullable DenseVector x(int racer) {
        return all.get(racer);
    }

    /// Cancels all replicas. **Thread** any.
    @Override
    public void close() {
        desk.tell(new RaceDesk.Close());
    }
}
