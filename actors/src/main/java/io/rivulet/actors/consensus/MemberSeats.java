// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus;

import io.rivulet.actors.consensus.core.Seats.Seat;
import io.rivulet.serialization.event.Voter;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.ProbeVote;
import io.rivulet.serialization.view.ProbeTask;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.jspecify.annotations.Nullable;

/// Where in the cluster the members are that verify and are no nodes. The same at every node, a few milliseconds apart.
/// **Thread** any.   **Bounded by** see [SeatsActor].
public final class MemberSeats {
    private static final long RETRY_MILLIS = 5_000;

    private final ActorSystem<?> system;
    private final ActorRef<SeatsActor.Command> actor;
    private final AtomicReference<Map<Seat, List<ActorRef<VoterMessage>>>> known;
    private final AtomicLong sockets = new AtomicLong();

    private MemberSeats(
            ActorSystem<?> system,
            ActorRef<SeatsActor.Command> actor,
            AtomicReference<Map<Seat, List<ActorRef<VoterMessage>>>> known) {
        this.system = system;
        this.actor = actor;
        this.known = known;
    }

    public static MemberSeats start(ActorSystem<?> system, InstantSource clock) {
        var known = new AtomicReference<>(Map.<Seat, List<ActorRef<VoterMessage>>>of());
        var actor = system.systemActorOf(SeatsActor.create(known, clock), "rivulet-seats", Props.empty());
        return new MemberSeats(system, actor, known);
    }

    /// Where this voter of the session is asked; empty while it is at no socket.
    public List<ActorRef<VoterMessage>> doors(String owner, UUID session, Voter voter) {
        Map<Seat, List<ActorRef<VoterMessage>>> all = known.get();
        return Stream.of(new Seat(owner, session, voter), new Seat(owner, null, voter))
                .flatMap(seat -> all.getOrDefault(seat, List.of()).stream())
                .distinct()
                .toList();
    }

    /// Whether this node has seen the voter at no socket for so long.
    public CompletionStage<Boolean> isGone(UUID session, Voter voter, Duration lease) {
        var gone = new CompletableFuture<Boolean>();
        actor.tell(new SeatsActor.LookFor(session, voter, lease, gone));
        return gone;
    }

    /// A socket at which members of this owner may be. To be closed with it.
    /// @param send takes a task on its way to the member, false where there is no room
    public Socket socket(String owner, Predicate<ProbeTask> send) {
        var door = system.systemActorOf(
                MemberVoter.create(send), "rivulet-member-" + sockets.incrementAndGet(), Props.empty());
        return new Socket(owner, door);
    }

    /// **Thread** any.
    public final class Socket {
        private final String owner;
        private final ActorRef<VoterMessage> door;

        private Socket(String owner, ActorRef<VoterMessage> door) {
            this.owner = owner;
            this.door = door;
        }

        /// From then on this voter is asked here. It has joined the session, or with null the cluster, before. Where
        /// the node's sockets have no room, this one's oldest seat is given up for it.
        /// **Errors** `capacity_exceeded`.
        public CompletionStage<Boolean> take(@Nullable UUID session, Voter voter) {
            var taken = new CompletableFuture<Boolean>();
            actor.tell(new SeatsActor.Take(new Seat(owner, session, voter), door, taken));
            return taken.thenApply(room -> {
                if (!room) {
                    throw Problem.of(
                                    ProblemCode.CAPACITY_EXCEEDED,
                                    "other sockets of this node have the " + SeatsActor.OWN
                                            + " verifiers that they may have")
                            .hint("Join at another node, or join the cluster once in the place of many sessions.")
                            .retryAfter(RETRY_MILLIS)
                            .exception();
                }
                return true;
            });
        }

        /// What the member says about a task; false for one that is over, or not of this socket.
        public CompletionStage<Boolean> say(ProbeVote vote) {
            var known = new CompletableFuture<Boolean>();
            door.tell(new MemberVoter.Say(vote, known));
            return known;
        }

        public void close() {
            actor.tell(new SeatsActor.Leave(door));
            door.tell(new MemberVoter.Close());
        }
    }
}
