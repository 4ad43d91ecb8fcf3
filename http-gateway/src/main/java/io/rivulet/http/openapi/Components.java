// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import io.rivulet.serialization.schema.AnswerSchemas;
import io.rivulet.serialization.schema.BodySchemas;
import io.rivulet.serialization.schema.EventSchemas;
import io.rivulet.serialization.schema.FrameSchemas;
import io.rivulet.serialization.schema.LineSchemas;
import io.rivulet.serialization.schema.MatrixSchemas;
import io.rivulet.serialization.schema.PatternSchemas;
import io.rivulet.serialization.schema.ProblemSchemas;
import io.rivulet.serialization.schema.Schema;
import io.rivulet.serialization.schema.SessionSchemas;
import io.rivulet.serialization.schema.StatusSchemas;
import io.rivulet.serialization.schema.SwarmSchemas;
import io.rivulet.serialization.schema.WorkflowSchemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The schemas that have a name. Wherever one of them stands in the document, it is referred to by that name, so that
/// those who write schemas need not know what the document calls them.
final class Components {
    /// What may follow the problem in a request of lines.
    static final Schema LATER_LINE = Schema.either(
            BodySchemas.costUpdate().allOptional(), SwarmSchemas.report().allOptional(), SessionSchemas.command());

    static final Schema MCP_MESSAGE = Schema.object()
            .says("A JSON-RPC 2.0 message; what is in it is the protocol's.")
            .required("jsonrpc", Schema.constant("2.0"))
            .property("id", Schema.either(Schema.text(), Schema.whole(), Schema.nothing()))
            .property("method", Schema.text())
            .property("params", Schema.object())
            .property("result", Schema.object())
            .property("error", Schema.object());

    private static final Map<String, Schema> LINES = lines();
    static final Schema STREAM_LINE = tagged("Line", "One line of a session.", LINES);

    private static final String DESCRIPTION = "description";
    private static final String SCHEMAS = "#/components/schemas/";

    private final Map<String, Schema> named = new LinkedHashMap<>();
    /// By their keywords without a description, which may differ from place to place.
    private final Map<Map<String, Object>, String> names = new LinkedHashMap<>();

    Components() {
        name("Problem", ProblemSchemas.problem());
        name("Matrix", MatrixSchemas.matrix());
        name("Vector", MatrixSchemas.vector());
        name("SparseVector", MatrixSchemas.sparse());
        name("SolveRequest", BodySchemas.solve());
        name("CostUpdate", BodySchemas.costUpdate());
        name("CostReport", SwarmSchemas.report());
        name("Command", SessionSchemas.command());
        name("WhatIfRequest", SessionSchemas.whatIf());
        name("ForkRequest", SessionSchemas.fork());
        name("VerifyRequest", BodySchemas.verify());
        name("JoinRequest", SwarmSchemas.join());
        name("Workflow", WorkflowSchemas.document());
        name("McpMessage", MCP_MESSAGE);
        name("StreamLine", STREAM_LINE);
        LINES.forEach((type, schema) -> name(className(type) + "Line", schema));
        name("Solution", AnswerSchemas.solution().without("warnings"));
        name("SessionStatus", AnswerSchemas.status().without("warnings"));
        name("SessionPage", AnswerSchemas.sessions().without("warnings"));
        name("Entry", SessionSchemas.entry());
        name("Entries", AnswerSchemas.entries().without("warnings"));
        name("Gradient", SessionSchemas.gradient());
        name("WhatIf", SessionSchemas.whatIfAnswer());
        name("Fork", SessionSchemas.forkAnswer());
        name("UploadedMatrix", SessionSchemas.uploaded());
        name("Verification", AnswerSchemas.verification());
        name("Acknowledgement", AnswerSchemas.acknowledgement());
        name("Rejected", ProblemSchemas.rejected());
        name("Joined", SwarmSchemas.joined());
        name("Swarm", SwarmSchemas.swarm());
        name("NodeStatus", StatusSchemas.node());
        EventSchemas.all().forEach((type, schema) -> name(className(type) + "Event", schema));
        name("Pattern", PatternSchemas.pattern());
        name("StoredPattern", PatternSchemas.stored());
        name("PatternSurvey", PatternSchemas.survey());
        name("MatchRequest", PatternSchemas.match());
        name("ComparedSeries", PatternSchemas.compared());
        name("PatternSearch", PatternSchemas.search());
        name("FoundPatterns", PatternSchemas.found());
        name("SignalRequest", PatternSchemas.signal());
        name("Signal", PatternSchemas.signalled());
        name("Experience", PatternSchemas.experience());
        name("RecordedExperience", PatternSchemas.recorded());
        name("Outcome", PatternSchemas.outcome());
        name("Verdict", PatternSchemas.verdict());
        name("Portrait", SessionSchemas.portrait());
        name("AppliedWorkflow", WorkflowSchemas.one());
        name("WorkflowList", WorkflowSchemas.list());
        FrameSchemas.sent().forEach((type, schema) -> name(className(type) + "Frame", schema));
        FrameSchemas.received().forEach((type, schema) -> name(className(type) + "Frame", schema));
        name("ClientFrame", tagged("Frame", "What a client sends on a socket.", FrameSchemas.sent()));
        name("ServerFrame", serverFrame());
    }

    /// Answers to frames are lines, too.
    private static Map<String, Schema> lines() {
        var lines = new LinkedHashMap<String, Schema>();
        LineSchemas.all().forEach((type, schema) -> lines.put(type, FrameSchemas.inReply(schema)));
        lines.put("ack", LineSchemas.ack());
        return lines;
    }

    private static Schema serverFrame() {
        var ways = new ArrayList<>();
        var mapping = new LinkedHashMap<String, Object>();
        LINES.forEach((type, schema) -> {
            if (!FrameSchemas.received().containsKey(type)) {
                ways.add(schema.map());
                mapping.put(type, SCHEMAS + className(type) + "Line");
            }
        });
        FrameSchemas.received().forEach((type, schema) -> {
            ways.add(schema.map());
            mapping.put(type, SCHEMAS + className(type) + "Frame");
        });
        return tagged("What the server sends on a socket: lines of sessions, and these.", ways, mapping);
    }

    private static Schema tagged(String suffix, String description, Map<String, Schema> byType) {
        var ways = new ArrayList<>();
        var mapping = new LinkedHashMap<String, Object>();
        byType.forEach((type, schema) -> {
            ways.add(schema.map());
            mapping.put(type, SCHEMAS + className(type) + suffix);
        });
        return tagged(description, ways, mapping);
    }

    private static Schema tagged(String description, List<Object> ways, Map<String, Object> mapping) {
        return Schema.of(Map.of(
                DESCRIPTION,
                description,
                "oneOf",
                ways,
                "discriminator",
                Map.of("propertyName", "type", "mapping", mapping)));
    }

    /// `session_opened` is `SessionOpened`.
    static String className(String wireName) {
        var name = new StringBuilder();
        for (String word : wireName.split("_")) {
            name.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
        }
        return name.toString();
    }

    private void name(String name, Schema schema) {
        if (named.put(name, schema) != null || names.putIfAbsent(essence(schema.map()), name) != null) {
            throw new IllegalArgumentException("the schema " + name + " is there twice");
        }
    }

    private static Map<String, Object> essence(Map<?, ?> keywords) {
        var rest = new LinkedHashMap<String, Object>();
        keywords.forEach((keyword, value) -> {
            if (!keyword.equals(DESCRIPTION)) {
                rest.put(String.valueOf(keyword), value);
            }
        });
        return rest;
    }

    /// All of them by their names.
    Map<String, Object> schemas() {
        var schemas = new LinkedHashMap<String, Object>();
        named.forEach((name, schema) -> schemas.put(name, inside(schema.map())));
        return schemas;
    }

    /// The same tree with references in place of what has a name.
    Object referring(Object tree) {
        return switch (tree) {
            case Map<?, ?> map -> {
                Map<String, Object> rest = essence(map);
                String name = names.get(rest);
                yield name == null ? inside(map) : reference(name, map.get(DESCRIPTION));
            }
            case List<?> list -> list.stream().map(this::referring).toList();
            default -> tree;
        };
    }

    private Map<String, Object> inside(Map<?, ?> map) {
        var inside = new LinkedHashMap<String, Object>();
        map.forEach((key, value) -> inside.put(String.valueOf(key), referring(value)));
        return inside;
    }

    private Map<String, Object> reference(String name, @Nullable Object description) {
        var reference = new LinkedHashMap<String, Object>();
        reference.put("$ref", SCHEMAS + name);
        Schema described = named.get(name);
        if (description != null
                && described != null
                && !description.equals(described.map().get(DESCRIPTION))) {
            reference.put(DESCRIPTION, description);
        }
        return reference;
    }
}
