// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.problem;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rivulet.serialization.json.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// `application/problem+json` (RFC 9457 with our extensions): the same object in HTTP bodies, stream lines and frames.
public final class ProblemJson {
    /// Path under which each code has its page.
    public static final String PAGES = "/problems/";

    private ProblemJson() {}

    /// The body of an HTTP answer.
    ///
    /// @param instance names this occurrence, e.g. `urn:uuid:…`
    /// @param typeBase put before `/problems/<code>`; empty for a relative reference
    public static byte[] encode(Problem problem, String instance, String typeBase) {
        return Json.encode(json -> write(json, problem, instance, typeBase));
    }

    /// The object as it stands inside an `error` line.
    public static void writeTo(JsonGenerator json, Problem problem) throws IOException {
        write(json, problem, null, "");
    }

    private static void write(JsonGenerator json, Problem problem, @Nullable String instance, String typeBase)
            throws IOException {
        ProblemCode code = problem.code();
        String hint = problem.hint();
        json.writeStartObject();
        json.writeStringField("type", typeBase + PAGES + code.wireName());
        json.writeStringField("title", code.title());
        json.writeNumberField("status", code.status());
        json.writeStringField("detail", problem.detail());
        json.writeStringField("code", code.wireName());
        optional(json, "pointer", problem.pointer());
        optional(json, "line", problem.line());
        optional(json, "column", problem.column());
        json.writeStringField("hint", hint == null ? ProblemHints.of(code) : hint);
        optional(json, "instance", instance);
        optional(json, "session_id", problem.sessionId());
        Long retryAfterMs = problem.retryAfterMs();
        if (retryAfterMs != null) {
            json.writeNumberField("retry_after_ms", retryAfterMs);
        }
        json.writeEndObject();
    }

    private static void optional(JsonGenerator json, String field, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(field, value);
        }
    }

    private static void optional(JsonGenerator json, String field, @Nullable Integer value) throws IOException {
        if (value != null) {
            json.writeNumberField(field, value);
        }
    }
}
