// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.exchange;

import io.rivulet.numerics.exchange.ExchangeException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Lines of a text, each of bounded length, with their numbers.
final class TextLines {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MOST_LINE_BYTES = 8192;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final byte[] line = new byte[MOST_LINE_BYTES];
    private int position;
    private int limit;
    private int number;
    private boolean ended;

    TextLines(InputStream in) {
        this.in = in;
    }

    /// The next line without its end. **Errors** the end of the text is a [Kind#TRUNCATED] fault of `what`.
    String next(String what) throws IOException {
        number++;
        int length = 0;
        while (true) {
            if (position == limit && !fill()) {
                if (length == 0) {
                    throw fault(Kind.TRUNCATED, "truncated: the text ends before " + what);
                }
                ended = true;
                break;
            }
            byte next = buffer[position++];
            if (next == '\n') {
                break;
            }
            if (length == MOST_LINE_BYTES) {
                throw fault(Kind.BAD_ENTRY, "a line of more than " + MOST_LINE_BYTES + " bytes");
            }
            line[length++] = next;
        }
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer, 0, BUFFER_BYTES));
        return limit > 0;
    }

    /// Whether the line last read was ended by the end of the text.
    boolean cutOff() {
        return ended;
    }

    /// Whether something other than blanks is left, of which the line is then the current one.
    boolean hasMore() throws IOException {
        while (position < limit || fill()) {
            String rest = next("its end");
            if (!rest.isBlank()) {
                return true;
            }
        }
        return false;
    }

    ExchangeException fault(Kind kind, String message) {
        return new ExchangeException(kind, "line " + number, message);
    }
}
