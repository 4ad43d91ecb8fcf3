// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.recording;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.serialization.json.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// Reads a recording line by line, as [RecordingWriter] writes it.
/// **Thread** one. **Bounded by** one line of [#MOST_LINE]. **Errors** [RecordingException] with the line
/// that does not fit and where it begins; what came before it was right as far as it could be seen.
public final class RecordingReader implements AutoCloseable {
    /// Bytes of one line: a field of 256 × 256 values and more.
    public static final int MOST_LINE = 8 << 20;

    private static final int BUFFER = 1 << 16;
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;
    private static final ObjectMapper MAPPER =
            new ObjectMapper(Json.FACTORY.copy()).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final InputStream in;
    private final MessageDigest digest = RecordingWriter.sha256();
    private final RecordingHeader header;
    private long line;
    private long begins;
    private long offset;
    private long frames;
    private double lastMillis;
    private boolean over;

    private RecordingReader(InputStream in) throws IOException {
        this.in = in;
        byte[] text = line();
        if (text == null) {
            throw unfit("the file is empty");
        }
        header = header(object(text));
        count(text);
    }

    /// Reads the header.
    ///
    /// @param in gzip or not; is closed with the reader
    public static RecordingReader open(InputStream in) throws IOException {
        var buffered = new BufferedInputStream(in, BUFFER);
        buffered.mark(2);
        boolean gzip = buffered.read() == GZIP_FIRST && buffered.read() == GZIP_SECOND;
        buffered.reset();
        try {
            return new RecordingReader(
                    gzip ? new BufferedInputStream(new GZIPInputStream(buffered, BUFFER), BUFFER) : buffered);
        } catch (EOFException | ZipException cut) {
            throw new RecordingException(1, 0, "the compressed file ends or is damaged at its beginning");
        }
    }

    public RecordingHeader header() {
        return header;
    }

    public long frames() {
        return frames;
    }

    /// The next message; null behind the last, when the last line has confirmed all of them.
    public @Nullable RecordedFrame next() throws IOException {
        if (over) {
            return null;
        }
        byte[] text = line();
        if (text == null) {
            throw unfit("the file ends here, behind " + frames + " messages and without its last line");
        }
        ObjectNode object = object(text);
        if (object.has("sha256")) {
            confirm(object);
            over = true;
            return null;
        }
        RecordedFrame frame = frame(object);
        count(text);
        frames++;
        return frame;
    }

    private RecordingHeader header(ObjectNode first) throws RecordingException {
        JsonNode version = first.path("rivulet_recording");
        if (!version.isIntegralNumber()) {
            throw unfit("this is no recording: rivulet_recording is missing");
        }
        if (version.longValue() != RecordingWriter.VERSION) {
            throw unfit("a recording of version " + version.asText() + "; this reads " + RecordingWriter.VERSION);
        }
        JsonNode type = first.path("stream_type");
        JsonNode started = first.path("started");
        if (!type.isTextual() || !started.isNumber() || !(first.path("params") instanceof ObjectNode params)) {
            throw unfit("stream_type, params or started is missing");
        }
        return new RecordingHeader(type.textValue(), params, started.doubleValue());
    }

    private RecordedFrame frame(ObjectNode object) throws RecordingException {
        JsonNode time = object.path("t");
        if (!time.isNumber() || !(time.doubleValue() >= lastMillis)) {
            throw unfit("t has to be a number, and not less than the one before");
        }
        if (!(object.path("m") instanceof ObjectNode message)) {
            throw unfit("m has to be a message");
        }
        lastMillis = time.doubleValue();
        return new RecordedFrame(lastMillis, message);
    }

    private void confirm(ObjectNode last) throws IOException {
        if (!last.path("frames").isIntegralNumber() || last.path("frames").longValue() != frames) {
            throw unfit(frames + " messages were read, but the last line says "
                    + last.path("frames").asText("nothing"));
        }
        if (!last.path("sha256").asText().equals(HexFormat.of().formatHex(digest.digest()))) {
            throw unfit("the sha256 of the lines before is another one: the file was changed");
        }
        if (line() != null) {
            throw unfit("something follows the last line");
        }
    }

    private ObjectNode object(byte[] text) throws RecordingException {
        try {
            if (MAPPER.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException unreadable) {
            throw unfit("this is not JSON, or was cut off");
        }
        throw unfit("this is not a JSON object");
    }

    private void count(byte[] text) {
        digest.update(text);
        digest.update((byte) '\n');
    }

    /// Without its end; null behind the last one.
    private byte @Nullable [] line() throws IOException {
        line++;
        begins = offset;
        var text = new ByteArrayOutputStream();
        for (int next = read(); next != '\n'; next = read()) {
            if (next < 0) {
                if (text.size() == 0) {
                    return null;
                }
                throw unfit("the file ends within this line, behind " + frames + " messages");
            }
            if (text.size() >= MOST_LINE) {
                throw unfit("this line is longer than " + MOST_LINE + " bytes");
            }
            text.write(next);
        }
        return text.toByteArray();
    }

    private int read() throws IOException {
        try {
            int next = in.read();
            offset += next < 0 ? 0 : 1;
            return next;
        } catch (EOFException | ZipException cut) {
            throw unfit("the compressed file ends or is damaged within this line, behind " + frames + " messages");
        }
    }

    private RecordingException unfit(String words) {
        return new RecordingException(line, begins, words);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
