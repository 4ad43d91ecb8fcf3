// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import static io.rivulet.http.openapi.Story.object;

import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.schema.AnswerSchemas;
import io.rivulet.serialization.schema.Schema;
import io.rivulet.serialization.schema.SessionSchemas;
import io.rivulet.serialization.view.SessionStates;
import java.util.List;
import java.util.Map;

/// Calls about sessions that there are.
final class SessionOperations {
    private static final String SESSION = "/api/v1/sessions/{id}";
    private static final Schema INDICES = Schema.text();
    private static final String RANGES = "places from 0 on, and ranges of them";

    private SessionOperations() {}

    static void addTo(Map<String, Operation> all) {
        all.put("GET /api/v1/sessions", list());
        all.put("GET /api/v1/status/{id}", status());
        all.put("GET " + SESSION + "/solution", solution());
        all.put("GET " + SESSION + "/entries", entries());
        all.put("GET " + SESSION + "/entries/{i}", entry());
        all.put("GET " + SESSION + "/entries/{i}/gradient", gradient());
        all.put("GET " + SESSION + "/portrait", portrait());
        all.put("POST " + SESSION + "/commands", command());
        all.put("POST " + SESSION + "/what-if", whatIf());
        all.put("POST " + SESSION + "/fork", fork());
    }

    static void addEnd(Map<String, Operation> all) {
        all.put("DELETE " + SESSION, delete());
    }

    private static Operation list() {
        return Operation.of(Tag.SESSIONS, "listSessions", "The caller's sessions")
                .takes(
                        Parameter.query("limit", Schema.whole().from(1).to(1000).otherwise(100), "rows of a page", 10),
                        Parameter.query("cursor", Schema.text(), "`next_cursor` of the page before"),
                        Parameter.query(
                                "state", Schema.choice(SessionStates.NAMES), "sessions in this state", "converged"),
                        Parameter.query(
                                "label",
                                Schema.text(),
                                "key:value; several may be given, all have to fit",
                                "region:north"))
                .answers(Reply.of(
                        200, "A page", Content.json(AnswerSchemas.sessions().without("warnings"))))
                .refuses(ProblemCode.WRONG_TYPE, ProblemCode.UNSUPPORTED_VALUE, ProblemCode.OUT_OF_RANGE);
    }

    private static Operation status() {
        return Operation.of(Tag.SESSIONS, "sessionStatus", "How a session does")
                .takes(Story.session())
                .answers(Reply.of(
                        200, "Its status", Content.json(AnswerSchemas.status().without("warnings"))));
    }

    private static Operation solution() {
        return Operation.of(Tag.SESSIONS, "solution", "Read x")
                .says("All of it, as JSON, as a Matrix Market array or as little-endian doubles, by `Accept`; with"
                        + " `indices` some entries, as JSON. `If-None-Match` with the `ETag` of an earlier answer is"
                        + " 304 while x is the same.")
                .takes(
                        Story.session(),
                        Parameter.query("indices", INDICES, RANGES, "0,1-2"),
                        Parameter.query(
                                "min_revision",
                                Schema.whole().from(0),
                                "waits for an x that has seen so many updates",
                                0),
                        Parameter.header("If-None-Match", Schema.text(), "the ETag that the caller has"))
                .answers(
                        Reply.of(
                                        200,
                                        "x, or entries of it",
                                        Content.json(SessionSchemas.solution()),
                                        Content.text(Content.TEXT),
                                        Content.bytes(Content.OCTETS))
                                .with(Headers.ETAG),
                        Reply.of(304, "It is the one that the caller has").with(Headers.ETAG))
                .refuses(
                        ProblemCode.NOT_ACCEPTABLE,
                        ProblemCode.WRONG_TYPE,
                        ProblemCode.OUT_OF_RANGE,
                        ProblemCode.INDEX_OUT_OF_RANGE,
                        ProblemCode.SESSION_EXPIRED);
    }

    private static Parameter error() {
        return Parameter.query(
                "error", Schema.number().above(0).otherwise(1e-6), "the error that is good enough", 1e-3);
    }

    private static Parameter index() {
        return Parameter.path("i", Schema.whole().from(0), "the place, from 0 on", 1);
    }

    private static Operation entries() {
        return Operation.of(Tag.SESSIONS, "entries", "Estimate entries of x")
                .says("By a local method, with a bound, without waiting for the solve.")
                .takes(
                        Story.session(),
                        Parameter.query("indices", INDICES, RANGES, "0,1-2").always(),
                        error())
                .answers(Reply.of(
                        200, "The entries", Content.json(AnswerSchemas.entries().without("warnings"))))
                .refuses(
                        ProblemCode.MISSING_FIELD,
                        ProblemCode.WRONG_TYPE,
                        ProblemCode.OUT_OF_RANGE,
                        ProblemCode.INDEX_OUT_OF_RANGE);
    }

    private static Operation entry() {
        return Operation.of(Tag.SESSIONS, "entry", "Estimate one entry of x")
                .takes(Story.session(), index(), error())
                .answers(Reply.of(200, "The entry", Content.json(SessionSchemas.entry())))
                .refuses(ProblemCode.WRONG_TYPE, ProblemCode.OUT_OF_RANGE, ProblemCode.INDEX_OUT_OF_RANGE);
    }

    private static Operation portrait() {
        return Operation.of(Tag.SESSIONS, "portrait", "What a session's matrix looks like")
                .says("Where its entries lie, on a grid, and how far the diagonal dominates its rows.")
                .takes(
                        Story.session(),
                        Parameter.query(
                                "side",
                                Schema.whole().from(1).to(256).otherwise(64),
                                "the most cells of a side of the grid",
                                3))
                .answers(Reply.of(200, "The portrait", Content.json(SessionSchemas.portrait())))
                .refuses(
                        ProblemCode.NOT_ACCEPTABLE,
                        ProblemCode.WRONG_TYPE,
                        ProblemCode.OUT_OF_RANGE,
                        ProblemCode.CAPACITY_EXCEEDED);
    }

    private static Operation gradient() {
        return Operation.of(Tag.SESSIONS, "gradient", "The costs that move an entry most")
                .says("The largest entries of row i of A⁻¹, each within `error_bound`.")
                .takes(
                        Story.session(),
                        index(),
                        error(),
                        Parameter.query(
                                "count", Schema.whole().from(1).to(10_000).otherwise(100), "how many", 2))
                .answers(Reply.of(200, "The costs", Content.json(SessionSchemas.gradient())))
                .refuses(
                        ProblemCode.WRONG_TYPE,
                        ProblemCode.OUT_OF_RANGE,
                        ProblemCode.INDEX_OUT_OF_RANGE,
                        ProblemCode.CERTIFICATE_UNAVAILABLE);
    }

    private static Operation command() {
        return Operation.of(Tag.SESSIONS, "command", "Steer a session")
                .takes(Story.session())
                .reads(Content.json(
                        SessionSchemas.command(),
                        new Example("pause", "Stop computing", object("command", "pause"), 200),
                        new Example("resume", "Go on", object("command", "resume"), 200),
                        new Example(
                                "tolerance",
                                "Ask for more",
                                object("command", "set_tolerance", "tolerance", 1e-10),
                                200),
                        new Example("unknown", "What is no command", object("command", "dance"), 422)))
                .answers(Reply.of(
                        200, "Its status", Content.json(AnswerSchemas.status().without("warnings"))));
    }

    private static Operation whatIf() {
        return Operation.of(Tag.SESSIONS, "whatIf", "Try a change of costs")
                .says("What x would be. Nothing is stored, and the session is not disturbed.")
                .takes(Story.session())
                .reads(Content.json(
                        SessionSchemas.whatIf(),
                        new Example(
                                "some",
                                "Two entries of x after one cost has grown",
                                object("delta_costs", Story.sparse(0, 0.5), "x_indices", List.of(0, 2)),
                                200),
                        new Example(
                                "matrix",
                                "All of x after an entry of A has changed",
                                object(
                                        "matrix_updates",
                                        List.of(object("row", 0, "col", 0, "new_value", 2.5, "old_value", 2.0))),
                                200)))
                .answers(Reply.of(200, "What it would give", Content.json(SessionSchemas.whatIfAnswer())))
                .refuses(
                        ProblemCode.NOT_ACCEPTABLE,
                        ProblemCode.STALE_UPDATE,
                        ProblemCode.INDEX_OUT_OF_RANGE,
                        ProblemCode.DIMENSION_MISMATCH,
                        ProblemCode.NON_FINITE_VALUE,
                        ProblemCode.STRUCTURALLY_SINGULAR,
                        ProblemCode.SINGULAR_INCONSISTENT,
                        ProblemCode.SESSION_BUSY);
    }

    private static Operation fork() {
        return Operation.of(Tag.SESSIONS, "fork", "A new session from here on")
                .takes(Story.session())
                .mayRead(Content.json(
                        SessionSchemas.fork(),
                        new Example(
                                "named",
                                "Under an id of one's own",
                                object("session_id", Story.FORK, "name", "a second one"),
                                201),
                        new Example("again", "Sent again, it is the same fork", object("session_id", Story.FORK), 200)))
                .answers(
                        Reply.of(201, "The fork", Content.json(SessionSchemas.forkAnswer()))
                                .with(Headers.LOCATION),
                        Reply.of(200, "The fork, which was there", Content.json(SessionSchemas.forkAnswer()))
                                .with(Headers.LOCATION))
                .refuses(ProblemCode.NOT_ACCEPTABLE, ProblemCode.SESSION_EXISTS);
    }

    private static Operation delete() {
        return Operation.of(Tag.SESSIONS, "endSession", "End a session")
                .takes(Story.session())
                .answers(Reply.of(204, "It is ended, or was not there"));
    }
}
