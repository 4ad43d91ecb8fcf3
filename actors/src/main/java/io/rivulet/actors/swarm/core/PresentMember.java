// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SwarmMember;

/// A member as it is known now.
///
/// @param node it is a node of the cluster
public record PresentMember(SwarmMember member, boolean node, long lastSeenMillis) {
    /// Nodes vote whether they verify or solve, others under their key.
    public boolean votes() {
        return node ? member.has(MemberRole.VERIFIER) || member.has(MemberRole.SOLVER) : member.votes();
    }
}
