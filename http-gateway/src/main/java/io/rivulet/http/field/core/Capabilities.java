// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// What goes beyond version 1.0 and was agreed on; a client that asks for nothing gets nothing.
///
/// @param cbor data comes as binary CBOR
/// @param gzip data may come compressed
/// @param streamEnds how many streams were agreed on; 0: ends of streams are not told
public record Capabilities(
        boolean cbor,
        boolean gzip,
        boolean resume,
        boolean snapshots,
        int streamEnds,
        boolean filters,
        boolean recording) {
    public static final Capabilities NONE = new Capabilities(false, false, false, false, 0, false, false);

    /// Those of the wishes that this server grants.
    static Capabilities granted(JsonNode wishes, int mostStreams, boolean mayRecord) {
        if (!wishes.isObject()) {
            return NONE;
        }
        return new Capabilities(
                names(wishes.path("encodings"), "cbor"),
                names(wishes.path("compression"), "gzip"),
                wishes.path("resume").asBoolean(),
                wishes.path("snapshots").asBoolean(),
                Math.clamp(wishes.path("multi_stream").asInt(), 0, mostStreams),
                wishes.path("filters").asBoolean(),
                mayRecord && wishes.path("recording").asBoolean());
    }

    private static boolean names(JsonNode list, String name) {
        for (JsonNode each : list) {
            if (name.equals(each.asText())) {
                return true;
            }
        }
        return false;
    }

    boolean binary() {
        return cbor || gzip;
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (cbor) {
            json.put("encoding", "cbor");
        }
        if (gzip) {
            json.put("compression", "gzip");
        }
        if (resume) {
            json.put("resume", true);
        }
        if (snapshots) {
            json.put("snapshots", true);
        }
        if (streamEnds > 0) {
            json.put("multi_stream", streamEnds);
        }
        if (filters) {
            json.put("filters", true);
        }
        if (recording) {
            json.put("recording", true);
        }
        return json;
    }
}
