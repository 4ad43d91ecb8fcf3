// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.numerics.linalg.SparseVector;
import java.util.List;

/// A session's swarm as the fold of its events left it.
///
/// @param epoch the version of its membership, 0 before the first member
/// @param members in the order in which they joined
/// @param reporters by node id, ascending
/// @param combined the costs that reports were combined to last and that no update has changed since, by index
public record SwarmSnapshot(long epoch, List<SwarmMember> members, List<Reporter> reporters, SparseVector combined) {
    public static final SwarmSnapshot EMPTY = new SwarmSnapshot(0, List.of(), List.of(), SparseVector.EMPTY);

    public SwarmSnapshot {
        members = List.copyOf(members);
        reporters = List.copyOf(reporters);
    }

    /// Whether there is nothing to say.
    public boolean isEmpty() {
        return equals(EMPTY);
    }

    /// One that has reported.
    ///
    /// @param latencyMs as it said last
    /// @param reports that were kept
    /// @param outside how many of those were outside of what others reported
    /// @param streak reports in a row that speak against its present standing
    /// @param kept its estimates, report by report, oldest first
    public record Reporter(
            String nodeId,
            double latencyMs,
            long reports,
            long outside,
            int streak,
            boolean distrusted,
            List<Kept> kept) {
        public Reporter {
            kept = List.copyOf(kept);
        }
    }

    /// What is left of one report: the entries for which it is still the reporter's latest, by index.
    public record Kept(long timestampMillis, long receivedMillis, double confidence, SparseVector costs) {}
}
