// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.race;

import io.rivulet.actors.consensus.PollDesk;
import io.rivulet.actors.parcel.Parcels;
import io.rivulet.actors.race.core.RaceNews;
import io.rivulet.actors.race.core.RaceOrder;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.store.GuestRoom;
import io.rivulet.actors.verifier.VerifierActor;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.serialization.event.SessionEvent.SessionOpened;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;

/// A node's races: it takes replicas of other nodes' sessions, and its own sessions get theirs placed.
/// **More** docs/internals/swarm.md
/// **Thread** any.
public final class Races {
    private final RaceDesk.Parts parts;

    private Races(RaceDesk.Parts parts) {
        this.parts = parts;
    }

    /// @param hosts whether the node takes replicas
    /// @param turnUnits of a replica's turn on the pool
    public static Races start(
            ActorSystem<?> system,
            boolean hosts,
            GuestRoom room,
            ComputePool pool,
            long turnUnits,
            ActorRef<VerifierActor.Command> verifier,
            ActorRef<PollDesk.Command> polls,
            Parcels parcels) {
        if (hosts) {
            ActorRef<ReplicaHost.Command> _ = system.systemActorOf(
                    ReplicaHost.create(
                            new ReplicaHost.Parts(room, pool, Execution.on(pool.team()), turnUnits, verifier, parcels)),
                    "rivulet-replica-host",
                    Props.empty());
        }
        return new Races(new RaceDesk.Parts(pool, room.memory(), parcels, polls));
    }

    /// Begins a race, which has to be closed.
    ///
    /// @param spawn makes an actor that ends with the session
    /// @param says told in any thread
    public RaceDoor open(
            UUID session,
            SessionOpened opened,
            RaceOrder.Begin order,
            Function<Behavior<RaceDesk.Command>, ActorRef<RaceDesk.Command>> spawn,
            Consumer<RaceNews> says) {
        var asked = new RaceDesk.Asked(
                session,
                opened.owner(),
                opened.problem().rows(),
                opened.problem().nnz(),
                order,
                says);
        return RaceDoor.to(xs -> spawn.apply(RaceDesk.create(parts, asked, xs)));
    }
}
