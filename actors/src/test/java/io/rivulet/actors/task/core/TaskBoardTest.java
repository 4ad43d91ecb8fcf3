// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.task.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.task.core.Decision.Order;
import io.rivulet.actors.task.core.Decision.Verdict;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.task.StoredTask;
import io.rivulet.serialization.task.TaskCodec;
import io.rivulet.serialization.task.TaskEvent;
import io.rivulet.serialization.task.TaskKind;
import io.rivulet.serialization.task.TaskSnapshot;
import io.rivulet.serialization.task.TaskState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

final class TaskBoardTest {
    private static final RandomGenerator RANDOM =
            RandomGeneratorFactory.of("L64X128MixRandom").create(1);

    private final TaskBook book = new TaskBook();
    private final TaskBoard board = new TaskBoard(book, TaskLimits.USUAL, RANDOM);
    private long now = 1_000_000;

    @Test
    void aTaskGoesToAnAgentThatDoesSuchWorkAndItsResultCountsOnce() {
        submit("t1", TaskKind.PATTERN_MATCH, 0);
        present("features", "FeatureEngineer", 4);
        assertThat(assigned()).isEmpty();
        present("matcher", "PatternMatcher", 4);
        assertThat(assigned()).containsExactly("matcher t1");
        String lease = lease("t1");
        assertThat(finish("matcher", "t1", lease)).isEqualTo(Verdict.PROCESSED);
        assertThat(finish("matcher", "t1", lease)).isEqualTo(Verdict.DUPLICATE);
        assertThat(task("t1").state()).isEqualTo(TaskState.DONE);
    }

    @Test
    void aWorkerDoesWhatItsCapabilitiesName() {
        submit("t1", TaskKind.NEURAL_TRAINING, 0);
        board.present(card("w", "Worker", List.of("pattern_matching"), 1, false), true, List.of(), now);
        assertThat(assigned()).isEmpty();
        board.present(card("w", "Worker", List.of("neural_training"), 1, false), true, List.of(), now);
        assertThat(assigned()).containsExactly("w t1");
    }

    @Test
    void urgentTasksGoFirstAndWaitingMakesUrgent() {
        submit("old", TaskKind.PATTERN_MATCH, 0);
        now += 10 * TaskLimits.USUAL.ageing().toMillis()
                + TaskLimits.USUAL.ageing().toMillis();
        submit("low", TaskKind.PATTERN_MATCH, 1);
        submit("high", TaskKind.PATTERN_MATCH, 10);
        present("a", "PatternMatcher", 2);
        assertThat(assigned()).containsExactly("a old", "a high");
    }

    @Test
    void nobodyGetsMoreThanItsSlotsAndWhoDrainsGetsNone() {
        for (int k = 0; k < 5; k++) {
            submit("t" + k, TaskKind.PATTERN_MATCH, 0);
        }
        present("a", "PatternMatcher", 2);
        board.present(card("b", "PatternMatcher", List.of(), 4, true), true, List.of(), now);
        assertThat(assigned()).containsExactly("a t0", "a t1");
        assertThat(assigned()).isEmpty();
    }

    @Test
    void whoIsGoneLosesItsTasksToAnotherWhereThereIsOne() {
        submit("t1", TaskKind.PATTERN_MATCH, 0);
        present("a", "PatternMatcher", 1);
        assertThat(assigned()).containsExactly("a t1");
        present("b", "PatternMatcher", 1);
        apply(board.left("a", "node", "its connection ended", now));
        present("a", "PatternMatcher", 1);
        assertThat(assigned()).containsExactly("b t1");
        assertThat(task("t1").attempt()).isEqualTo(2);
        assertThat(task("t1").causes()).containsExactly("its connection ended");
    }

    @Test
    void whatACoordinatorSaysOfAnAgentThatMovedToAnotherCountsForNothing() {
        submit("t1", TaskKind.PATTERN_MATCH, 0);
        present("a", "PatternMatcher", 1);
        assertThat(assigned()).containsExactly("a t1");
        apply(board.left("a", "another node", "its connection ended", now));
        assertThat(task("t1").state()).isEqualTo(TaskState.LEASED);
    }

    @Test
    void aLeaseEndsWithoutSignsOfLifeAndNotWithThem() {
        submit("t1", TaskKind.PATTERN_MATCH, 0);
        present("a", "PatternMatcher", 1);
        assigned();
        tick();
        for (int k = 0; k < 6; k++) {
            now += 30_000;
            board.present(card("a", "PatternMatcher", List.of(), 1, false), true, List.of("t1"), now);
            tick();
            assertThat(task("t1").state()).isEqualTo(TaskState.LEASED);
        }
        now += TaskLimits.USUAL.lease().toMillis();
        tick();
        assertThat(task("t1").state()).isEqualTo(TaskState.QUEUED);
    }

    @Test
    void signsOfLifeDoNotCarryAnAttemptBeyondItsTimeout() {
        apply(board.submit(new TaskEvent.Submitted("t1", "me", TaskKind.PATTERN_MATCH, new byte[2], null, 0, 60, now)));
        present("a", "PatternMatcher", 1);
        assigned();
        tick();
        for (int k = 0; k < 3; k++) {
            now += 20_000;
            board.present(card("a", "PatternMatcher", List.of(), 1, false), true, List.of("t1"), now);
            tick();
        }
        assertThat(task("t1").state()).isEqualTo(TaskState.QUEUED);
    }

    @Test
    void threeLostAttemptsMakeADeadLetterWithTheirCauses() {
        submit("t1", TaskKind.PATTERN_MATCH, 0);
        for (int k = 1; k <= 3; k++) {
            present("a" + k, "PatternMatcher", 1);
            assertThat(assigned()).containsExactly("a" + k + " t1");
            apply(board.left("a" + k, "node", "cause " + k, now));
        }
        assertThat(task("t1").state()).isEqualTo(TaskState.DEAD_LETTER);
        assertThat(task("t1").causes()).containsExactly("cause 1", "cause 2", "cause 3");
    }

    @Test
    void whatIsGivenBackUnbegunWasNoAttempt() {
        submit("t1", TaskKind.PATTERN_MATCH, 0);
        present("a", "PatternMatcher", 1);
        for (int k = 0; k < 5; k++) {
            assertThat(assigned()).containsExactly("a t1");
            apply(board.giveBack("a", "t1", lease("t1"), "it drains", false, now));
        }
        assertThat(task("t1").state()).isEqualTo(TaskState.QUEUED);
        assertThat(task("t1").attempt()).isZero();
    }

    @Test
    void aLateResultOfAnEarlierLeaseCountsAndTheLaterAttemptIsCalledOff() {
        submit("t1", TaskKind.PATTERN_MATCH, 0);
        present("a", "PatternMatcher", 1);
        assigned();
        String first = lease("t1");
        apply(board.left("a", "node", "its connection ended", now));
        present("b", "PatternMatcher", 1);
        assertThat(assigned()).containsExactly("b t1");
        String second = lease("t1");
        Decision late = board.finish(finished("a", "t1", first));
        apply(late);
        assertThat(late.orders()).containsExactly(new Order.Withdraw("b", "t1", second));
        assertThat(finish("b", "t1", second)).isEqualTo(Verdict.DUPLICATE);
        assertThat(task("t1").agentId()).isEqualTo("a");
    }

    @Test
    void nobodyFinishesWhatItWasNotGiven() {
        submit("t1", TaskKind.PATTERN_MATCH, 0);
        present("a", "PatternMatcher", 1);
        assigned();
        assertThat(finish("b", "t1", lease("t1"))).isEqualTo(Verdict.UNKNOWN_LEASE);
        assertThat(finish("a", "t1", "made up")).isEqualTo(Verdict.UNKNOWN_LEASE);
        assertThat(finish("a", "t2", lease("t1"))).isEqualTo(Verdict.UNKNOWN_TASK);
        assertThat(task("t1").state()).isEqualTo(TaskState.LEASED);
    }

    @Test
    void aRepeatedSubmissionIsOneTaskAndAnotherOwnersIdIsRefused() {
        submit("t1", TaskKind.PATTERN_MATCH, 0);
        assertThat(board.submit(submitted("t1", "me")).verdict()).isEqualTo(Verdict.DUPLICATE);
        Decision other = board.submit(submitted("t1", "somebody else"));
        assertThat(Objects.requireNonNull(other.problem()).code()).isEqualTo(ProblemCode.TASK_EXISTS);
    }

    @Test
    void tooMuchIsRefused() {
        var large = new byte[TaskLimits.USUAL.taskBytes() + 1];
        Decision one =
                board.submit(new TaskEvent.Submitted("t1", "me", TaskKind.PATTERN_MATCH, large, null, 0, 60, now));
        assertThat(Objects.requireNonNull(one.problem()).code()).isEqualTo(ProblemCode.OUT_OF_RANGE);
        for (int k = 0; k < TaskLimits.USUAL.open(); k++) {
            submit("t" + k, TaskKind.PATTERN_MATCH, 0);
        }
        Decision many = board.submit(submitted("one more", "me"));
        assertThat(Objects.requireNonNull(many.problem()).code()).isEqualTo(ProblemCode.CAPACITY_EXCEEDED);
    }

    @Test
    void onlyItsOwnerCancelsATask() {
        submit("t1", TaskKind.PATTERN_MATCH, 0);
        assertThat(board.cancel("somebody else", "t1", now).verdict()).isEqualTo(Verdict.UNKNOWN_TASK);
        present("a", "PatternMatcher", 1);
        assigned();
        Decision cancelled = board.cancel("me", "t1", now);
        assertThat(cancelled.orders()).containsExactly(new Order.Withdraw("a", "t1", lease("t1")));
        apply(cancelled);
        assertThat(task("t1").state()).isEqualTo(TaskState.CANCELLED);
    }

    @Test
    void theOldestOfThoseThatAreOverAreForgotten() {
        for (int k = 0; k <= TaskBook.OVER; k++) {
            submit("t" + k, TaskKind.PATTERN_MATCH, 0);
            apply(board.cancel("me", "t" + k, now));
        }
        assertThat(book.find("t0")).isEmpty();
        assertThat(book.over()).hasSize(TaskBook.OVER);
    }

    @Test
    void aSnapshotHoldsAll() {
        submit("t1", TaskKind.PATTERN_MATCH, 3);
        submit("t2", TaskKind.FEATURE_ENGINEERING, 0);
        present("a", "PatternMatcher", 1);
        assigned();
        apply(board.cancel("me", "t2", now));
        byte[] bytes = TaskCodec.encode(book.snapshot());
        var read = TaskBook.of((TaskSnapshot) TaskCodec.decode("task/snapshot/1", bytes));
        assertThat(TaskCodec.encode(read.snapshot())).isEqualTo(bytes);
        assertThat(read.leasedTo("a")).containsExactly("t1");
    }

    private void submit(String id, TaskKind kind, int priority) {
        apply(board.submit(new TaskEvent.Submitted(id, "me", kind, data(), null, priority, 300, now)));
    }

    private TaskEvent.Submitted submitted(String id, String owner) {
        return new TaskEvent.Submitted(id, owner, TaskKind.PATTERN_MATCH, data(), null, 0, 300, now);
    }

    private static byte[] data() {
        return "{}".getBytes(StandardCharsets.UTF_8);
    }

    private void present(String agent, String type, int slots) {
        board.present(card(agent, type, List.of(), slots, false), true, List.of(), now);
    }

    private static AgentCard card(String agent, String type, List<String> capabilities, int slots, boolean draining) {
        return new AgentCard(agent, type, capabilities, "0.1.0", slots, 0, "node", draining);
    }

    private void tick() {
        apply(board.tick(now));
    }

    /// `agent task` of each lease that is given now.
    private List<String> assigned() {
        Decision decision = board.assign(now);
        apply(decision);
        return decision.orders().stream()
                .map(order -> (Order.Assign) order)
                .map(order -> order.agentId() + " " + order.taskId())
                .toList();
    }

    private Verdict finish(String agent, String task, String lease) {
        Decision decision = board.finish(finished(agent, task, lease));
        apply(decision);
        return decision.verdict();
    }

    private TaskEvent.Finished finished(String agent, String task, String lease) {
        return new TaskEvent.Finished(task, lease, agent, true, data(), null, 1, now);
    }

    private StoredTask task(String id) {
        return book.find(id).orElseThrow();
    }

    private String lease(String id) {
        return Objects.requireNonNull(task(id).leaseId());
    }

    /// As the journal does: through its bytes.
    private void apply(Decision decision) {
        decision.events()
                .forEach(event ->
                        book.after((TaskEvent) TaskCodec.decode(TaskCodec.manifest(event), TaskCodec.encode(event))));
    }
}
