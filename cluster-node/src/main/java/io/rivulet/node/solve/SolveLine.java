// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.serialization.json.Json;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A line of a stream as a reader needs it: by type, with the few fields that people are shown.
public sealed interface SolveLine {
    record Opened(
            String sessionId, int rows, int nnz, String method, String preconditioner, String reason, JsonNode warnings)
            implements SolveLine {}

    record Iterate(
            long iteration,
            double residual,
            double rate,
            @Nullable Double bound) implements SolveLine {}

    /// `x` null: left out for its size, `href` says where it is.
    record Solved(
            @Nullable DenseVector x,
            @Nullable String href,
            double residual,
            double backwardError,
            @Nullable Double bound,
            String boundKind,
            long iterations,
            String stopReason,
            double elapsedMs,
            boolean verified)
            implements SolveLine {}

    record Failed(String problem, boolean fatal) implements SolveLine {}

    record Closed(String reason) implements SolveLine {}

    /// Any other type.
    record Other(String type) implements SolveLine {}

    /// **Errors** [IOException] where the line is no object with a `type`.
    static SolveLine parse(byte[] json) throws IOException {
        JsonNode line = Parsing.MAPPER.readTree(json);
        String type = line.path("type").asText("");
        return switch (type) {
            case "session_opened" ->
                new Opened(
                        line.path("session_id").asText(),
                        line.path("rows").asInt(),
                        line.path("nnz").asInt(),
                        line.path("method").asText(),
                        line.path("preconditioner").asText(),
                        line.path("reason").asText(),
                        line.path("warnings"));
            case "iteration_update" ->
                new Iterate(
                        line.path("iteration").asLong(),
                        line.path("residual_norm").asDouble(Double.NaN),
                        line.path("convergence_rate").asDouble(Double.NaN),
                        number(line.path("error_bound")));
            case "solution" -> solved(line);
            case "error" ->
                new Failed(
                        Parsing.problemText(line.path("problem")),
                        line.path("fatal").asBoolean());
            case "session_closed" -> new Closed(line.path("reason").asText());
            case "" -> throw new IOException("a line without a type");
            default -> new Other(type);
        };
    }

    private static Solved solved(JsonNode line) {
        JsonNode x = line.path("x");
        double[] values = x.isArray() ? new double[x.size()] : null;
        if (values != null) {
            for (int i = 0; i < values.length; i++) {
                values[i] = x.get(i).asDouble();
            }
        }
        return new Solved(
                values == null ? null : DenseVector.adopt(values),
                Optional.ofNullable(x.get("href")).map(JsonNode::asText).orElse(null),
                line.path("residual_norm").asDouble(Double.NaN),
                line.path("backward_error").asDouble(Double.NaN),
                number(line.path("error_bound")),
                line.path("error_bound_kind").asText("none"),
                line.path("iterations").asLong(),
                line.path("stop_reason").asText(),
                line.path("elapsed_ms").asDouble(),
                line.path("verified").asBoolean());
    }

    private static @Nullable Double number(JsonNode value) {
        return value.isNumber() ? value.asDouble() : null;
    }

    /// What the readers of lines and answers share.
    final class Parsing {
        static final ObjectMapper MAPPER = new ObjectMapper(Json.FACTORY);

        private Parsing() {}

        /// A problem object in one line for people.
        static String problemText(JsonNode problem) {
            String detail = problem.path("detail").asText(problem.path("title").asText("unknown problem"));
            StringBuilder text = new StringBuilder(detail);
            text.append(" [").append(problem.path("code").asText("unknown"));
            String pointer = problem.path("pointer").asText("");
            if (!pointer.isEmpty()) {
                text.append(" at ").append(pointer);
            }
            text.append(']');
            String hint = problem.path("hint").asText("");
            return hint.isEmpty()
                    ? text.toString()
                    : text.append("\n  hint: ").append(hint).toString();
        }
    }
}
