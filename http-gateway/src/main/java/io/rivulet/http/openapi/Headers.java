// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import io.rivulet.serialization.schema.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The headers of answers.
final class Headers {
    static final String SESSION_ID = "X-Session-Id";
    static final String RETRY_AFTER = "Retry-After";
    static final String ETAG = "ETag";
    static final String LOCATION = "Location";
    static final String MCP_SESSION = "Mcp-Session-Id";
    static final String ALLOW = "Allow";
    /// Where the caller's requests are counted.
    static final List<String> RATE_LIMIT =
            List.of("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit-Policy");

    private Headers() {}

    static Map<String, Object> reference(String name) {
        return Map.of("$ref", "#/components/headers/" + name);
    }

    static Map<String, Object> all() {
        var all = new LinkedHashMap<String, Object>();
        put(all, SESSION_ID, Schema.id(), "the session whose lines follow");
        put(all, RETRY_AFTER, Schema.whole(), "seconds to wait");
        put(all, ETAG, Schema.text(), "of a solution, a matrix or a vector its revision");
        put(all, LOCATION, Schema.text(), "where what was made is found");
        put(all, MCP_SESSION, Schema.text(), "the MCP session");
        put(all, ALLOW, Schema.text(), "the methods of this path");
        put(all, "RateLimit-Limit", Schema.whole(), "requests in the window that is nearest to its end");
        put(all, "RateLimit-Remaining", Schema.whole(), "requests left in it");
        put(all, "RateLimit-Reset", Schema.whole(), "seconds until there are more");
        put(all, "RateLimit-Policy", Schema.text(), "all windows, as requests;w=seconds");
        return all;
    }

    private static void put(Map<String, Object> all, String name, Schema schema, String description) {
        all.put(name, Map.of("description", description, "schema", schema.map()));
    }
}
