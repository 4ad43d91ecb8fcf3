// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.task;

import org.jspecify.annotations.Nullable;

/// What is stored of tasks; their order is the journal's.
public sealed interface TaskEvent {
    String taskId();

    long atMillis();

    /// @param data JSON, as `context`
    /// @param timeoutSeconds of one attempt
    record Submitted(
            String taskId,
            String owner,
            TaskKind kind,
            byte[] data,
            byte @Nullable [] context,
            int priority,
            int timeoutSeconds,
            long atMillis)
            implements TaskEvent {}

    /// @param attempt from 1
    record Leased(String taskId, String leaseId, int attempt, String agentId, long atMillis) implements TaskEvent {}

    /// The lease is over without a result.
    ///
    /// @param counted whether it was an attempt: an agent that drains gives back what it has not begun
    /// @param dead whether it was the last one
    record Returned(
            String taskId, String leaseId, String agentId, String cause, boolean counted, boolean dead, long atMillis)
            implements TaskEvent {}

    /// @param leaseId of the attempt whose result counts
    /// @param result JSON
    record Finished(
            String taskId,
            String leaseId,
            String agentId,
            boolean success,
            byte @Nullable [] result,
            @Nullable String error,
            double durationMs,
            long atMillis)
            implements TaskEvent {}

    record Cancelled(String taskId, long atMillis) implements TaskEvent {}
}
