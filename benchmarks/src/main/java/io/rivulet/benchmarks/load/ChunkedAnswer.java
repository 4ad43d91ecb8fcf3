// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The lines of a chunked HTTP/1.1 answer, read with little work: who measures shares the machine with what is
/// measured.
///
/// **Thread** one at a time.
public final class ChunkedAnswer {
    private static final int BLOCK = 16 << 10;
    private final InputStream in;
    private final byte[] block = new byte[BLOCK];
    private int at;
    private int end;
    private int leftInChunk;
    private boolean chunkOpen;
    private byte[] line = new byte[1 << 10];
    private long bytes;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /// Reads the head. **Errors** an answer that is not 200 throws [IOException] with its status.
    public ChunkedAnswer(InputStream in) throws IOException {
        this.in = in;
        String status = text();
        if (!status.contains(" 200 ")) {
            throw new IOException(status);
        }
        for (String header = text(); !header.isEmpty(); header = text()) {
            int colon = header.indexOf(':');
            headers.put(header.substring(0, colon), header.substring(colon + 1).trim());
        }
    }

    /// **Errors** one that is not there throws [IOException].
    public String header(String name) throws IOException {
        String value = headers.get(name);
        if (value == null) {
            throw new IOException("no header " + name.toLowerCase(Locale.ROOT));
        }
        return value;
    }

    /// The next line, or null at the end of the answer.
    public @Nullable String next() throws IOException {
        int length = 0;
        while (true) {
            if (leftInChunk == 0) {
                if (chunkOpen) {
                    text();
                }
                leftInChunk = Integer.parseInt(text().trim(), 16);
                chunkOpen = true;
                if (leftInChunk == 0) {
                    return null;
                }
            }
            if (at == end) {
                fill();
            }
            int stop = at + Math.min(leftInChunk, end - at);
            int newline = at;
            while (newline < stop && block[newline] != '\n') {
                newline++;
            }
            int part = newline - at;
            if (length + part > line.length) {
                line = Arrays.copyOf(line, Math.max(line.length * 2, length + part));
            }
            System.arraycopy(block, at, line, length, part);
            length += part;
            boolean whole = newline < stop;
            leftInChunk -= part + (whole ? 1 : 0);
            at = newline + (whole ? 1 : 0);
            if (whole) {
                bytes += length + 1L;
                return new String(line, 0, length, StandardCharsets.ISO_8859_1);
            }
        }
    }

    /// Of the lines so far.
    public long bytes() {
        return bytes;
    }

    private void fill() throws IOException {
        at = 0;
        end = in.read(block);
        if (end < 0) {
            end = 0;
            throw new IOException("the answer ended early");
        }
    }

    private String text() throws IOException {
        var text = new StringBuilder();
        while (true) {
            if (at == end) {
                fill();
            }
            char next = (char) block[at++];
            if (next == '\n') {
                return text.toString();
            }
            if (next != '\r') {
                text.append(next);
            }
        }
    }
}
