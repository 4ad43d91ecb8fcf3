// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field;

import io.rivulet.actors.field.core.SimulationDeed;
import io.rivulet.actors.field.core.SimulationMachine;
import io.rivulet.actors.field.core.SimulationSettings;
import io.rivulet.actors.field.core.Wish;
import io.rivulet.actors.incident.Incidents;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.store.FieldStore;
import io.rivulet.actors.store.MemoryBudget;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sharded entity of one simulation: carries out what its [SimulationMachine] wants, on the compute
/// pool and never here, and tells each node with viewers once.
///
/// **Owns** the field and its memory. **Survives** its node: whoever watches says so again, and the
/// simulation goes on from its checkpoint, or from its first step, to the same field as if nothing had
/// happened. **Ends** when nobody has watched for the resume window, or at once where nobody may come back.
final class SimulationActor {
    static final EntityTypeKey<SimulationCommand> TYPE =
            EntityTypeKey.create(SimulationCommand.class, "field-simulation");

    /// Names of simulations that others may know.
    private static final String SHARED = "shared-";

    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(SimulationActor.class);

    private final String name;
    private final FieldNode node;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final ActorContext<SimulationCommand> context;
    private final TimerScheduler<SimulationCommand> timers;
    private final ComputePool.Lane lane;
    private final HubTeller teller;
    private final SimulationMachine<ActorRef<HubMessage>> machine;
    private @Nullable SimulationSettings settings;
    private MemoryBudget.@Nullable Reservation memory;
    /// Used on the lane only.
    private @Nullable SimulatedField field;

    private long step;
    private boolean ended;

    private SimulationActor(
            String name,
            FieldNode node,
            ActorRef<ClusterSharding.ShardCommand> shard,
            ActorContext<SimulationCommand> context,
            TimerScheduler<SimulationCommand> timers) {
        this.name = name;
        this.node = node;
        this.shard = shard;
        this.context = context;
        this.timers = timers;
        this.lane = node.pool().lane(ComputePool.Share.SESSIONS);
        this.teller = new HubTeller(name, node.parcels());
        this.machine = new SimulationMachine<>(name.startsWith(SHARED), node.resumeWindow());
    }

    static Behavior<SimulationCommand> create(
            String name, FieldNode node, ActorRef<ClusterSharding.ShardCommand> shard) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var actor = new SimulationActor(name, node, shard, context, timers);
            timers.startTimerWithFixedDelay(new SimulationCommand.Look(), LOOK);
            return Behaviors.receive(SimulationCommand.class)
                    .onAnyMessage(actor::on)
                    .onSignal(PostStop.class, _ -> actor.stopped())
                    .build();
        }));
    }

    private Behavior<SimulationCommand> stopped() {
        lane.cancel();
        MemoryBudget.Reservation reserved = memory;
        if (reserved != null) {
            reserved.close();
            node.figures().stopped();
        }
        return Behaviors.same();
    }

    private Behavior<SimulationCommand> on(SimulationCommand command) {
        long now = node.nanoTime().getAsLong();
        switch (command) {
            case SimulationCommand.Watch watch -> carryOut(machine.watch(watch.settings(), wish(watch), now));
            case SimulationCommand.Unwatch(var hub, boolean keep) -> carryOut(machine.unwatch(hub, keep, now));
            case SimulationCommand.Picture(var hub) -> carryOut(machine.picture(hub));
            case SimulationCommand.Loaded(var checkpoint) -> make(checkpoint);
            case SimulationCommand.Begun(SimulatedField made) -> {
                field = made;
                step = made.step();
                carryOut(machine.begun(step, now));
            }
            case SimulationCommand.Advanced(long done, var updates) -> {
                node.figures().steps(done - step);
                step = done;
                carryOut(machine.advanced(done, updates, now));
            }
            case SimulationCommand.Broken(Throwable failure) -> {
                Incidents.problemOf(failure, log, "computing simulation " + name);
                carryOut(machine.failed());
            }
            case SimulationCommand.Pictured(var snapshot) -> {
                if (snapshot == null) {
                    machine.noPicture();
                } else {
                    carryOut(machine.pictured(snapshot));
                }
            }
            case SimulationCommand.Stored(boolean written) -> carryOut(machine.stored(written, now));
            case SimulationCommand.Look _ -> carryOut(machine.tick(now));
            case SimulationCommand.Stop _ -> {
                timers.startSingleTimer(new SimulationCommand.Done(), FAREWELL);
                carryOut(machine.stop(now));
            }
            case SimulationCommand.Done _ -> ended = true;
        }
        return ended ? Behaviors.stopped() : Behaviors.same();
    }

    private static Wish<ActorRef<HubMessage>> wish(SimulationCommand.Watch watch) {
        return new Wish<>(watch.hub(), watch.version(), watch.after(), watch.missed(), watch.interest());
    }

    private void carryOut(List<SimulationDeed<ActorRef<HubMessage>>> deeds) {
        for (SimulationDeed<ActorRef<HubMessage>> deed : deeds) {
            switch (deed) {
                case SimulationDeed.Begin(SimulationSettings wanted) -> begin(wanted);
                case SimulationDeed.Compute<?> wanted -> compute(wanted);
                case SimulationDeed.Wake(long nanos) ->
                    timers.startSingleTimer("due", new SimulationCommand.Look(), Duration.ofNanos(nanos));
                case SimulationDeed.Store(long stored) -> store(stored);
                case SimulationDeed.Delete<?> _ -> node.store().delete(name);
                case SimulationDeed.TakePicture<?> _ -> takePicture();
                case SimulationDeed.Answer(var hub, long version, long after, boolean covered) ->
                    hub.tell(new HubMessage.Watching(name, version, after, covered));
                case SimulationDeed.Tell(var hubs, var updates) -> teller.tell(hubs, updates);
                case SimulationDeed.Show(var hubs, var snapshot) -> teller.show(hubs, snapshot);
                case SimulationDeed.TellFailed(var hubs, String words) -> teller.failed(hubs, words);
                case SimulationDeed.Passivate<?> _ -> shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
                case SimulationDeed.End<?> _ -> ended = true;
            }
        }
    }

    private void begin(SimulationSettings wanted) {
        MemoryBudget.Reservation reserved =
                node.memory().tryReserve(wanted.bytes()).orElse(null);
        if (reserved == null) {
            carryOut(machine.refused("the node of this simulation has no memory left"));
            return;
        }
        settings = wanted;
        memory = reserved;
        node.figures().started();
        context.pipeToSelf(node.store().read(name), (found, failure) -> {
            if (failure != null) {
                // It is the same field from its first step on, only later.
                Incidents.problemOf(failure, log, "reading the checkpoint of simulation " + name);
            }
            return new SimulationCommand.Loaded(
                    failure != null ? Optional.empty() : found.map(FieldStore.Checkpoint::content));
        });
    }

    private void make(Optional<byte[]> checkpoint) {
        SimulationSettings wanted = Objects.requireNonNull(settings);
        onLane(() -> {
            if (checkpoint.isPresent()) {
                try {
                    return new SimulationCommand.Begun(SimulatedField.restore(wanted, checkpoint.get(), node.clock()));
                } catch (IllegalArgumentException unfit) {
                    // It is the same field from its first step on, only later.
                    Incidents.problemOf(unfit, log, "restoring simulation " + name);
                }
            }
            return new SimulationCommand.Begun(SimulatedField.start(wanted, node.clock()));
        });
    }

    private void compute(SimulationDeed.Compute<?> wanted) {
        SimulatedField mine = Objects.requireNonNull(field);
        onLane(() -> {
            var updates = mine.advance(wanted, node.sliceNanos(), node.nanoTime());
            return new SimulationCommand.Advanced(mine.step(), updates);
        });
    }

    private void onLane(Callable<SimulationCommand> work) {
        context.pipeToSelf(
                lane.run(work), (done, failure) -> failure == null ? done : new SimulationCommand.Broken(failure));
    }

    private void takePicture() {
        SimulatedField mine = Objects.requireNonNull(field);
        context.pipeToSelf(
                lane.run(mine::picture),
                (snapshot, failure) -> new SimulationCommand.Pictured(failure == null ? snapshot : null));
    }

    private void store(long stored) {
        SimulatedField mine = Objects.requireNonNull(field);
        long expires = node.clock().millis() + 2 * node.resumeWindow().toMillis() + FAREWELL.toMillis();
        CompletionStage<Boolean> written = lane.run(mine::checkpoint)
                .thenCompose(bytes -> node.store().write(name, new FieldStore.Checkpoint(stored, bytes), expires));
        context.pipeToSelf(written, (done, failure) -> {
            if (failure != null) {
                Incidents.problemOf(failure, log, "storing simulation " + name);
            }
            return new SimulationCommand.Stored(failure == null && done);
        });
    }
}
