// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;

/// A as it is sent. Arrays are read when the request is made, and have to stay as they are until then. Indices begin
/// with 0.
@FunctionalInterface
public interface Matrix {
    /// The value of the field `matrix`.
    void write(JsonGenerator json) throws IOException;

    /// Compressed sparse rows: row i has the entries from `rowPointers[i]` to `rowPointers[i + 1]`.
    static Matrix csr(int[] rowPointers, int[] columns, double[] values) {
        return compressed("row_pointers", rowPointers, "col_indices", columns, values);
    }

    /// Compressed sparse columns.
    static Matrix csc(int[] columnPointers, int[] rows, double[] values) {
        return compressed("col_pointers", columnPointers, "row_indices", rows, values);
    }

    private static Matrix compressed(String starts, int[] pointers, String places, int[] indices, double[] values) {
        return square(pointers.length - 1, json -> {
            NumberFields.write(json, "values", values);
            NumberFields.write(json, places, indices);
            NumberFields.write(json, starts, pointers);
        });
    }

    /// Triplets, in any order; those of one place are summed.
    static Matrix coo(int n, int[] rows, int[] columns, double[] values) {
        return square(n, json -> {
            NumberFields.write(json, "values", values);
            NumberFields.write(json, "row_indices", rows);
            NumberFields.write(json, "col_indices", columns);
        });
    }

    /// Rows of a full matrix; zeros are no entries.
    static Matrix dense(double[][] rows) {
        return square(rows.length, json -> {
            json.writeArrayFieldStart("dense");
            for (double[] row : rows) {
                json.writeArray(row, 0, row.length);
            }
            json.writeEndArray();
        });
    }

    /// The text of a Matrix Market file of up to 8 MiB; larger ones are uploaded.
    static Matrix matrixMarket(String text) {
        return data(json -> json.writeStringField("mtx", text));
    }

    /// A matrix that the server makes: `gallery("poisson2d", Map.of("nx", 300, "ny", 300))`.
    static Matrix gallery(String name, Map<String, ? extends Number> sizes) {
        return data(json -> {
            json.writeObjectFieldStart("gallery");
            json.writeStringField("name", name);
            for (Map.Entry<String, ? extends Number> size : sizes.entrySet()) {
                json.writeFieldName(size.getKey());
                Json.MAPPER.writeValue(json, size.getValue());
            }
            json.writeEndObject();
        });
    }

    /// One that [RivuletClient#upload] has sent.
    static Matrix uploaded(String ref) {
        return json -> {
            json.writeStartObject();
            json.writeStringField("ref", ref);
            json.writeEndObject();
        };
    }

    private static Matrix square(int n, Matrix fields) {
        return json -> {
            json.writeStartObject();
            json.writeNumberField("rows", n);
            json.writeNumberField("cols", n);
            json.writeObjectFieldStart("data");
            fields.write(json);
            json.writeEndObject();
            json.writeEndObject();
        };
    }

    private static Matrix data(Matrix fields) {
        return json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("data");
            fields.write(json);
            json.writeEndObject();
            json.writeEndObject();
        };
    }
}
