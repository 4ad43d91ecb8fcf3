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
        var copy = new Copy(this);
        copy.state = next;
        copy.attempt = attempts;
        copy.leaseId = lease;
        copy.agentId = agent;
        copy.changedMillis = atMillis;
        if (cause != null) {
            copy.causes = new ArrayList<>(causes);
            copy.causes.add(cause);
        }
        if (next == TaskState.LEASED && lease != null && agent != null) {
            copy.leases = withLease(new Lease(lease, agent));
        }
        return copy.made();
    }

    /// With the result that counts.
    public StoredTask finished(TaskEvent.Finished event) {
        var copy = new Copy(this);
        copy.state = event.success() ? TaskState.DONE : TaskState.FAILED;
        copy.leaseId = event.leaseId();
        copy.agentId = event.agentId();
        copy.changedMillis = event.atMillis();
        copy.result = event.result();
        copy.error = event.error();
        copy.durationMs = event.durationMs();
        return copy.made();
    }

    private List<Lease> withLease(Lease next) {
        List<Lease> all = new ArrayList<>(leases);
        all.add(next);
        return all.subList(Math.max(0, all.size() - LEASES), all.size());
    }

    /// Without what it was given, which its sender knows.
    public StoredTask withoutData() {
        var copy = new Copy(this);
        copy.data = new byte[0];
        copy.context = null;
        return copy.made();
    }

    /// Without its result, for lists.
    public StoredTask withoutResult() {
        var copy = new Copy(this);
        copy.result = null;
        return copy.made();
    }

    /// What changes of a task, as it is in the one that it is copied from.
    private static final class Copy {
        private final StoredTask from;
        private byte[] data;
        private byte @Nullable [] context;
        private TaskState state;
        private int attempt;
        private @Nullable String leaseId;
        private @Nullable String agentId;
        private long changedMillis;
        private List<String> causes;
        private List<Lease> leases;
        private byte @Nullable [] result;
        private @Nullable String error;
        private double durationMs;

        Copy(StoredTask from) {
            this.from = from;
            this.data = from.data;
            this.context = from.context;
            this.state = from.state;
            this.attempt = from.attempt;
            this.leaseId = from.leaseId;
            this.agentId = from.agentId;
            this.changedMillis = from.changedMillis;
            this.causes = from.causes;
            this.leases = from.leases;
            this.result = from.result;
            this.error = from.error;
            this.durationMs = from.durationMs;
        }

        StoredTask made() {
            return new StoredTask(
                    from.taskId,
                    from.owner,
                    from.kind,
                    data,
                    context,
                    from.priority,
                    from.timeoutSeconds,
                    from.submittedMillis,
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
    }
}
