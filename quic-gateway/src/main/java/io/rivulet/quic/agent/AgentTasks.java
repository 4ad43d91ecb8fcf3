// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.quic.core.RetryWindow;
import io.rivulet.quic.wire.FrameStream;
import io.rivulet.quic.work.TaskWork;
import io.rivulet.quic.work.WorkException;
import io.rivulet.serialization.agent.Ack;
import io.rivulet.serialization.agent.AgentMessage.Task;
import io.rivulet.serialization.agent.AgentMessage.TaskComplete;
import io.rivulet.serialization.agent.CloseCode;
import io.rivulet.serialization.agent.Envelope;
import io.rivulet.serialization.agent.MessageType;
import io.rivulet.serialization.task.TaskKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tasks of an agent: taken, worked on by threads of their own, and their results kept until a coordinator has
/// them.
/// **Thread** the event loop's.   **Bounded by** the agent's slots, and [RetryWindow#WINDOW] results that nobody has
/// answered: with so many of both it takes no more tasks.
final class AgentTasks {
    private static final Logger log = LoggerFactory.getLogger(AgentTasks.class);
    private static final double NANOS_A_MILLI = 1e6;

    /// Makes messages of this agent.
    @FunctionalInterface
    interface Messages {
        Envelope message(MessageType type, @Nullable String corr, Object payload);
    }

    private final Messages messages;
    private final int slots;
    private final Executor loop;
    private final Executor work;
    private final LongSupplier clock;
    private final RetryWindow<Envelope> results;
    private final Map<String, Task> running = new LinkedHashMap<>();
    private long done;
    private boolean draining;

    AgentTasks(Messages messages, int slots, Executor loop, Executor work, LongSupplier clock, RandomGenerator random) {
        this.messages = messages;
        this.slots = slots;
        this.loop = loop;
        this.work = work;
        this.clock = clock;
        this.results = new RetryWindow<>(random);
    }

    /// A stream that the coordinator has opened: for one task.
    FrameStream.Listener stream(int frameBytes) {
        return new FrameStream.Listener() {
            private boolean open;

            @Override
            public void message(FrameStream stream, Envelope message) {
                if (!open && message.is(MessageType.OPEN)) {
                    open = true;
                    stream.allow(frameBytes);
                } else if (message.is(MessageType.TASK)) {
                    take(stream, message);
                } else if (message.is(MessageType.ACK)) {
                    Ack ack = message.payload(Ack.class);
                    answered(ack);
                    if (ack.status().isFinal()) {
                        stream.finish();
                    }
                } else {
                    stream.send(messages.message(
                            MessageType.ACK,
                            message.id(),
                            Ack.rejected(message.id(), "UNEXPECTED_TYPE", message.type())));
                }
            }
        };
    }

    private void take(FrameStream stream, Envelope message) {
        Task task = message.payload(Task.class);
        TaskKind kind = TaskKind.of(task.taskType().kind()).orElse(null);
        if (kind == null) {
            answer(
                    stream,
                    Ack.rejected(
                            message.id(), "UNSUPPORTED_TASK", task.taskType().kind()));
        } else if (draining) {
            answer(stream, Ack.failed(message.id(), "DRAINING", "it takes no more tasks", 0));
        } else if (running.size() >= slots || running.size() + results.size() >= RetryWindow.WINDOW) {
            answer(stream, Ack.failed(message.id(), "NO_ROOM", "it has no room", 0));
        } else {
            running.put(task.leaseId(), task);
            answer(stream, Ack.of(message.id(), Ack.Status.RECEIVED));
            CompletableFuture.supplyAsync(() -> carryOut(kind, task), work)
                    .whenCompleteAsync((complete, failure) -> finished(stream, task, complete, failure), loop);
        }
    }

    private void answer(FrameStream stream, Ack ack) {
        stream.send(messages.message(MessageType.ACK, ack.messageId(), ack));
    }

    private static TaskComplete carryOut(TaskKind kind, Task task) {
        long begun = System.nanoTime();
        JsonNode result = null;
        String error = null;
        try {
            result = TaskWork.run(kind, task.taskType().data());
        } catch (WorkException unfit) {
            error = unfit.getMessage();
        }
        double millis = (System.nanoTime() - begun) / NANOS_A_MILLI;
        return new TaskComplete(
                task.taskId(), "", result != null, result, error, millis, task.leaseId(), task.attempt());
    }

    /// Where the work failed by no fault of the data, the task is given back, so that another agent tries.
    private void finished(FrameStream stream, Task task, @Nullable TaskComplete complete, @Nullable Throwable failure) {
        running.remove(task.leaseId());
        if (complete == null) {
            log.error("task failed task={}", task.taskId(), failure);
            stream.reset(CloseCode.INTERNAL);
            return;
        }
        Envelope result = messages.message(MessageType.TASK_COMPLETE, task.leaseId(), complete);
        results.sent(result.id(), result, clock.getAsLong());
        stream.send(result);
    }

    void answered(Ack ack) {
        int before = results.size();
        results.answered(ack, clock.getAsLong());
        done += before - results.size();
        if (ack.status() == Ack.Status.REJECTED) {
            log.warn("result rejected code={} detail={}", ack.code(), ack.detail());
        }
    }

    /// The results to send again now.
    List<Envelope> due() {
        RetryWindow.Due<Envelope> due = results.due(clock.getAsLong());
        due.dead()
                .forEach(message -> log.error("nobody took a result message={} type={}", message.id(), message.type()));
        return due.again();
    }

    void reconnected() {
        results.reconnected(clock.getAsLong());
    }

    void drain() {
        draining = true;
    }

    boolean isIdle() {
        return running.isEmpty() && results.isEmpty();
    }

    List<String> taskIds() {
        return running.values().stream().map(Task::taskId).distinct().toList();
    }

    int running() {
        return running.size();
    }

    int unanswered() {
        return results.size();
    }

    long done() {
        return done;
    }

    double load() {
        return Math.min(1, (double) running.size() / slots);
    }
}
