// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm;

import io.rivulet.actors.peer.PeerListing;
import io.rivulet.actors.swarm.core.Relay;
import io.rivulet.actors.swarm.core.Roster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/// Carries messages of swarms between this node and the others, and to the sockets of members that are here, as its
/// [Relay] decides. Relays find each other by name: each says who it is to all that are listed.
///
/// **Survives** a failure with its seats; links are asked for again with the first letter, counts begin anew.
/// **Bounded by** the relay, the cluster's nodes, [#WAITING], [#SEATS].
final class SwarmRelayActor {
    static final ServiceKey<RelayMessage> KEY = ServiceKey.create(RelayMessage.class, "rivulet-swarm-relay");

    /// Messages that wait; what comes then is lost, as on any link.
    static final int WAITING = 16_384;

    /// Of all sockets of the node together.
    static final int SEATS = 65_536;

    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final String name;
    private final ActorContext<RelayMessage> context;
    private final LongSupplier random;
    private final LongSupplier nanoTime;
    private final Relay relay;
    private final Map<String, ActorRef<RelayMessage>> relays = new HashMap<>();
    private final Map<RelayMessage.Seat, Predicate<byte[]>> seats;
    private Set<ActorRef<RelayMessage>> listed = Set.of();

    private SwarmRelayActor(
            String name,
            Map<RelayMessage.Seat, Predicate<byte[]>> seats,
            ActorContext<RelayMessage> context,
            LongSupplier random,
            LongSupplier nanoTime) {
        this.seats = seats;
        this.name = name;
        this.context = context;
        this.random = random;
        this.nanoTime = nanoTime;
        this.relay = new Relay(name);
    }

    /// A relay that knows of others what it is told.
    static Behavior<RelayMessage> create(String name, LongSupplier random, LongSupplier nanoTime) {
        Map<RelayMessage.Seat, Predicate<byte[]>> seats = new HashMap<>();
        return Behaviors.supervise(Behaviors.<RelayMessage>setup(
                        context -> new SwarmRelayActor(name, seats, context, random, nanoTime).relaying()))
                .onFailure(SupervisorStrategy.restart());
    }

    /// A relay that finds those of the other nodes.
    static Behavior<RelayMessage> finding(String name, LongSupplier random, LongSupplier nanoTime) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            PeerListing.join(context, KEY, RelayMessage.Peers::new);
            timers.startTimerWithFixedDelay(new RelayMessage.Tick(), PERIOD);
            return create(name, random, nanoTime);
        }));
    }

    private Behavior<RelayMessage> relaying() {
        return Behaviors.receiveMessage(message -> {
            switch (message) {
                case RelayMessage.Peers peers -> {
                    // One that was listed and is not any more has ended.
                    relays.values()
                            .removeIf(each ->
                                    listed.contains(each) && !peers.all().contains(each));
                    listed = peers.all();
                    greet();
                }
                case RelayMessage.Tick _ -> greet();
                case RelayMessage.Hello hello -> relays.put(hello.name(), hello.relay());
                case RelayMessage.Announce a -> announce(a);
                case RelayMessage.Pass pass -> carryOut(relay.receive(pass.letter(), nanos()), pass.relay());
                case RelayMessage.AskRoster ask -> {
                    Roster known = relay.roster(ask.session());
                    if (known != null) {
                        ask.replyTo().tell(new RelayMessage.TellRoster(ask.session(), known));
                    }
                }
                case RelayMessage.TellRoster told ->
                    carryOut(relay.learn(told.session(), told.roster(), nanos()), context.getSelf());
                case RelayMessage.Forget forget -> relay.forget(forget.session());
                case RelayMessage.Ended ended -> {
                    var forget = new RelayMessage.Forget(ended.session());
                    relays.values().forEach(each -> each.tell(forget));
                    relay.forget(ended.session());
                }
                case RelayMessage.AskTraffic ask ->
                    ask.replyTo().tell(new RelayMessage.Traffic(relay.traffic(ask.session())));
                case RelayMessage.AskRelays ask -> {
                    List<ActorRef<RelayMessage>> all = new ArrayList<>(relays.values());
                    all.remove(context.getSelf());
                    all.addFirst(context.getSelf());
                    ask.replyTo().tell(new RelayMessage.Relays(all));
                }
                case RelayMessage.Sit sit -> {
                    if (seats.size() < SEATS || seats.containsKey(sit.seat())) {
                        seats.put(sit.seat(), sit.socket());
                    }
                }
                case RelayMessage.Rise rise -> seats.remove(rise.seat(), rise.socket());
            }
            return Behaviors.same();
        });
    }

    private long nanos() {
        return nanoTime.getAsLong();
    }

    private void greet() {
        var hello = new RelayMessage.Hello(name, context.getSelf());
        listed.stream().filter(each -> !each.equals(context.getSelf())).forEach(each -> each.tell(hello));
    }

    private void announce(RelayMessage.Announce a) {
        var id = new UUID(random.getAsLong(), random.getAsLong());
        carryOut(
                relay.announce(a.session(), a.roster(), id, a.depth(), a.revision(), a.said(), nanos()),
                context.getSelf());
    }

    /// @param sender of what came
    private void carryOut(List<Relay.Action> actions, ActorRef<RelayMessage> sender) {
        for (Relay.Action action : actions) {
            switch (action) {
                case Relay.Action.Send send -> {
                    ActorRef<RelayMessage> there = relays.get(send.node());
                    if (there == null) {
                        relay.lost(send.letter().session());
                    } else {
                        there.tell(new RelayMessage.Pass(send.letter(), context.getSelf()));
                    }
                }
                case Relay.Action.Tell tell -> tell(tell);
                case Relay.Action.AskRoster ask ->
                    sender.tell(new RelayMessage.AskRoster(ask.session(), context.getSelf()));
            }
        }
    }

    private void tell(Relay.Action.Tell tell) {
        Predicate<byte[]> ofSession = seats.get(new RelayMessage.Seat(tell.session(), tell.owner(), tell.member()));
        Predicate<byte[]> socket =
                ofSession != null ? ofSession : seats.get(new RelayMessage.Seat(null, tell.owner(), tell.member()));
        relay.told(tell.session(), socket != null && socket.test(tell.said().bytes()));
    }
}
