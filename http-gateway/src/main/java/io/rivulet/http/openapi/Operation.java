// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What is to be said of a call beyond its route.
///
/// @param id unique
/// @param bodies one of them is sent; none: there is no body
/// @param bodyRequired whether one has to be sent
/// @param problems what it may be refused with, besides what all calls of its kind are
/// @param extensions by their names, `x-…`
record Operation(
        Tag tag,
        String id,
        String summary,
        String description,
        List<Parameter> parameters,
        List<Content> bodies,
        boolean bodyRequired,
        List<Reply> replies,
        List<ProblemCode> problems,
        Map<String, Object> extensions) {
    static Operation of(Tag tag, String id, String summary) {
        return new Operation(tag, id, summary, "", List.of(), List.of(), true, List.of(), List.of(), Map.of());
    }

    Operation says(String text) {
        return new Operation(tag, id, summary, text, parameters, bodies, bodyRequired, replies, problems, extensions);
    }

    Operation takes(Parameter... given) {
        return new Operation(
                tag, id, summary, description, List.of(given), bodies, bodyRequired, replies, problems, extensions);
    }

    Operation reads(Content... given) {
        return new Operation(
                tag, id, summary, description, parameters, List.of(given), true, replies, problems, extensions);
    }

    Operation mayRead(Content... given) {
        return new Operation(
                tag, id, summary, description, parameters, List.of(given), false, replies, problems, extensions);
    }

    Operation answers(Reply... given) {
        return new Operation(
                tag, id, summary, description, parameters, bodies, bodyRequired, List.of(given), problems, extensions);
    }

    Operation refuses(ProblemCode... codes) {
        return new Operation(
                tag, id, summary, description, parameters, bodies, bodyRequired, replies, List.of(codes), extensions);
    }

    Operation extended(String name, Object value) {
        return new Operation(
                tag,
                id,
                summary,
                description,
                parameters,
                bodies,
                bodyRequired,
                replies,
                problems,
                Map.of(name, value));
    }

    /// What may be wrong with a body, whatever is in it.
    List<ProblemCode> problemsOfBody() {
        if (bodies.isEmpty()) {
            return List.of();
        }
        var codes = new ArrayList<>(List.of(
                ProblemCode.MALFORMED_BODY,
                ProblemCode.REQUEST_TIMEOUT,
                ProblemCode.BODY_TOO_LARGE,
                ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                ProblemCode.CAPACITY_EXCEEDED));
        if (bodies.stream().anyMatch(Content::isJson)) {
            codes.addAll(List.of(
                    ProblemCode.MALFORMED_JSON,
                    ProblemCode.MISSING_FIELD,
                    ProblemCode.WRONG_TYPE,
                    ProblemCode.UNSUPPORTED_VALUE,
                    ProblemCode.OUT_OF_RANGE));
        }
        return codes;
    }
}
