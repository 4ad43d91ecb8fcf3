// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.IntStream;

/// Values computed elsewhere, in plain Python, that ours have to agree with.
public final class Goldens {
    /// As the file says.
    public static final double RELATIVE = 1e-9;

    private static final JsonNode ALL = read();

    private Goldens() {}

    private static JsonNode read() {
        try (InputStream in = Objects.requireNonNull(Goldens.class.getResourceAsStream("/pattern-goldens.json"))) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode of(String name) {
        return Objects.requireNonNull(ALL.get(name), name);
    }

    public static double[] doubles(JsonNode array) {
        return IntStream.range(0, array.size())
                .mapToDouble(i -> array.get(i).doubleValue())
                .toArray();
    }

    /// The series `name` of an entry, given as numbers or by the name of its generator.
    public static double[] series(JsonNode entry, String name) {
        if (entry.has(name)) {
            return doubles(entry.get(name));
        }
        String recipe = entry.get("inputs").get(name).textValue();
        int n = entry.path(name.equals("a") ? "n" : "m").asInt(1_000);
        if (recipe.startsWith("rnd(") || recipe.startsWith("walk(")) {
            String[] arguments = recipe.substring(recipe.indexOf('(') + 1, recipe.indexOf(')'))
                    .split(",", -1);
            long seed = Long.parseLong(arguments[0].trim());
            int length = Integer.parseInt(arguments[1].trim());
            return recipe.startsWith("rnd") ? Walks.uniform(seed, length) : Walks.walk(seed, length);
        }
        String sine = recipe.split(",|;", -1)[0];
        return IntStream.range(0, n)
                .mapToDouble(i -> switch (sine) {
                    case "sin(i/100)" -> StrictMath.sin(i / 100.0);
                    case "sin((i+10)/100)" -> StrictMath.sin((i + 10) / 100.0);
                    case "sin(i)" -> StrictMath.sin(i);
                    case "sin(i+10)" -> StrictMath.sin(i + 10.0);
                    case "(float) sin(i)" -> (float) StrictMath.sin(i);
                    case "(float) sin(i+10)" -> (float) StrictMath.sin(i + 10.0);
                    default -> throw new IllegalArgumentException(recipe);
                })
                .toArray();
    }
}
