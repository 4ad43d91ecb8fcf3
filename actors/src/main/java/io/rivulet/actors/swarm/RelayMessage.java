// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm;

import io.rivulet.actors.swarm.core.Letter;
import io.rivulet.actors.swarm.core.Roster;
import io.rivulet.actors.wire.ClusterMessage;
import io.rivulet.serialization.line.JsonFragment;
import io.rivulet.serialization.view.SwarmView;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// What may be said to a node's [SwarmRelayActor].
public sealed interface RelayMessage {
    /// From another node's.
    sealed interface FromPeer extends RelayMessage, ClusterMessage {}

    /// The relay of the node `name`.
    record Hello(String name, ActorRef<RelayMessage> relay) implements FromPeer {}

    /// `relay` sent it and knows the links that it goes by.
    record Pass(Letter letter, ActorRef<RelayMessage> relay) implements FromPeer {}

    record AskRoster(UUID session, ActorRef<RelayMessage> replyTo) implements FromPeer {}

    record TellRoster(UUID session, Roster roster) implements FromPeer {}

    /// The session has ended; one of the same id later is another.
    record Forget(UUID session) implements FromPeer {}

    /// Forget it here and at all others.
    record Ended(UUID session) implements RelayMessage {}

    /// Answered by [Traffic].
    record AskTraffic(UUID session, ActorRef<Traffic> replyTo) implements FromPeer {}

    record Traffic(SwarmView.Traffic of) implements ClusterMessage {}

    /// Begin a message to all.
    ///
    /// @param depth over so many links it may go
    record Announce(UUID session, Roster roster, int depth, long revision, JsonFragment said) implements RelayMessage {}

    /// A member's place at a socket of this node: of a session, or with null of all that `owner` has.
    record Seat(@Nullable UUID session, String owner, String member) {}

    /// @param socket takes a frame, or says false where it has no room
    record Sit(Seat seat, Predicate<byte[]> socket) implements RelayMessage {}

    /// Gives a seat up, where `socket` still has it.
    record Rise(Seat seat, Predicate<byte[]> socket) implements RelayMessage {}

    /// Answered by this node's relay and those of the others that are known.
    record AskRelays(ActorRef<Relays> replyTo) implements RelayMessage {}

    record Relays(List<ActorRef<RelayMessage>> all) {
        public Relays {
            all = List.copyOf(all);
        }
    }

    /// Who is there now.
    record Peers(Set<ActorRef<RelayMessage>> all) implements RelayMessage {
        public Peers {
            all = Set.copyOf(all);
        }
    }

    /// Say hello again: it may have been lost.
    record Tick() implements RelayMessage {}
}
