// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.schema;

import io.rivulet.serialization.task.TaskKind;
import io.rivulet.serialization.task.TaskState;
import java.util.Arrays;
import java.util.List;

/// Tasks and agents as they are sent and answered.
public final class TaskSchemas {
    private TaskSchemas() {}

    public static Schema request() {
        return Schema.object()
                .property("task_id", Schema.id().says("chosen by the caller: sent again, it is the same task"))
                .required(
                        "task_type",
                        Schema.object()
                                .required("kind", kind())
                                .required("data", Schema.object().says("what this kind works on")))
                .property("priority", Schema.whole().says("0 to 10, the most urgent; 0 where it is left out"))
                .property("timeout", Schema.whole().says("seconds of one attempt; 300 where it is left out"))
                .property("context", Schema.object().says("for the agent"));
    }

    public static Schema task() {
        return row().required("causes", Schema.array(Schema.text()).says("why attempts were lost"))
                .required("result", Schema.object().orNull())
                .required("warnings", Schema.array(Schema.text()));
    }

    public static Schema list() {
        return Schema.object().required("tasks", Schema.array(row()));
    }

    private static Schema row() {
        return Schema.object()
                .required("task_id", Schema.id())
                .required("kind", kind())
                .required("state", Schema.choice(states()))
                .required("priority", Schema.whole())
                .required("timeout", Schema.whole())
                .required("attempt", Schema.whole())
                .required("agent_id", Schema.text().orNull())
                .required("error", Schema.text().orNull())
                .required("duration_ms", Schema.number())
                .required("submitted_at", Schema.time())
                .required("changed_at", Schema.time());
    }

    public static Schema agents() {
        return Schema.object()
                .required(
                        "agents",
                        Schema.array(Schema.object()
                                .required("agent_id", Schema.text())
                                .required("type", Schema.text())
                                .required("capabilities", Schema.array(Schema.text()))
                                .required("version", Schema.text())
                                .required("slots", Schema.whole())
                                .required("active", Schema.whole())
                                .required("load", Schema.number())
                                .required("node", Schema.text())
                                .required("draining", Schema.truth())));
    }

    private static Schema kind() {
        return Schema.choice(
                Arrays.stream(TaskKind.values()).map(TaskKind::wireName).toList());
    }

    public static List<String> states() {
        return Arrays.stream(TaskState.values()).map(TaskState::wireName).toList();
    }
}
