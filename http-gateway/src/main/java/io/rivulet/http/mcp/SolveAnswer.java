// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.http.session.SolutionBody;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.line.LineEncoder;
import io.rivulet.serialization.line.XJson;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a tool that solves answers.
final class SolveAnswer {
    /// A longer x is said by where it can be read.
    static final int MOST_ENTRIES = 10_000;

    private static final List<String> FACTS =
            List.of("rows", "nnz", "matrix_class", "method", "preconditioner", "reason");

    private SolveAnswer() {}

    /// @param opened what `session_opened` said, where that is to be told too
    static byte[] json(UUID session, Answer.Solution solution, List<String> warnings, @Nullable JsonNode opened) {
        DenseVector x = solution.result().x();
        boolean whole = x.size() <= MOST_ENTRIES;
        return Json.encode(json -> {
            json.writeStartObject();
            json.writeStringField("session_id", session.toString());
            if (opened != null) {
                facts(json, opened);
            }
            LineEncoder.writeFields(
                    json,
                    SolutionBody.line(
                            solution,
                            whole
                                    ? XJson.dense(x.values())
                                    : XJson.omitted("/api/v1/sessions/" + session + "/solution")));
            if (!warnings.isEmpty()) {
                Json.texts(json, "warnings", warnings);
            }
            json.writeEndObject();
        });
    }

    private static void facts(JsonGenerator json, JsonNode opened) throws IOException {
        for (String name : FACTS) {
            JsonNode value = opened.get(name);
            if (value != null) {
                json.writeFieldName(name);
                json.writeRawValue(value.toString());
            }
        }
    }
}
