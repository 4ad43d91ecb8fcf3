// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.partition;

import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.store.GuestRoom;
import io.rivulet.actors.store.MemoryBudget;
import io.rivulet.numerics.kernels.Execution;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes parts of solves at this node, as long as there is memory for them.
/// **More** docs/internals/partitioned-solve.md
/// **Owns** its [PartActor]s. **Bounded by** the node's [GuestRoom].
final class PartitionHost {
    static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "rivulet-partition-hosts");

    private static final Logger log = LoggerFactory.getLogger(PartitionHost.class);

    sealed interface Command permits PartMessage.ToHost, Gone {}

    record Gone(Key key) implements Command {}

    record Key(String solve, int part, long epoch) {}

    /// What a host is made with.
    record Parts(GuestRoom room, ComputePool pool, Execution execution, long turnUnits, Post post) {}

    private final ActorContext<Command> context;
    private final Parts parts;
    private final Map<Key, ActorRef<PartActor.Command>> present = new HashMap<>();

    private PartitionHost(ActorContext<Command> context, Parts parts) {
        this.context = context;
        this.parts = parts;
    }

    static Behavior<Command> create(Parts parts) {
        return Behaviors.setup(context -> {
            context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
            return new PartitionHost(context, parts).hosting();
        });
    }

    private Behavior<Command> hosting() {
        return Behaviors.receiveMessage(command -> {
            switch (command) {
                case PartMessage.Place place -> place(place);
                case PartMessage.PlaceParcelled large ->
                    parts.post().unwrap(large.parcel(), PartMessage.Place.class, context.getSelf());
                case Gone gone -> present.remove(gone.key());
            }
            return Behaviors.same();
        });
    }

    private void place(PartMessage.Place place) {
        var placement = place.placement();
        var key = new Key(place.solve(), placement.part(), placement.epoch());
        ActorRef<PartActor.Command> known = present.get(key);
        if (known != null) {
            known.tell(new PartActor.SayMade());
            return;
        }
        switch (parts.room().take(placement.estimateBytes())) {
            case GuestRoom.Refused refused ->
                place.desk()
                        .tell(new PartMessage.Refused(
                                placement.part(),
                                placement.epoch(),
                                parts.room().node(),
                                refused.reason()));
            case GuestRoom.Taken taken -> begin(key, place, taken.memory());
        }
    }

    private void begin(Key key, PartMessage.Place place, MemoryBudget.Reservation memory) {
        var placement = place.placement();
        var actor = context.spawnAnonymous(PartActor.create(new PartActor.Parts(
                parts.room().node(),
                placement,
                place.desk(),
                parts.pool(),
                parts.execution(),
                parts.turnUnits(),
                memory,
                parts.post())));
        present.put(key, actor);
        context.watchWith(actor, new Gone(key));
        log.info(
                "takes part {} of {} rows, epoch {}",
                key.part(),
                placement.subdomain().owned(),
                key.epoch());
    }
}
