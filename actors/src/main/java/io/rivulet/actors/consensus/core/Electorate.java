// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus.core;

import io.rivulet.serialization.event.Voter;
import java.util.List;
import java.util.Set;

/// Who may vote, as a node sees its cluster: silent and unreachable members are `present` until the cluster has
/// removed them.
///
/// @param present by name
/// @param removed names of members that the cluster has removed and that have not come back
public record Electorate(List<Voter> present, Set<String> removed) {
    public static final Electorate NOBODY = new Electorate(List.of(), Set.of());

    public Electorate {
        present = List.copyOf(present);
        removed = Set.copyOf(removed);
    }
}
