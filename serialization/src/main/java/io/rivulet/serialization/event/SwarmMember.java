// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A member of a swarm as it joined.
///
/// @param nodeId its own name; see [#LONGEST_ID]
/// @param roles in their order, each once
/// @param epoch the membership's version from which on it is a member as described here
/// @param capabilities what it says it can do; told to whoever asks, never interpreted
/// @param version of its software, as it says
/// @param publicKey under which it signs votes, see [VotingKeys]; null for one that has no vote
public record SwarmMember(
        String nodeId,
        List<MemberRole> roles,
        long epoch,
        List<String> capabilities,
        String version,
        @Nullable String publicKey) {
    /// Characters of a node id.
    public static final int LONGEST_ID = 100;

    /// Capabilities of one member.
    public static final int CAPABILITIES = 8;

    /// Characters of a capability, or of a version.
    public static final int LONGEST_WORD = 32;

    public SwarmMember {
        roles = roles.isEmpty() ? List.of() : List.copyOf(EnumSet.copyOf(roles));
        capabilities = List.copyOf(capabilities);
    }

    /// Without a key.
    public SwarmMember(String nodeId, List<MemberRole> roles, long epoch, List<String> capabilities, String version) {
        this(nodeId, roles, epoch, capabilities, version, null);
    }

    /// Whether it can vote.
    public boolean votes() {
        return publicKey != null && hasVotingRole();
    }

    /// Whether it would vote under a key.
    public boolean hasVotingRole() {
        return roles.stream().anyMatch(MemberRole::votes);
    }

    public boolean has(MemberRole role) {
        return roles.contains(role);
    }

    /// The same from `epoch` on.
    public SwarmMember from(long newEpoch) {
        return new SwarmMember(nodeId, roles, newEpoch, capabilities, version, publicKey);
    }

    /// With other roles, from `epoch` on.
    public SwarmMember as(Collection<MemberRole> newRoles, long newEpoch) {
        return new SwarmMember(nodeId, List.copyOf(newRoles), newEpoch, capabilities, version, publicKey);
    }

    /// Whether it has joined with the same words, whenever.
    public boolean joinedLike(SwarmMember other) {
        return equals(other.from(epoch));
    }
}
