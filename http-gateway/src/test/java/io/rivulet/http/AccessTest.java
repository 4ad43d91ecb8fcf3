// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static io.rivulet.http.KnownCallers.ADMIN;
import static io.rivulet.http.KnownCallers.ALICE;
import static io.rivulet.http.KnownCallers.BOB;
import static io.rivulet.http.KnownCallers.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.http.limit.Limits;
import io.rivulet.http.route.Access;
import io.rivulet.http.route.Place;
import io.rivulet.http.settings.LimitSettings;
import io.rivulet.http.stream.StreamSlots;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Every call × everybody who may make it or not. The calls are those that the gateway has; one that is added has to be
/// added here and to docs/reference/access.md.
class AccessTest {
    @RegisterExtension
    static final OneNode node = OneNode.start(KnownCallers.settings());

    private static final String WRONG = "nobodys-key-0123456789abcdef";
    private static final String DRAIN = "/api/v1/cluster/drain";
    private static final String WORKFLOWS = "/api/v1/workflows";
    /// What is answered to a caller whose session it is not: never another status than if it did not exist.
    private static final int NOT_FOUND = 404;
    /// Calls that name a session in their body.
    private static final Map<String, String> OF_SESSIONS = Map.of(
            "/api/v1/swarm/costs",
            "{\"session_id\":\"$\",\"delta_costs\":{\"indices\":[0],\"values\":[1]}}",
            "/api/v1/verify",
            "{\"session_id\":\"$\"}",
            WORKFLOWS,
            "{\"apiVersion\":\"flow-nexus.ruv.io/v1\",\"kind\":\"SolverWorkflow\","
                    + "\"metadata\":{\"name\":\"flow\"},\"spec\":{}}",
            "/api/v1/swarm/join",
            "{\"session_id\":\"$\",\"node_id\":\"r\",\"roles\":[\"reporter\"]}",
            "/api/v1/sessions/{id}/commands",
            "{\"command\":\"verify\"}",
            "/api/v1/sessions/{id}/what-if",
            "{\"delta_costs\":{\"indices\":[0],\"values\":[1]}}",
            "/api/v1/sessions/{id}/fork",
            "{}",
            "/api/v1/solve-stream",
            "{\"session_id\":\"$\"," + SmallSystem.MATRIX + "}",
            "/api/v1/problems",
            "%%MatrixMarket matrix coordinate real general\n1 1 1\n1 1 2\n");
    private static final Map<String, String> BODIES = bodies();

    private static final String EXPERIENCES = "/api/v1/experiences";

    private static final String TASK = "3f0e9b7a-6d52-4c1b-9a84-7e5c2d1f0b36";
    private static final String TASKS = "/api/v1/tasks";

    private static final String SERIES = "\"pattern_type\":\"t\",\"values\":[1,2,3,4,6]}";

    private static Map<String, String> bodies() {
        var all = new HashMap<>(OF_SESSIONS);
        all.put("/api/v1/patterns", "{\"id\":\"p\"," + SERIES);
        all.put("/api/v1/patterns/match", "{\"a\":[1,2],\"b\":[1,3]}");
        all.put("/api/v1/patterns/search", "{" + SERIES);
        all.put("/api/v1/patterns/signal", "{" + SERIES);
        all.put(
                EXPERIENCES,
                "{\"experience_id\":\"e\",\"similarity\":0.9,\"confidence\":0.8,\"predicted_outcome\":1," + SERIES);
        all.put(EXPERIENCES + "/{experience}/outcome", "{\"actual_outcome\":1}");
        all.put(
                TASKS,
                "{\"task_id\":\"" + TASK
                        + "\",\"task_type\":{\"kind\":\"PatternMatch\",\"data\":{\"current\":[1,2,3,2,1],"
                        + "\"candidates\":[{\"id\":\"same\",\"values\":[1,2,3,2,1]}]}}}");
        return all;
    }

    private static final Map<String, String> QUERIES = Map.of(
            "/api/v1/events", "?lines=2",
            "/api/v1/support", "?seconds=0",
            "/api/v1/sessions/{id}/stream", "?from=0",
            "/api/v1/sessions/{id}/entries", "?indices=0",
            "/api/v1/sessions/{id}/x", "?digest=00");

    private static List<Place> places() {
        var limits = Limits.start(node.system, false, LimitSettings.DEFAULTS, true, node.sessions.workflows());
        var slots = new StreamSlots(1, () -> false, limits);
        return Gateway.router(node.system, node.sessions, KnownCallers.settings(), limits, slots)
                .places();
    }

    private static boolean namesASession(Place place) {
        return place.ofSession() || BODIES.getOrDefault(place.pattern(), "").contains("$");
    }

    /// What a caller gets who has the role, about a session of somebody else.
    private static int elsewhere(Place place) {
        return switch (place.method() + " " + place.pattern()) {
            // Idempotent, so that it tells nothing.
            case "DELETE /api/v1/sessions/{id}" -> 204;
            // The id is the caller's own choice, and has to be refused somehow.
            case "POST /api/v1/solve-stream" -> 409;
            default -> NOT_FOUND;
        };
    }

    @Test
    void eachCallIsMadeByThoseWhoMay() throws Exception {
        List<Place> places = places().stream()
                // The node is gone after it.
                .sorted(Comparator.comparing(place -> place.pattern().equals(DRAIN)))
                .toList();
        assertThat(places).hasSizeGreaterThan(25);
        for (Place place : places) {
            String session = UUID.randomUUID().toString();
            open(session, ALICE);
            apply(ALICE);
            prepare(ALICE);
            check(place, session);
        }
    }

    private static void check(Place place, String session) throws Exception {
        String what = place.method() + " " + place.pattern() + " by ";
        boolean open = place.access() == Access.PUBLIC;
        for (@Nullable String nobody : new @Nullable String[] {null, WRONG, ALICE.substring(0, 20), ALICE + "x"}) {
            HttpResponse<String> answer = call(place, session, nobody);
            if (open) {
                // Sockets of fields say who may go on once they are open.
                assertThat(answer.statusCode()).as(what + "anybody").isEqualTo(opensAsSocket(place) ? 406 : 200);
            } else {
                OneNode.assertProblem(answer, 401, "unauthenticated");
                assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
                        .as(what + "nobody")
                        .startsWith("Bearer")
                        .matches(said -> said.contains("invalid_token") == (nobody != null));
                assertThat(answer.body()).doesNotContain(ALICE.substring(0, 20));
            }
        }
        for (String other : List.of(BOB, OPERATOR, ADMIN)) {
            int status = call(place, session, other).statusCode();
            if (!mayCall(other, place)) {
                assertThat(status).as(what + other).isEqualTo(403);
            } else if (namesASession(place)) {
                assertThat(status).as(what + other).isEqualTo(elsewhere(place));
            } else {
                assertThat(status).as(what + other).isNotIn(401, 403).isLessThan(500);
            }
        }
        int own = call(place, session, ALICE).statusCode();
        if (mayCall(ALICE, place)) {
            assertThat(own)
                    .as(what + "its owner")
                    .isNotIn(401, 403, NOT_FOUND, 409)
                    .isLessThan(500);
        } else {
            assertThat(own).as(what + "a user").isEqualTo(403);
        }
    }

    private static boolean opensAsSocket(Place place) {
        return place.pattern().startsWith("/ws/");
    }

    private static boolean mayCall(String key, Place place) {
        Access has = Access.valueOf(KnownCallers.ALL.get(key).toUpperCase(Locale.ROOT));
        return has.compareTo(place.access()) >= 0;
    }

    private static HttpResponse<String> call(Place place, String session, @Nullable String key) throws Exception {
        String path = place.pattern()
                        .replace("{id}", session)
                        .replace("{i}", "0")
                        .replace("{address}", "nobody")
                        .replace("{code}", "stale_update")
                        .replace("{name}", "flow")
                        .replace("{experience}", "e")
                        .replace("{pattern}", "p")
                        .replace("{task}", TASK)
                        .replace("{file}", place.pattern().startsWith("/docs") ? "page.js" : "app.js")
                + QUERIES.getOrDefault(place.pattern(), "");
        HttpRequest.Builder request = node.request(path);
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return node.send(
                switch (place.method()) {
                    case "GET" -> request.GET();
                    case "DELETE" -> request.DELETE();
                    default ->
                        request.header(
                                        "Content-Type",
                                        place.pattern().equals("/api/v1/problems") ? "text/plain" : "application/json")
                                .POST(BodyPublishers.ofString(
                                        BODIES.getOrDefault(place.pattern(), "").replace("$", session)));
                });
    }

    private static void apply(String key) throws Exception {
        HttpResponse<String> answer =
                node.post(WORKFLOWS, "application/json", BODIES.get(WORKFLOWS), KnownCallers.bearer(key));
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    }

    /// With its outcome, so that there is a verdict.
    private static void prepare(String key) throws Exception {
        for (String path : new String[] {TASKS, EXPERIENCES, EXPERIENCES + "/{experience}/outcome"}) {
            HttpResponse<String> answer = node.post(
                    path.replace("{experience}", "e"),
                    "application/json",
                    BODIES.getOrDefault(path, ""),
                    KnownCallers.bearer(key));
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        }
    }

    private static void open(String session, String key) throws Exception {
        HttpResponse<String> answer = node.post(
                "/api/v1/solve-stream",
                "application/json",
                "{\"session_id\":\"" + session + "\"," + SmallSystem.MATRIX + "}",
                KnownCallers.bearer(key));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void thePageOfCallsIsTheOneOfTheCode() throws Exception {
        String table = places().stream()
                .sorted(Comparator.comparing(Place::pattern).thenComparing(Place::method))
                .map(place -> "| `" + place.method() + " " + place.pattern() + "` | "
                        + (place.access() == Access.PUBLIC
                                ? "everybody"
                                : place.access().name().toLowerCase(Locale.ROOT))
                        + (place.byBrowsers() ? ", ticket" : "")
                        + " | " + (namesASession(place) ? elsewhere(place) : "") + " |")
                .collect(Collectors.joining("\n"));
        Path page = Path.of(System.getProperty("rivulet.root", "..")).resolve("docs/reference/access.md");
        assertThat(Files.readString(page)).contains(table);
    }
}
