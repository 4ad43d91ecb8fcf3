// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.cluster;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a node is for. A node may have several roles; by default it is gateway and solver.
public enum NodeRole {
    /// Answers clients.
    GATEWAY,
    /// Holds sessions and computes; votes on what others have computed.
    SOLVER,
    /// Votes, and does nothing else.
    VERIFIER;

    /// Whether a node of this role is among the voters.
    public boolean votes() {
        return this != GATEWAY;
    }

    /// As in settings, in the status, and among the roles of the cluster's protocol.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<NodeRole> of(String wireName) {
        return Arrays.stream(values())
                .filter(role -> role.wireName().equals(wireName))
                .findFirst();
    }
}
