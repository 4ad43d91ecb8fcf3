// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.schema.Schema;
import io.rivulet.serialization.schema.TaskSchemas;
import java.util.Map;

/// Calls about tasks and the agents that carry them out.
final class TaskOperations {
    private static final String TASKS = "/api/v1/tasks";

    private TaskOperations() {}

    static void addTo(Map<String, Operation> all) {
        all.put(
                "POST " + TASKS,
                Operation.of(Tag.TASKS, "submitTask", "Have a task carried out")
                        .says("It is durable with the answer; the same `task_id` again is the same task.")
                        .reads(Content.json(
                                TaskSchemas.request(),
                                new Example("match", "Which of two series is more like a third", Story.task(), 201),
                                new Example("again", "The same task again", Story.task(), 200)))
                        .answers(
                                Reply.of(201, "It is taken", Content.json(TaskSchemas.task()))
                                        .with(Headers.LOCATION),
                                Reply.of(200, "It was known", Content.json(TaskSchemas.task())))
                        .refuses(
                                ProblemCode.NOT_ACCEPTABLE,
                                ProblemCode.INVALID_ID,
                                ProblemCode.TASK_EXISTS,
                                ProblemCode.CAPACITY_EXCEEDED,
                                ProblemCode.STORAGE_UNAVAILABLE));
        all.put(
                "GET " + TASKS,
                Operation.of(Tag.TASKS, "listTasks", "The caller's tasks, the newest first")
                        .takes(
                                Parameter.query(
                                        "state",
                                        Schema.choice(TaskSchemas.states()),
                                        "only those in this state",
                                        "done"),
                                Parameter.query(
                                        "limit", Schema.whole().from(1), "at most 200; 50 where it is left out", 10))
                        .answers(Reply.of(200, "At most `limit`", Content.json(TaskSchemas.list())))
                        .refuses(ProblemCode.NOT_ACCEPTABLE, ProblemCode.UNSUPPORTED_VALUE));
        all.put(
                "GET " + TASKS + "/{task}",
                Operation.of(Tag.TASKS, "task", "One task, with its result where it has one")
                        .takes(task())
                        .answers(Reply.of(200, "The task", Content.json(TaskSchemas.task())))
                        .refuses(ProblemCode.NOT_ACCEPTABLE, ProblemCode.INVALID_ID, ProblemCode.TASK_NOT_FOUND));
        all.put(
                "GET /api/v1/agents",
                Operation.of(Tag.TASKS, "agents", "The agents that are connected to any node")
                        .answers(Reply.of(200, "All of them", Content.json(TaskSchemas.agents())))
                        .refuses(ProblemCode.NOT_ACCEPTABLE));
        all.put(
                "DELETE " + TASKS + "/{task}",
                Operation.of(Tag.TASKS, "cancelTask", "Have a task left, if it is not over")
                        .takes(task())
                        .answers(Reply.of(200, "What has become of it", Content.json(TaskSchemas.task())))
                        .refuses(ProblemCode.NOT_ACCEPTABLE, ProblemCode.INVALID_ID, ProblemCode.TASK_NOT_FOUND));
    }

    private static Parameter task() {
        return Parameter.path("task", Schema.id(), "its `task_id`", Story.TASK);
    }
}
