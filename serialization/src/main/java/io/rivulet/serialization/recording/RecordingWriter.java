// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.recording;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.serialization.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Writes a recording: JSON lines. First `{"rivulet_recording":1,"stream_type","params","started"}`, then
/// `{"t":<milliseconds since the start>,"m":<message>}` for each message, last `{"frames","sha256"}`, the
/// digest of all lines before it with their ends. A file that was cut off shows it by its last line.
/// **Thread** one.
public final class RecordingWriter implements AutoCloseable {
    static final int VERSION = 1;

    private static final ObjectMapper MAPPER = new ObjectMapper(Json.FACTORY.copy());

    private final OutputStream out;
    private final MessageDigest digest = sha256();
    private long frames;
    private long bytes;
    private boolean finished;

    /// Writes the header.
    ///
    /// @param out is closed with it; whoever wants gzip gives one that does it
    public RecordingWriter(OutputStream out, RecordingHeader header) throws IOException {
        this.out = out;
        ObjectNode first =
                MAPPER.createObjectNode().put("rivulet_recording", VERSION).put("stream_type", header.streamType());
        first.set("params", header.params());
        write(first.put("started", header.startedMillis()));
    }

    /// **Errors** one that is longer than a reader takes is refused with [IOException].
    public void frame(RecordedFrame frame) throws IOException {
        ObjectNode line = MAPPER.createObjectNode().put("t", frame.millis());
        line.set("m", frame.message());
        write(line);
        frames++;
    }

    private void write(ObjectNode line) throws IOException {
        byte[] text = MAPPER.writeValueAsBytes(line);
        if (text.length > RecordingReader.MOST_LINE) {
            throw new IOException("a message of " + text.length + " bytes is too long for a recording");
        }
        out.write(text);
        out.write('\n');
        digest.update(text);
        digest.update((byte) '\n');
        bytes += text.length + 1L;
    }

    public long frames() {
        return frames;
    }

    /// Written so far, before compression.
    public long bytes() {
        return bytes;
    }

    /// Writes the last line. **Returns** its digest.
    public String finish() throws IOException {
        finished = true;
        long all = frames;
        String sum = HexFormat.of().formatHex(digest.digest());
        write(MAPPER.createObjectNode().put("frames", all).put("sha256", sum));
        out.flush();
        return sum;
    }

    /// Closes the file, whole or not.
    @Override
    public void close() throws IOException {
        out.close();
    }

    public boolean finished() {
        return finished;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
