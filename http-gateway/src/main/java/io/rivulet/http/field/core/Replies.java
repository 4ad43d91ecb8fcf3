// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// Messages of the server. Each has its time, and the id of its stream where it is about one, at the top
/// and in its payload too, if it has one: readers of either form find them.
final class Replies {
    static final String VERSION = "1.0";

    private Replies() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// Without a payload.
    static ObjectNode plain(String type, @Nullable String streamId, double now) {
        ObjectNode message = object().put("type", type);
        if (streamId != null) {
            message.put("stream_id", streamId);
        }
        return message.put("timestamp", now);
    }

    static ObjectNode with(String type, @Nullable String streamId, double now, ObjectNode payload) {
        if (streamId != null) {
            payload.put("stream_id", streamId);
        }
        payload.put("timestamp", now);
        ObjectNode message = plain(type, streamId, now);
        message.set("payload", payload);
        return message;
    }

    /// `error`, or one of the types that end in `_failed`.
    static ObjectNode refusal(String type, FieldCode code, String words, @Nullable String streamId, double now) {
        return with(type, streamId, now, object().put("error_code", code.name()).put("message", words));
    }

    static ObjectNode error(FieldCode code, String words, @Nullable String streamId, double now) {
        return refusal("error", code, words, streamId, now);
    }
}
