// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.body;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The first line of a body that is not blank, as a stream of its own.
/// **Thread** one at a time.
public final class FirstLine extends InputStream {
    private static final int BUFFER_BYTES = 64 << 10;

    private final BufferedInputStream in;
    private boolean begun;
    private boolean ended;
    private int line = 1;

    public FirstLine(InputStream in) {
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
    }

    @Override
    public int read() throws IOException {
        while (!ended) {
            int b = in.read();
            if (b == '\n') {
                line++;
                ended = begun;
            } else if (b < 0) {
                ended = true;
            } else {
                begun |= !blank(b);
                return b;
            }
        }
        return -1;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int n = 0;
        while (n < length) {
            int b = read();
            if (b < 0) {
                return n == 0 ? -1 : n;
            }
            target[from + n++] = (byte) b;
        }
        return n;
    }

    /// Reads the line to its end; what was read beyond it already.
    public byte[] finish() throws IOException {
        for (int b = read(); b >= 0; b = read()) {
            // The rest of the line, which its reader did not need.
        }
        return in.readNBytes(in.available());
    }

    /// The number of the line where reading stands.
    public int nextLine() {
        return line;
    }

    private static boolean blank(int b) {
        return b == ' ' || b == '\t' || b == '\r';
    }
}
