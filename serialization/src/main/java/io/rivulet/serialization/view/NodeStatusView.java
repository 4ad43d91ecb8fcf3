// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.view;

import java.util.List;
import java.util.Map;

/// `GET /api/v1/status`.
///
/// @param sessions number of sessions by state
public record NodeStatusView(
        String node,
        String version,
        long uptimeMs,
        String transport,
        List<Member> members,
        Map<String, Integer> sessions,
        double iterationsPerSecond,
        double updatesPerSecond,
        double probesPerSecond,
        double linesPerSecond,
        String kernelProvider,
        String database) {
    public NodeStatusView {
        members = List.copyOf(members);
        sessions = Map.copyOf(sessions);
    }

    /// @param cpu load of the process, 0 to 1, NaN where unknown
    /// @param heap used part of the largest heap, 0 to 1, NaN where unknown
    public record Member(
            String node,
            String address,
            String version,
            List<String> roles,
            String state,
            int shards,
            int sessions,
            double cpu,
            double heap) {
        public Member {
            roles = List.copyOf(roles);
        }
    }
}
