// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.node;

import io.rivulet.actors.session.Sessions;
import io.rivulet.actors.session.Sessions.NodeFacts;
import io.rivulet.http.route.Access;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Problems;
import io.rivulet.http.route.Router;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.ProblemPages;
import io.rivulet.serialization.view.ViewJson;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/// Whether this node works, what it is, and the pages that problems point to.
public final class NodeRoutes {
    private static final long RETRY_MILLIS = 2000;
    private static final String UP = "up";

    private final Sessions sessions;
    private final BooleanSupplier draining;

    /// @param draining whether streams are told to end
    public NodeRoutes(Sessions sessions, BooleanSupplier draining) {
        this.sessions = sessions;
        this.draining = draining;
    }

    public void addTo(Router router, NodeStatus status) {
        addHealthTo(router);
        router.get("/api/v1/status", _ -> status(status))
                .get("/problems/{code}", Access.PUBLIC, NodeRoutes::problemPage);
    }

    /// What load balancers and supervisors ask.
    public void addHealthTo(Router router) {
        router.get(
                        "/alive",
                        Access.PUBLIC,
                        _ -> CompletableFuture.completedStage(Answers.json(checks(Map.of("process", UP)))))
                .get("/ready", Access.PUBLIC, this::health)
                .get("/health", Access.PUBLIC, this::health)
                .get("/api/v1/health", Access.PUBLIC, this::health);
    }

    private CompletionStage<HttpResponse> health(Call call) {
        return sessions.node().thenApply(facts -> {
            Map<String, String> checks = new LinkedHashMap<>();
            checks.put("process", UP);
            checks.put("database", facts.databaseUp() ? UP : "down");
            checks.put("cluster", !facts.clusterUp() ? "down" : facts.degraded() ? "degraded" : UP);
            boolean leaving = facts.draining() || draining.getAsBoolean();
            checks.put("intake", leaving ? "draining" : UP);
            boolean healthy = checks.values().stream().allMatch(UP::equals);
            return healthy ? Answers.json(checks(checks)) : Problems.response(unwell(facts, leaving, checks));
        });
    }

    private static Problem unwell(NodeFacts facts, boolean draining, Map<String, String> checks) {
        ProblemCode code = draining
                ? ProblemCode.DRAINING
                : !facts.databaseUp()
                        ? ProblemCode.STORAGE_UNAVAILABLE
                        : facts.degraded() ? ProblemCode.NO_QUORUM : ProblemCode.CAPACITY_EXCEEDED;
        String detail = checks.entrySet().stream()
                .map(check -> check.getKey() + ": " + check.getValue())
                .collect(Collectors.joining(", "));
        return Problem.of(code, "This node takes no work now. Checks: " + detail + ".")
                .retryAfter(RETRY_MILLIS);
    }

    private static byte[] checks(Map<String, String> checks) {
        return Json.encode(json -> {
            json.writeStartObject();
            json.writeStringField("status", UP);
            Json.texts(json, "checks", checks);
            json.writeEndObject();
        });
    }

    private CompletionStage<HttpResponse> status(NodeStatus status) {
        return sessions.node().thenApply(facts -> Answers.json(ViewJson.node(status.view(facts))));
    }

    private static CompletionStage<HttpResponse> problemPage(Call call) {
        ProblemCode code = Arrays.stream(ProblemCode.values())
                .filter(known -> known.wireName().equals(call.capture(0)))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                                ProblemCode.ROUTE_NOT_FOUND,
                                "There is no problem '" + Call.shown(call.capture(0)) + "'.")
                        .exception());
        return CompletableFuture.completedStage(
                HttpResponse.create().withEntity(ContentTypes.TEXT_HTML_UTF8, ProblemPages.html(code)));
    }
}
