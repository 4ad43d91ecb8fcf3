// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A good answer.
///
/// @param headers by their names among the document's
/// @param links to other calls, by the call's id: the parameter that takes a value of this answer, and where it stands
record Reply(int status, String description, List<Content> contents, List<String> headers, Map<String, Link> links) {
    record Link(String parameter, String expression) {}

    static Reply of(int status, String description, Content... contents) {
        return new Reply(status, description, List.of(contents), List.of(), Map.of());
    }

    Reply with(String... names) {
        return new Reply(status, description, contents, List.of(names), links);
    }

    Reply link(String operation, String parameter, String expression) {
        var more = new LinkedHashMap<>(links);
        more.put(operation, new Link(parameter, expression));
        return new Reply(status, description, contents, headers, more);
    }

    /// @param more headers that answers of its call have besides
    Map<String, Object> map(List<String> more) {
        var map = new LinkedHashMap<String, Object>();
        map.put("description", description);
        var named = new LinkedHashMap<String, Object>();
        headers.forEach(name -> named.put(name, Headers.reference(name)));
        more.forEach(name -> named.put(name, Headers.reference(name)));
        if (!named.isEmpty()) {
            map.put("headers", named);
        }
        if (!contents.isEmpty()) {
            map.put(
                    "content",
                    contents.stream()
                            .collect(Collectors.toMap(Content::type, Content::map, (a, _) -> a, LinkedHashMap::new)));
        }
        if (!links.isEmpty()) {
            var all = new LinkedHashMap<String, Object>();
            links.forEach((operation, link) -> all.put(
                    operation,
                    Map.of("operationId", operation, "parameters", Map.of(link.parameter(), link.expression()))));
            map.put("links", all);
        }
        return map;
    }
}
