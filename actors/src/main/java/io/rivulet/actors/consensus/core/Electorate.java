// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus.core;

import io.rivulet.serialization.event.Voter;
import java.util.List;
import java.util.Set;

/// Who may vote, as a node sees its cluster: silent and unreachable members are `present` until the cluster has
/// removed them.
///
/// @param present nodes, by name
/// @param removed names of nodes that the cluster has removed and that have not come back
/// @param standing members of the cluster that are no nodes of it
public record Electorate(List<Voter> present, Set<String> removed, List<Standing> standing) {
    public static final Electorate NOBODY = new Electorate(List.of(), Set.of());

    /// A member that votes on all sessions of `owner` that have a swarm.
    public record Standing(Voter voter, String owner) {}

    public Electorate {
        present = List.copyOf(present);
        removed = Set.copyOf(removed);
        standing = List.copyOf(standing);
    }

    /// Of nodes alone.
    public Electorate(List<Voter> present, Set<String> removed) {
        this(present, removed, List.of());
    }
}
