// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.task;

import io.rivulet.actors.wire.ClusterMessage;
import org.jspecify.annotations.Nullable;

/// What the board asks of the coordinator that an agent is connected to.
public sealed interface TaskOrder extends ClusterMessage {
    String agentId();

    /// Send this to the agent.
    ///
    /// @param kind of [io.rivulet.serialization.task.TaskKind], by its wire name
    /// @param data JSON, as `context`
    record Assign(
            String agentId,
            String taskId,
            String leaseId,
            int attempt,
            String kind,
            byte[] data,
            byte @Nullable [] context,
            int priority,
            int timeoutSeconds,
            long deadlineMillis)
            implements TaskOrder {}

    /// The agent may stop: no result of this lease is wanted.
    record Withdraw(String agentId, String taskId, String leaseId) implements TaskOrder {}
}
