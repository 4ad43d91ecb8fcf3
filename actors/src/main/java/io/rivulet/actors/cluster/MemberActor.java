// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.cluster;

import io.rivulet.actors.peer.PeerListing;
import io.rivulet.actors.wire.ClusterMessage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.ClusterEvent.ClusterDomainEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells this node's [NodeVitals] to its peers each second and keeps theirs in [Members].
/// **Bounded by** one reading of the vitals at a time.
final class MemberActor {
    static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "rivulet-members");

    private static final Logger log = LoggerFactory.getLogger(MemberActor.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    sealed interface Command {}

    /// From a peer.
    record Told(NodeVitals vitals) implements Command, ClusterMessage {}

    /// From a peer, for an operator: leave in order.
    record Leave() implements Command, ClusterMessage {}

    /// Something has changed that peers should know at once.
    record TellNow() implements Command {}

    private record Tick() implements Command {}

    private record Read(@Nullable NodeVitals vitals) implements Command {}

    private record Peers(Set<ActorRef<Command>> all) implements Command {}

    private record Changed(ClusterDomainEvent event) implements Command {}

    /// What the actor is made with.
    ///
    /// @param pause how long a member is silent before it is told to be unreachable
    record Parts(
            Members members,
            Supplier<CompletionStage<NodeVitals>> vitals,
            Runnable leave,
            Runnable removed,
            Supplier<LossWatch> losses,
            InstantSource clock,
            Duration pause) {}

    private final ActorContext<Command> context;
    private final Parts parts;
    private Set<ActorRef<Command>> peers = Set.of();
    private boolean reading;

    private MemberActor(ActorContext<Command> context, Parts parts) {
        this.context = context;
        this.parts = parts;
    }

    static Behavior<Command> create(Parts parts) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            PeerListing.join(context, KEY, Peers::new);
            Cluster.get(context.getSystem())
                    .subscriptions()
                    .tell(Subscribe.create(
                            context.messageAdapter(ClusterDomainEvent.class, Changed::new), ClusterDomainEvent.class));
            timers.startTimerWithFixedDelay(new Tick(), Duration.ZERO, PERIOD);
            return new MemberActor(context, parts).telling();
        }));
    }

    private Behavior<Command> telling() {
        return Behaviors.receiveMessage(command -> {
            switch (command) {
                case Tick _, TellNow _ -> read();
                case Read read -> tell(read.vitals());
                // One that has gone may have a word under way.
                case Told told
                when isMember(told.vitals().address()) -> parts.members().told(told.vitals());
                case Told _ -> {}
                case Peers listed -> peers = listed.all();
                case Changed changed -> changed(changed.event());
                case Leave _ -> {
                    log.info("asked to leave the cluster");
                    parts.leave().run();
                }
            }
            return Behaviors.same();
        });
    }

    private boolean isMember(String address) {
        for (Member member : Cluster.get(context.getSystem()).state().getMembers()) {
            if (address(member).equals(address)) {
                return true;
            }
        }
        return false;
    }

    private void read() {
        if (!reading) {
            reading = true;
            context.pipeToSelf(parts.vitals().get(), (vitals, _) -> new Read(vitals));
        }
    }

    private void tell(@Nullable NodeVitals vitals) {
        reading = false;
        if (vitals != null) {
            parts.members().told(vitals);
            peers.stream().filter(peer -> !peer.equals(context.getSelf())).forEach(peer -> peer.tell(new Told(vitals)));
        }
    }

    private void changed(ClusterDomainEvent event) {
        Members members = parts.members();
        switch (event) {
            case ClusterEvent.UnreachableMember lost -> {
                long since = parts.clock().millis() - parts.pause().toMillis();
                members.silent(address(lost.member()), since);
                nameOf(lost.member()).ifPresent(parts.losses().get()::silent);
                log.warn("nothing is heard of {}", describe(lost.member()));
            }
            case ClusterEvent.ReachableMember back -> {
                members.heardAgain(address(back.member()));
                nameOf(back.member()).ifPresent(parts.losses().get()::heardAgain);
                log.info("{} is heard of again", describe(back.member()));
            }
            case ClusterEvent.MemberUp up -> log.info("{} is up", address(up.member()));
            case ClusterEvent.MemberDowned down ->
                nameOf(down.member()).ifPresent(parts.losses().get()::silent);
            case ClusterEvent.MemberRemoved gone -> {
                if (gone.previousStatus().equals(MemberStatus.down())) {
                    members.silent(address(gone.member()), parts.clock().millis());
                    log.warn("{} is lost and has been removed from the cluster", describe(gone.member()));
                    lost(gone.member());
                } else {
                    log.info("{} has left the cluster", describe(gone.member()));
                }
                members.removed(address(gone.member()));
                parts.removed().run();
            }
            default -> {}
        }
    }

    private void lost(Member member) {
        long now = parts.clock().millis();
        nameOf(member)
                .ifPresent(name -> parts.losses()
                        .get()
                        .lost(
                                address(member) + "#" + member.uniqueAddress().longUid(),
                                name,
                                parts.members().silentSince(name).orElse(now)));
    }

    private Optional<String> nameOf(Member member) {
        return parts.members().nameOf(address(member));
    }

    private String describe(Member member) {
        return nameOf(member).orElse("a node") + " at " + address(member);
    }

    private static String address(Member member) {
        return member.address().toString();
    }
}
