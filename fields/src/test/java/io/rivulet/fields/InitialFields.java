// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.fields.engine.FieldSettings;
import io.rivulet.fields.engine.FieldSnapshot;
import io.rivulet.fields.grid.Boundary;
import io.rivulet.fields.grid.Field;
import java.util.Locale;
import java.util.function.IntBinaryOperator;

/// The fields that the reference's runs begin with.
public final class InitialFields {
    private InitialFields() {}

    public static FieldSnapshot of(JsonNode golden) {
        return of(settings(golden), golden.path("initial").asText().equals("hot"));
    }

    public static FieldSettings settings(JsonNode golden) {
        return FieldSettings.defaults().toBuilder()
                .gridSize(golden.path("grid_size").asInt())
                .boundary(Boundary.valueOf(golden.path("boundary").asText().toUpperCase(Locale.ROOT)))
                .turing(golden.path("turing_enabled").asBoolean())
                .alpha(golden.path("alpha").asDouble())
                .spikeProbability(golden.path("spike_probability").asDouble())
                .jitter(golden.path("quantum_jitter").asBoolean())
                .build();
    }

    public static FieldSnapshot of(FieldSettings settings, boolean hot) {
        int n = settings.gridSize();
        double[] v = of(n, (i, j) -> (7 * i + 13 * j) % 11 - 5, 0.001, -0.070);
        double[] a = of(n, (i, j) -> (3 * i + 5 * j) % 10, 0.01, 0);
        double[] h = of(n, (i, j) -> (5 * i + 3 * j) % 10, 0.01, 0);
        if (hot) {
            v[0] = 0.5;
            v[(n - 4) * n + n - 4] = -0.5;
            v[8 * n + 2] = 0;
            for (int i = 4; i <= 7; i++) {
                for (int j = 4; j <= 7; j++) {
                    a[i * n + j] = 0.95;
                    h[i * n + j] = 0.10;
                }
            }
            a[n + 10] = 1;
        }
        return FieldSnapshot.initial(settings).withFields(Field.adopt(n, v), Field.adopt(n, a), Field.adopt(n, h));
    }

    private static double[] of(int n, IntBinaryOperator whole, double unit, double offset) {
        double[] values = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                values[i * n + j] = offset + unit * whole.applyAsInt(i, j);
            }
        }
        return values;
    }
}
