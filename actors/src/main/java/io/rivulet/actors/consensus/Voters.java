// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus;

import io.rivulet.actors.consensus.core.Electorate;
import io.rivulet.serialization.event.Voter;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;

/// Who may vote, and how each is asked. **Thread** any.
public interface Voters {
    /// @param member it is no node: it is asked by [VoterMessage.AskMember]
    record Door(ActorRef<VoterMessage> to, boolean member) {}

    /// The same object while nothing has changed.
    Electorate electorate();

    /// Empty for a voter that can't be reached now.
    ///
    /// @param owner of the session
    Optional<Door> door(UUID session, String owner, Voter voter);
}
