// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.fields.grid.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/// Reference values beside the project, computed by others. A build without them fails.
public final class Goldens {
    private static final JsonNode ALL = readAll();

    private Goldens() {}

    private static JsonNode readAll() {
        Path file = Path.of(System.getProperty("rivulet.root", ".."))
                .resolveSibling("shared")
                .resolve("reference")
                .resolve("field-goldens.json");
        assertThat(file).as("the reference values beside the project").exists();
        try {
            return new ObjectMapper().readTree(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    public static JsonNode read(String name) {
        JsonNode found = ALL.path(name);
        assertThat(found.isMissingNode()).as("no " + name).isFalse();
        return found;
    }

    public static List<JsonNode> list(String name) {
        List<JsonNode> all =
                StreamSupport.stream(read(name).spliterator(), false).toList();
        assertThat(all).as(name).isNotEmpty();
        return all;
    }

    public static JsonNode engineCase(String name) {
        return list("engine_cases").stream()
                .filter(one -> one.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    public static Field field(JsonNode rows) {
        int n = rows.size();
        assertThat(n).isPositive();
        double[] values = new double[n * n];
        for (int i = 0; i < n; i++) {
            assertThat(rows.get(i).size()).isEqualTo(n);
            for (int j = 0; j < n; j++) {
                values[i * n + j] = rows.get(i).get(j).asDouble();
            }
        }
        return Field.adopt(n, values);
    }
}
