// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.task.core;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.task.TaskEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What follows from something that happened: first `events` are stored, then `orders` are carried out and the asker
/// hears the verdict.
///
/// @param problem of a call that is refused
public record Decision(
        List<TaskEvent> events,
        List<Order> orders,
        Verdict verdict,
        @Nullable Problem problem) {
    public enum Verdict {
        /// Its effect is durable once the events are.
        PROCESSED,
        /// It had its effect before.
        DUPLICATE,
        /// Nobody knows this task (any more).
        UNKNOWN_TASK,
        /// The task was never given to this agent under this lease.
        UNKNOWN_LEASE,
        REFUSED
    }

    /// What coordinators do.
    public sealed interface Order {
        /// This task goes to this agent, under the lease that its record holds once the events are stored.
        record Assign(String agentId, String taskId) implements Order {}

        /// Its result would count for nothing.
        record Withdraw(String agentId, String taskId, String leaseId) implements Order {}
    }

    public Decision {
        events = List.copyOf(events);
        orders = List.copyOf(orders);
    }

    static Decision nothing(Verdict verdict) {
        return new Decision(List.of(), List.of(), verdict, null);
    }

    static Decision refused(Problem problem) {
        return new Decision(List.of(), List.of(), Verdict.REFUSED, problem);
    }

    static Decision of(List<TaskEvent> events, List<Order> orders) {
        return new Decision(events, orders, Verdict.PROCESSED, null);
    }
}
