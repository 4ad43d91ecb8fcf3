// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Arrays of numbers as fields, written without a tree in between.
final class NumberFields {
    @FunctionalInterface
    interface Writing {
        void write(JsonGenerator json) throws IOException;
    }

    private NumberFields() {}

    static void write(JsonGenerator json, String name, double[] values) throws IOException {
        json.writeFieldName(name);
        json.writeArray(finite(name, values), 0, values.length);
    }

    static void write(JsonGenerator json, String name, int[] values) throws IOException {
        json.writeFieldName(name);
        json.writeArray(values, 0, values.length);
    }

    /// `{indices, values}`.
    static void writePairs(JsonGenerator json, String name, int[] indices, double[] values) throws IOException {
        json.writeObjectFieldStart(name);
        write(json, "indices", indices);
        write(json, "values", values);
        json.writeEndObject();
    }

    static byte[] bytes(Writing writing) {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.MAPPER.createGenerator(bytes)) {
            writing.write(json);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /// JSON has no other numbers.
    private static double[] finite(String name, double[] values) {
        for (int k = 0; k < values.length; k++) {
            if (!Double.isFinite(values[k])) {
                throw new IllegalArgumentException(name + "[" + k + "] is " + values[k]);
            }
        }
        return values;
    }
}
