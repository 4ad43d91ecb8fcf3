// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.cluster;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.Collection;
import java.util.Optional;

/// Memory for sessions in the whole cluster. As much as the largest member has is never given to new ones, so that the
/// sessions of any one member find room elsewhere when it is lost. What members have told is up to a second old: opens
/// within it may go beyond; then sessions wait for memory after a loss.
///
/// @param members that hold sessions
/// @param reserve bytes kept free; 0 where there is nobody to lose
/// @param total bytes of all members together
/// @param used by their sessions
record ClusterRoom(int members, long reserve, long total, long used) {
    private static final long RETRY_AFTER_MILLIS = 5_000;

    /// @param told by members; one that leaves takes its room along, not what its sessions need
    static ClusterRoom of(Collection<NodeVitals> told) {
        int members = 0;
        long largest = 0;
        long total = 0;
        long used = 0;
        for (NodeVitals each : told) {
            if (each.memoryTotal() > 0 && !each.draining()) {
                members++;
                largest = Math.max(largest, each.memoryTotal());
                total += each.memoryTotal();
            }
            used += each.memoryUsed();
        }
        return new ClusterRoom(members, members > 1 ? largest : 0, total, used);
    }

    /// Why a session that needs so much is refused, if it is. A cluster of one leaves that to the node.
    Optional<Problem> refusal(long bytes) {
        long free = Math.max(0, total - reserve - used);
        return members < 2 || bytes <= free
                ? Optional.empty()
                : Optional.of(Problem.of(
                                ProblemCode.CAPACITY_EXCEEDED,
                                bytes + " bytes are needed, " + free + " are free in the cluster, which keeps "
                                        + reserve + " of its " + total + " for the loss of a node")
                        .hint("Try again later, close sessions that are no longer needed, or add a node.")
                        .retryAfter(RETRY_AFTER_MILLIS));
    }
}
