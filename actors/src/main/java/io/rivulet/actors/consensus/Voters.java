// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus;

import io.rivulet.actors.consensus.core.Electorate;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;

/// Who may vote, and how each is asked. **Thread** any.
public interface Voters {
    /// The same object while nothing has changed.
    Electorate of(UUID session);

    /// Empty for a voter that can't be reached now.
    Optional<ActorRef<VoterMessage>> door(UUID session, String voter);
}
