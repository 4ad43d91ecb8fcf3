// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// The document of a server, as a client reads it that is stricter than most: what is not named is not there.
final class DescribedInterface {
    private static final String PROPERTIES = "properties";
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    /// One call of the document.
    record Described(String method, String path, JsonNode operation) {
        String id() {
            return operation.get("operationId").asText();
        }

        List<JsonNode> parameters() {
            var parameters = new ArrayList<JsonNode>();
            operation.path("parameters").forEach(parameters::add);
            return parameters;
        }

        /// The bodies that it can be sent, by their types.
        Map<String, JsonNode> bodies() {
            return content(operation.path("requestBody"));
        }

        JsonNode response(int status) {
            return operation.path("responses").path(Integer.toString(status));
        }

        /// The answers that are no refusals, with the types that each comes in.
        Map<Integer, Map<String, JsonNode>> replies() {
            var replies = new LinkedHashMap<Integer, Map<String, JsonNode>>();
            operation.path("responses").properties().forEach(response -> {
                int status = Integer.parseInt(response.getKey());
                if (status < 300) {
                    replies.put(status, content(response.getValue()));
                }
            });
            return replies;
        }

        private static Map<String, JsonNode> content(JsonNode holder) {
            var content = new LinkedHashMap<String, JsonNode>();
            holder.path("content").properties().forEach(type -> content.put(type.getKey(), type.getValue()));
            return content;
        }
    }

    final JsonNode document;
    private final JsonNode closedComponents;
    private final Map<JsonNode, Schema> known = new HashMap<>();

    DescribedInterface(JsonNode document) {
        this.document = document;
        this.closedComponents = closed(document.get("components"));
    }

    List<Described> calls() {
        var calls = new ArrayList<Described>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> calls.add(new Described(
                                method.getKey().toUpperCase(java.util.Locale.ROOT),
                                path.getKey(),
                                method.getValue()))));
        return calls;
    }

    /// The call that a request is; a path that is written out goes before one with a place for anything.
    Optional<Described> call(String method, String path) {
        return calls().stream()
                .filter(call ->
                        call.method().equals(method) && path.matches(call.path().replaceAll("\\{[a-z]+}", "[^/]+")))
                .min(Comparator.comparing(call -> call.path().contains("{")));
    }

    void assertFits(JsonNode value, JsonNode schema, String what) {
        assertThat(known.computeIfAbsent(schema, this::compiled)
                        .validate(
                                value,
                                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true))))
                .as(what + ": " + value)
                .isEmpty();
    }

    private Schema compiled(JsonNode schema) {
        var whole = (ObjectNode) closed(schema).deepCopy();
        whole.set("components", closedComponents);
        return REGISTRY.getSchema(whole);
    }

    /// The schema of that name.
    static JsonNode reference(String name) {
        return OneNode.JSON.createObjectNode().put("$ref", "#/components/schemas/" + name);
    }

    /// The same with no other properties than those that are named, wherever some are.
    private static JsonNode closed(JsonNode tree) {
        JsonNode copy = tree.deepCopy();
        close(copy);
        return copy;
    }

    private static void close(JsonNode tree) {
        if (tree instanceof ObjectNode object
                && object.path("type").asText().equals("object")
                && !object.path(PROPERTIES).isEmpty()
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        tree.forEach(DescribedInterface::close);
    }

    /// Where the document refers to something, from everywhere in it.
    TreeSet<String> references() {
        var references = new TreeSet<String>();
        document.findValuesAsText("$ref").forEach(references::add);
        return references;
    }
}
