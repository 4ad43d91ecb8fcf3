// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.task;

import io.rivulet.actors.task.core.AgentCard;
import io.rivulet.actors.task.core.Decision.Verdict;
import io.rivulet.actors.wire.ClusterMessage;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.task.StoredTask;
import io.rivulet.serialization.task.TaskEvent;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// What the board of tasks is asked.
sealed interface TaskMessage extends ClusterMessage {
    record Submit(TaskEvent.Submitted task, ActorRef<Answer> replyTo) implements TaskMessage {}

    record Finish(TaskEvent.Finished result, ActorRef<Answer> replyTo) implements TaskMessage {}

    record GiveBack(
            String agentId, String taskId, String leaseId, String cause, boolean counted, ActorRef<Answer> replyTo)
            implements TaskMessage {}

    record Cancel(String owner, String taskId, ActorRef<Answer> replyTo) implements TaskMessage {}

    /// @param fresh whether the agent has just said so itself
    record Present(AgentCard card, boolean fresh, List<String> taskIds, ActorRef<TaskOrder> door)
            implements TaskMessage {}

    record Left(String agentId, String coordinator, String cause) implements TaskMessage {}

    record Find(String owner, String taskId, ActorRef<Answer> replyTo) implements TaskMessage {}

    record ListAll(String owner, @Nullable String state, int limit, ActorRef<Listing> replyTo) implements TaskMessage {}

    record ListAgents(ActorRef<AgentListing> replyTo) implements TaskMessage {}

    /// Time has passed; the board tells itself.
    enum Tick implements TaskMessage {
        TICK
    }

    /// Tasks may wait for agents that have room; the board tells itself.
    enum Assign implements TaskMessage {
        ASSIGN
    }

    /// @param task without its data
    record Answer(
            Verdict verdict,
            @Nullable Problem problem,
            @Nullable StoredTask task) implements ClusterMessage {}

    /// @param tasks without data, context and results
    record Listing(List<StoredTask> tasks) implements ClusterMessage {}

    /// @param active tasks of each agent, in the same order
    record AgentListing(List<AgentCard> agents, List<Integer> active) implements ClusterMessage {}
}
