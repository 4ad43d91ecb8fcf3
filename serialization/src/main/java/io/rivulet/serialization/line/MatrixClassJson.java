// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.line;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rivulet.serialization.json.Json;
import java.io.IOException;
import java.util.Locale;

/// `matrix_class`, the same in lines, status and analyses.
public final class MatrixClassJson {
    private MatrixClassJson() {}

    /// One object. An infinite ratio (a diagonal matrix) is null.
    public static void write(JsonGenerator json, MatrixClassView view) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("symmetric", view.symmetric());
        json.writeObjectFieldStart("diagonal_dominance");
        json.writeStringField("row", view.row().name().toLowerCase(Locale.ROOT));
        json.writeStringField("column", view.column().name().toLowerCase(Locale.ROOT));
        Json.number(json, "ratio", view.ratio());
        json.writeEndObject();
        json.writeBooleanField("m_matrix", view.mMatrix());
        json.writeStringField("spd", view.spd().name().toLowerCase(Locale.ROOT));
        json.writeEndObject();
    }
}
