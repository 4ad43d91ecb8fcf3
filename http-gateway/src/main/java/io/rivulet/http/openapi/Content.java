// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import io.rivulet.serialization.schema.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A body in one media type.
///
/// @param each of a body that is a sequence, what one line or event of it is; null: the body is one value
record Content(String type, Schema schema, @Nullable Schema each, List<Example> examples) {
    static final String JSON = "application/json";
    static final String NDJSON = "application/x-ndjson";
    static final String EVENTS = "text/event-stream";
    static final String TEXT = "text/plain";
    static final String HTML = "text/html";
    static final String OCTETS = "application/octet-stream";
    static final String CSR = "application/vnd.rivulet.csr";

    static Content json(Schema schema, Example... examples) {
        return new Content(JSON, schema, null, List.of(examples));
    }

    /// One value a line.
    static Content lines(Schema each, Example... examples) {
        return new Content(NDJSON, Schema.text(), each, List.of(examples));
    }

    /// One value an event, as its data.
    static Content events(Schema each) {
        return new Content(EVENTS, Schema.text(), each, List.of());
    }

    static Content text(String type, Example... examples) {
        return new Content(type, Schema.text(), null, List.of(examples));
    }

    /// Bytes that no schema describes.
    static Content bytes(String type, Example... examples) {
        return new Content(type, Schema.any(), null, List.of(examples));
    }

    /// @param schema of the parts
    static Content form(Schema schema, Example... examples) {
        return new Content("multipart/form-data", schema, null, List.of(examples));
    }

    boolean isJson() {
        return type.equals(JSON) || type.equals(NDJSON);
    }

    Map<String, Object> map() {
        var map = new LinkedHashMap<String, Object>();
        map.put("schema", schema.map());
        if (each != null) {
            map.put("x-itemSchema", each.map());
        }
        if (!examples.isEmpty()) {
            map.put(
                    "examples",
                    examples.stream()
                            .collect(Collectors.toMap(Example::name, Example::map, (a, _) -> a, LinkedHashMap::new)));
        }
        return map;
    }
}
