// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.socket;

import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.LineEncoder;
import io.rivulet.serialization.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Objects as they leave on a socket: those of the other calls, with what a frame needs put in front.
final class SocketAnswer {
    private SocketAnswer() {}

    /// @param object a JSON object that has a type of its own
    /// @param id as JSON
    static byte[] reply(byte[] object, @Nullable String id) {
        return id == null ? object : with(object, "\"in_reply_to\":" + id);
    }

    /// @param object a JSON object without a type
    static byte[] reply(String type, byte[] object, @Nullable String id) {
        return reply(with(object, "\"type\":" + quoted(type)), id);
    }

    static byte[] error(Problem problem, @Nullable String id, long epochMillis) {
        return reply(LineEncoder.encode(new Line.Error(problem, false), null, LineEncoder.NO_SEQ, epochMillis), id);
    }

    /// After it the socket ends.
    static byte[] last(Problem problem, long epochMillis) {
        return LineEncoder.encode(new Line.Error(problem, true), null, LineEncoder.NO_SEQ, epochMillis);
    }

    /// @param warnings about the member that is heard of
    static byte[] pong(List<String> warnings, @Nullable String id, long epochMillis) {
        return reply(
                "pong",
                Json.encode(json -> {
                    json.writeStartObject();
                    Json.time(json, "timestamp", epochMillis);
                    if (!warnings.isEmpty()) {
                        Json.texts(json, "warnings", warnings);
                    }
                    json.writeEndObject();
                }),
                id);
    }

    static byte[] unsubscribed(UUID session, @Nullable String id) {
        return reply(
                "ack",
                Json.encode(json -> {
                    json.writeStartObject();
                    json.writeStringField("session_id", session.toString());
                    json.writeEndObject();
                }),
                id);
    }

    /// A word about a task has been passed on.
    static byte[] heard(String task, @Nullable String id) {
        return reply(
                "ack",
                Json.encode(json -> {
                    json.writeStartObject();
                    json.writeStringField("task", task);
                    json.writeEndObject();
                }),
                id);
    }

    private static String quoted(String text) {
        byte[] array = Json.encode(json -> json.writeString(text));
        return new String(array, StandardCharsets.UTF_8);
    }

    private static byte[] with(byte[] object, String field) {
        var out = new ByteArrayOutputStream(object.length + field.length() + 2);
        out.write('{');
        out.writeBytes(field.getBytes(StandardCharsets.UTF_8));
        boolean empty = object.length == 2;
        if (!empty) {
            out.write(',');
        }
        out.write(object, 1, object.length - 1);
        return out.toByteArray();
    }
}
