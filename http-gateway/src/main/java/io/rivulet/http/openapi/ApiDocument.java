// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import static io.rivulet.http.openapi.Story.object;

import io.rivulet.http.route.Access;
import io.rivulet.http.route.Place;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.ProblemJson;
import io.rivulet.serialization.schema.ProblemSchemas;
import io.rivulet.serialization.schema.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The interface as an OpenAPI 3.1 document. Its calls are the routes of a gateway with their roles, its schemas those
/// of the messages.
/// **Source** https://spec.openapis.org/oas/v3.1.1
final class ApiDocument {
    private static final String VERSION = "3.1.1";
    private static final String PROBLEM_JSON = "application/problem+json";
    private static final String ABOUT = """
            Rivulet keeps large sparse linear systems solved while they change. Open a session with A and b, follow its \
            lines, change costs, read x.

            - JSON is UTF-8 in snake_case; times go out as ISO-8601 UTC with milliseconds, and come in as that or as \
            epoch milliseconds. Indices begin with 0. A number that is not finite is null.
            - Unknown fields are taken and named in `warnings`; unknown choices are refused.
            - What goes wrong is an `application/problem+json` with a stable `code`, what to do as `hint`, and a page \
            at `type`. `x-codes` names the codes of a status. Any call may also be 405 `method_not_allowed`, 408 \
            `request_timeout`, 414 `uri_too_long` or 431 `headers_too_large`.
            - `HEAD` works where `GET` does.
            - `x-role` is the least role that may make a call. While authentication is off, which it is on loopback \
            only, everybody may make every call.
            - Bodies of lines or events have the schema of one line or event as `x-itemSchema`.
            - Each example can be sent as it is, in the order of this document; `x-status` is what answers it. \
            `x-base64` is the value of one that is no text.
            """;

    private final Components components = new Components();
    private final Operations operations = new Operations();

    /// @param version of the server
    Map<String, Object> of(List<Place> places, String version) {
        var document = new LinkedHashMap<String, Object>();
        document.put("openapi", VERSION);
        document.put(
                "info",
                object(
                        "title",
                        "Rivulet",
                        "version",
                        version,
                        "description",
                        ABOUT,
                        "license",
                        object("name", "Apache-2.0", "identifier", "Apache-2.0")));
        document.put("servers", List.of(object("url", "/", "description", "the server that this document is from")));
        document.put(
                "tags",
                Arrays.stream(Tag.values())
                        .map(tag -> object("name", tag.wireName(), "description", tag.description()))
                        .toList());
        document.put("paths", paths(places));
        document.put(
                "components",
                object(
                        "schemas",
                        components.schemas(),
                        "headers",
                        Headers.all(),
                        "securitySchemes",
                        securitySchemes()));
        return document;
    }

    private Map<String, Object> paths(List<Place> places) {
        var paths = new LinkedHashMap<String, Map<String, Object>>();
        for (Place place : operations.ordered(places)) {
            paths.computeIfAbsent(place.pattern(), _ -> new LinkedHashMap<>())
                    .put(place.method().toLowerCase(Locale.ROOT), operation(place));
        }
        return new LinkedHashMap<>(paths);
    }

    private Object operation(Place place) {
        Operation operation = operations.of(place);
        var said = new LinkedHashMap<String, Object>();
        said.put("tags", List.of(operation.tag().wireName()));
        said.put("operationId", operation.id());
        said.put("summary", operation.summary());
        if (!operation.description().isEmpty()) {
            said.put("description", operation.description());
        }
        said.put("x-role", place.access() == Access.PUBLIC ? "everybody" : wireName(place.access()));
        said.put("security", security(place));
        if (!operation.parameters().isEmpty()) {
            said.put(
                    "parameters",
                    operation.parameters().stream().map(Parameter::map).toList());
        }
        if (!operation.bodies().isEmpty()) {
            said.put(
                    "requestBody",
                    object("required", operation.bodyRequired(), "content", content(operation.bodies())));
        }
        said.put("responses", responses(place, operation));
        said.putAll(operation.extensions());
        return components.referring(said);
    }

    private static Map<String, Object> content(List<Content> contents) {
        var all = new LinkedHashMap<String, Object>();
        contents.forEach(content -> all.put(content.type(), content.map()));
        return all;
    }

    private static String wireName(Access access) {
        return access.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> securitySchemes() {
        return object(
                "bearer",
                object(
                        "type",
                        "http",
                        "scheme",
                        "bearer",
                        "description",
                        "A key, a JWT or a token that the server can look up."),
                "ticket",
                object(
                        "type",
                        "apiKey",
                        "in",
                        "query",
                        "name",
                        "ticket",
                        "description",
                        "Of `POST /api/v1/tickets`, once, within 30 s."),
                "resume_token",
                object(
                        "type",
                        "apiKey",
                        "in",
                        "query",
                        "name",
                        "resume_token",
                        "description",
                        "Of a session's `session_opened`: reads that one stream, for an hour."));
    }

    private static List<Map<String, Object>> security(Place place) {
        var ways = new ArrayList<Map<String, Object>>();
        if (place.access() != Access.PUBLIC) {
            ways.add(Map.of("bearer", List.of()));
        }
        if (place.byBrowsers()) {
            ways.add(Map.of("ticket", List.of()));
            if (place.ofSession()) {
                ways.add(Map.of("resume_token", List.of()));
            }
        }
        return ways;
    }

    private static Map<String, Object> responses(Place place, Operation operation) {
        boolean counted = place.access() != Access.PUBLIC;
        var all = new TreeMap<String, Map<String, Object>>();
        operation
                .replies()
                .forEach(reply ->
                        all.put(Integer.toString(reply.status()), reply.map(counted ? Headers.RATE_LIMIT : List.of())));
        Map<Integer, List<ProblemCode>> byStatus =
                problems(place, operation).stream().collect(Collectors.groupingBy(ProblemCode::status));
        byStatus.forEach((status, codes) -> all.merge(Integer.toString(status), refusal(codes), ApiDocument::joined));
        return new LinkedHashMap<>(all);
    }

    private static Set<ProblemCode> problems(Place place, Operation operation) {
        var codes = EnumSet.of(ProblemCode.INTERNAL_ERROR);
        if (place.access() != Access.PUBLIC) {
            codes.addAll(List.of(
                    ProblemCode.UNAUTHENTICATED,
                    ProblemCode.FORBIDDEN,
                    ProblemCode.RATE_LIMITED,
                    ProblemCode.AUTH_UNAVAILABLE));
        }
        if (place.ofSession()) {
            codes.addAll(
                    List.of(ProblemCode.INVALID_ID, ProblemCode.SESSION_NOT_FOUND, ProblemCode.STORAGE_UNAVAILABLE));
        }
        codes.addAll(operation.problemsOfBody());
        codes.addAll(operation.problems());
        return codes;
    }

    private static Map<String, Object> refusal(List<ProblemCode> codes) {
        var refusal = new LinkedHashMap<String, Object>();
        refusal.put(
                "description",
                codes.stream()
                        .map(code -> "[" + code.wireName() + "](" + ProblemJson.PAGES + code.wireName() + "): "
                                + code.title() + ".")
                        .collect(Collectors.joining("  \n")));
        int status = codes.getFirst().status();
        if (status == ProblemCode.RATE_LIMITED.status() || status == ProblemCode.DRAINING.status()) {
            refusal.put("headers", Map.of(Headers.RETRY_AFTER, Headers.reference(Headers.RETRY_AFTER)));
        }
        Schema problem = ProblemSchemas.problem();
        refusal.put("content", object(PROBLEM_JSON, object("schema", problem.map())));
        refusal.put("x-codes", codes.stream().map(ProblemCode::wireName).toList());
        return refusal;
    }

    /// Of a call that has its own way to tell some of what is wrong.
    @SuppressWarnings("unchecked") // made by this class and Reply
    private static Map<String, Object> joined(Map<String, Object> own, Map<String, Object> refusal) {
        var both = new LinkedHashMap<>(refusal);
        both.put("description", own.get("description") + "  \n" + refusal.get("description"));
        var content = new LinkedHashMap<>((Map<String, Object>) own.getOrDefault("content", Map.of()));
        content.putAll((Map<String, Object>) refusal.get("content"));
        both.put("content", content);
        return both;
    }
}
