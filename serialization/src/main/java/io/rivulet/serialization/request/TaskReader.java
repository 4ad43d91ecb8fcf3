// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.serialization.agent.AgentJson;
import io.rivulet.serialization.agent.ProtocolException;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.task.TaskKind;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads `{task_id?, task_type: {kind, data}, priority?, timeout?, context?}`.
/// **Thread** any.   **Errors** [io.rivulet.serialization.problem.RivuletException].
public final class TaskReader {
    private static final int LONGEST_KIND = 64;
    private static final int MOST_PRIORITY = 10;
    private static final int USUAL_TIMEOUT = 300;
    private static final int MOST_TIMEOUT = 86_400;
    /// An agent's message adds levels of its own.
    private static final int MOST_DEPTH = AgentJson.MOST_DEPTH - 8;

    private final JsonCursor c;
    private @Nullable UUID taskId;
    private @Nullable TaskKind kind;
    private byte @Nullable [] data;
    private byte @Nullable [] context;
    private int priority;
    private int timeout = USUAL_TIMEOUT;

    private TaskReader(JsonCursor c) {
        this.c = c;
    }

    public static TaskRequest read(byte[] json) {
        return JsonCursor.parse(() -> Json.FACTORY.createParser(json), cursor -> new TaskReader(cursor).read());
    }

    private TaskRequest read() throws IOException {
        c.document(field -> {
            switch (field) {
                case "task_id" -> taskId = c.uuid();
                case "task_type" -> c.object(this::readType);
                case "priority" -> priority = (int) c.whole(0, MOST_PRIORITY);
                case "timeout" -> timeout = (int) c.whole(1, MOST_TIMEOUT);
                case "context" -> context = object("/context");
                default -> c.unknown();
            }
        });
        TaskKind type = kind;
        byte[] given = data;
        if (type == null || given == null) {
            String absent = type == null ? "/task_type/kind" : "/task_type/data";
            throw Problem.of(ProblemCode.MISSING_FIELD, "the field " + absent + " is missing")
                    .at(absent)
                    .hint("Send task_type with a kind of " + TaskKind.names() + ", and its data.")
                    .exception();
        }
        return new TaskRequest(taskId, type, given, context, priority, timeout, c.warnings.list());
    }

    private void readType(String field) throws IOException {
        switch (field) {
            case "kind" -> {
                String name = c.text(LONGEST_KIND);
                kind = TaskKind.of(name)
                        .orElseThrow(
                                () -> c.unsupported("kind \"" + name + "\"", "Kinds are " + TaskKind.names() + "."));
            }
            case "data" -> data = object("/task_type/data");
            default -> c.unknown();
        }
    }

    /// What agents can read too.
    private byte[] object(String pointer) throws IOException {
        byte[] raw = c.rawObject();
        try {
            if (depth(AgentJson.parse(raw)) > MOST_DEPTH) {
                throw Problem.of(ProblemCode.OUT_OF_RANGE, pointer + " is nested deeper than " + MOST_DEPTH + " levels")
                        .at(pointer)
                        .exception();
            }
        } catch (ProtocolException unreadable) {
            throw Problem.of(ProblemCode.UNSUPPORTED_VALUE, pointer + ": " + unreadable.getMessage())
                    .at(pointer)
                    .hint("Send finite numbers, and each field once.")
                    .exception();
        }
        return raw;
    }

    private static int depth(JsonNode node) {
        int deepest = 0;
        for (JsonNode each : node) {
            deepest = Math.max(deepest, depth(each));
        }
        return node.isContainerNode() ? 1 + deepest : 0;
    }
}
