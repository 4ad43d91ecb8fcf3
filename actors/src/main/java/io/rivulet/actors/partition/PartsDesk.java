// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.partition;

import io.rivulet.actors.parcel.Parcels;
import io.rivulet.actors.peer.PeerListing;
import io.rivulet.numerics.partition.machine.Message;
import io.rivulet.numerics.partition.run.Carrier;
import io.rivulet.numerics.partition.run.Heard;
import io.rivulet.numerics.partition.run.Placement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The owner's side of a solve in parts, at the session's node: brings parts to hosts, carries what is said, watches
/// over parts and says which are lost. What to compute is the run's to say, behind a [PartsDoor].
///
/// **Ends** with its session; parts end when it does, and when nobody has taken what they say for [#IDLE].
public final class PartsDesk {
    /// Parts that no run has wanted for so long are given up; the next run has them placed again.
    static final Duration IDLE = Duration.ofSeconds(60);

    /// Ticks between two renewals of the leases.
    private static final int RENEW_TICKS = 20;

    /// Ticks after which another b is sent once more to a part that has not said to have it.
    private static final int RESTART_TICKS = 100;

    private static final Duration TICK = Duration.ofMillis(Carrier.TICK_MILLIS);
    private static final Logger log = LoggerFactory.getLogger(PartsDesk.class);

    /// What it is told; made here only.
    public sealed interface Command
            permits PartMessage.ToDesk, PlaceOrder, RestartOrder, AskOrder, EndParts, Close, Tick, Hosts, PartGone {}

    record PlaceOrder(Placement placement) implements Command {}

    record RestartOrder(int part, PartMessage.Restart restart) implements Command {}

    record AskOrder(int part, Message.Ask ask) implements Command {}

    record EndParts() implements Command {}

    record Close() implements Command {}

    record Tick() implements Command {}

    record Hosts(Set<ActorRef<PartitionHost.Command>> all) implements Command {}

    record PartGone(int part, long epoch) implements Command {}

    private final ActorContext<Command> context;
    private final String solve;
    private final String self;
    private final PartsDoor door;
    private final Post post;
    private final List<PartSlot> slots = new ArrayList<>();
    private Map<String, ActorRef<PartitionHost.Command>> hosts = Map.of();
    private long peersCount;
    private int ticks;

    private PartsDesk(ActorContext<Command> context, String solve, int parts, PartsDoor door, Post post) {
        this.context = context;
        this.solve = solve;
        this.self = Cluster.get(context.getSystem()).selfMember().address().toString();
        this.door = door;
        this.post = post;
        for (int part = 0; part < parts; part++) {
            slots.add(new PartSlot());
        }
    }

    /// @param solve a name that no other desk has
    static Behavior<Command> create(String solve, int parts, PartsDoor door, Post post) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var desk = new PartsDesk(context, solve, parts, door, post);
            PeerListing.follow(context, PartitionHost.KEY, Hosts::new);
            timers.startTimerWithFixedDelay(new Tick(), TICK, TICK);
            return desk.open();
        }));
    }

    private Behavior<Command> open() {
        return Behaviors.receive(Command.class)
                .onMessage(Command.class, this::on)
                .onSignal(PostStop.class, _ -> {
                    endAll();
                    // A run that still waits would wait for ever.
                    door.hear(new Heard.Impossible("its owner's desk has ended"));
                    return Behaviors.same();
                })
                .build();
    }

    private Behavior<Command> on(Command command) {
        if (partOf(command) >= slots.size() || partOf(command) < 0) {
            log.warn("there is no part {} of {}", partOf(command), slots.size());
            return Behaviors.same();
        }
        switch (command) {
            case PlaceOrder order -> place(order.placement());
            case RestartOrder order -> {
                slot(order.part()).restart(order.restart());
                sendRestart(slot(order.part()));
            }
            case AskOrder order -> ask(order);
            case EndParts _ -> endAll();
            case PartMessage.Made made -> made(made);
            case PartMessage.Refused refused -> {
                PartSlot slot = slot(refused.part());
                if (slot.is(refused.epoch()) && slot.order() != null) {
                    slot.refusedBy(refused.reason());
                    choose(refused.part());
                }
            }
            case PartMessage.Said said -> {
                slot(said.message().stamp().sender()).heard();
                door.hear(new Heard.Told(said.message()));
            }
            case PartMessage.HasRhs has -> {
                if (slot(has.part()).is(has.epoch())) {
                    slot(has.part()).heard();
                    slot(has.part()).hasRhs(has.rhsVersion());
                }
            }
            case PartMessage.Alive alive -> {
                if (slot(alive.part()).is(alive.epoch())) {
                    slot(alive.part()).alive(alive.traffic());
                }
            }
            case PartMessage.SaidParcelled large ->
                post.unwrap(large.parcel(), PartMessage.ToDesk.class, context.getSelf());
            case Hosts listed -> listed(listed.all());
            case PartGone gone -> {
                if (slot(gone.part()).is(gone.epoch())) {
                    lost(gone.part(), "its node or its actor is gone");
                }
            }
            case Tick _ -> tick();
            case Close _ -> {
                return Behaviors.stopped();
            }
        }
        return Behaviors.same();
    }

    /// The part that something from another node is about, 0 for what is about none.
    private static int partOf(Command command) {
        return switch (command) {
            case PartMessage.Made made -> made.part();
            case PartMessage.Refused refused -> refused.part();
            case PartMessage.HasRhs has -> has.part();
            case PartMessage.Alive alive -> alive.part();
            case PartMessage.Said said -> said.message().stamp().sender();
            default -> 0;
        };
    }

    private PartSlot slot(int part) {
        return slots.get(part);
    }

    // Placing

    private void place(Placement placement) {
        PartSlot slot = slot(placement.part());
        end(slot);
        slot.order(placement);
        choose(placement.part());
    }

    /// Asks a host for a part that has none. Before the first hosts are known it waits.
    private void choose(int part) {
        PartSlot slot = slot(part);
        Placement order = slot.order();
        if (order == null || !slot.wantsHost() || hosts.isEmpty()) {
            return;
        }
        List<String> taken = new ArrayList<>();
        for (PartSlot each : slots) {
            each.host().ifPresent(taken::add);
        }
        Map<String, Integer> counts = HostChoice.count(taken);
        Optional<String> chosen = HostChoice.choose(hosts.keySet(), counts, slot.unwanted(), self);
        if (chosen.isEmpty() && slot.dropAvoided()) {
            chosen = HostChoice.choose(hosts.keySet(), counts, slot.unwanted(), self);
        }
        if (chosen.isEmpty()) {
            impossible(slot.lastReason());
            return;
        }
        slot.asked(chosen.get());
        ActorRef<PartitionHost.Command> host = hosts.get(chosen.get());
        if (host != null) {
            post.send(
                    host,
                    new PartMessage.Place(solve, order, context.getSelf()),
                    order.subdomain().sizeBytes(),
                    PartMessage.PlaceParcelled::new);
        }
    }

    private void impossible(String reason) {
        log.warn("a solve in {} parts is given up: {}", slots.size(), reason);
        endAll();
        door.hear(new Heard.Impossible(reason));
    }

    private void made(PartMessage.Made made) {
        PartSlot slot = slot(made.part());
        if (!slot.is(made.epoch())) {
            made.actor().tell(new PartMessage.End());
            return;
        }
        if (slot.order() == null) {
            if (!made.actor().equals(slot.actor())) {
                made.actor().tell(new PartMessage.End());
            }
            return;
        }
        slot.made(made);
        context.watchWith(made.actor(), new PartGone(made.part(), made.epoch()));
        tellPeers();
        door.hear(new Heard.Placed(made.part(), made.epoch()));
        show();
    }

    private void tellPeers() {
        peersCount++;
        Map<Integer, ActorRef<PartActor.Command>> all = new HashMap<>();
        for (int part = 0; part < slots.size(); part++) {
            ActorRef<PartActor.Command> actor = slot(part).actor();
            if (actor != null) {
                all.put(part, actor);
            }
        }
        var peers = new PartMessage.Peers(peersCount, all);
        all.values().forEach(actor -> actor.tell(peers));
    }

    private void listed(Set<ActorRef<PartitionHost.Command>> all) {
        Map<String, ActorRef<PartitionHost.Command>> known = new TreeMap<>();
        for (ActorRef<PartitionHost.Command> host : all) {
            known.put(Parcels.isRemote(host) ? host.path().address().toString() : self, host);
        }
        Set<String> gone = new HashSet<>(hosts.keySet());
        gone.removeAll(known.keySet());
        hosts = known;
        for (int part = 0; part < slots.size(); part++) {
            PartSlot slot = slot(part);
            if (slot.order() != null && slot.host().filter(gone::contains).isPresent()) {
                slot.refusedBy("a node was lost that was to take a part");
            }
            choose(part);
        }
    }

    // What is said

    private void ask(AskOrder order) {
        ActorRef<PartActor.Command> actor = slot(order.part()).actor();
        if (actor != null) {
            post.send(
                    actor,
                    new PartMessage.Question(order.ask()),
                    order.ask().sizeBytes(),
                    PartMessage.HandParcelled::new);
        }
    }

    private void sendRestart(PartSlot slot) {
        ActorRef<PartActor.Command> actor = slot.actor();
        PartMessage.Restart restart = slot.restart();
        if (actor != null && restart != null) {
            post.send(actor, restart, (long) Double.BYTES * restart.rhs().size(), PartMessage.HandParcelled::new);
        }
    }

    // Time

    private void tick() {
        ticks++;
        boolean renews = ticks % RENEW_TICKS == 0;
        for (int part = 0; part < slots.size(); part++) {
            PartSlot slot = slot(part);
            ActorRef<PartActor.Command> actor = slot.actor();
            if (renews && actor != null) {
                actor.tell(new PartMessage.Renew());
            }
            if (ticks % RESTART_TICKS == 0) {
                sendRestart(slot);
            }
            if (slot.tick()) {
                if (slot.order() == null) {
                    lost(part, "nothing is heard of it");
                } else {
                    slot.refusedBy("a node did not answer that was to take a part");
                    choose(part);
                }
            }
        }
        if (renews) {
            tellPeers();
            show();
        }
        boolean any = slots.stream().anyMatch(slot -> slot.epoch() >= 0);
        if (any && door.idleNanos() > IDLE.toNanos()) {
            endAll();
            door.hear(new Heard.Ended());
        } else {
            door.hear(new Heard.Passed());
        }
    }

    private void lost(int part, String why) {
        PartSlot slot = slot(part);
        long epoch = slot.epoch();
        log.warn("part {} at {} is lost: {}", part, slot.node(), why);
        end(slot);
        slot.lost();
        door.hear(new Heard.Lost(part, epoch));
    }

    private void end(PartSlot slot) {
        ActorRef<PartActor.Command> actor = slot.actor();
        if (actor != null) {
            context.unwatch(actor);
            actor.tell(new PartMessage.End());
        }
    }

    private void endAll() {
        for (PartSlot slot : slots) {
            end(slot);
            slot.forget();
        }
        show();
    }

    private void show() {
        List<PartsDoor.Place> places = new ArrayList<>();
        for (PartSlot slot : slots) {
            places.add(new PartsDoor.Place(slot.node(), slot.placements(), slot.traffic()));
        }
        door.show(places);
    }
}
