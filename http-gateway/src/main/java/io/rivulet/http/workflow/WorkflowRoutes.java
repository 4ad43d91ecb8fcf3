// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.workflow;

import io.rivulet.actors.session.Sessions;
import io.rivulet.actors.workflow.Workflows;
import io.rivulet.http.body.Bodies;
import io.rivulet.http.route.Access;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Negotiation;
import io.rivulet.http.route.Router;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.workflow.WorkflowDocument;
import io.rivulet.serialization.workflow.WorkflowJson;
import io.rivulet.serialization.workflow.WorkflowReader;
import io.rivulet.serialization.workflow.WorkflowSchema;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Location;

/// Workflows of the caller: applied, listed, read, deleted; and the schema that they are checked against.
public final class WorkflowRoutes {
    private static final String WORKFLOWS = "/api/v1/workflows";
    private static final String WORKFLOW = WORKFLOWS + "/{name}";
    private static final int CREATED = 201;

    private static final MediaType YAML = MediaTypes.applicationBinary("yaml", true);
    /// As it was called before it had a name.
    private static final MediaType X_YAML = MediaTypes.applicationBinary("x-yaml", true);

    private final Workflows workflows;
    private final ClusterFacts facts;
    private final Bodies bodies;

    public WorkflowRoutes(Sessions sessions, Bodies bodies) {
        this.workflows = sessions.workflows();
        this.facts = new ClusterFacts(sessions);
        this.bodies = bodies;
    }

    public void addTo(Router router) {
        router.post(WORKFLOWS, this::apply)
                .get(WORKFLOWS, this::list)
                .get(WORKFLOW, this::one)
                .delete(WORKFLOW, this::delete)
                .get(WorkflowSchema.PATH, Access.PUBLIC, WorkflowRoutes::schema);
    }

    private CompletionStage<HttpResponse> apply(Call call) {
        MediaType type = Bodies.mediaType(call.request(), MediaTypes.APPLICATION_JSON, YAML, X_YAML);
        Negotiation.choose(call.request(), MediaTypes.APPLICATION_JSON);
        WorkflowReader.Form form =
                type.equals(MediaTypes.APPLICATION_JSON) ? WorkflowReader.Form.JSON : WorkflowReader.Form.YAML;
        return bodies.read(call.request(), in -> WorkflowReader.read(in.readNBytes(WorkflowReader.MAX_BYTES + 1), form))
                .thenCompose(document ->
                        workflows.apply(call.owner(), document).thenCompose(written -> applied(call, written)));
    }

    /// What was written, which may be replaced or gone already.
    private CompletionStage<HttpResponse> applied(Call call, Workflows.Written written) {
        String name = written.applied().document().workflow().name();
        return answer(new Found(call.owner(), written.applied()))
                .thenApply(answer -> written.created()
                        ? answer.withStatus(CREATED).addHeader(Location.create(WORKFLOWS + "/" + name))
                        : answer);
    }

    private CompletionStage<HttpResponse> list(Call call) {
        Negotiation.choose(call.request(), MediaTypes.APPLICATION_JSON);
        return workflows
                .list(call.owner())
                .thenApply(all -> Answers.json(
                        WorkflowJson.list(all.stream().map(WorkflowRoutes::row).toList())));
    }

    private CompletionStage<HttpResponse> one(Call call) {
        Negotiation.choose(call.request(), MediaTypes.APPLICATION_JSON);
        return found(call, call.capture(0)).thenCompose(this::answer);
    }

    private record Found(String owner, Workflows.Applied applied) {}

    private CompletionStage<Found> found(Call call, String name) {
        return workflows
                .find(call.owner(), name)
                .thenApply(found -> new Found(
                        call.owner(),
                        found.orElseThrow(() -> Problem.of(
                                        ProblemCode.WORKFLOW_NOT_FOUND,
                                        "There is no workflow '" + Call.shown(name) + "'.")
                                .exception())));
    }

    private CompletionStage<HttpResponse> answer(Found found) {
        WorkflowDocument document = found.applied().document();
        return workflows
                .sessions(found.owner(), document.workflow().name())
                .thenApply(sessions ->
                        Answers.json(WorkflowJson.one(row(found.applied()), facts.with(found.owner(), sessions))));
    }

    private static WorkflowJson.Row row(Workflows.Applied applied) {
        return new WorkflowJson.Row(applied.document(), applied.atMillis());
    }

    /// Also where it is not there any more.
    private CompletionStage<HttpResponse> delete(Call call) {
        return workflows
                .delete(call.owner(), call.capture(0))
                .thenApply(_ -> HttpResponse.create().withStatus(StatusCodes.NO_CONTENT));
    }

    private static CompletionStage<HttpResponse> schema(Call call) {
        return CompletableFuture.completedStage(Answers.json(WorkflowSchema.json()));
    }
}
