// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.line;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.json.Json;
import java.io.IOException;

/// x, or parts of it, as JSON. Made where x is: on a compute thread.
/// **Cost** about 60 ns and 20 bytes an entry.
public final class XJson {
    /// Room for an entry's digits, so that long vectors are not copied while they grow.
    private static final int BYTES_PER_VALUE = 21;

    private XJson() {}

    /// `{"indices":[…],"values":[…]}`
    public static JsonFragment sparse(SparseVector x) {
        return JsonFragment.adopt(Json.encode(
                json -> {
                    json.writeStartObject();
                    write(json, x);
                    json.writeEndObject();
                },
                sizeHint(x.size())));
    }

    /// The fields `indices` and `values` into an open object.
    public static void write(JsonGenerator json, SparseVector x) throws IOException {
        json.writeFieldName("indices");
        json.writeArray(x.indices(), 0, x.size());
        json.writeArrayFieldStart("values");
        for (double value : x.values()) {
            Json.number(json, value);
        }
        json.writeEndArray();
    }

    /// `[…]`
    public static JsonFragment dense(double[] x) {
        return JsonFragment.adopt(Json.encode(
                json -> {
                    json.writeStartArray();
                    for (double value : x) {
                        Json.number(json, value);
                    }
                    json.writeEndArray();
                },
                sizeHint(x.length)));
    }

    /// `{"omitted":true,"href":…}`: too long for a line.
    public static JsonFragment omitted(String href) {
        return JsonFragment.adopt(Json.encode(json -> {
            json.writeStartObject();
            json.writeBooleanField("omitted", true);
            json.writeStringField("href", href);
            json.writeEndObject();
        }));
    }

    private static int sizeHint(int entries) {
        return (int) Math.min(32L + (long) BYTES_PER_VALUE * entries, Integer.MAX_VALUE >> 1);
    }
}
