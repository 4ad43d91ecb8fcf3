// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.body;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Splits a `multipart/form-data` body (RFC 7578) as it arrives, keeping no more of it than a buffer.
/// **Thread** one at a time.   **Errors** `malformed_body`.
public final class MultipartReader {
    private static final int BUFFER_BYTES = 64 << 10;
    /// Longest boundary that is looked for; the standard allows 70.
    public static final int MAX_BOUNDARY = 200;

    private static final int MAX_HEADER_BYTES = 16 << 10;
    /// Possessive inside the quotes: a long name must not take a frame of the stack for each character.
    private static final Pattern NAME = Pattern.compile(
            "(?:^|;)\\s*name\\s*=\\s*(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);

    private final InputStream in;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int end;
    private boolean begun;

    public MultipartReader(InputStream in, String boundary) {
        // The first delimiter may stand at the very beginning, the others follow a line break: now they all do.
        this.in = new SequenceInputStream(new ByteArrayInputStream(new byte[] {'\r', '\n'}), in);
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    /// The name of the next part, whose content [#copyTo] gives; empty after the last.
    public Optional<String> next() throws IOException {
        if (!begun) {
            begun = true;
            copyTo(OutputStream.nullOutputStream());
        }
        byte[] afterDelimiter = line();
        if (new String(afterDelimiter, StandardCharsets.ISO_8859_1).startsWith("--")) {
            return Optional.empty();
        }
        String name = null;
        int headerBytes = 0;
        for (byte[] header = line(); header.length > 0; header = line()) {
            headerBytes += header.length;
            if (headerBytes > MAX_HEADER_BYTES) {
                throw malformed("the headers of a part are longer than " + MAX_HEADER_BYTES + " bytes");
            }
            String text = new String(header, StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            if (colon > 0
                    && text.substring(0, colon).strip().toLowerCase(Locale.ROOT).equals("content-disposition")) {
                Matcher found = NAME.matcher(text.substring(colon + 1));
                if (found.find()) {
                    name = found.group(1) == null
                            ? found.group(2)
                            : found.group(1).replaceAll("\\\\(.)", "$1");
                }
            }
        }
        if (name == null) {
            throw malformed("a part has no name");
        }
        return Optional.of(name);
    }

    /// The content of the present part, which has to be taken before the next one.
    public void copyTo(OutputStream out) throws IOException {
        while (true) {
            int found = find();
            if (found >= 0) {
                out.write(buffer, position, found - position);
                position = found + delimiter.length;
                return;
            }
            int sure = Math.max(position, end - delimiter.length + 1);
            out.write(buffer, position, sure - position);
            position = sure;
            if (!fill()) {
                throw malformed("it ends inside a part");
            }
        }
    }

    private int find() {
        int last = end - delimiter.length;
        for (int from = position; from <= last; from++) {
            if (buffer[from] == '\r' && startsAt(from)) {
                return from;
            }
        }
        return -1;
    }

    private boolean startsAt(int from) {
        for (int k = 1; k < delimiter.length; k++) {
            if (buffer[from + k] != delimiter[k]) {
                return false;
            }
        }
        return true;
    }

    /// Up to the next line break, without it. At the end of the body what is left counts as a line.
    private byte[] line() throws IOException {
        var line = new ByteArrayOutputStream();
        while (line.size() <= MAX_HEADER_BYTES) {
            if (position == end && !fill()) {
                break;
            }
            byte b = buffer[position++];
            if (b == '\n') {
                break;
            }
            line.write(b);
        }
        byte[] bytes = line.toByteArray();
        boolean carriageReturn = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        return carriageReturn ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }

    private boolean fill() throws IOException {
        System.arraycopy(buffer, position, buffer, 0, end - position);
        end -= position;
        position = 0;
        int n = in.read(buffer, end, buffer.length - end);
        if (n > 0) {
            end += n;
        }
        return n > 0;
    }

    private static RivuletException malformed(String what) {
        return Problem.of(ProblemCode.MALFORMED_BODY, "The multipart body can't be read: " + what + ".")
                .exception();
    }
}
