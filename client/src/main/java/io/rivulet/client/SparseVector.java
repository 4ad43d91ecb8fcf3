// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/// Some entries of a vector. The arrays belong to whoever asked.
public final class SparseVector {
    private final int[] indices;
    private final double[] values;

    private SparseVector(int[] indices, double[] values) {
        this.indices = indices;
        this.values = values;
    }

    static Optional<SparseVector> of(JsonNode json) {
        return json.path("indices").isArray()
                ? Optional.of(new SparseVector(Json.ints(json.path("indices")), Json.doubles(json.path("values"))))
                : Optional.empty();
    }

    public int[] indices() {
        return indices;
    }

    public double[] values() {
        return values;
    }
}
