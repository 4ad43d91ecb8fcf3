// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm;

import io.rivulet.actors.peer.PeerListing;
import io.rivulet.actors.swarm.core.StandingMembers;
import io.rivulet.actors.wire.ClusterMessage;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.problem.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.jspecify.annotations.Nullable;

/// Keeps [StandingMembers] at one node and tells the other nodes: a change at once, everything each [#PERIOD],
/// so that a word that was lost is said again.
/// **Bounded by** [StandingMembers#MEMBERS]: what is told at once stays below a message's limit.
final class StandingMembersActor {
    static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "rivulet-swarm");

    private static final Duration PERIOD = Duration.ofSeconds(5);

    sealed interface Command {}

    /// @param home the node that holds its socket, null where it has none
    record Join(
            SwarmMember candidate, String owner, @Nullable String home, ActorRef<Answer> replyTo) implements Command {}

    /// @param home as in [Join]
    record Heard(String nodeId, String owner, @Nullable String home, ActorRef<Answer> replyTo) implements Command {}

    /// From a peer.
    record Told(List<StandingMembers.Entry> entries) implements Command, ClusterMessage {
        public Told {
            entries = List.copyOf(entries);
        }
    }

    private record Peers(Set<ActorRef<Command>> all) implements Command {}

    private record Tick() implements Command {}

    /// `problem` null: it is a member.
    record Answer(@Nullable Problem problem, long epoch) {}

    private final ActorContext<Command> context;
    private final StandingMembers members;
    private final AtomicReference<List<StandingMembers.Entry>> known;
    private final InstantSource clock;
    private Set<ActorRef<Command>> peers = Set.of();

    private StandingMembersActor(
            ActorContext<Command> context,
            StandingMembers members,
            AtomicReference<List<StandingMembers.Entry>> known,
            InstantSource clock) {
        this.context = context;
        this.members = members;
        this.known = known;
        this.clock = clock;
    }

    /// @param known is set to what is known whenever that changes
    static Behavior<Command> create(
            Duration lease, AtomicReference<List<StandingMembers.Entry>> known, InstantSource clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            PeerListing.join(context, KEY, Peers::new);
            timers.startTimerWithFixedDelay(new Tick(), PERIOD);
            return new StandingMembersActor(context, new StandingMembers(lease.toMillis()), known, clock).keeping();
        }));
    }

    private Behavior<Command> keeping() {
        return Behaviors.receiveMessage(command -> {
            long now = clock.millis();
            switch (command) {
                case Join join ->
                    answer(
                            members.join(join.candidate(), join.owner(), join.home(), now),
                            join.candidate().nodeId(),
                            join.replyTo());
                case Heard heard ->
                    answer(
                            members.heard(heard.nodeId(), heard.owner(), heard.home(), now),
                            heard.nodeId(),
                            heard.replyTo());
                case Told told -> members.merge(told.entries(), now);
                case Peers listed -> {
                    peers = listed.all();
                    tell(members.all(now));
                }
                case Tick _ -> tell(members.all(now));
            }
            known.set(members.all(now));
            return Behaviors.same();
        });
    }

    private void answer(@Nullable Problem problem, String nodeId, ActorRef<Answer> replyTo) {
        StandingMembers.Entry entry = members.find(nodeId);
        if (problem == null && entry != null) {
            tell(List.of(entry));
        }
        // Known here before it is answered.
        known.set(members.all(clock.millis()));
        replyTo.tell(new Answer(problem, members.epoch()));
    }

    private void tell(Collection<StandingMembers.Entry> entries) {
        if (!entries.isEmpty()) {
            var told = new Told(List.copyOf(entries));
            peers.stream().filter(peer -> !peer.equals(context.getSelf())).forEach(peer -> peer.tell(told));
        }
    }
}
