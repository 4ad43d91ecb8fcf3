// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import static io.rivulet.http.openapi.Story.object;

import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.schema.BodySchemas;
import io.rivulet.serialization.schema.Schema;
import io.rivulet.serialization.schema.SessionSchemas;
import java.util.List;
import java.util.Map;

/// Opening sessions, following them, and what is kept for them.
final class SolveOperations {
    static final String OPEN_SOCKET = "openSocket";

    private SolveOperations() {}

    static void addTo(Map<String, Operation> all) {
        all.put("POST /api/v1/solve-stream", solve());
        all.put("GET /api/v1/sessions/{id}/stream", stream());
        all.put("GET /ws/solver", socket());
        all.put("POST /api/v1/problems", upload());
    }

    private static Operation solve() {
        Map<String, Object> curl = object(
                "matrix",
                object(
                        "rows",
                        1000,
                        "cols",
                        1000,
                        "format",
                        "csr",
                        "data",
                        object(
                                "values",
                                List.of(2.0, -1.0, -1.0, 2.0, -1.0, -1.0, 2.0),
                                "row_indices",
                                List.of(0, 1, 0, 1, 2, 1, 2),
                                "col_pointers",
                                List.of(0, 2, 5, 7))),
                "vector",
                Story.B);
        Map<String, Object> gallery = object(
                "matrix",
                object("data", object("gallery", object("name", "poisson2d", "nx", 8, "ny", 8))),
                "method",
                "cg",
                "options",
                object("tolerance", 1e-6, "stream", object("x", "none")));
        Example line = new Example(
                "lines",
                "The problem on the first line, updates on later ones",
                """
                {"session_id":"%1$s","matrix":{"rows":2,"cols":2,"data":{"dense":[[2,1],[1,2]]}},"vector":[3,3]}
                {"type":"cost_update","update_id":"1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed","delta_costs":{"indices":[0],"values":[0.5]}}
                """.formatted(Story.SENT_AS_LINES),
                200);
        Example form = new Example(
                "form",
                "Matrix Market files, as curl -F sends them",
                object(
                        "matrix",
                        Story.MARKET,
                        "vector",
                        "1\n2\n3\n",
                        "request",
                        object("session_id", Story.SENT_AS_FORM, "name", "from a form")),
                200);
        Schema parts = Schema.object()
                .required("matrix", Schema.text().says("a Matrix Market file, plain or gzip"))
                .property("vector", Schema.text().says("a Matrix Market array, or one number a line; else all ones"))
                .property("request", BodySchemas.solve().without("matrix").says("the other fields"));
        return Operation.of(Tag.SOLVE, "solve", "Open a session and follow its lines")
                .says(
                        "The same session_id with the same problem attaches to that session again. After the first line of"
                                + " an NDJSON body updates, reports and commands may follow while the answer comes; each is"
                                + " answered by an `ack` among the lines. Bodies may have `Content-Encoding: gzip`.")
                .takes(lastEvent())
                .reads(
                        Content.json(
                                BodySchemas.solve(),
                                new Example("small", "Three equations", Story.solve(Story.SESSION), 200),
                                new Example("gallery", "A matrix that the server makes", gallery, 200),
                                new Example(
                                        "refused",
                                        "Sizes that do not fit: the answer says where, and what would",
                                        curl,
                                        422)),
                        Content.lines(Schema.either(BodySchemas.solve(), Components.LATER_LINE), line),
                        Content.form(parts, form))
                .answers(lines())
                .refuses(
                        ProblemCode.NOT_ACCEPTABLE,
                        ProblemCode.SESSION_EXISTS,
                        ProblemCode.PROBLEM_NOT_FOUND,
                        ProblemCode.INDEX_OUT_OF_RANGE,
                        ProblemCode.INVALID_MATRIX,
                        ProblemCode.DIMENSION_MISMATCH,
                        ProblemCode.NON_FINITE_VALUE,
                        ProblemCode.STRUCTURALLY_SINGULAR,
                        ProblemCode.SINGULAR_INCONSISTENT,
                        ProblemCode.METHOD_NOT_APPLICABLE,
                        ProblemCode.CERTIFICATE_UNAVAILABLE,
                        ProblemCode.TOO_MANY_STREAMS,
                        ProblemCode.STORAGE_UNAVAILABLE,
                        ProblemCode.DRAINING);
    }

    private static Parameter lastEvent() {
        return Parameter.header(
                "Last-Event-ID", Schema.whole().from(0), "the last line that came: the stream goes on after it");
    }

    private static Reply lines() {
        return Reply.of(
                        200,
                        "The lines of the session, until it ends or, of a live one, for an hour",
                        Content.lines(Components.STREAM_LINE),
                        Content.events(Components.STREAM_LINE))
                .with(Headers.SESSION_ID);
    }

    private static Operation stream() {
        return Operation.of(Tag.SOLVE, "follow", "Follow a session's lines again")
                .says("From a line on, or from a `snapshot` where neither `from` nor `Last-Event-ID` is given. Lines"
                        + " that are no longer kept are stood for by a `snapshot`.")
                .takes(
                        Story.session(),
                        Parameter.query("from", Schema.whole().from(0), "the first line wanted; 0 is the first", 0),
                        Parameter.query(
                                "resume_token",
                                Schema.text(),
                                "of the session's `session_opened`, where no header can be sent"),
                        ticket(),
                        lastEvent())
                .answers(lines())
                .refuses(
                        ProblemCode.NOT_ACCEPTABLE,
                        ProblemCode.WRONG_TYPE,
                        ProblemCode.OUT_OF_RANGE,
                        ProblemCode.SESSION_EXPIRED,
                        ProblemCode.TOO_MANY_STREAMS,
                        ProblemCode.DRAINING);
    }

    static Parameter ticket() {
        return Parameter.query("ticket", Schema.text(), "of `POST /api/v1/tickets`, where no header can be sent");
    }

    private static Operation socket() {
        return Operation.of(Tag.SOLVE, OPEN_SOCKET, "Many sessions on one WebSocket")
                .says("With `Upgrade: websocket`. Each frame is one JSON object as text, or with the subprotocol"
                        + " `rivulet.cbor` the same object as binary CBOR: `ClientFrame` from here, `ServerFrame` to"
                        + " here. The `id` of a frame is repeated as `in_reply_to`. `x-frames` are examples, each with"
                        + " the type of its answer.")
                .takes(
                        ticket(),
                        Parameter.header("Sec-WebSocket-Protocol", Schema.choice("rivulet.cbor"), "none: JSON as text"))
                .answers(Reply.of(101, "The connection is a socket from here on"))
                .refuses(ProblemCode.NOT_ACCEPTABLE, ProblemCode.TOO_MANY_STREAMS, ProblemCode.DRAINING)
                .extended("x-frames", Frames.examples());
    }

    private static Operation upload() {
        return Operation.of(Tag.SOLVE, "upload", "Keep a matrix for sessions")
                .says("Sessions are opened on it with `matrix: {ref}`. Its limit is its own, 2 GiB unless set.")
                .reads(
                        Content.text(
                                Content.TEXT,
                                new Example("market", "A Matrix Market file, plain or gzip", Story.MARKET, 201)),
                        Content.bytes(
                                Content.CSR,
                                new Example(
                                        "csr",
                                        "n, nnz, row pointers and column indices as 32-bit integers, values as"
                                                + " doubles, all little-endian",
                                        Example.Bytes.of(Story.csr()),
                                        201)),
                        Content.bytes("application/x-matrix-market"),
                        Content.bytes(Content.OCTETS))
                .answers(Reply.of(201, "It is kept", Content.json(SessionSchemas.uploaded())))
                .refuses(
                        ProblemCode.INVALID_MATRIX,
                        ProblemCode.OUT_OF_RANGE,
                        ProblemCode.NON_FINITE_VALUE,
                        ProblemCode.STORAGE_UNAVAILABLE);
    }
}
