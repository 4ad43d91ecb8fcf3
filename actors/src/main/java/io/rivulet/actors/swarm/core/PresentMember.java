// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SwarmMember;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A member as it is known now.
///
/// @param node it is a node of the cluster
/// @param home the node that holds its socket, null where none is known
public record PresentMember(
        SwarmMember member,
        boolean node,
        long lastSeenMillis,
        @Nullable String home) {
    public PresentMember(SwarmMember member, boolean node, long lastSeenMillis) {
        this(member, node, lastSeenMillis, null);
    }

    /// This one, with the home of `other` where it has none.
    PresentMember orAt(PresentMember other) {
        return home != null ? this : new PresentMember(member, node, lastSeenMillis, other.home);
    }

    /// A node of the cluster, as every node is a member.
    public static PresentMember node(String name, long lastSeenMillis) {
        return new PresentMember(
                new SwarmMember(name, List.of(MemberRole.VERIFIER, MemberRole.SOLVER), 0, List.of(), ""),
                true,
                lastSeenMillis);
    }

    /// Nodes vote whether they verify or solve, others under their key.
    public boolean votes() {
        return node ? member.hasVotingRole() : member.votes();
    }
}
