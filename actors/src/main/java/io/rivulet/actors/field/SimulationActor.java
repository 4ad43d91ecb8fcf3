// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field;

import io.rivulet.actors.field.SimulatedField.Slice;
import io.rivulet.actors.field.core.FieldSnapshot;
import io.rivulet.actors.field.core.FieldUpdate;
import io.rivulet.actors.field.core.SimulationSettings;
import io.rivulet.actors.incident.Incidents;
import io.rivulet.actors.parcel.Parcels;
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

/// The sharded entity of one simulation: steps while somebody watches, on the compute pool and never here,
/// and tells each node with viewers once.
///
/// **Owns** the field, its memory and its ring of updates. **Survives** its node: whoever watches says so
/// again, and the simulation goes on from its checkpoint, or from its first step, to the same field as if
/// nothing had happened. **Bounded by** one slice at a time, [#RING] updates, the nodes of the cluster.
/// **Ends** when nobody has watched for the resume window, or at once where nobody may come back.
final class SimulationActor {
    static final EntityTypeKey<SimulationCommand> TYPE =
            EntityTypeKey.create(SimulationCommand.class, "field-simulation");

    /// Updates kept for viewers who come back.
    static final int RING = 1_000;
    /// Steps that are done again at most, unseen, for viewers who have seen them.
    static final long MOST_QUIET = 20_000;
    /// A node that has not said for so long that it watches does not.
    static final Duration LEASE = Duration.ofSeconds(1);

    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration FAREWELL = Duration.ofSeconds(5);
    /// Updates in one message: it has to fit the transport.
    private static final int BATCH = 100;

    private static final int MANY_STEPS = 1 << 20;
    private static final Logger log = LoggerFactory.getLogger(SimulationActor.class);

    private final String name;
    private final FieldNode node;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final ActorContext<SimulationCommand> context;
    private final TimerScheduler<SimulationCommand> timers;
    private final ComputePool.Lane lane;
    private final Watchers watchers;
    private @Nullable SimulationSettings settings;
    private MemoryBudget.@Nullable Reservation memory;
    private @Nullable Course course;
    /// Set on the lane, before anything there uses it.
    private volatile @Nullable SimulatedField field;

    private boolean busy;
    private boolean storing;
    private boolean picturing;
    private boolean stopping;

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
        this.watchers = new Watchers(LEASE.toNanos());
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
        switch (command) {
            case SimulationCommand.Watch watch -> watch(watch);
            case SimulationCommand.Unwatch unwatch -> unwatch(unwatch);
            case SimulationCommand.Picture picture -> picture(picture.hub());
            case SimulationCommand.Loaded loaded -> loaded(loaded);
            case SimulationCommand.Advanced advanced -> advanced(advanced);
            case SimulationCommand.Pictured pictured -> pictured(pictured.snapshot());
            case SimulationCommand.Stored _ -> {
                storing = false;
                if (stopping) {
                    return Behaviors.stopped();
                }
            }
            case SimulationCommand.Look _ -> look();
            case SimulationCommand.Abandoned _ -> passivate();
            case SimulationCommand.Stop _ -> {
                return stop();
            }
            case SimulationCommand.Done _ -> {
                return Behaviors.stopped();
            }
        }
        return Behaviors.same();
    }

    private void watch(SimulationCommand.Watch watch) {
        timers.cancel(SimulationCommand.Abandoned.class);
        watchers.heard(watch, node.nanoTime().getAsLong());
        if (settings == null) {
            begin(watch.settings());
        } else if (!busy) {
            settle();
            advance();
        }
    }

    private void begin(SimulationSettings wanted) {
        MemoryBudget.Reservation reserved =
                node.memory().tryReserve(wanted.bytes()).orElse(null);
        if (reserved == null) {
            watchers.all()
                    .forEach(hub ->
                            hub.tell(new HubMessage.Failed(name, "the node of this simulation has no memory left")));
            watchers.clear();
            passivate();
            return;
        }
        settings = wanted;
        memory = reserved;
        busy = true;
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

    private void loaded(SimulationCommand.Loaded loaded) {
        SimulationSettings wanted = settings;
        if (wanted != null) {
            onLane(() -> {
                SimulatedField made = loaded.checkpoint()
                        .map(bytes -> SimulatedField.restore(wanted, bytes, node.clock()))
                        .orElseGet(() -> SimulatedField.start(wanted, node.clock()));
                field = made;
                return new SimulationCommand.Advanced(made.step(), List.of(), null);
            });
        }
    }

    private void onLane(Callable<SimulationCommand> work) {
        busy = true;
        context.pipeToSelf(
                lane.run(work),
                (done, failure) -> failure == null ? done : new SimulationCommand.Advanced(-1, List.of(), failure));
    }

    private void advanced(SimulationCommand.Advanced advanced) {
        busy = false;
        SimulationSettings now = settings;
        Throwable failure = advanced.failure();
        if (failure != null || now == null) {
            fail(failure);
            return;
        }
        Course going = course;
        if (going == null) {
            going = new Course(now, advanced.step(), node.nanoTime().getAsLong());
            course = going;
            takePicture();
        } else {
            going.done(advanced, node.nanoTime().getAsLong());
            node.figures().steps(going.justDone());
            tell(watchers.all(), advanced.updates());
        }
        if (stopping) {
            store(going, true);
            return;
        }
        settle();
        if (watchers.isEmpty() && !storing) {
            store(going, false);
        }
        checkpointIfDue(going);
        advance();
    }

    private void fail(@Nullable Throwable failure) {
        if (failure != null && !stopping) {
            Incidents.problemOf(failure, log, "computing simulation " + name);
        }
        watchers.all().forEach(hub -> hub.tell(new HubMessage.Failed(name, "the simulation failed")));
        watchers.clear();
        passivate();
    }

    /// Answers who has come or wants something else: between two slices, so that nothing is missed.
    private void settle() {
        Course going = course;
        if (going == null) {
            return;
        }
        for (SimulationCommand.Watch each : watchers.takeNew()) {
            boolean covered = going.covers(each.after());
            each.hub().tell(new HubMessage.Watching(name, each.version(), going.step(), covered));
            if (each.after() >= 0) {
                tell(List.of(each.hub()), going.after(each.after()));
            }
        }
    }

    private void advance() {
        Course going = course;
        if (going == null || busy || stopping || watchers.isEmpty() || going.complete()) {
            return;
        }
        long now = node.nanoTime().getAsLong();
        int steps = going.due(now);
        if (steps == 0) {
            timers.startSingleTimer(
                    "due", new SimulationCommand.Look(), Duration.ofNanos(Math.max(1, going.waitNanos(now))));
            return;
        }
        var slice = new Slice(Math.min(steps, MANY_STEPS), going.quietUntil(), node.sliceNanos(), watchers.interest());
        onLane(() -> {
            SimulatedField mine = Objects.requireNonNull(field);
            List<FieldUpdate> updates = mine.advance(slice, node.nanoTime());
            return new SimulationCommand.Advanced(mine.step(), updates, null);
        });
    }

    private static void tell(Iterable<ActorRef<HubMessage>> hubs, List<FieldUpdate> updates, String name) {
        for (int from = 0; from < updates.size(); ) {
            int to = from + 1;
            while (to < updates.size() && to - from < BATCH && updates.get(from).potential() == null) {
                to++;
            }
            var message = new HubMessage.Updates(name, List.copyOf(updates.subList(from, to)));
            hubs.forEach(hub -> hub.tell(message));
            from = to;
        }
    }

    private void tell(Iterable<ActorRef<HubMessage>> hubs, List<FieldUpdate> updates) {
        tell(hubs, updates, name);
    }

    private void picture(ActorRef<HubMessage> hub) {
        watchers.wantsPicture(hub);
        takePicture();
    }

    /// One for all who wait for it.
    private void takePicture() {
        SimulatedField mine = field;
        if (mine != null && !picturing && watchers.wantPicture()) {
            picturing = true;
            context.pipeToSelf(
                    lane.run(mine::picture),
                    (snapshot, failure) -> new SimulationCommand.Pictured(failure == null ? snapshot : null));
        }
    }

    private void pictured(@Nullable FieldSnapshot snapshot) {
        picturing = false;
        if (snapshot == null) {
            return;
        }
        var whole = new HubMessage.Pictured(name, snapshot);
        boolean large = 3L * snapshot.potential().length > Parcels.WHOLE_BYTES;
        for (ActorRef<HubMessage> hub : watchers.takeForPicture()) {
            hub.tell(
                    large && Parcels.isRemote(hub)
                            ? new HubMessage.Wrapped(name, node.parcels().wrap(whole))
                            : whole);
        }
    }

    private void unwatch(SimulationCommand.Unwatch unwatch) {
        watchers.left(unwatch.hub());
        if (watchers.isEmpty()) {
            if (unwatch.keep() || name.startsWith("shared-")) {
                rest();
            } else {
                node.store().delete(name);
                passivate();
            }
        }
    }

    /// Nobody watches: what was done is kept for a while.
    private void rest() {
        Course going = course;
        if (going != null && !storing && !busy) {
            store(going, false);
        }
        timers.startSingleTimer(
                SimulationCommand.Abandoned.class, new SimulationCommand.Abandoned(), node.resumeWindow());
    }

    private void look() {
        if (watchers.expire(node.nanoTime().getAsLong())) {
            rest();
        }
        if (course == null && settings == null && watchers.isEmpty()) {
            return;
        }
        if (!busy) {
            settle();
            advance();
        }
    }

    private void checkpointIfDue(Course going) {
        SimulationSettings now = settings;
        if (now != null && !storing && going.checkpointDue(node.nanoTime().getAsLong(), now.bytes())) {
            store(going, false);
        }
    }

    private void store(Course going, boolean last) {
        SimulatedField mine = field;
        if (mine == null || going.step() == going.storedStep()) {
            if (last) {
                context.getSelf().tell(new SimulationCommand.Done());
            }
            return;
        }
        storing = true;
        going.stored(going.step(), node.nanoTime().getAsLong());
        long step = going.step();
        long expires = node.clock().millis() + 2 * node.resumeWindow().toMillis() + FAREWELL.toMillis();
        CompletionStage<Boolean> written = lane.run(mine::checkpoint)
                .thenCompose(bytes -> node.store().write(name, new FieldStore.Checkpoint(step, bytes), expires));
        context.pipeToSelf(written, (_, failure) -> {
            if (failure != null) {
                Incidents.problemOf(failure, log, "storing simulation " + name);
            }
            return new SimulationCommand.Stored(failure == null);
        });
    }

    private void passivate() {
        shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
    }

    /// The cluster moves it, or nobody needs it: what was done is written first.
    private Behavior<SimulationCommand> stop() {
        Course going = course;
        stopping = true;
        timers.startSingleTimer(new SimulationCommand.Done(), FAREWELL);
        if (going == null || watchers.isEmpty()) {
            return Behaviors.stopped();
        }
        if (!busy && !storing) {
            store(going, true);
        }
        return Behaviors.same();
    }
}
