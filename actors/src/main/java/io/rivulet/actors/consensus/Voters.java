// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus;

import io.rivulet.actors.consensus.core.Electorate;
import io.rivulet.serialization.event.Voter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;

/// Who may vote, and how each is asked. **Thread** any.
public interface Voters {
    sealed interface Door {}

    record NodeDoor(ActorRef<VoterMessage> to) implements Door {}

    /// It is no node: it is asked by [VoterMessage.AskMember] wherever somebody says to be it, for only its signature
    /// tells who is.
    record MemberDoors(List<ActorRef<VoterMessage>> all) implements Door {
        public MemberDoors {
            all = List.copyOf(all);
        }
    }

    /// The same object while nothing has changed.
    Electorate electorate();

    /// Empty for a voter that can't be reached now.
    ///
    /// @param owner of the session
    Optional<Door> door(UUID session, String owner, Voter voter);
}
