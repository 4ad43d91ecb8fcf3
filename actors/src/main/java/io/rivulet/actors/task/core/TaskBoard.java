// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.task.core;

import io.rivulet.actors.task.core.Decision.Order;
import io.rivulet.actors.task.core.Decision.Verdict;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.task.StoredTask;
import io.rivulet.serialization.task.TaskEvent;
import io.rivulet.serialization.task.TaskState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Decides over tasks: which are taken, whose result counts, when one is given to another agent. It changes nothing of
/// [TaskBook] itself: its decisions' events do, once they are stored, and only then comes the next call.
///
/// Execution is at least once, effect exactly once: the first result of a task counts, whichever attempt it is of.
///
/// **Thread** one.   **Bounded by** [TaskLimits], and the agents by the coordinators that tell of them.
public final class TaskBoard {
    private record Standing(AgentCard card, long heardMillis) {}

    /// @param leasedMillis when the attempt began
    private record Term(String leaseId, long leasedMillis, long untilMillis) {}

    private final TaskBook book;
    private final TaskLimits limits;
    private final LeaseChoice choice;
    private final Map<String, Standing> agents = new HashMap<>();
    private final Map<String, Term> terms = new HashMap<>();

    /// @param random for choices and the names of leases
    public TaskBoard(TaskBook book, TaskLimits limits, RandomGenerator random) {
        this.book = book;
        this.limits = limits;
        this.choice = new LeaseChoice(book, limits, random);
    }

    /// The same agents at another book.
    public TaskBoard at(TaskBook other, RandomGenerator random) {
        var board = new TaskBoard(other, limits, random);
        board.agents.putAll(agents);
        return board;
    }

    public TaskBook book() {
        return book;
    }

    /// Agents that coordinators tell of, by id.
    public List<AgentCard> agents() {
        return agents.values().stream()
                .map(Standing::card)
                .sorted(Comparator.comparing(AgentCard::agentId))
                .toList();
    }

    /// A task of the same owner under an id that is known is a repeat, whatever it holds.
    public Decision submit(TaskEvent.Submitted task) {
        Optional<StoredTask> known = book.find(task.taskId());
        if (known.isPresent()) {
            return known.get().owner().equals(task.owner())
                    ? Decision.nothing(Verdict.DUPLICATE)
                    : Decision.refused(Problem.of(ProblemCode.TASK_EXISTS, "This id belongs to another task")
                            .at("/task_id")
                            .hint("Leave task_id out, or choose a new UUID."));
        }
        int bytes = StoredTask.of(task).bytes();
        if (bytes > limits.taskBytes()) {
            return Decision.refused(Problem.of(
                            ProblemCode.OUT_OF_RANGE,
                            "data and context are " + bytes + " bytes of JSON, the most is " + limits.taskBytes())
                    .at("/task_type/data")
                    .hint("Split the task, or send fewer candidates."));
        }
        if (book.open().size() >= limits.open() || book.openBytes() + bytes > limits.openBytes()) {
            return Decision.refused(Problem.of(
                            ProblemCode.CAPACITY_EXCEEDED,
                            book.open().size() + " tasks with " + book.openBytes() + " bytes wait or run, the most is "
                                    + limits.open() + " with " + limits.openBytes())
                    .hint("Send it again when some are done; GET /api/v1/agents tells who works.")
                    .retryAfter(1_000));
        }
        return Decision.of(List.of(task), List.of());
    }

    /// A result of a lease that was given to this agent, also of one that has ended, counts where the task is open.
    public Decision finish(TaskEvent.Finished result) {
        StoredTask task = book.find(result.taskId()).orElse(null);
        if (task == null) {
            return Decision.nothing(Verdict.UNKNOWN_TASK);
        }
        if (!task.wasLeased(result.leaseId(), result.agentId())) {
            return Decision.nothing(Verdict.UNKNOWN_LEASE);
        }
        if (task.state().isOver()) {
            return Decision.nothing(Verdict.DUPLICATE);
        }
        return Decision.of(List.of(result), withdrawal(task, result.leaseId()));
    }

    /// The attempt that still runs under another lease.
    private static List<Order> withdrawal(StoredTask task, @Nullable String finishedLease) {
        String lease = task.leaseId();
        String agent = task.agentId();
        return task.state() != TaskState.LEASED || lease == null || agent == null || lease.equals(finishedLease)
                ? List.of()
                : List.of(new Order.Withdraw(agent, task.taskId(), lease));
    }

    /// An agent doesn't carry it out.
    ///
    /// @param counted whether it was an attempt
    public Decision giveBack(
            String agentId, String taskId, String leaseId, String cause, boolean counted, long nowMillis) {
        StoredTask task = book.find(taskId).orElse(null);
        if (task == null) {
            return Decision.nothing(Verdict.UNKNOWN_TASK);
        }
        if (!task.wasLeased(leaseId, agentId)) {
            return Decision.nothing(Verdict.UNKNOWN_LEASE);
        }
        return leaseId.equals(task.leaseId()) && task.state() == TaskState.LEASED
                ? Decision.of(List.of(lost(task, cause, counted, nowMillis)), List.of())
                : Decision.nothing(Verdict.DUPLICATE);
    }

    private TaskEvent lost(StoredTask task, String cause, boolean counted, long nowMillis) {
        return new TaskEvent.Returned(
                task.taskId(),
                Objects.requireNonNullElse(task.leaseId(), ""),
                Objects.requireNonNullElse(task.agentId(), ""),
                cause,
                counted,
                counted && task.attempt() >= limits.attempts(),
                nowMillis);
    }

    /// No result of it is wanted any more. One that is over stays what it is.
    public Decision cancel(String owner, String taskId, long nowMillis) {
        StoredTask task =
                book.find(taskId).filter(each -> each.owner().equals(owner)).orElse(null);
        if (task == null) {
            return Decision.nothing(Verdict.UNKNOWN_TASK);
        }
        return task.state().isOver()
                ? Decision.nothing(Verdict.DUPLICATE)
                : Decision.of(List.of(new TaskEvent.Cancelled(taskId, nowMillis)), withdrawal(task, null));
    }

    /// An agent is there. A fresh sign of life renews the leases of the tasks that it names.
    public void present(AgentCard card, boolean fresh, List<String> taskIds, long nowMillis) {
        agents.put(card.agentId(), new Standing(card, nowMillis));
        if (!fresh) {
            return;
        }
        for (String taskId : taskIds) {
            book.find(taskId)
                    .filter(task ->
                            task.state() == TaskState.LEASED && card.agentId().equals(task.agentId()))
                    .ifPresent(task -> renew(task, nowMillis));
        }
    }

    private void renew(StoredTask task, long nowMillis) {
        Term before = term(task, nowMillis);
        long end = before.leasedMillis() + 1_000L * task.timeoutSeconds();
        terms.put(
                task.taskId(),
                new Term(
                        before.leaseId(),
                        before.leasedMillis(),
                        Math.min(end, nowMillis + limits.lease().toMillis())));
    }

    /// Of a lease from before a restart it begins now: who has it may still be at work.
    private Term term(StoredTask task, long nowMillis) {
        String lease = Objects.requireNonNullElse(task.leaseId(), "");
        Term known = terms.get(task.taskId());
        if (known != null && known.leaseId().equals(lease)) {
            return known;
        }
        long length = Math.min(1_000L * task.timeoutSeconds(), limits.lease().toMillis());
        Term begun = new Term(lease, nowMillis, nowMillis + length);
        terms.put(task.taskId(), begun);
        return begun;
    }

    /// Its connection has ended: its tasks go to others at once.
    ///
    /// @param coordinator who says so: of an agent that is with another by now it counts for nothing
    public Decision left(String agentId, String coordinator, String cause, long nowMillis) {
        Standing standing = agents.get(agentId);
        if (standing != null && !standing.card().coordinator().equals(coordinator)) {
            return Decision.nothing(Verdict.DUPLICATE);
        }
        agents.remove(agentId);
        return Decision.of(
                leasedTo(agentId)
                        .map(task -> lost(task, cause, true, nowMillis))
                        .toList(),
                List.of());
    }

    private Stream<StoredTask> leasedTo(String agentId) {
        return book.leasedTo(agentId).stream().flatMap(id -> book.find(id).stream());
    }

    /// Leases that have run out, and agents of which nobody speaks any more.
    public Decision tick(long nowMillis) {
        agents.values()
                .removeIf(each ->
                        nowMillis - each.heardMillis() > limits.silence().toMillis());
        terms.keySet()
                .removeIf(id ->
                        book.find(id).map(t -> t.state() != TaskState.LEASED).orElse(true));
        List<TaskEvent> events = new ArrayList<>();
        List<Order> orders = new ArrayList<>();
        for (StoredTask task : book.open()) {
            if (task.state() == TaskState.LEASED && term(task, nowMillis).untilMillis() <= nowMillis) {
                events.add(lost(task, "the lease of " + task.agentId() + " ran out", true, nowMillis));
                orders.addAll(withdrawal(task, null));
            }
        }
        return Decision.of(events, orders);
    }

    /// Gives queued tasks to agents that have room, the most urgent first.
    public Decision assign(long nowMillis) {
        List<AgentCard> active = agents.values().stream()
                .map(Standing::card)
                .filter(card -> !card.draining())
                .toList();
        return choice.among(active, nowMillis);
    }
}
