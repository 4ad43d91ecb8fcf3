// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm;

import io.rivulet.actors.swarm.core.Roster;
import io.rivulet.serialization.line.JsonFragment;
import io.rivulet.serialization.view.SwarmView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.MailboxSelector;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/// The links of sessions' swarms: what is said to all members goes along them, from node to node and to the sockets
/// of members.
/// **Thread** any.   **More** docs/internals/swarm.md
public final class SwarmLinks {
    /// Nodes that have not said their counts by then are left out.
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ActorSystem<?> system;
    private final ActorRef<RelayMessage> relay;

    private SwarmLinks(ActorSystem<?> system, ActorRef<RelayMessage> relay) {
        this.system = system;
        this.relay = relay;
    }

    /// @param name of this node
    /// @param random for the ids of messages
    public static SwarmLinks start(ActorSystem<?> system, String name, LongSupplier random, LongSupplier nanoTime) {
        return new SwarmLinks(
                system,
                system.systemActorOf(
                        SwarmRelayActor.finding(name, random, nanoTime),
                        "rivulet-swarm-relay",
                        MailboxSelector.bounded(SwarmRelayActor.WAITING)));
    }

    /// Tells members of a session that this node has.
    ///
    /// @param depth over so many links at most
    public void announce(UUID session, Roster roster, int depth, long revision, JsonFragment said) {
        relay.tell(new RelayMessage.Announce(session, roster, depth, revision, said));
    }

    /// A session that this node had has ended.
    public void ended(UUID session) {
        relay.tell(new RelayMessage.Ended(session));
    }

    /// From now on the member is told on this socket; the last one that sits counts.
    ///
    /// @param socket takes a frame at once, or says false where it has no room; called by one thread at a time
    public void sit(RelayMessage.Seat seat, Predicate<byte[]> socket) {
        relay.tell(new RelayMessage.Sit(seat, socket));
    }

    public void rise(RelayMessage.Seat seat, Predicate<byte[]> socket) {
        relay.tell(new RelayMessage.Rise(seat, socket));
    }

    /// What each node has passed on of a session's messages, this node's first; without those that don't answer.
    public CompletionStage<List<SwarmView.Traffic>> traffic(UUID session) {
        return AskPattern.<RelayMessage, RelayMessage.Relays>ask(
                        relay, RelayMessage.AskRelays::new, PATIENCE, system.scheduler())
                .thenCompose(relays -> all(relays.all().stream()
                        .map(each -> traffic(each, session))
                        .toList()))
                .exceptionally(_ -> List.of());
    }

    private CompletionStage<Optional<SwarmView.Traffic>> traffic(ActorRef<RelayMessage> of, UUID session) {
        return AskPattern.<RelayMessage, RelayMessage.Traffic>ask(
                        of, replyTo -> new RelayMessage.AskTraffic(session, replyTo), PATIENCE, system.scheduler())
                .thenApply(traffic -> Optional.of(traffic.of()))
                .exceptionally(_ -> Optional.empty());
    }

    private static CompletionStage<List<SwarmView.Traffic>> all(
            List<CompletionStage<Optional<SwarmView.Traffic>>> each) {
        CompletionStage<List<SwarmView.Traffic>> all = CompletableFuture.completedStage(List.of());
        for (CompletionStage<Optional<SwarmView.Traffic>> next : each) {
            all = all.thenCombine(
                    next,
                    (known, one) -> Stream.concat(known.stream(), one.stream()).toList());
        }
        return all;
    }
}
