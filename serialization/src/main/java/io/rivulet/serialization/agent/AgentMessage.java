// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The payloads of messages, each under its name in [MessageType].
public sealed interface AgentMessage {
    /// Entries of a list that a greeting brings.
    int MOST_WORDS = 64;

    /// Characters of a name.
    int MOST_NAME = 64;

    /// Tasks that an agent works on at one time, whatever it says.
    int MOST_TASKS = 256;

    /// An agent's first message, on the first stream it opens.
    ///
    /// @param agentId the one common name of its certificate
    /// @param resumeToken what the last welcome gave, so that it takes its own place over
    record Hello(
            String agentId,
            String agentType,
            List<String> capabilities,
            String version,
            Map<String, String> metadata,
            List<Integer> protocol,
            int maxFrameBytes,
            int maxConcurrentTasks,
            @Nullable String resumeToken,
            @Nullable Long lastConfigVersion)
            implements AgentMessage {
        public Hello {
            agentId = Objects.requireNonNullElse(agentId, "");
            agentType = Objects.requireNonNullElse(agentType, "Worker");
            version = Objects.requireNonNullElse(version, "");
            capabilities = listed(capabilities);
            metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
            protocol = protocol == null ? List.of(1) : List.copyOf(protocol);
            maxFrameBytes = maxFrameBytes == 0 ? FrameDecoder.USUAL_BYTES : maxFrameBytes;
            maxConcurrentTasks = maxConcurrentTasks == 0 ? 4 : maxConcurrentTasks;
            require(agentId.length() <= MOST_NAME && agentType.length() <= MOST_NAME, "a name is too long");
            require(metadata.size() <= MOST_WORDS, "there is too much metadata");
            require(maxConcurrentTasks >= 1 && maxConcurrentTasks <= MOST_TASKS, "max_concurrent_tasks: 1 to 256");
            require(
                    maxFrameBytes >= 1024 && maxFrameBytes <= FrameDecoder.MOST_BYTES,
                    "max_frame_bytes: 1 KiB to 64 MiB");
        }
    }

    /// A stream's purpose that an agent has been given.
    record AssignedStream(int channel, String purpose, int priority) {}

    /// @param heartbeatInterval seconds
    /// @param taskTimeout seconds
    /// @param pingIntervalMs how often the coordinator asks for a sign of life; 0: it does not
    record Config(
            int maxBufferSize, int heartbeatInterval, int taskTimeout, boolean compression, long pingIntervalMs) {}

    record Welcome(
            String coordinatorId,
            List<AssignedStream> assignedStreams,
            String sessionToken,
            Config config,
            int protocol,
            int maxFrameBytes,
            boolean resumed,
            long configVersion,
            List<String> coordinators,
            String serverTime)
            implements AgentMessage {
        public Welcome {
            assignedStreams = assignedStreams == null ? List.of() : List.copyOf(assignedStreams);
            coordinators = listed(coordinators);
        }
    }

    record Refuse(String code, String detail, @Nullable Long retryAfterMs) implements AgentMessage {}

    /// The first message of every stream but the control stream.
    record Open(String purpose) implements AgentMessage {
        public Open {
            purpose = Objects.requireNonNullElse(purpose, "");
        }
    }

    /// @param load from 0 to 1
    record Heartbeat(
            String agentId,
            double load,
            int activeTasks,
            long memoryUsage,
            List<String> taskIds,
            @Nullable Long configVersion)
            implements AgentMessage {
        public Heartbeat {
            agentId = Objects.requireNonNullElse(agentId, "");
            taskIds = taskIds == null ? List.of() : List.copyOf(taskIds);
            require(load >= 0 && load <= 1, "load: 0 to 1");
            require(taskIds.size() <= MOST_TASKS, "task_ids: at most 256");
        }
    }

    record TaskType(String kind, JsonNode data) {}

    /// @param timeout seconds
    record Task(
            String taskId,
            TaskType taskType,
            int priority,
            int timeout,
            @Nullable JsonNode context,
            String leaseId,
            int attempt,
            String deadline)
            implements AgentMessage {
        public Task {
            Objects.requireNonNull(taskId, "task_id");
            Objects.requireNonNull(taskType, "task_type");
            Objects.requireNonNull(leaseId, "lease_id");
        }
    }

    record TaskComplete(
            String taskId,
            String agentId,
            boolean success,
            @Nullable JsonNode result,
            @Nullable String error,
            double durationMs,
            String leaseId,
            int attempt)
            implements AgentMessage {
        public TaskComplete {
            Objects.requireNonNull(taskId, "task_id");
            Objects.requireNonNull(leaseId, "lease_id");
            agentId = Objects.requireNonNullElse(agentId, "");
        }
    }

    record Drain(long deadlineMs) implements AgentMessage {}

    record Ping(@Nullable String nonce) implements AgentMessage {}

    record AgentError(
            @Nullable String agentId,
            @Nullable String code,
            @Nullable String message) implements AgentMessage {}

    private static List<String> listed(@Nullable List<String> words) {
        List<String> all = words == null ? List.of() : List.copyOf(words);
        require(all.size() <= MOST_WORDS, "a list has more than " + MOST_WORDS + " entries");
        return all;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
