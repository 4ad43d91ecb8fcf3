// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.serialization.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Some lines of a recording, whole ones, from anywhere in it: those of a store that keeps it in parts. The digest
/// can't be checked from here; [RecordingReader] reads a whole file and does.
///
/// @param frames its messages, in order
/// @param last whether the last line of the recording is among them
public record RecordingLines(List<RecordedFrame> frames, boolean last) {
    private static final ObjectMapper MAPPER = new ObjectMapper(Json.FACTORY.copy());

    public RecordingLines {
        frames = List.copyOf(frames);
    }

    /// **Errors** what is no line of a recording is refused with [IOException].
    public static RecordingLines read(byte[] text) throws IOException {
        List<RecordedFrame> frames = new ArrayList<>();
        boolean last = false;
        int from = 0;
        for (int k = 0; k < text.length; k++) {
            if (text[k] == '\n') {
                JsonNode line = MAPPER.readTree(text, from, k - from);
                if (line.path("m") instanceof ObjectNode message) {
                    frames.add(new RecordedFrame(line.path("t").doubleValue(), message));
                } else {
                    last |= line.has("sha256");
                    if (!last && !line.has("rivulet_recording")) {
                        throw new IOException("a line is none of a recording");
                    }
                }
                from = k + 1;
            }
        }
        if (from < text.length) {
            throw new IOException("a line has no end");
        }
        return new RecordingLines(frames, last);
    }
}
