// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.race;

import io.rivulet.actors.consensus.PollDesk;
import io.rivulet.actors.consensus.SolutionDigest;
import io.rivulet.actors.consensus.VoterActor;
import io.rivulet.actors.consensus.core.PollResult;
import io.rivulet.actors.parcel.Parcels;
import io.rivulet.actors.partition.HostChoice;
import io.rivulet.actors.peer.PeerListing;
import io.rivulet.actors.race.core.Proposal;
import io.rivulet.actors.race.core.RaceNews;
import io.rivulet.actors.race.core.RaceOrder;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.store.MemoryBudget;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.serialization.event.VoteSubject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The owner's side of one race, at the session's node: brings replicas to other nodes, watches over them, fetches
/// the x that voters are to see and has them asked. Who wins is the session's to say.
///
/// **Owns** the x of those who were asked about, and memory for them.
/// **Ends** with its session; replicas end when it does.
public final class RaceDesk {
    private static final Duration TICK = Duration.ofMillis(500);

    /// Ticks between two renewals of the leases, and two questions for the same x.
    private static final int RENEW_TICKS = 2;

    private static final Logger log = LoggerFactory.getLogger(RaceDesk.class);

    /// What it is told; made here only.
    public sealed interface Command
            permits RaceMessage.ToDesk, Hold, Close, Tick, Hosts, ReplicaGone, Unwrapped, Looked, Polled {}

    record Hold(RaceOrder.Poll order) implements Command {}

    record Close() implements Command {}

    record Tick() implements Command {}

    record Hosts(Set<ActorRef<ReplicaHost.Command>> all) implements Command {}

    record ReplicaGone(int racer) implements Command {}

    /// x out of its parcel, null where it could not be pulled.
    record Unwrapped(int racer, @Nullable DenseVector x) implements Command {}

    /// @param digest of the x that came, null where it could not be computed
    record Looked(int racer, DenseVector x, @Nullable String digest) implements Command {}

    record Polled(
            int racer,
            @Nullable PollResult result,
            @Nullable Throwable failure) implements Command {}

    /// The race.
    ///
    /// @param owner of the session
    /// @param says told in this actor
    record Asked(UUID session, String owner, long rows, long nnz, RaceOrder.Begin order, Consumer<RaceNews> says) {}

    /// What a desk is made with.
    record Parts(ComputePool pool, MemoryBudget memory, Parcels parcels, ActorRef<PollDesk.Command> polls) {}

    private final ActorContext<Command> context;
    private final Parts parts;
    private final Asked asked;
    private final Map<Integer, DenseVector> xs;
    private final String name = UUID.randomUUID().toString();
    private final String self;
    private final long number;
    private final List<RaceSlot> slots = new ArrayList<>();
    private Map<String, ActorRef<ReplicaHost.Command>> hosts = Map.of();
    private int ticks;

    private RaceDesk(ActorContext<Command> context, Parts parts, Asked asked, Map<Integer, DenseVector> xs) {
        this.context = context;
        this.parts = parts;
        this.asked = asked;
        this.xs = xs;
        this.number = asked.order().race();
        this.self = Cluster.get(context.getSystem()).selfMember().address().toString();
        for (int racer = 1; racer < asked.order().racers(); racer++) {
            slots.add(new RaceSlot());
        }
    }

    /// @param xs where each x goes that the voters are asked about
    static Behavior<Command> create(Parts parts, Asked asked, Map<Integer, DenseVector> xs) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var desk = new RaceDesk(context, parts, asked, xs);
            PeerListing.follow(context, ReplicaHost.KEY, Hosts::new);
            timers.startTimerWithFixedDelay(new Tick(), TICK, TICK);
            return desk.open();
        }));
    }

    private Behavior<Command> open() {
        return Behaviors.receive(Command.class)
                .onMessage(Command.class, this::on)
                .onSignal(PostStop.class, _ -> {
                    end();
                    return Behaviors.same();
                })
                .build();
    }

    private RaceSlot slot(int racer) {
        return slots.get(racer - 1);
    }

    private Behavior<Command> on(Command command) {
        if (command instanceof RaceMessage.ToDesk said) {
            if (said.racer() >= 1 && said.racer() <= slots.size()) {
                hear(said, slot(said.racer()));
            }
            return Behaviors.same();
        }
        switch (command) {
            case Hold hold -> hold(hold.order());
            case Hosts listed -> listed(listed.all());
            case ReplicaGone gone -> lost(gone.racer(), "its node or its actor is gone");
            case Unwrapped(int racer, DenseVector x) when x != null -> look(racer, x);
            case Unwrapped failed -> slot(failed.racer()).pulling(false);
            case Looked looked -> looked(looked);
            case Polled polled -> polled(polled);
            case Tick _ -> tick();
            case Close _ -> {
                return Behaviors.stopped();
            }
            case RaceMessage.ToDesk _ -> throw new IllegalStateException("heard above: " + command);
        }
        return Behaviors.same();
    }

    private void hear(RaceMessage.ToDesk said, RaceSlot slot) {
        if (slot.isOver()) {
            if (said instanceof RaceMessage.Taken late) {
                late.replica().tell(new RaceMessage.End());
            }
            return;
        }
        int racer = said.racer();
        switch (said) {
            case RaceMessage.Taken taken -> taken(taken, slot);
            case RaceMessage.Refused refused -> {
                if (slot.waitsForHost()) {
                    slot.refusedBy(refused.reason());
                    choose(racer);
                }
            }
            case RaceMessage.Began began -> {
                slot.begin();
                say(new RaceNews.Began(number, racer, slot.node(), began.method(), began.preconditioner()));
            }
            case RaceMessage.Withdrawn withdrawn -> {
                slot.over();
                say(
                        slot.began()
                                ? new RaceNews.Failed(number, racer, withdrawn.reason())
                                : new RaceNews.Unplaced(number, racer, withdrawn.reason()));
            }
            case RaceMessage.GaveUp gone -> {
                slot.over();
                say(new RaceNews.Failed(number, racer, gone.reason()));
            }
            case RaceMessage.Proposed proposed -> {
                if (slot.proposes(proposed.proposal())) {
                    say(new RaceNews.Proposed(number, racer, proposed.proposal()));
                }
            }
            case RaceMessage.Alive _ -> slot.heard();
            case RaceMessage.HereIsX here -> {
                if (slot.wantsX()) {
                    look(racer, here.x());
                }
            }
            case RaceMessage.XParcelled large -> {
                if (slot.wantsX()) {
                    slot.pulling(true);
                    context.pipeToSelf(
                            parts.parcels().unwrap(large.parcel(), RaceMessage.HereIsX.class),
                            (here, _) -> new Unwrapped(racer, here == null ? null : here.x()));
                }
            }
        }
    }

    private void say(RaceNews news) {
        asked.says().accept(news);
    }

    // Places

    private void listed(Set<ActorRef<ReplicaHost.Command>> all) {
        Map<String, ActorRef<ReplicaHost.Command>> known = new TreeMap<>();
        for (ActorRef<ReplicaHost.Command> host : all) {
            // At the session's own node a replica would run on the cores of the session's own run.
            if (Parcels.isRemote(host)) {
                known.put(host.path().address().toString(), host);
            }
        }
        hosts = known;
        for (int racer = 1; racer <= slots.size(); racer++) {
            choose(racer);
        }
    }

    /// Asks a host that has none of this race's yet.
    private void choose(int racer) {
        RaceSlot slot = slot(racer);
        if (!slot.wantsHost()) {
            return;
        }
        Set<String> names = new HashSet<>(hosts.keySet());
        names.add(self);
        Set<String> unwanted = new HashSet<>(slot.refused());
        unwanted.add(self);
        for (RaceSlot each : slots) {
            String taken = each.host();
            if (taken != null) {
                unwanted.add(taken);
            }
        }
        Optional<String> chosen = HostChoice.choose(names, Map.of(), unwanted, self);
        ActorRef<ReplicaHost.Command> host = chosen.map(hosts::get).orElse(null);
        if (host != null) {
            slot.asked(chosen.get());
            host.tell(new RaceMessage.Run(
                    name,
                    racer,
                    asked.session(),
                    asked.order().revision(),
                    asked.rows(),
                    asked.nnz(),
                    asked.order().goal(),
                    context.getSelf()));
        }
    }

    private void taken(RaceMessage.Taken taken, RaceSlot slot) {
        ActorRef<ReplicaActor.Command> before = slot.replica();
        if (before == null) {
            slot.taken(taken.node(), taken.replica());
            context.watchWith(taken.replica(), new ReplicaGone(taken.racer()));
        } else if (!before.equals(taken.replica())) {
            // A host that was given up has taken it after all.
            taken.replica().tell(new RaceMessage.End());
        }
    }

    private void lost(int racer, String why) {
        RaceSlot slot = slot(racer);
        if (slot.isOver()) {
            return;
        }
        slot.over();
        ActorRef<ReplicaActor.Command> replica = slot.replica();
        if (replica != null) {
            replica.tell(new RaceMessage.End());
        }
        // Its x is here already: nothing is lost with it.
        if (slot.x() == null) {
            log.warn("racer {} at {} is lost session={}: {}", racer, slot.node(), asked.session(), why);
            say(new RaceNews.Lost(number, racer, why));
        }
    }

    // Its x

    private void hold(RaceOrder.Poll order) {
        RaceSlot slot = slot(order.racer());
        DenseVector known = slot.x();
        if (known != null) {
            vote(order, known);
            return;
        }
        ActorRef<ReplicaActor.Command> replica = slot.replica();
        if (slot.isOver() || replica == null) {
            say(new RaceNews.Lost(number, order.racer(), "it is gone with its x"));
            return;
        }
        Optional<MemoryBudget.Reservation> memory = parts.memory().tryReserve(Double.BYTES * asked.rows());
        if (memory.isEmpty()) {
            lost(order.racer(), "the session's node has no room for its x");
            return;
        }
        slot.poll(order, memory.get());
        replica.tell(new RaceMessage.SendX());
    }

    private void look(int racer, DenseVector x) {
        slot(racer).pulling(true);
        context.pipeToSelf(
                parts.pool().lane(ComputePool.Share.VERIFICATION).run(() -> SolutionDigest.of(x)),
                (digest, _) -> new Looked(racer, x, digest));
    }

    private void looked(Looked looked) {
        RaceSlot slot = slot(looked.racer());
        slot.pulling(false);
        RaceOrder.Poll order = slot.poll();
        Proposal proposal = slot.proposal();
        String digest = looked.digest();
        if (slot.isOver() || order == null || proposal == null || digest == null) {
            return;
        }
        if (looked.x().size() != asked.rows() || !digest.equals(proposal.digest())) {
            lost(looked.racer(), "its x is another than it proposed");
            return;
        }
        slot.arrived(looked.x());
        xs.put(looked.racer(), looked.x());
        vote(order, looked.x());
    }

    /// @param x has the digest that was proposed
    private void vote(RaceOrder.Poll order, DenseVector x) {
        int racer = order.racer();
        Proposal proposal = Objects.requireNonNull(slot(racer).proposal(), "it has proposed this x");
        var result = new CompletableFuture<PollResult>();
        parts.polls()
                .tell(new PollDesk.Begin(
                        new VoteSubject(
                                asked.session(),
                                order.epoch(),
                                asked.order().revision(),
                                proposal.digest(),
                                VoterActor.STRATEGY.wireName(),
                                order.tolerance().relative(),
                                order.tolerance().absolute()),
                        asked.owner(),
                        order.voters(),
                        x,
                        order.probes(),
                        result));
        context.pipeToSelf(result, (found, failure) -> new Polled(racer, found, failure));
    }

    private void polled(Polled polled) {
        PollResult result = polled.result();
        say(
                result == null
                        ? new RaceNews.Lost(number, polled.racer(), "no poll was held: " + polled.failure())
                        : new RaceNews.Polled(number, polled.racer(), result));
    }

    // Time

    private void tick() {
        ticks++;
        for (int racer = 1; racer <= slots.size(); racer++) {
            RaceSlot slot = slot(racer);
            ActorRef<ReplicaActor.Command> replica = slot.replica();
            if (slot.tick()) {
                tooLong(racer, slot);
            } else if (replica != null && !slot.isOver() && ticks % RENEW_TICKS == 0) {
                replica.tell(new RaceMessage.Renew());
                if (slot.wantsX()) {
                    replica.tell(new RaceMessage.SendX());
                }
            }
        }
    }

    private void tooLong(int racer, RaceSlot slot) {
        if (slot.waitsForHost()) {
            slot.refusedBy("a node did not answer that was to take it");
            choose(racer);
        } else if (slot.replica() == null) {
            slot.over();
            say(new RaceNews.Unplaced(number, racer, slot.lastReason()));
        } else {
            lost(racer, "nothing is heard of it");
        }
    }

    private void end() {
        for (RaceSlot slot : slots) {
            ActorRef<ReplicaActor.Command> replica = slot.replica();
            if (replica != null) {
                context.unwatch(replica);
                replica.tell(new RaceMessage.End());
            }
            slot.release();
        }
        xs.clear();
    }
}
