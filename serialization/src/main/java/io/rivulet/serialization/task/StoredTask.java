// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.task;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A task as its events have made it.
///
/// @param attempt how many have been begun and counted
/// @param leaseId of the attempt that runs, or whose result counts
/// @param causes why attempts were lost, in order
/// @param leases the last ones that were given out, in order: whose late results may still count
public record StoredTask(
        String taskId,
        String owner,
        TaskKind kind,
        byte[] data,
        byte @Nullable [] context,
        int priority,
        int timeoutSeconds,
        long submittedMillis,
        TaskState state,
        int attempt,
        @Nullable String leaseId,
        @Nullable String agentId,
        long changedMillis,
        List<String> causes,
        List<Lease> leases,
        byte @Nullable [] result,
        @Nullable String error,
        double durationMs) {
    /// Leases that are remembered.
    public static final int LEASES = 8;

    public record Lease(String leaseId, String agentId) {}

    public StoredTask {
        causes = List.copyOf(causes);
        leases = List.copyOf(leases);
    }

    public static StoredTask of(TaskEvent.Submitted event) {
        return new StoredTask(
                event.taskId(),
                event.owner(),
                event.kind(),
                event.data(),
                event.context(),
                event.priority(),
                event.timeoutSeconds(),
                event.atMillis(),
                TaskState.QUEUED,
                0,
                null,
                null,
                event.atMillis(),
                List.of(),
                List.of(),
                null,
                null,
                0);
    }

    /// Whether this agent was given this lease.
    public boolean wasLeased(String lease, String agent) {
        return leases.contains(new Lease(lease, agent));
    }

    /// Bytes of JSON that it holds.
    public int bytes() {
        return data.length + (context == null ? 0 : context.length) + (result == null ? 0 : result.length);
    }

    /// In another state since `atMillis`, with one more cause if there is one.
    public StoredTask changed(
            TaskState next,
            int attempts,
            @Nullable String lease,
            @Nullable String agent,
            long atMillis,
            @Nullable String cause) {
        List<String> all = new ArrayList<>(causes);
        if (cause != null) {
            all.add(cause);
        }
        return new StoredTask(
                taskId,
                owner,
                kind,
                data,
                context,
                priority,
                timeoutSeconds,
                submittedMillis,
                next,
                attempts,
                lease,
                agent,
                atMillis,
                all,
                next == TaskState.LEASED && lease != null && agent != null
                        ? withLease(new Lease(lease, agent))
                        : leases,
                result,
                error,
                durationMs);
    }

    /// With the result that counts.
    public StoredTask finished(TaskEvent.Finished event) {
        return new StoredTask(
                taskId,
                owner,
                kind,
                data,
                context,
                priority,
                timeoutSeconds,
                submittedMillis,
                event.success() ? TaskState.DONE : TaskState.FAILED,
                attempt,
                event.leaseId(),
                event.agentId(),
                event.atMillis(),
                causes,
                leases,
                event.result(),
                event.error(),
                event.durationMs());
    }

    private List<Lease> withLease(Lease next) {
        List<Lease> all = new ArrayList<>(leases);
        all.add(next);
        return all.subList(Math.max(0, all.size() - LEASES), all.size());
    }

    /// Without what it was given, which its sender knows.
    public StoredTask withoutData() {
        return new StoredTask(
                taskId,
                owner,
                kind,
                new byte[0],
                null,
                priority,
                timeoutSeconds,
                submittedMillis,
                state,
                attempt,
                leaseId,
                agentId,
                changedMillis,
                causes,
                leases,
                result,
                error,
                durationMs);
    }

    /// Without its result, for lists.
    public StoredTask withoutResult() {
        return new StoredTask(
                taskId,
                owner,
                kind,
                data,
                context,
                priority,
                timeoutSeconds,
                submittedMillis,
                state,
                attempt,
                leaseId,
                agentId,
                changedMillis,
                causes,
                leases,
                null,
                error,
                durationMs);
    }
}
