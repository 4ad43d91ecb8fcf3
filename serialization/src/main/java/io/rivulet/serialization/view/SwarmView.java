// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.view;

import io.rivulet.serialization.event.SwarmMember;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/swarm`, `GET /api/v1/swarm/{id}`.
///
/// @param session null for the cluster
/// @param epoch of the membership
/// @param members in the order that the topology goes by
/// @param edges pairs of node ids, each once
/// @param aggregation null for the cluster
/// @param quorum of the members that verify or solve
public record SwarmView(
        @Nullable UUID session,
        long epoch,
        List<Member> members,
        String topology,
        List<Edge> edges,
        @Nullable Aggregation aggregation,
        int quorum,
        int toleratedFaults) {
    public record Member(SwarmMember described, boolean node, long lastSeenMillis) {}

    public record Edge(String from, String to) {}

    /// How reports come together.
    ///
    /// @param rule by its wire name
    /// @param reporters that have reported, by node id
    public record Aggregation(String rule, List<Reporter> reporters) {
        public Aggregation {
            reporters = List.copyOf(reporters);
        }
    }

    /// @param outside reports that lay outside of what others reported
    /// @param distrusted it kept lying outside: no weight in averages
    /// @param estimates that it has at present
    public record Reporter(
            String nodeId, long reports, long outside, boolean distrusted, int estimates, double latencyMs) {}

    public SwarmView {
        members = List.copyOf(members);
        edges = List.copyOf(edges);
    }
}
