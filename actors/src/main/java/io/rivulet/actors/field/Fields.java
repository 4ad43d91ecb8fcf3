// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field;

import io.rivulet.actors.cluster.NodeRole;
import io.rivulet.actors.field.core.FieldNews;
import io.rivulet.actors.field.core.Interest;
import io.rivulet.actors.field.core.SimulationSettings;
import io.rivulet.actors.meter.Meters;
import io.rivulet.actors.parcel.Parcels;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.store.FieldRecordings;
import io.rivulet.actors.store.FieldStore;
import io.rivulet.actors.store.MemoryBudget;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/// The one door to simulations of fields, from any node: docs/internals/fields.md.
/// **Thread** any.
public final class Fields {
    private final FieldStore store;
    private final FieldRecordings recordings;
    private final ActorRef<HubMessage> hub;
    private final AtomicLong viewers = new AtomicLong();

    private Fields(FieldStore store, FieldRecordings recordings, ActorRef<HubMessage> hub) {
        this.store = store;
        this.recordings = recordings;
        this.hub = hub;
    }

    /// What simulations use of their node.
    ///
    /// @param slice how long one turn on the pool should take
    public record Parts(
            ComputePool pool,
            FieldStore store,
            FieldRecordings recordings,
            MemoryBudget memory,
            Parcels parcels,
            Meters meters,
            InstantSource clock,
            LongSupplier nanoTime,
            Duration slice,
            Duration resumeWindow) {}

    /// On every node, once; simulations run where sessions do.
    public static Fields start(ActorSystem<?> system, Parts parts) {
        var node = new FieldNode(
                parts.pool(),
                parts.store(),
                parts.memory(),
                parts.parcels(),
                new FieldFigures(parts.meters()),
                parts.clock(),
                parts.nanoTime(),
                parts.slice().toNanos(),
                parts.resumeWindow());
        ActorRef<ShardingEnvelope<SimulationCommand>> region = ClusterSharding.get(system)
                .init(Entity.of(
                                SimulationActor.TYPE,
                                entity -> SimulationActor.create(entity.getEntityId(), node, entity.getShard()))
                        .withRole(NodeRole.SOLVER.wireName())
                        .withStopMessage(new SimulationCommand.Stop()));
        ActorRef<HubMessage> hub = system.systemActorOf(
                FieldHub.create(
                        (simulation, command) -> region.tell(new ShardingEnvelope<>(simulation, command)),
                        parts.parcels()),
                "rivulet-fields",
                Props.empty());
        return new Fields(parts.store(), parts.recordings(), hub);
    }

    /// What streams leave behind for other nodes.
    public FieldStore store() {
        return store;
    }

    /// Recordings of streams.
    public FieldRecordings recordings() {
        return recordings;
    }

    /// Watches a simulation, which begins if it is not there.
    ///
    /// @param every a step that it divides is told, and the last one of all
    /// @param field whether the potential is
    /// @param after the last step that the viewer has seen, −1 for none
    /// @param told is called by one thread at a time and must not block
    public View watch(
            String simulation,
            SimulationSettings settings,
            int every,
            boolean field,
            long after,
            Consumer<FieldNews> told) {
        long viewer = viewers.incrementAndGet();
        hub.tell(new HubMessage.Add(viewer, simulation, settings, Interest.in(every, field), after, told));
        return new View(viewer, simulation);
    }

    /// One viewer of a simulation.
    public final class View {
        private final long viewer;
        private final String simulation;

        private View(long viewer, String simulation) {
            this.viewer = viewer;
            this.simulation = simulation;
        }

        public void change(int every, boolean field) {
            hub.tell(new HubMessage.Change(viewer, simulation, Interest.in(every, field)));
        }

        /// Asks for a [FieldNews.Pictured].
        public void look() {
            hub.tell(new HubMessage.Look(simulation));
        }

        /// @param keep whether somebody may come back to it
        public void leave(boolean keep) {
            hub.tell(new HubMessage.Remove(viewer, simulation, keep));
        }
    }
}
