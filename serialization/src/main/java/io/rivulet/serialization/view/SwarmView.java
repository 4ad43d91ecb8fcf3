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
/// @param propagation what each node that answered has passed on of the session's changes; empty for the cluster
public record SwarmView(
        @Nullable UUID session,
        long epoch,
        List<Member> members,
        String topology,
        List<Edge> edges,
        @Nullable Aggregation aggregation,
        int quorum,
        int toleratedFaults,
        List<Traffic> propagation,
        List<String> warnings) {
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

    /// What one node has had to do with changes of a session's costs that are told along the links, since it has
    /// been running and heard of the session. A copy counts where it is sent and where it arrives, also between two
    /// members that this node acts for; its bytes are those of the frame in it.
    ///
    /// @param epoch of the links as it knows them last
    /// @param revision the highest that it has heard of
    /// @param delivered copies that were the first for a member it acts for, itself included
    /// @param lost copies for nodes that could not be reached, or that came with links it never learnt
    /// @param told members by a frame on their socket
    /// @param untold those that have none here, or read too slowly
    public record Traffic(
            String node,
            long epoch,
            long revision,
            long sent,
            long sentBytes,
            long received,
            long receivedBytes,
            long delivered,
            long duplicates,
            long staleEpoch,
            long strangers,
            long lost,
            long told,
            long untold) {}

    public SwarmView {
        propagation = List.copyOf(propagation);
        warnings = List.copyOf(warnings);
        members = List.copyOf(members);
        edges = List.copyOf(edges);
    }
}
