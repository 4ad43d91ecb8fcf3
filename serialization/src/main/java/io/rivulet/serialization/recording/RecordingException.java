// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.recording;

import java.io.IOException;

/// A file is no recording, or not a whole one.
public final class RecordingException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long line;
    private final long offset;

    /// @param line from 1, which does not fit
    /// @param offset where it begins, in bytes of the inflated text
    RecordingException(long line, long offset, String words) {
        super("line " + line + ", at byte " + offset + ": " + words);
        this.line = line;
        this.offset = offset;
    }

    public long line() {
        return line;
    }

    public long offset() {
        return offset;
    }
}
