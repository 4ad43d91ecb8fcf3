// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.task;

import io.rivulet.actors.task.TaskMessage.Answer;
import io.rivulet.actors.task.core.Decision;
import io.rivulet.actors.task.core.Decision.Order;
import io.rivulet.actors.task.core.Decision.Verdict;
import io.rivulet.actors.task.core.TaskBoard;
import io.rivulet.actors.task.core.TaskBook;
import io.rivulet.actors.task.core.TaskLimits;
import io.rivulet.serialization.task.StoredTask;
import io.rivulet.serialization.task.TaskEvent;
import io.rivulet.serialization.task.TaskSnapshot;
import io.rivulet.serialization.task.TaskState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.jspecify.annotations.Nullable;

/// The tasks of the whole cluster: [TaskBoard] decides, the journal keeps what it has decided, and answers and orders
/// leave from the write.
///
/// **Owns** events and snapshots of tasks; in memory alone, which agents there are.
/// **Survives** its node: another one replays, and agents are told of again within a second. A second board that still
/// runs can't write: the journal refuses the later of two events with one number.
/// **Bounded by** [TaskLimits] and [TaskBook]; commands that come while it writes wait in Pekko's stash (4,096), whose
/// askers time out beyond it.
final class TaskActor extends EventSourcedBehavior<TaskMessage, TaskEvent, TaskBook> {
    static final String ENTITY = "tasks";

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration RESTART_MIN = Duration.ofMillis(200);
    private static final Duration RESTART_MAX = Duration.ofSeconds(5);
    private static final double RESTART_JITTER = 0.1;
    private static final int SNAPSHOT_EVERY = 1_000;
    private static final int SNAPSHOTS_KEPT = 2;

    private final ActorContext<TaskMessage> context;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final TaskCounters counters;
    private final Map<String, ActorRef<TaskOrder>> doors = new HashMap<>();
    private @Nullable TaskBoard board;
    private boolean assignAsked;

    private TaskActor(
            ActorContext<TaskMessage> context,
            PersistenceId id,
            InstantSource clock,
            RandomGenerator random,
            TaskCounters counters) {
        super(id, SupervisorStrategy.restartWithBackoff(RESTART_MIN, RESTART_MAX, RESTART_JITTER));
        this.context = context;
        this.clock = clock;
        this.random = random;
        this.counters = counters;
    }

    static Behavior<TaskMessage> create(
            String entityId, InstantSource clock, RandomGenerator random, TaskCounters counters) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(TaskMessage.Tick.TICK, TICK);
            return new TaskActor(context, PersistenceId.of(ENTITY, entityId), clock, random, counters);
        }));
    }

    @Override
    public TaskBook emptyState() {
        // The one object for all starts of this behaviour: a restart replays onto it.
        return TaskBook.empty();
    }

    @Override
    public EventHandler<TaskBook, TaskEvent> eventHandler() {
        return TaskBook::after;
    }

    @Override
    public CommandHandler<TaskMessage, TaskEvent, TaskBook> commandHandler() {
        return this::on;
    }

    private Effect<TaskEvent, TaskBook> on(TaskBook book, TaskMessage message) {
        TaskBoard tasks = boardOf(book);
        long now = clock.millis();
        return switch (message) {
            case TaskMessage.Submit m ->
                carryOut(tasks.submit(m.task()), m.task().taskId(), m.replyTo());
            case TaskMessage.Finish m ->
                carryOut(tasks.finish(m.result()), m.result().taskId(), m.replyTo());
            case TaskMessage.GiveBack m ->
                carryOut(
                        tasks.giveBack(m.agentId(), m.taskId(), m.leaseId(), m.cause(), m.counted(), now),
                        m.taskId(),
                        m.replyTo());
            case TaskMessage.Cancel m -> carryOut(tasks.cancel(m.owner(), m.taskId(), now), m.taskId(), m.replyTo());
            case TaskMessage.Present m -> {
                doors.put(m.card().agentId(), m.door());
                tasks.present(m.card(), m.fresh(), m.taskIds(), now);
                askToAssign(book);
                yield Effect().none();
            }
            case TaskMessage.Left m -> carryOut(tasks.left(m.agentId(), m.coordinator(), m.cause(), now), null, null);
            case TaskMessage.Find m -> {
                m.replyTo().tell(found(book, m));
                yield Effect().none();
            }
            case TaskMessage.ListAll m -> {
                m.replyTo().tell(new TaskMessage.Listing(listed(book, m)));
                yield Effect().none();
            }
            case TaskMessage.ListAgents m -> {
                var agents = tasks.agents();
                m.replyTo()
                        .tell(new TaskMessage.AgentListing(
                                agents,
                                agents.stream()
                                        .map(agent ->
                                                book.leasedTo(agent.agentId()).size())
                                        .toList()));
                yield Effect().none();
            }
            case TaskMessage.Tick _ -> {
                Decision decision = tasks.tick(now);
                doors.keySet()
                        .retainAll(tasks.agents().stream()
                                .map(agent -> agent.agentId())
                                .toList());
                yield carryOut(decision, null, null);
            }
            case TaskMessage.Assign _ -> {
                assignAsked = false;
                yield carryOut(tasks.assign(now), null, null);
            }
        };
    }

    /// A book changes in place, from the first event or a replay on.
    private TaskBoard boardOf(TaskBook book) {
        TaskBoard present = board;
        if (present == null) {
            present = new TaskBoard(book, TaskLimits.USUAL, random);
        } else if (present.book() != book) {
            present = present.at(book, random);
        }
        board = present;
        return present;
    }

    private Effect<TaskEvent, TaskBook> carryOut(
            Decision decision, @Nullable String taskId, @Nullable ActorRef<Answer> replyTo) {
        return Effect().persist(decision.events()).thenRun((TaskBook book) -> {
            counters.count(decision.events());
            decision.orders().forEach(order -> give(order, book));
            if (replyTo != null && taskId != null) {
                StoredTask task = book.find(taskId).map(TaskActor::withoutData).orElse(null);
                replyTo.tell(new Answer(decision.verdict(), decision.problem(), task));
            }
            if (!decision.events().isEmpty()) {
                askToAssign(book);
            }
        });
    }

    private void askToAssign(TaskBook book) {
        if (!assignAsked && book.open().stream().anyMatch(task -> task.state() == TaskState.QUEUED)) {
            assignAsked = true;
            context.getSelf().tell(TaskMessage.Assign.ASSIGN);
        }
    }

    /// One that can't be given is given to another when its lease ends.
    private void give(Order order, TaskBook book) {
        switch (order) {
            case Order.Assign assign -> {
                ActorRef<TaskOrder> door = doors.get(assign.agentId());
                StoredTask task = book.find(assign.taskId()).orElse(null);
                if (door != null && task != null && task.state() == TaskState.LEASED) {
                    door.tell(new TaskOrder.Assign(
                            assign.agentId(),
                            task.taskId(),
                            Objects.requireNonNull(task.leaseId()),
                            task.attempt(),
                            task.kind().wireName(),
                            task.data(),
                            task.context(),
                            task.priority(),
                            task.timeoutSeconds(),
                            task.changedMillis() + 1_000L * task.timeoutSeconds()));
                }
            }
            case Order.Withdraw withdraw -> {
                ActorRef<TaskOrder> door = doors.get(withdraw.agentId());
                if (door != null) {
                    door.tell(new TaskOrder.Withdraw(withdraw.agentId(), withdraw.taskId(), withdraw.leaseId()));
                }
            }
        }
    }

    private static Answer found(TaskBook book, TaskMessage.Find question) {
        StoredTask task = book.find(question.taskId())
                .filter(each -> each.owner().equals(question.owner()))
                .map(TaskActor::withoutData)
                .orElse(null);
        return new Answer(task == null ? Verdict.UNKNOWN_TASK : Verdict.PROCESSED, null, task);
    }

    /// The last ones first.
    private static List<StoredTask> listed(TaskBook book, TaskMessage.ListAll question) {
        List<StoredTask> all = Stream.concat(book.over().stream(), book.open().stream())
                .filter(task -> task.owner().equals(question.owner()))
                .filter(task ->
                        question.state() == null || task.state().wireName().equals(question.state()))
                .toList();
        return all.reversed().stream()
                .limit(question.limit())
                .map(task -> withoutData(task).withoutResult())
                .toList();
    }

    private static StoredTask withoutData(StoredTask task) {
        return task.withoutData();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, SNAPSHOTS_KEPT).withDeleteEventsOnSnapshot();
    }

    /// Stored is a copy, whose bytes have a version; the book changes on.
    @Override
    public SnapshotAdapter<TaskBook> snapshotAdapter() {
        return new SnapshotAdapter<>() {
            @Override
            public Object toJournal(TaskBook book) {
                return book.snapshot();
            }

            @Override
            public TaskBook fromJournal(Object from) {
                return TaskBook.of((TaskSnapshot) from);
            }
        };
    }
}
