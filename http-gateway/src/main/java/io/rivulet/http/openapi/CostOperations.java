// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.schema.AnswerSchemas;
import io.rivulet.serialization.schema.BodySchemas;
import io.rivulet.serialization.schema.ProblemSchemas;
import io.rivulet.serialization.schema.Schema;
import io.rivulet.serialization.schema.SwarmSchemas;
import java.util.Map;

/// Changes of costs, and checks of solutions.
final class CostOperations {
    private static final String SESSION = "/api/v1/sessions/{id}";

    private CostOperations() {}

    static void addTo(Map<String, Operation> all) {
        all.put("POST /api/v1/swarm/costs", costs());
        all.put("POST /api/v1/verify", verify());
        all.put("GET " + SESSION + "/matrix", stored("matrix", "Read A", Content.CSR));
        all.put("GET " + SESSION + "/vector", stored("vector", "Read b", Content.OCTETS));
        all.put("GET " + SESSION + "/x", polled());
    }

    private static Operation costs() {
        String first = "b0a7e0d2-4f5a-4c3e-8d21-9a6c1f7e2b01";
        String second = "b0a7e0d2-4f5a-4c3e-8d21-9a6c1f7e2b02";
        return Operation.of(Tag.COSTS, "changeCosts", "Change b or A")
                .says("Exactly once for each identity (`update_id`, or `source_node` and `sequence`), whole or not at"
                        + " all, and durable when it is acknowledged. An NDJSON body may go on without end: each line is"
                        + " answered by one line, in order.")
                .takes(Parameter.query(
                        "wait",
                        Schema.choice("applied"),
                        "answers when the solution follows the change, with what it did",
                        "applied"))
                .reads(
                        Content.json(
                                Schema.either(BodySchemas.costUpdate(), SwarmSchemas.report()),
                                new Example("update", "Half a unit more of one cost", Story.update(first, 0, 0.5), 202),
                                new Example("report", "What a reporter has observed", Story.report(), 202)),
                        Content.lines(
                                Schema.either(BodySchemas.costUpdate(), SwarmSchemas.report()),
                                new Example(
                                        "lines",
                                        "One that is new, and one that is refused by itself",
                                        """
                                        {"session_id":"%1$s","update_id":"%2$s","delta_costs":{"indices":[1],"values":[0.25]}}
                                        {"session_id":"%1$s","delta_costs":{"indices":[99],"values":[1]}}
                                        """.formatted(Story.SESSION, second),
                                        200)))
                .answers(
                        Reply.of(202, "It is durable", Content.json(AnswerSchemas.acknowledgement())),
                        Reply.of(
                                200,
                                "It is applied; or one answer for each line",
                                Content.json(AnswerSchemas.acknowledgement()),
                                Content.lines(
                                        Schema.either(AnswerSchemas.acknowledgement(), ProblemSchemas.rejected()))))
                .refuses(
                        ProblemCode.NOT_ACCEPTABLE,
                        ProblemCode.SESSION_NOT_FOUND,
                        ProblemCode.STALE_UPDATE,
                        ProblemCode.UPDATE_TOO_OLD,
                        ProblemCode.SESSION_EXPIRED,
                        ProblemCode.INDEX_OUT_OF_RANGE,
                        ProblemCode.DIMENSION_MISMATCH,
                        ProblemCode.NON_FINITE_VALUE,
                        ProblemCode.SESSION_BUSY,
                        ProblemCode.TOO_MANY_SOURCES,
                        ProblemCode.STORAGE_UNAVAILABLE);
    }

    private static Operation verify() {
        return Operation.of(Tag.VERIFICATION, "verify", "Check an x against A and b")
                .says("Of a session, or any x with its matrix and vector.")
                .reads(Content.json(
                        BodySchemas.verify(),
                        new Example("session", "The x of a session", Story.ofSession(), 200),
                        new Example(
                                "system",
                                "An x of one's own",
                                Story.object("matrix", Story.matrix(), "vector", Story.B, "solution", Story.X),
                                200)))
                .answers(Reply.of(200, "The verdict", Content.json(AnswerSchemas.verification())))
                .refuses(
                        ProblemCode.SESSION_NOT_FOUND,
                        ProblemCode.INDEX_OUT_OF_RANGE,
                        ProblemCode.INVALID_MATRIX,
                        ProblemCode.DIMENSION_MISMATCH,
                        ProblemCode.NON_FINITE_VALUE,
                        ProblemCode.NO_QUORUM);
    }

    private static Operation stored(String what, String summary, String binary) {
        return Operation.of(Tag.VERIFICATION, what, summary)
                .says("As it is at a revision, to check an x oneself: as bytes, or as Matrix Market text.")
                .takes(
                        Story.session(),
                        Parameter.query("revision", Schema.whole().from(0), "the present one where it is left out", 0))
                .answers(Reply.of(200, "Its entries", Content.bytes(binary), Content.text(Content.TEXT))
                        .with(Headers.ETAG))
                .refuses(
                        ProblemCode.NOT_ACCEPTABLE,
                        ProblemCode.WRONG_TYPE,
                        ProblemCode.OUT_OF_RANGE,
                        ProblemCode.CAPACITY_EXCEEDED);
    }

    private static Operation polled() {
        return Operation.of(Tag.VERIFICATION, "askedX", "Read the x that voters are asked about")
                .says("While they are: a `probe_task` names it by its digest.")
                .takes(
                        Story.session(),
                        Parameter.query("digest", Schema.text(), "SHA-256 of x").always())
                .answers(Reply.of(200, "Its entries", Content.bytes(Content.OCTETS), Content.text(Content.TEXT)))
                .refuses(ProblemCode.NOT_ACCEPTABLE, ProblemCode.MISSING_FIELD, ProblemCode.UNSUPPORTED_VALUE);
    }
}
