// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.task;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rivulet.serialization.json.Json;
import java.io.IOException;
import java.util.List;

/// Tasks and agents as callers see them.
/// **Thread** any.
public final class TaskJson {
    /// An agent that is connected.
    ///
    /// @param active tasks that it is at work on
    public record AgentView(
            String agentId,
            String type,
            List<String> capabilities,
            String version,
            int slots,
            int active,
            double load,
            String node,
            boolean draining) {}

    private TaskJson() {}

    /// With its result, and what was said of the request.
    public static byte[] task(StoredTask task, List<String> warnings) {
        return Json.encode(json -> {
            json.writeStartObject();
            row(json, task);
            Json.texts(json, "causes", task.causes());
            if (task.result() != null) {
                Json.encoded(json, "result", task.result());
            } else {
                json.writeNullField("result");
            }
            Json.texts(json, "warnings", warnings);
            json.writeEndObject();
        });
    }

    public static byte[] list(List<StoredTask> tasks) {
        return Json.encode(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("tasks");
            for (StoredTask task : tasks) {
                json.writeStartObject();
                row(json, task);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void row(JsonGenerator json, StoredTask task) throws IOException {
        json.writeStringField("task_id", task.taskId());
        json.writeStringField("kind", task.kind().wireName());
        json.writeStringField("state", task.state().wireName());
        json.writeNumberField("priority", task.priority());
        json.writeNumberField("timeout", task.timeoutSeconds());
        json.writeNumberField("attempt", task.attempt());
        Json.nullableText(json, "agent_id", task.agentId());
        Json.nullableText(json, "error", task.error());
        Json.number(json, "duration_ms", task.durationMs());
        Json.time(json, "submitted_at", task.submittedMillis());
        Json.time(json, "changed_at", task.changedMillis());
    }

    public static byte[] agents(List<AgentView> agents) {
        return Json.encode(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("agents");
            for (AgentView agent : agents) {
                json.writeStartObject();
                json.writeStringField("agent_id", agent.agentId());
                json.writeStringField("type", agent.type());
                Json.texts(json, "capabilities", agent.capabilities());
                json.writeStringField("version", agent.version());
                json.writeNumberField("slots", agent.slots());
                json.writeNumberField("active", agent.active());
                Json.number(json, "load", agent.load());
                json.writeStringField("node", agent.node());
                json.writeBooleanField("draining", agent.draining());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }
}
