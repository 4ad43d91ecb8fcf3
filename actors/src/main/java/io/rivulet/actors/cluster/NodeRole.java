// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.cluster;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a node is for. A node may have both roles, and by default has.
public enum NodeRole {
    /// Answers clients.
    GATEWAY,
    /// Holds sessions and computes.
    SOLVER;

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
