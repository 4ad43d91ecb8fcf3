// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.race;

import io.rivulet.actors.parcel.Parcels;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.store.GuestRoom;
import io.rivulet.actors.verifier.VerifierActor;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.kernels.Execution;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/// Takes replicas of other nodes' sessions, as long as there is memory for them.
/// **More** docs/internals/swarm.md
/// **Owns** its [ReplicaActor]s. **Bounded by** the node's [GuestRoom].
final class ReplicaHost {
    static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "rivulet-replica-hosts");

    sealed interface Command permits RaceMessage.ToHost, Gone {}

    record Gone(Key key) implements Command {}

    record Key(String race, int racer) {}

    /// What a host is made with.
    record Parts(
            GuestRoom room,
            ComputePool pool,
            Execution execution,
            long turnUnits,
            ActorRef<VerifierActor.Command> verifier,
            Parcels parcels) {}

    private final ActorContext<Command> context;
    private final Parts parts;
    private final Map<Key, ActorRef<ReplicaActor.Command>> present = new HashMap<>();

    private ReplicaHost(ActorContext<Command> context, Parts parts) {
        this.context = context;
        this.parts = parts;
    }

    static Behavior<Command> create(Parts parts) {
        return Behaviors.setup(context -> {
            context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
            return new ReplicaHost(context, parts).hosting();
        });
    }

    private Behavior<Command> hosting() {
        return Behaviors.receiveMessage(command -> {
            switch (command) {
                case RaceMessage.Run run -> take(run);
                case Gone gone -> present.remove(gone.key());
            }
            return Behaviors.same();
        });
    }

    private void take(RaceMessage.Run run) {
        var key = new Key(run.race(), run.racer());
        ActorRef<ReplicaActor.Command> known = present.get(key);
        if (known == null) {
            long bytes = SolverEngine.estimateBytes(run.rows(), run.nnz());
            switch (parts.room().take(bytes)) {
                case GuestRoom.Refused refused -> {
                    run.desk()
                            .tell(new RaceMessage.Refused(
                                    run.racer(), parts.room().node(), refused.reason()));
                    return;
                }
                case GuestRoom.Taken taken ->
                    known = context.spawnAnonymous(ReplicaActor.create(parts, run, taken.memory()));
            }
            present.put(key, known);
            context.watchWith(known, new Gone(key));
        }
        run.desk().tell(new RaceMessage.Taken(run.racer(), parts.room().node(), known));
    }
}
