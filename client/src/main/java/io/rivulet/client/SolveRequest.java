// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.UUID;

/// A system to be solved. Immutable: each method gives another one.
public final class SolveRequest {
    private static final NumberFields.Writing ALL_ONES = _ -> {};

    private final Matrix matrix;
    private final NumberFields.Writing vector;
    private final ObjectNode fields;
    private final UUID sessionId;

    private SolveRequest(Matrix matrix, NumberFields.Writing vector, ObjectNode fields, UUID sessionId) {
        this.matrix = matrix;
        this.vector = vector;
        this.fields = fields;
        this.sessionId = sessionId;
    }

    /// Under an id of its own, so that a repeat finds the session instead of opening another.
    public static SolveRequest of(Matrix matrix) {
        return new SolveRequest(matrix, ALL_ONES, Json.MAPPER.createObjectNode(), UUID.randomUUID());
    }

    /// b; ones without it, which a gallery's and an uploaded matrix may have.
    public SolveRequest vector(double... b) {
        double[] own = b.clone();
        return new SolveRequest(matrix, json -> NumberFields.write(json, "vector", own), fields, sessionId);
    }

    /// b, zero elsewhere.
    public SolveRequest vector(int[] indices, double[] values) {
        return new SolveRequest(
                matrix, json -> NumberFields.writePairs(json, "vector", indices, values), fields, sessionId);
    }

    public SolveRequest sessionId(UUID id) {
        return new SolveRequest(matrix, vector, fields, id);
    }

    public SolveRequest method(String name) {
        return with("method", name);
    }

    public SolveRequest options(SolveOptions options) {
        return with("options", options.json());
    }

    public SolveRequest name(String name) {
        return with("name", name);
    }

    public SolveRequest label(String key, String value) {
        ObjectNode copy = fields.deepCopy();
        copy.withObjectProperty("labels").put(key, value);
        return new SolveRequest(matrix, vector, copy, sessionId);
    }

    /// Any field of a solve_request, such as `flow_nexus`.
    public SolveRequest with(String field, Object value) {
        ObjectNode copy = fields.deepCopy();
        copy.set(field, Json.MAPPER.<JsonNode>valueToTree(value));
        return new SolveRequest(matrix, vector, copy, sessionId);
    }

    UUID sessionId() {
        return sessionId;
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("session_id", sessionId.toString());
        for (var field : fields.properties()) {
            json.writeFieldName(field.getKey());
            json.writeTree(field.getValue());
        }
        json.writeFieldName("matrix");
        matrix.write(json);
        vector.write(json);
        json.writeEndObject();
    }
}
