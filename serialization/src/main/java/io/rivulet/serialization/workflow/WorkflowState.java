// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.workflow;

import java.util.Map;

/// What there is of what a workflow asks for.
///
/// @param members of the cluster by what they do, those from outside too; one that has several roles counts for each
/// @param processors of the node that answers
/// @param memoryBytes that sessions may take at all nodes together
/// @param sessions opened under it that have not ended, by state
public record WorkflowState(
        Map<Workflow.Role, Integer> members, int processors, long memoryBytes, Map<String, Long> sessions) {
    public WorkflowState {
        members = Map.copyOf(members);
        sessions = Map.copyOf(sessions);
    }
}
