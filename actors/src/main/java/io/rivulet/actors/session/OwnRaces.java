// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.race.RaceDesk;
import io.rivulet.actors.race.RaceDoor;
import io.rivulet.actors.race.Races;
import io.rivulet.actors.race.core.RaceNews;
import io.rivulet.actors.race.core.RaceOrder;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.solver.EngineHandle;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.serialization.event.SessionEvent.SessionOpened;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The races of one session: carries out what its machine orders about them.
/// **Owns** the door of the present one. **Thread** the shell's; what comes of it is told in any.
final class OwnRaces {
    private static final Logger log = LoggerFactory.getLogger(OwnRaces.class);

    /// Work on the engine, one after the other.
    interface Lane {
        <T> CompletionStage<T> run(Function<EngineHandle, T> work);
    }

    private final UUID id;
    private final Races races;
    private final Function<Behavior<RaceDesk.Command>, ActorRef<RaceDesk.Command>> spawn;
    private @Nullable RaceDoor door;

    /// @param spawn makes an actor that ends with the shell
    OwnRaces(UUID id, Races races, Function<Behavior<RaceDesk.Command>, ActorRef<RaceDesk.Command>> spawn) {
        this.id = id;
        this.races = races;
        this.spawn = spawn;
    }

    void carryOut(RaceOrder order, SessionOpened opened, Lane lane, Consumer<Input> say) {
        switch (order) {
            case RaceOrder.Begin begin -> {
                end();
                door = races.open(id, opened, begin, spawn, news -> say.accept(new Input.OfRace(news)));
            }
            case RaceOrder.Poll poll -> {
                RaceDoor present = door;
                if (present != null) {
                    present.poll(poll);
                }
            }
            case RaceOrder.Adopt adopt -> adopt(adopt, lane, say);
            case RaceOrder.End _ -> end();
        }
    }

    private void adopt(RaceOrder.Adopt order, Lane lane, Consumer<Input> say) {
        RaceDoor present = door;
        DenseVector x = present == null ? null : present.x(order.racer());
        if (x == null) {
            say.accept(adopted(order, EngineHandle.Adoption.NONE));
            return;
        }
        lane.run(engine -> engine.adopt(x, order.revision(), order.tolerance())).whenComplete((found, failure) -> {
            if (failure != null) {
                log.warn("an x was not taken over session={}: {}", id, failure.toString());
            }
            say.accept(adopted(order, failure == null ? found : EngineHandle.Adoption.NONE));
        });
    }

    private static Input adopted(RaceOrder.Adopt order, EngineHandle.Adoption found) {
        return new Input.OfRace(
                new RaceNews.Adopted(order.race(), order.racer(), found.taken(), found.relativeResidual()));
    }

    /// Cancels what runs at other nodes.
    void end() {
        RaceDoor present = door;
        door = null;
        if (present != null) {
            present.close();
        }
    }
}
