// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.task;

import io.rivulet.actors.cluster.NodeRole;
import io.rivulet.actors.meter.Meters;
import io.rivulet.actors.task.TaskMessage.Answer;
import io.rivulet.actors.task.core.AgentCard;
import io.rivulet.actors.task.core.Decision.Verdict;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.task.StoredTask;
import io.rivulet.serialization.task.TaskEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.jspecify.annotations.Nullable;

/// The one door to the tasks of the cluster, for callers and for coordinators of agents. A timeout means "unknown":
/// repeat with the same id.
/// **Thread** any.
public final class Tasks {
    /// Tasks of one listing.
    public static final int MOST_LISTED = 200;

    private static final EntityTypeKey<TaskMessage> TYPE = EntityTypeKey.create(TaskMessage.class, TaskActor.ENTITY);
    private static final String BOARD = "board";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// A task, and whether this call made it.
    public record Taken(StoredTask task, boolean created) {}

    /// @param active tasks that it is at work on
    public record Agent(AgentCard card, int active) {}

    private final EntityRef<TaskMessage> board;

    private Tasks(EntityRef<TaskMessage> board) {
        this.board = board;
    }

    public static Tasks start(ActorSystem<?> system, InstantSource clock, RandomGenerator random, Meters meters) {
        var counters = new TaskCounters();
        counters.observe(meters);
        ClusterSharding sharding = ClusterSharding.get(system);
        String role = NodeRole.SOLVER.wireName();
        sharding.init(Entity.of(TYPE, entity -> TaskActor.create(entity.getEntityId(), clock, random, counters))
                .withRole(role)
                .withSettings(ClusterShardingSettings.create(system).withRole(role)));
        return new Tasks(sharding.entityRefFor(TYPE, BOARD));
    }

    /// It is durable when the stage has completed. **Errors** `task_exists`, `out_of_range`, `capacity_exceeded`,
    /// `storage_unavailable` where nothing is known after a while.
    public CompletionStage<Taken> submit(TaskEvent.Submitted task) {
        return ask(replyTo -> new TaskMessage.Submit(task, replyTo))
                .thenApply(answer -> new Taken(known(answer, task.taskId()), answer.verdict() == Verdict.PROCESSED));
    }

    /// **Errors** `task_not_found`, also for somebody else's.
    public CompletionStage<StoredTask> find(String owner, String taskId) {
        return ask(replyTo -> new TaskMessage.Find(owner, taskId, replyTo)).thenApply(answer -> known(answer, taskId));
    }

    /// No result of it is wanted any more. **Errors** `task_not_found`.
    public CompletionStage<StoredTask> cancel(String owner, String taskId) {
        return ask(replyTo -> new TaskMessage.Cancel(owner, taskId, replyTo))
                .thenApply(answer -> known(answer, taskId));
    }

    /// The last ones first, at most [#MOST_LISTED].
    public CompletionStage<List<StoredTask>> list(String owner, @Nullable String state, int limit) {
        return this.<TaskMessage.Listing>asked(
                        replyTo -> new TaskMessage.ListAll(owner, state, Math.min(limit, MOST_LISTED), replyTo))
                .thenApply(TaskMessage.Listing::tasks);
    }

    /// Agents that are connected to any node.
    public CompletionStage<List<Agent>> agents() {
        return this.<TaskMessage.AgentListing>asked(TaskMessage.ListAgents::new).thenApply(listing -> {
            List<Agent> agents = new ArrayList<>();
            for (int k = 0; k < listing.agents().size(); k++) {
                agents.add(new Agent(listing.agents().get(k), listing.active().get(k)));
            }
            return agents;
        });
    }

    /// For coordinators: an agent is here. To be repeated each second; orders for it go to `door`.
    ///
    /// @param fresh whether the agent has just said so itself
    public void present(AgentCard card, boolean fresh, List<String> taskIds, ActorRef<TaskOrder> door) {
        board.tell(new TaskMessage.Present(card, fresh, taskIds, door));
    }

    /// For coordinators: its connection has ended.
    public void left(String agentId, String coordinator, String cause) {
        board.tell(new TaskMessage.Left(agentId, coordinator, cause));
    }

    /// For coordinators: a result. It is durable when the stage has completed with `PROCESSED` or `DUPLICATE`.
    public CompletionStage<Verdict> finish(TaskEvent.Finished result) {
        return ask(replyTo -> new TaskMessage.Finish(result, replyTo)).thenApply(Answer::verdict);
    }

    /// For coordinators: an agent doesn't carry a task out.
    ///
    /// @param counted whether it was an attempt
    public CompletionStage<Verdict> giveBack(
            String agentId, String taskId, String leaseId, String cause, boolean counted) {
        return ask(replyTo -> new TaskMessage.GiveBack(agentId, taskId, leaseId, cause, counted, replyTo))
                .thenApply(Answer::verdict);
    }

    private CompletionStage<Answer> ask(Function<ActorRef<Answer>, TaskMessage> question) {
        return asked(question);
    }

    private <T> CompletionStage<T> asked(Function<ActorRef<T>, TaskMessage> question) {
        return board.<T>ask(question::apply, PATIENCE).exceptionally(unknown -> {
            throw Problem.of(ProblemCode.STORAGE_UNAVAILABLE, "the board of tasks has not answered")
                    .retryAfter(1_000)
                    .exception();
        });
    }

    private static StoredTask known(Answer answer, String taskId) {
        if (answer.problem() != null) {
            throw answer.problem().exception();
        }
        StoredTask task = answer.task();
        if (task == null || answer.verdict() == Verdict.UNKNOWN_TASK) {
            throw Problem.of(ProblemCode.TASK_NOT_FOUND, "There is no task " + taskId)
                    .exception();
        }
        return task;
    }
}
