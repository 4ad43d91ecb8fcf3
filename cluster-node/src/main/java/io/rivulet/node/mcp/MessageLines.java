// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.mcp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/// Messages that come one a line. Empty lines are none.
/// **Thread** one, blocking. **Bounded by** [#MOST_BYTES].
final class MessageLines {
    /// A line with the longest body that a node takes.
    static final int MOST_BYTES = 64 << 20;

    private final InputStream in;

    MessageLines(InputStream in) {
        this.in = new BufferedInputStream(in, 64 << 10);
    }

    /// A line of the input.
    sealed interface Read {
        record Message(byte[] json) implements Read {}

        record TooLong() implements Read {}

        record End() implements Read {}
    }

    Read next() throws IOException {
        var line = new ByteArrayOutputStream();
        boolean tooLong = false;
        int b = in.read();
        while (b >= 0 && (b != '\n' || isBlank(line))) {
            if (b == '\n') {
                line.reset();
            } else if (line.size() < MOST_BYTES) {
                line.write(b);
            } else {
                tooLong = true;
            }
            b = in.read();
        }
        return tooLong ? new Read.TooLong() : isBlank(line) ? new Read.End() : new Read.Message(line.toByteArray());
    }

    private static boolean isBlank(ByteArrayOutputStream line) {
        return line.size() == 0 || line.size() == 1 && line.toByteArray()[0] == '\r';
    }
}
