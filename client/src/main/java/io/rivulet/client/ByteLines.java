// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Cuts bytes at line ends. What stands behind the last one is half a line, and dropped.
final class ByteLines {
    private static final int BUFFER_BYTES = 16 << 10;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int filled;

    ByteLines(InputStream in) {
        this.in = in;
    }

    /// The next line, empty at the end. **Errors** [ConnectionLost] also for a line that is no JSON or far too long.
    Optional<JsonNode> next() {
        try {
            var line = new ByteArrayOutputStream();
            while (true) {
                if (at == filled) {
                    at = 0;
                    filled = Math.max(0, in.read(buffer));
                    if (filled == 0) {
                        return Optional.empty();
                    }
                }
                int end = at;
                while (end < filled && buffer[end] != '\n') {
                    end++;
                }
                line.write(buffer, at, end - at);
                boolean whole = end < filled;
                at = whole ? end + 1 : end;
                if (whole) {
                    return Optional.of(Json.MAPPER.readTree(line.toByteArray()));
                }
                if (line.size() > Bounds.LINE_BYTES) {
                    throw new IOException("a line of more than " + Bounds.LINE_BYTES + " bytes");
                }
            }
        } catch (IOException broken) {
            throw new ConnectionLost("the answer broke off: " + broken.getMessage(), broken);
        }
    }
}
