// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.task.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.task.core.Decision.Order;
import io.rivulet.actors.task.core.Decision.Verdict;
import io.rivulet.serialization.task.StoredTask;
import io.rivulet.serialization.task.TaskEvent;
import io.rivulet.serialization.task.TaskKind;
import io.rivulet.serialization.task.TaskState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Agents that die at any point, connections that lose what was on its way, results that come twice or late, and a
/// board that forgets all but its journal: no task is lost, and none has its effect twice.
final class TaskSimulationTest {
    private static final int TASKS = 200;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    /// What an agent holds: the task, its lease, and whether its result is made and only has to be acknowledged.
    private record Held(String task, String lease, boolean computed) {}

    private static final class World {
        final RandomGenerator random;
        final List<TaskEvent> journal = new ArrayList<>();
        final Map<String, List<Held>> agents = new TreeMap<>();
        final Map<String, Integer> effects = new HashMap<>();
        TaskBook book = new TaskBook();
        TaskBoard board;
        long now = 1_000;

        World(long seed) {
            random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            board = new TaskBoard(book, limits(), random);
        }

        /// Attempts without end, so that bad luck makes no dead letters.
        static TaskLimits limits() {
            TaskLimits usual = TaskLimits.USUAL;
            return new TaskLimits(
                    usual.open(),
                    usual.openBytes(),
                    usual.taskBytes(),
                    Integer.MAX_VALUE,
                    usual.lease(),
                    usual.silence(),
                    usual.ageing());
        }

        void carryOut(Decision decision) {
            for (TaskEvent event : decision.events()) {
                journal.add(event);
                book.after(event);
                if (event instanceof TaskEvent.Finished finished) {
                    effects.merge(finished.taskId(), 1, Integer::sum);
                }
            }
            for (Order order : decision.orders()) {
                if (order instanceof Order.Assign assign && random.nextInt(10) > 0) {
                    StoredTask task = book.find(assign.taskId()).orElseThrow();
                    if (agents.containsKey(assign.agentId())) {
                        agents.get(assign.agentId())
                                .add(new Held(task.taskId(), Objects.requireNonNull(task.leaseId()), false));
                    }
                }
            }
        }

        void step() {
            now += random.nextInt(5_000);
            switch (random.nextInt(12)) {
                case 0 -> agents.computeIfAbsent("agent" + random.nextInt(5), _ -> new ArrayList<>());
                case 1 -> die();
                case 2 -> restart();
                default -> work();
            }
            agents.forEach((id, held) -> board.present(
                    new AgentCard(id, "PatternMatcher", List.of(), "", 4, 0, "node", false),
                    random.nextBoolean(),
                    held.stream().map(Held::task).toList(),
                    now));
            carryOut(board.tick(now));
            carryOut(board.assign(now));
        }

        /// Seen at once, or only when its leases run out.
        private void die() {
            agents.keySet().stream().skip(random.nextInt(5)).findFirst().ifPresent(id -> {
                agents.remove(id);
                if (random.nextBoolean()) {
                    carryOut(board.left(id, "node", "it died", now));
                }
            });
        }

        private void restart() {
            book = new TaskBook();
            journal.forEach(book::after);
            board = new TaskBoard(book, limits(), random);
        }

        private void work() {
            for (Map.Entry<String, List<Held>> agent : agents.entrySet()) {
                List<Held> next = new ArrayList<>();
                for (Held held : agent.getValue()) {
                    if (!held.computed()) {
                        next.add(new Held(held.task(), held.lease(), random.nextBoolean()));
                    } else if (random.nextInt(3) == 0) {
                        next.add(held);
                    } else {
                        Decision decision = board.finish(new TaskEvent.Finished(
                                held.task(), held.lease(), agent.getKey(), true, new byte[0], null, 1, now));
                        carryOut(decision);
                        assertThat(decision.verdict()).isIn(Verdict.PROCESSED, Verdict.DUPLICATE);
                        // Its acknowledgement may be lost: then the result comes again.
                        if (random.nextInt(4) == 0) {
                            next.add(held);
                        }
                    }
                }
                agent.setValue(next);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noTaskIsLostAndNoneHasItsEffectTwice(long seed) {
        var world = new World(seed);
        for (int k = 0; k < TASKS; k++) {
            world.carryOut(world.board.submit(new TaskEvent.Submitted(
                    "task" + k, "me", TaskKind.PATTERN_MATCH, new byte[0], null, k % 11, 300, world.now)));
            world.step();
        }
        for (int k = 0; k < 20_000 && !world.book.open().isEmpty(); k++) {
            world.step();
        }
        assertThat(world.book.open()).as("seed " + seed).isEmpty();
        assertThat(world.effects).as("seed " + seed).hasSize(TASKS);
        assertThat(world.effects.values()).as("seed " + seed).containsOnly(1);
        assertThat(world.book.over()).as("seed " + seed).allMatch(task -> task.state() == TaskState.DONE);
    }
}
