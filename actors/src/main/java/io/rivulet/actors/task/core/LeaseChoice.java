// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.task.core;

import io.rivulet.actors.task.core.Decision.Order;
import io.rivulet.serialization.task.StoredTask;
import io.rivulet.serialization.task.TaskEvent;
import io.rivulet.serialization.task.TaskState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Which agent gets which task: the most urgent first, waiting makes urgent; of two agents at random that do such work
/// and have room the one with less to do, and not the one that lost the task before where there is another.
/// **Thread** one.   **Cost** a sort of the tasks that wait, while an agent has room.
/// **Source** Mitzenmacher 2001, "The power of two choices in randomized load balancing".
final class LeaseChoice {
    /// Leases of one decision: its events are one write.
    private static final int MOST = 64;

    private final TaskBook book;
    private final TaskLimits limits;
    private final RandomGenerator random;

    LeaseChoice(TaskBook book, TaskLimits limits, RandomGenerator random) {
        this.book = book;
        this.limits = limits;
        this.random = random;
    }

    Decision among(List<AgentCard> agents, long nowMillis) {
        Map<String, Integer> busy = new HashMap<>();
        int room = 0;
        for (AgentCard agent : agents) {
            int count = book.leasedTo(agent.agentId()).size();
            busy.put(agent.agentId(), count);
            room += Math.max(0, agent.slots() - count);
        }
        if (room == 0) {
            return Decision.of(List.of(), List.of());
        }
        List<TaskEvent> events = new ArrayList<>();
        List<Order> orders = new ArrayList<>();
        for (StoredTask task : byUrgency(nowMillis)) {
            if (room == 0 || events.size() >= MOST) {
                break;
            }
            AgentCard agent = choose(task, agents, busy);
            if (agent != null) {
                busy.merge(agent.agentId(), 1, Integer::sum);
                room--;
                events.add(
                        new TaskEvent.Leased(task.taskId(), leaseId(), task.attempt() + 1, agent.agentId(), nowMillis));
                orders.add(new Order.Assign(agent.agentId(), task.taskId()));
            }
        }
        return Decision.of(events, orders);
    }

    /// Stable: those of one priority in the order of their submission.
    private List<StoredTask> byUrgency(long nowMillis) {
        return book.open().stream()
                .filter(task -> task.state() == TaskState.QUEUED)
                .sorted(Comparator.comparingLong((StoredTask task) -> urgency(task, nowMillis))
                        .reversed())
                .toList();
    }

    private long urgency(StoredTask task, long nowMillis) {
        return task.priority()
                + Math.max(0, nowMillis - task.submittedMillis())
                        / limits.ageing().toMillis();
    }

    private @Nullable AgentCard choose(StoredTask task, List<AgentCard> agents, Map<String, Integer> busy) {
        List<AgentCard> able = agents.stream()
                .filter(agent -> agent.does(task.kind()) && busy.getOrDefault(agent.agentId(), 0) < agent.slots())
                .sorted(Comparator.comparing(AgentCard::agentId))
                .toList();
        List<AgentCard> others = able.stream()
                .filter(agent -> !agent.agentId().equals(task.agentId()))
                .toList();
        List<AgentCard> from = others.isEmpty() ? able : others;
        if (from.size() < 2) {
            return from.isEmpty() ? null : from.getFirst();
        }
        int first = random.nextInt(from.size());
        int second = random.nextInt(from.size() - 1);
        AgentCard one = from.get(Math.min(first, second >= first ? second + 1 : second));
        AgentCard other = from.get(Math.max(first, second >= first ? second + 1 : second));
        return burden(other, busy) < burden(one, busy) ? other : one;
    }

    private static double burden(AgentCard agent, Map<String, Integer> busy) {
        return agent.load() + (double) busy.getOrDefault(agent.agentId(), 0) / agent.slots();
    }

    private String leaseId() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}
