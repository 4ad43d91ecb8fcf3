// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.numerics.incremental.CostUpdate;

/// An accepted update with its identity.
///
/// @param depth over so many links it may go: of the session's swarm, and to sessions that follow it, each of which
/// takes
///     it with one less; 0 for none. Stored where it is not [#USUAL_DEPTH], for those that follow: who reads an update
/// from
///     a journal tells no swarm of it
public record IdentifiedUpdate(UpdateIdentity identity, CostUpdate update, int depth) {
    public static final int USUAL_DEPTH = 3;

    /// More links than the way through any swarm has.
    public static final int MOST_DEPTH = 255;

    public IdentifiedUpdate {
        if (depth < 0 || depth > MOST_DEPTH) {
            throw new IllegalArgumentException("depth " + depth);
        }
    }

    /// With [#USUAL_DEPTH].
    public IdentifiedUpdate(UpdateIdentity identity, CostUpdate update) {
        this(identity, update, USUAL_DEPTH);
    }

    public IdentifiedUpdate within(int links) {
        return new IdentifiedUpdate(identity, update, links);
    }

    /// Whether a session that follows takes it.
    public boolean goesOn() {
        return depth > 0;
    }
}
