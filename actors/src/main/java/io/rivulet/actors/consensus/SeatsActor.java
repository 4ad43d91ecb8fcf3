// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus;

import io.rivulet.actors.consensus.core.Seats;
import io.rivulet.actors.consensus.core.Seats.Seat;
import io.rivulet.actors.consensus.core.Seats.Taken;
import io.rivulet.actors.peer.PeerListing;
import io.rivulet.actors.wire.ClusterMessage;
import io.rivulet.serialization.event.Voter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.jspecify.annotations.Nullable;

/// Keeps at one node where members that verify can be asked, and tells the other nodes of its own sockets: a change at
/// once, everything each [#PERIOD].
/// **Bounded by** [#OWN] seats at this node's sockets, [#TOLD] in a message, [Seats]. Nobody says when a session is
/// over: where there is no room, a socket gives up the seat that was taken there first.
final class SeatsActor {
    static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "rivulet-seats");

    static final int OWN = 1_024;

    private static final int TOLD = 64;
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration LEASE = PERIOD.multipliedBy(3);

    sealed interface Command {}

    /// `taken` completes with false where there is no room.
    record Take(Seat seat, ActorRef<VoterMessage> door, CompletableFuture<Boolean> taken) implements Command {}

    /// Has the voter been at no socket for so long?
    record LookFor(UUID session, Voter voter, Duration lease, CompletableFuture<Boolean> gone) implements Command {}

    record Leave(ActorRef<VoterMessage> door) implements Command {}

    /// From a peer.
    record Told(List<Seated> seats) implements Command, ClusterMessage {
        public Told {
            seats = List.copyOf(seats);
        }
    }

    /// One seat as it crosses to another node; see [Taken].
    record Seated(String owner, @Nullable UUID session, Voter voter, ActorRef<VoterMessage> door, long sinceMillis) {
        Taken<ActorRef<VoterMessage>> taken() {
            return new Taken<>(new Seat(owner, session, voter), door, sinceMillis);
        }
    }

    /// From a peer.
    record Gone(ActorRef<VoterMessage> door) implements Command, ClusterMessage {}

    private record Peers(Set<ActorRef<Command>> all) implements Command {}

    private record Tick() implements Command {}

    private record Place(Seat seat, ActorRef<VoterMessage> door) {}

    private final ActorContext<Command> context;
    private final AtomicReference<Map<Seat, List<ActorRef<VoterMessage>>>> known;
    private final InstantSource clock;
    private final Seats<ActorRef<VoterMessage>> seats;
    private final Map<Place, Seated> own = new LinkedHashMap<>();
    private Set<ActorRef<Command>> peers = Set.of();

    private SeatsActor(
            ActorContext<Command> context,
            AtomicReference<Map<Seat, List<ActorRef<VoterMessage>>>> known,
            InstantSource clock) {
        this.context = context;
        this.known = known;
        this.clock = clock;
        this.seats = new Seats<>(LEASE.toMillis(), clock.millis());
    }

    /// @param known is set to what is known whenever that changes
    static Behavior<Command> create(
            AtomicReference<Map<Seat, List<ActorRef<VoterMessage>>>> known, InstantSource clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            PeerListing.join(context, KEY, Peers::new);
            timers.startTimerWithFixedDelay(new Tick(), PERIOD);
            return new SeatsActor(context, known, clock).keeping();
        }));
    }

    private Behavior<Command> keeping() {
        return Behaviors.receiveMessage(command -> {
            long now = clock.millis();
            switch (command) {
                case Take take -> take(take, now);
                case LookFor look ->
                    look.gone()
                            .complete(seats.isGone(
                                    look.session(), look.voter(), look.lease().toMillis(), now));
                case Leave leave -> {
                    context.unwatch(leave.door());
                    seats.gone(List.of(leave.door()));
                    own.keySet().removeIf(place -> place.door().equals(leave.door()));
                    tell(new Gone(leave.door()));
                }
                case Told told -> told.seats().forEach(each -> seats.told(each.taken(), now));
                case Gone gone -> seats.gone(List.of(gone.door()));
                case Peers listed -> {
                    peers = listed.all();
                    tellAll();
                }
                case Tick _ -> {
                    own.values().forEach(each -> seats.told(each.taken(), now));
                    seats.forget(now);
                    tellAll();
                }
            }
            known.set(seats.doors());
            if (command instanceof Take take) {
                // Known here before it is answered.
                take.taken().complete(own.containsKey(new Place(take.seat(), take.door())));
            }
            return Behaviors.same();
        });
    }

    private void take(Take take, long now) {
        var place = new Place(take.seat(), take.door());
        var seated = new Seated(
                take.seat().owner(), take.seat().session(), take.seat().voter(), take.door(), now);
        if (own.remove(place) == null && own.size() >= OWN) {
            giveUpOldest(take.door());
        }
        if (own.size() < OWN && seats.told(seated.taken(), now)) {
            // At the end: the one taken last.
            own.put(place, seated);
            // However it ends, and also where it has ended by now.
            context.watchWith(take.door(), new Leave(take.door()));
            tell(new Told(List.of(seated)));
        }
    }

    /// Peers forget it when it is not told again.
    private void giveUpOldest(ActorRef<VoterMessage> door) {
        own.keySet().stream()
                .filter(place -> place.door().equals(door))
                .findFirst()
                .ifPresent(oldest -> {
                    own.remove(oldest);
                    seats.left(oldest.seat(), door);
                });
    }

    private void tellAll() {
        List<Seated> all = new ArrayList<>(own.values());
        for (int from = 0; from < all.size(); from += TOLD) {
            tell(new Told(all.subList(from, Math.min(all.size(), from + TOLD))));
        }
    }

    private void tell(Command message) {
        peers.stream().filter(peer -> !peer.equals(context.getSelf())).forEach(peer -> peer.tell(message));
    }
}
