// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// A body to send. All of them, sent in the order of the document to a new node, are answered as they say.
///
/// @param value as JSON, or a text as it is; for a form its parts
/// @param status of the answer
record Example(String name, String summary, Object value, int status) {
    /// A body that is no text.
    record Bytes(String base64) {
        static Bytes of(byte[] bytes) {
            return new Bytes(Base64.getEncoder().encodeToString(bytes));
        }
    }

    Map<String, Object> map() {
        var map = new LinkedHashMap<String, Object>();
        map.put("summary", summary);
        if (value instanceof Bytes(String base64)) {
            map.put("x-base64", base64);
        } else {
            map.put("value", value);
        }
        map.put("x-status", status);
        return map;
    }
}
