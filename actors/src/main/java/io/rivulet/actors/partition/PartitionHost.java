// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.partition;

import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.store.MemoryBudget;
import io.rivulet.numerics.kernels.Execution;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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
/// **Owns** its [PartActor]s. **Bounded by** the node's [MemoryBudget].
final class PartitionHost {
    static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "rivulet-partition-hosts");

    private static final Logger log = LoggerFactory.getLogger(PartitionHost.class);

    sealed interface Command permits PartMessage.ToHost, Gone {}

    record Gone(Key key) implements Command {}

    record Key(String solve, int part, long epoch) {}

    /// What a host is made with.
    record Parts(
            String node,
            ComputePool pool,
            Execution execution,
            long turnUnits,
            MemoryBudget memory,
            BooleanSupplier draining,
            Post post) {}

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
        long bytes = placement.estimateBytes();
        Optional<MemoryBudget.Reservation> memory = parts.draining().getAsBoolean()
                ? Optional.empty()
                : parts.memory().tryReserve(bytes);
        if (memory.isEmpty()) {
            String reason = parts.draining().getAsBoolean()
                    ? "the node " + parts.node() + " is leaving"
                    : "the node " + parts.node() + " has no room: "
                            + parts.memory().exceeded(bytes).detail();
            place.desk().tell(new PartMessage.Refused(placement.part(), placement.epoch(), parts.node(), reason));
            return;
        }
        var actor = context.spawnAnonymous(PartActor.create(new PartActor.Parts(
                parts.node(),
                placement,
                place.desk(),
                parts.pool(),
                parts.execution(),
                parts.turnUnits(),
                memory.get(),
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
