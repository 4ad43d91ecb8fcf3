// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.partition;

import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.store.MemoryBudget;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.partition.Subdomain;
import io.rivulet.numerics.partition.machine.Envelope;
import io.rivulet.numerics.partition.machine.Message;
import io.rivulet.numerics.partition.machine.PartMachine;
import io.rivulet.numerics.partition.run.Carrier;
import io.rivulet.numerics.partition.run.Placement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One part of a solve: feeds its [PartMachine], in turns on the compute pool, and carries out what it wants.
///
/// **Owns** the machine, a lane of the pool, bytes of memory.
/// **Bounded by** [#MOST_INPUTS] that wait for a turn, beyond which they are dropped as if lost, and [FrameWindow].
/// **Ends** when its owner ends or says so, and after [#LEASE] without a word of it.
final class PartActor {
    /// Inputs that wait for the next turn.
    static final int MOST_INPUTS = 4_096;

    /// For so long a part works on without a word of its owner.
    static final Duration LEASE = Duration.ofSeconds(15);

    private static final Duration TICK = Duration.ofMillis(Carrier.TICK_MILLIS);
    private static final Logger log = LoggerFactory.getLogger(PartActor.class);

    sealed interface Command permits PartMessage.ToPart, SayMade, Tick, Made, Turned, Failed, OwnerGone {}

    /// From its host: the owner asks once more.
    record SayMade() implements Command {}

    record Tick() implements Command {}

    /// The machine stands.
    record Made(PartMachine machine) implements Command {}

    /// A turn has ended.
    record Turned(List<PartMachine.Output> outputs, boolean hasWork, long hasRhs) implements Command {}

    record Failed(Throwable why) implements Command {}

    record OwnerGone() implements Command {}

    /// What a part is made with.
    record Parts(
            String node,
            Placement placement,
            ActorRef<PartsDesk.Command> desk,
            ComputePool pool,
            Execution execution,
            long turnUnits,
            MemoryBudget.Reservation memory,
            Post post) {}

    private final ActorContext<Command> context;
    private final Parts parts;
    private final int part;
    private final ComputePool.Lane lane;
    private final Map<Integer, FrameWindow> windows = new HashMap<>();
    private List<PartMachine.Input> inputs = new ArrayList<>();
    private PartMessage.@Nullable Peers peers;
    private PartMessage.@Nullable Restart restart;
    private @Nullable PartMachine machine;
    private Subdomain subdomain;
    private Traffic traffic = Traffic.NONE;
    private boolean turning;
    private boolean hasWork;
    private long hasRhs;
    private long dropped;
    private int silentTicks;

    private PartActor(ActorContext<Command> context, Parts parts) {
        this.context = context;
        this.parts = parts;
        this.part = parts.placement().part();
        this.subdomain = parts.placement().subdomain();
        this.hasRhs = subdomain.rhsVersion();
        this.lane = parts.pool().lane(ComputePool.Share.SESSIONS);
    }

    static Behavior<Command> create(Parts parts) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var actor = new PartActor(context, parts);
            context.watchWith(parts.desk(), new OwnerGone());
            timers.startTimerWithFixedDelay(new Tick(), TICK, TICK);
            context.pipeToSelf(actor.make(), (made, failure) -> failure == null ? new Made(made) : new Failed(failure));
            return actor.working();
        }));
    }

    private CompletionStage<PartMachine> make() {
        Placement placement = parts.placement();
        return lane.run(() -> new PartMachine(
                parts.execution(),
                placement.subdomain(),
                placement.settings(),
                placement.routes(),
                placement.epoch(),
                placement.from()));
    }

    private Behavior<Command> working() {
        return Behaviors.receive(Command.class)
                .onMessage(Command.class, this::on)
                .onSignal(PostStop.class, _ -> {
                    stopped();
                    return Behaviors.same();
                })
                .build();
    }

    /// Whatever computes lets go of its memory before that is given back.
    private void stopped() {
        lane.end(parts.memory()::close);
    }

    private Behavior<Command> on(Command command) {
        switch (command) {
            case PartMessage.Hand hand -> {
                if (hand.envelope().message() instanceof Message.Halo) {
                    hand.from().tell(new PartMessage.Taken(part));
                }
                input(new PartMachine.Input.Received(hand.envelope()));
            }
            case PartMessage.Question question -> {
                silentTicks = 0;
                if (question.ask() instanceof Message.Ask ask) {
                    input(new PartMachine.Input.Asked(ask));
                }
            }
            case PartMessage.Taken taken ->
                sendOn(taken.neighbour(), window(taken.neighbour()).taken());
            case PartMessage.Restart newer -> restart(newer);
            case PartMessage.Peers newer -> {
                if (peers == null || newer.count() > peers.count()) {
                    peers = newer;
                }
            }
            case PartMessage.Renew _ -> {
                silentTicks = 0;
                if (machine != null) {
                    tell(new PartMessage.Alive(part, parts.placement().epoch(), traffic), 0);
                }
            }
            case PartMessage.HandParcelled large -> unwrap(large);
            case PartMessage.End _ -> {
                return Behaviors.stopped();
            }
            case SayMade _ -> {
                if (machine != null) {
                    sayMade();
                }
            }
            case OwnerGone _ -> {
                return Behaviors.stopped();
            }
            case Tick _ -> {
                silentTicks++;
                if (silentTicks * TICK.toMillis() > LEASE.toMillis()) {
                    log.warn("nothing is heard of the owner of part {}; it ends", part);
                    return Behaviors.stopped();
                }
                windows.forEach((neighbour, window) -> sendOn(neighbour, window.tick()));
                input(new PartMachine.Input.Tick());
            }
            case Made made -> {
                machine = made.machine();
                hasWork = true;
                sayMade();
            }
            case Turned turned -> turned(turned);
            case Failed failed -> {
                log.error("part {} failed", part, failed.why());
                return Behaviors.stopped();
            }
        }
        turn();
        return Behaviors.same();
    }

    private void unwrap(PartMessage.HandParcelled large) {
        parts.post().unwrap(large.parcel(), PartMessage.ToPart.class, context.getSelf());
    }

    private void sayMade() {
        parts.desk().tell(new PartMessage.Made(part, parts.placement().epoch(), parts.node(), context.getSelf()));
    }

    private void input(PartMachine.Input input) {
        if (inputs.size() < MOST_INPUTS) {
            inputs.add(input);
        } else if (dropped++ == 0) {
            log.warn("part {} can't keep up with what it is told; what is too much is dropped", part);
        }
    }

    private void restart(PartMessage.Restart newer) {
        if (newer.rhsVersion() <= hasRhs) {
            tell(new PartMessage.HasRhs(part, parts.placement().epoch(), hasRhs), 0);
        } else if (restart == null || newer.rhsVersion() > restart.rhsVersion()) {
            restart = newer;
        }
    }

    /// Gives the machine what has come, and a turn if it has work; one at a time.
    private void turn() {
        PartMachine present = machine;
        if (present == null || turning || inputs.isEmpty() && restart == null && !hasWork) {
            return;
        }
        turning = true;
        List<PartMachine.Input> given = inputs;
        PartMessage.Restart anew = restart;
        inputs = new ArrayList<>();
        restart = null;
        context.pipeToSelf(
                lane.run(() -> run(present, given, anew)),
                (turned, failure) -> failure == null ? turned : new Failed(failure));
    }

    /// On the compute pool.
    private Turned run(PartMachine present, List<PartMachine.Input> given, PartMessage.@Nullable Restart anew) {
        List<PartMachine.Output> outputs = new ArrayList<>();
        long rhs = -1;
        if (anew != null) {
            subdomain = subdomain.withRhs(anew.rhsVersion(), anew.rhs().values());
            rhs = anew.rhsVersion();
            outputs.addAll(present.on(new PartMachine.Input.Restart(subdomain)));
        }
        for (PartMachine.Input input : given) {
            outputs.addAll(present.on(input));
        }
        if (present.hasWork()) {
            outputs.addAll(present.on(new PartMachine.Input.Work(parts.turnUnits())));
        }
        return new Turned(outputs, present.hasWork(), rhs);
    }

    private void turned(Turned turned) {
        turning = false;
        hasWork = turned.hasWork();
        if (turned.hasRhs() > hasRhs) {
            hasRhs = turned.hasRhs();
            tell(new PartMessage.HasRhs(part, parts.placement().epoch(), hasRhs), 0);
        }
        for (PartMachine.Output output : turned.outputs()) {
            switch (output) {
                case PartMachine.Output.Tell tell -> {
                    long bytes = tell.message().sizeBytes();
                    traffic = traffic.answer(bytes);
                    tell(new PartMessage.Said(tell.message()), bytes);
                }
                case PartMachine.Output.Send send ->
                    sendOn(send.next(), window(send.next()).offer(send.envelope()));
            }
        }
    }

    private void tell(PartMessage.ToDesk message, long bytes) {
        parts.post().send(parts.desk(), message, bytes, PartMessage.SaidParcelled::new);
    }

    private FrameWindow window(int neighbour) {
        return windows.computeIfAbsent(neighbour, _ -> new FrameWindow());
    }

    private void sendOn(int neighbour, @Nullable Envelope envelope) {
        PartMessage.Peers known = peers;
        ActorRef<Command> to = known == null ? null : known.all().get(neighbour);
        if (envelope == null || to == null) {
            return;
        }
        long bytes = envelope.message().sizeBytes();
        traffic = traffic.frame(bytes);
        parts.post().send(to, new PartMessage.Hand(envelope, context.getSelf()), bytes, PartMessage.HandParcelled::new);
    }
}
