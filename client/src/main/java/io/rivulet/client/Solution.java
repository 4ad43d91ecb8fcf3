// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalDouble;

/// An x and how good it is. Of a what-if: what it would be.
///
/// @param revision the b and A that it answers
/// @param residualNorm relative, recomputed from A, b and x
/// @param errorBoundKind `certified`, `estimate` or `none`
/// @param stopReason `converged`, or why not
/// @param json everything that was said
public record Solution(
        long revision,
        double residualNorm,
        OptionalDouble errorBound,
        String errorBoundKind,
        long iterations,
        String stopReason,
        boolean verified,
        JsonNode json) {
    static Solution of(JsonNode json) {
        return new Solution(
                json.path("revision").asLong(),
                Json.number(json, "residual_norm"),
                Json.optional(json, "error_bound"),
                json.path("error_bound_kind").asText("none"),
                json.path("iterations").asLong(),
                json.path("stop_reason").asText(),
                json.path("verified").asBoolean(),
                json);
    }

    /// All entries, empty where there are too many for a line: then [Session#x] has them.
    public Optional<double[]> x() {
        JsonNode x = json.path("x");
        return x.isArray() ? Optional.of(Json.doubles(x)) : Optional.empty();
    }

    /// Those that were asked for, where some were.
    public Optional<SparseVector> entries() {
        return SparseVector.of(json.path("x"));
    }
}
