// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.race.core;

import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.serialization.event.Voter;
import java.util.List;

/// What a session wants done about its race; `race` is its number. Answered by [RaceNews].
public sealed interface RaceOrder {
    long race();

    /// Bring racers 1 to `racers` − 1 to other nodes, from x = 0 at `revision`; racer 0 is the session's own engine.
    record Begin(long race, long revision, int racers, Goal goal) implements RaceOrder {}

    /// Fetch a racer's x, and ask these voters about it.
    record Poll(long race, int racer, long epoch, List<Voter> voters, int probes, Tolerance tolerance)
            implements RaceOrder {
        public Poll {
            voters = List.copyOf(voters);
        }
    }

    /// Look at the x that was fetched with the engine's own A and b, and go on from it if it meets `tolerance`; no
    /// slice is running.
    record Adopt(long race, int racer, long revision, Tolerance tolerance) implements RaceOrder {}

    /// Cancel whatever of it still runs.
    record End(long race) implements RaceOrder {}
}
