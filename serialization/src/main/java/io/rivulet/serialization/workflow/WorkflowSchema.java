// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.workflow;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.Warnings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/// The published schema of SolverWorkflow documents.
/// **Thread** any.
public final class WorkflowSchema {
    /// Where the gateway serves it.
    public static final String PATH = "/schemas/solver-workflow.json";

    private static final byte[] TEXT = text();
    private static final JsonNode TREE = tree();
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(TREE);

    private WorkflowSchema() {}

    /// The schema's own text, UTF-8 JSON.
    public static byte[] json() {
        return TEXT.clone();
    }

    /// The schema as plain values.
    public static Map<String, Object> keywords() {
        return new ObjectMapper().convertValue(TREE, new TypeReference<Map<String, Object>>() {});
    }

    private static byte[] text() {
        try (InputStream in = WorkflowSchema.class.getResourceAsStream(PATH)) {
            if (in == null) {
                throw new IllegalStateException("the schema " + PATH + " is missing from the program");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode tree() {
        try {
            return new ObjectMapper().readTree(TEXT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// **Errors** the first fault, at its pointer: `missing_field`, `wrong_type`, `unsupported_value`, `out_of_range`.
    static void check(JsonNode document) {
        List<Error> errors = SCHEMA.validate(document);
        if (!errors.isEmpty()) {
            throw problem(errors.getFirst()).exception();
        }
    }

    private static Problem problem(Error error) {
        String at = error.getInstanceLocation().toString();
        if ("required".equals(error.getKeyword())) {
            String missing = at + "/" + error.getProperty();
            return Problem.of(ProblemCode.MISSING_FIELD, missing + " is missing")
                    .at(missing)
                    .hint("The schema of these documents is at " + PATH + ".");
        }
        ProblemCode code = switch (error.getKeyword()) {
            case "type" -> ProblemCode.WRONG_TYPE;
            case "minimum", "maximum", "exclusiveMinimum", "minLength", "maxLength", "maxItems" ->
                ProblemCode.OUT_OF_RANGE;
            default -> ProblemCode.UNSUPPORTED_VALUE;
        };
        return Problem.of(code, (at.isEmpty() ? "the document" : at) + " " + error.getMessage())
                .at(at)
                .hint(hint(error));
    }

    private static String hint(Error error) {
        JsonNode allowed = error.getSchemaNode();
        if ("enum".equals(error.getKeyword()) && allowed != null && allowed.isArray()) {
            StringBuilder names = new StringBuilder();
            allowed.forEach(each -> names.append(names.isEmpty() ? "" : ", ").append(each.asText()));
            return "Supported: " + names + ".";
        }
        if ("pattern".equals(error.getKeyword())) {
            return "Durations are like 15s, 500ms or 1h; cpu like \"2000m\" or \"2\"; memory like \"4Gi\".";
        }
        return "The schema of these documents is at " + PATH + ".";
    }

    /// Fields that the schema does not name.
    static List<String> unknownFields(JsonNode document) {
        var warnings = new Warnings();
        collectUnknown(TREE, document, "", warnings);
        return warnings.list();
    }

    private static void collectUnknown(JsonNode schema, JsonNode value, String at, Warnings warnings) {
        if (value.isArray()) {
            for (int k = 0; k < value.size(); k++) {
                collectUnknown(schema.path("items"), value.get(k), at + "/" + k, warnings);
            }
            return;
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            String pointer = at + "/" + field.getKey().replace("~", "~0").replace("/", "~1");
            JsonNode known = schema.path("properties").path(field.getKey());
            if (known.isMissingNode()) {
                warnings.unknownField(pointer);
            } else {
                collectUnknown(known, field.getValue(), pointer, warnings);
            }
        }
    }
}
