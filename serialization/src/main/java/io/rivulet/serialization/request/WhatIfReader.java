// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads `{delta_costs, set_costs, vector, matrix_updates, x_indices}`, the parts of a `cost_update` without an
/// identity. Whether indices fit n is for the session to say.
/// **Thread** any.   **Errors** [io.rivulet.serialization.problem.RivuletException].
public final class WhatIfReader {
    /// Entries of x that one answer gives by index: they fit into one message between nodes.
    public static final int MOST_INDICES = 10_000;

    private final JsonCursor c;
    private final CostFields costs;
    private int @Nullable [] indices;

    private WhatIfReader(JsonCursor c) {
        this.c = c;
        this.costs = new CostFields(c);
    }

    public static WhatIfRequest read(byte[] json) {
        return JsonCursor.parse(() -> Json.FACTORY.createParser(json), cursor -> new WhatIfReader(cursor).read());
    }

    private WhatIfRequest read() throws IOException {
        c.document(field -> {
            if (field.equals("x_indices")) {
                readIndices();
            } else if (!costs.read(field)) {
                c.unknown();
            }
        });
        int[] wanted = indices;
        List<Integer> list =
                wanted == null ? null : Arrays.stream(wanted).boxed().toList();
        return new WhatIfRequest(costs.update(), list, c.warnings.list());
    }

    private void readIndices() throws IOException {
        if (indices != null) {
            throw c.fault(ProblemCode.MALFORMED_JSON, c.pointer() + " is there twice");
        }
        String pointer = c.pointer();
        IntColumn read = new IntColumn();
        c.ints(read, ProblemCode.INDEX_OUT_OF_RANGE, RequestLimits.DEFAULTS);
        if (read.size() > MOST_INDICES) {
            throw c.fault(
                    ProblemCode.OUT_OF_RANGE,
                    "x_indices has " + read.size() + " entries, at most " + MOST_INDICES + " are taken");
        }
        int[] places = read.take();
        for (int k = 0; k < places.length; k++) {
            if (places[k] < 0) {
                throw VectorFields.outside(pointer + "/" + k, places[k], "it must not be negative");
            }
        }
        indices = places;
    }
}
