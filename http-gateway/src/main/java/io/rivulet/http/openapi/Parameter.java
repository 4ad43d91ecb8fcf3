// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import io.rivulet.serialization.schema.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a call takes beside its body.
///
/// @param in `path`, `query` or `header`
/// @param examples each of them may be sent; none where the value is known only to the caller
record Parameter(String in, String name, boolean required, Schema schema, String description, List<Object> examples) {
    static Parameter query(String name, Schema schema, String description, Object... examples) {
        return new Parameter("query", name, false, schema, description, List.of(examples));
    }

    static Parameter header(String name, Schema schema, String description, Object... examples) {
        return new Parameter("header", name, false, schema, description, List.of(examples));
    }

    static Parameter path(String name, Schema schema, String description, Object... examples) {
        return new Parameter("path", name, true, schema, description, List.of(examples));
    }

    Parameter always() {
        return new Parameter(in, name, true, schema, description, examples);
    }

    Map<String, Object> map() {
        var map = new LinkedHashMap<String, Object>();
        map.put("name", name);
        map.put("in", in);
        map.put("required", required);
        map.put("description", description);
        map.put("schema", schema.map());
        if (examples.size() == 1) {
            map.put("example", examples.getFirst());
        } else if (!examples.isEmpty()) {
            var all = new LinkedHashMap<String, Object>();
            examples.forEach(example -> all.put(String.valueOf(example), Map.of("value", example)));
            map.put("examples", all);
        }
        return map;
    }
}
