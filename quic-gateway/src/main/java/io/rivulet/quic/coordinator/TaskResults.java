// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.coordinator;

import io.rivulet.actors.task.TaskOrder;
import io.rivulet.actors.task.core.Decision.Verdict;
import io.rivulet.actors.task.core.TaskLimits;
import io.rivulet.quic.core.AckMemory;
import io.rivulet.quic.wire.FrameStream;
import io.rivulet.serialization.agent.Ack;
import io.rivulet.serialization.agent.AgentJson;
import io.rivulet.serialization.agent.AgentMessage;
import io.rivulet.serialization.agent.AgentMessage.TaskComplete;
import io.rivulet.serialization.agent.CloseCode;
import io.rivulet.serialization.agent.Envelope;
import io.rivulet.serialization.agent.MessageType;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.task.TaskEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The tasks of one agent on their streams: given, and their results taken. A result is acknowledged when the board has
/// it on disk.
/// **Thread** the event loop's.   **Bounded by** the slots of the agent.
final class TaskResults {
    private static final long RETRY_MILLIS = 1_000;

    /// What its answers tell of the agent.
    interface Signs {
        void lives();

        /// It takes no more tasks.
        void drains();
    }

    private final Coordinator coordinator;
    private final String agentId;
    private final Executor loop;
    private final Signs signs;
    private final AckMemory memory;
    private final Map<String, FrameStream> streams = new HashMap<>();

    TaskResults(Coordinator coordinator, String agentId, Executor loop, Signs signs) {
        this.signs = signs;
        this.coordinator = coordinator;
        this.agentId = agentId;
        this.loop = loop;
        this.memory = coordinator.memory(agentId);
    }

    /// For the stream that takes this task to the agent.
    FrameStream.Listener of(TaskOrder.Assign assign, int frameBytes) {
        return new FrameStream.Listener() {
            @Override
            public void opened(FrameStream stream) {
                stream.allow(frameBytes);
                streams.put(assign.leaseId(), stream);
                stream.send(coordinator.message(MessageType.OPEN, null, new AgentMessage.Open(AgentConnection.TASKS)));
                stream.send(coordinator.message(MessageType.TASK, null, task(assign)));
            }

            @Override
            public void message(FrameStream stream, Envelope message) {
                signs.lives();
                if (message.is(MessageType.ACK)) {
                    Ack ack = message.payload(Ack.class);
                    if (ack.status() == Ack.Status.REJECTED || ack.status() == Ack.Status.FAILED) {
                        if ("DRAINING".equals(ack.code())) {
                            signs.drains();
                        }
                        giveBack(
                                assign,
                                "the agent did not take it: " + ack.code(),
                                ack.status() == Ack.Status.REJECTED);
                    }
                } else {
                    on(stream, message);
                }
            }

            @Override
            public void closed(FrameStream stream) {
                streams.remove(assign.leaseId());
                // Counts for nothing where the result is there.
                giveBack(assign, "its stream ended without a result", true);
            }
        };
    }

    private static AgentMessage.Task task(TaskOrder.Assign assign) {
        byte[] context = assign.context();
        return new AgentMessage.Task(
                assign.taskId(),
                new AgentMessage.TaskType(assign.kind(), AgentJson.parse(assign.data())),
                assign.priority(),
                assign.timeoutSeconds(),
                context == null ? null : AgentJson.parse(context),
                assign.leaseId(),
                assign.attempt(),
                Json.timestamp(assign.deadlineMillis()));
    }

    void giveBack(TaskOrder.Assign assign, String cause, boolean counted) {
        coordinator.tasks().giveBack(agentId, assign.taskId(), assign.leaseId(), cause, counted);
    }

    /// What a stream of tasks brings.
    void on(FrameStream stream, Envelope message) {
        if (message.is(MessageType.ACK)) {
            return;
        }
        Ack known = memory.repeated(message.id()).orElse(null);
        if (known != null) {
            answer(stream, known);
        } else if (message.is(MessageType.TASK_COMPLETE)) {
            complete(stream, message.id(), message.payload(TaskComplete.class));
        } else {
            String code = MessageType.of(message.type()).isPresent() ? "UNEXPECTED_TYPE" : "UNKNOWN_TYPE";
            answer(stream, Ack.rejected(message.id(), code, message.type()));
        }
    }

    private void complete(FrameStream stream, String messageId, TaskComplete complete) {
        byte[] result = complete.result() == null ? null : AgentJson.bytes(complete.result());
        if (result != null && result.length > TaskLimits.USUAL.taskBytes()) {
            String detail = "the result is " + result.length + " bytes, the most is " + TaskLimits.USUAL.taskBytes();
            finish(stream, messageId, complete, false, null, detail);
        } else {
            finish(stream, messageId, complete, complete.success(), result, complete.error());
        }
    }

    private void finish(
            FrameStream stream,
            String messageId,
            TaskComplete complete,
            boolean success,
            byte @Nullable [] result,
            @Nullable String error) {
        answerWith(
                stream,
                messageId,
                coordinator
                        .tasks()
                        .finish(new TaskEvent.Finished(
                                complete.taskId(),
                                complete.leaseId(),
                                agentId,
                                success,
                                result,
                                error,
                                complete.durationMs(),
                                coordinator.now())));
    }

    /// Back on the loop, since the board answers elsewhere.
    private void answerWith(FrameStream stream, String messageId, CompletionStage<Verdict> verdict) {
        verdict.whenCompleteAsync((known, failure) -> answer(stream, ack(messageId, known)), loop);
    }

    private static Ack ack(String messageId, @Nullable Verdict verdict) {
        if (verdict == null) {
            return Ack.failed(messageId, "STORAGE_UNAVAILABLE", "the board has not answered", RETRY_MILLIS);
        }
        return switch (verdict) {
            case PROCESSED -> Ack.of(messageId, Ack.Status.PROCESSED);
            case DUPLICATE -> Ack.of(messageId, Ack.Status.DUPLICATE);
            case UNKNOWN_TASK -> Ack.rejected(messageId, "UNKNOWN_TASK", "no such task is known");
            case UNKNOWN_LEASE -> Ack.rejected(messageId, "UNKNOWN_LEASE", "this agent never had that lease");
            case REFUSED -> Ack.rejected(messageId, "REFUSED", "it can't be taken");
        };
    }

    private void answer(FrameStream stream, Ack ack) {
        memory.keep(ack);
        stream.send(coordinator.message(MessageType.ACK, ack.messageId(), ack));
    }

    /// The agent sees its stream reset, and may stop.
    void withdraw(TaskOrder.Withdraw withdraw) {
        FrameStream stream = streams.remove(withdraw.leaseId());
        if (stream != null) {
            stream.reset(CloseCode.NO_ERROR);
        }
    }
}
