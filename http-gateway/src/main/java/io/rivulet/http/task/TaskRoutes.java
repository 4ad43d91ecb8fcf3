// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.task;

import io.rivulet.actors.session.Sessions;
import io.rivulet.actors.task.Tasks;
import io.rivulet.http.body.Bodies;
import io.rivulet.http.route.Access;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Negotiation;
import io.rivulet.http.route.Router;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.TaskReader;
import io.rivulet.serialization.request.TaskRequest;
import io.rivulet.serialization.schema.TaskSchemas;
import io.rivulet.serialization.task.TaskEvent;
import io.rivulet.serialization.task.TaskJson;
import io.rivulet.serialization.task.TaskJson.AgentView;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.Location;

/// Tasks of the caller: sent, listed, read, cancelled; and the agents that carry them out.
public final class TaskRoutes {
    private static final String TASKS = "/api/v1/tasks";
    private static final String TASK = TASKS + "/{task}";
    private static final String AGENTS = "/api/v1/agents";
    private static final int CREATED = 201;
    private static final int USUAL_LISTED = 50;

    private final Tasks tasks;
    private final Bodies bodies;
    private final InstantSource clock;

    public TaskRoutes(Sessions sessions, Bodies bodies, InstantSource clock) {
        this.tasks = sessions.tasks();
        this.bodies = bodies;
        this.clock = clock;
    }

    public void addTo(Router router) {
        router.post(TASKS, this::submit)
                .get(TASKS, this::list)
                .get(TASK, this::one)
                .delete(TASK, this::cancel)
                .get(AGENTS, Access.OPERATOR, this::agents);
    }

    private CompletionStage<HttpResponse> submit(Call call) {
        Bodies.mediaType(call.request(), MediaTypes.APPLICATION_JSON);
        Negotiation.choose(call.request(), MediaTypes.APPLICATION_JSON);
        return bodies.read(call.request(), in -> TaskReader.read(in.readAllBytes()))
                .thenCompose(asked -> tasks.submit(event(asked, call.owner())).thenApply(taken -> {
                    byte[] body = TaskJson.task(taken.task(), asked.warnings());
                    return taken.created()
                            ? Answers.json(CREATED, body)
                                    .addHeader(Location.create(
                                            TASKS + "/" + taken.task().taskId()))
                            : Answers.json(body);
                }));
    }

    private TaskEvent.Submitted event(TaskRequest asked, String owner) {
        UUID id = asked.taskId() == null ? UUID.randomUUID() : asked.taskId();
        return new TaskEvent.Submitted(
                id.toString(),
                owner,
                asked.kind(),
                asked.data(),
                asked.context(),
                asked.priority(),
                asked.timeoutSeconds(),
                clock.millis());
    }

    private CompletionStage<HttpResponse> list(Call call) {
        Negotiation.choose(call.request(), MediaTypes.APPLICATION_JSON);
        String state = call.parameter("state").orElse(null);
        if (state != null && !TaskSchemas.states().contains(state)) {
            throw Problem.of(ProblemCode.UNSUPPORTED_VALUE, "There is no state '" + Call.shown(state) + "'")
                    .at("/state")
                    .hint("States are " + String.join(", ", TaskSchemas.states()) + ".")
                    .exception();
        }
        int limit = (int) call.number("limit", 1, Tasks.MOST_LISTED, USUAL_LISTED);
        return tasks.list(call.owner(), state, limit).thenApply(all -> Answers.json(TaskJson.list(all)));
    }

    private CompletionStage<HttpResponse> one(Call call) {
        Negotiation.choose(call.request(), MediaTypes.APPLICATION_JSON);
        return tasks.find(call.owner(), call.capture(0))
                .thenApply(task -> Answers.json(TaskJson.task(task, List.of())));
    }

    /// Answers with what has become of it.
    private CompletionStage<HttpResponse> cancel(Call call) {
        Negotiation.choose(call.request(), MediaTypes.APPLICATION_JSON);
        return tasks.cancel(call.owner(), call.capture(0))
                .thenApply(task -> Answers.json(TaskJson.task(task, List.of())));
    }

    private CompletionStage<HttpResponse> agents(Call call) {
        Negotiation.choose(call.request(), MediaTypes.APPLICATION_JSON);
        return tasks.agents()
                .thenApply(all -> Answers.json(
                        TaskJson.agents(all.stream().map(TaskRoutes::view).toList())));
    }

    private static AgentView view(Tasks.Agent agent) {
        return new AgentView(
                agent.card().agentId(),
                agent.card().type(),
                agent.card().capabilities(),
                agent.card().version(),
                agent.card().slots(),
                agent.active(),
                agent.card().load(),
                agent.card().coordinator(),
                agent.card().draining());
    }
}
