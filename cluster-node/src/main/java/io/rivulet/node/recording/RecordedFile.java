// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.recording;

import io.rivulet.serialization.recording.RecordedFrame;
import io.rivulet.serialization.recording.RecordingHeader;
import io.rivulet.serialization.recording.RecordingWriter;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// A recording on its way into a file, whose header may be known later than the file.
/// **Thread** any.
public final class RecordedFile implements AutoCloseable {
    private final OutputStream out;
    private @Nullable RecordingWriter writer;

    /// @param out is closed with it
    public RecordedFile(OutputStream out) {
        this.out = out;
    }

    public synchronized void begin(RecordingHeader header) throws IOException {
        writer = new RecordingWriter(out, header);
    }

    /// **Returns** how many there are; behind the end nothing is added.
    synchronized long frame(RecordedFrame frame) throws IOException {
        RecordingWriter begun = writer;
        if (begun == null) {
            throw new IOException("the server sent data before it said of what");
        }
        if (!begun.finished()) {
            begun.frame(frame);
        }
        return begun.frames();
    }

    /// Writes the last line, where there is a first one. **Returns** what is in the file, in words.
    public synchronized String finish() throws IOException {
        RecordingWriter begun = writer;
        if (begun == null) {
            return "nothing";
        }
        String sum = begun.finish();
        return begun.frames() + " messages, " + begun.bytes() + " bytes, sha256 " + sum;
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
