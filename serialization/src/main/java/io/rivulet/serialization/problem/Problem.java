// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.problem;

import org.jspecify.annotations.Nullable;

/// One occurrence of an error, as clients see it wherever it arises (RFC 9457 plus the extensions of the wire
/// contract).
/// The `instance` is added where it leaves the process.
///
/// @param detail what, where, with the numbers
/// @param hint what the caller can do next
/// @param pointer JSON pointer of the first fault
/// @param line line of a text body or file, from 1
/// @param column column in that line, from 1
public record Problem(
        ProblemCode code,
        String detail,
        @Nullable String hint,
        @Nullable String pointer,
        @Nullable Integer line,
        @Nullable Integer column,
        @Nullable String sessionId,
        @Nullable Long retryAfterMs) {

    public static Problem of(ProblemCode code, String detail) {
        return new Problem(code, detail, null, null, null, null, null, null);
    }

    public Problem hint(@Nullable String newHint) {
        return new Problem(code, detail, newHint, pointer, line, column, sessionId, retryAfterMs);
    }

    public Problem at(@Nullable String newPointer) {
        return new Problem(code, detail, hint, newPointer, line, column, sessionId, retryAfterMs);
    }

    public Problem place(@Nullable Integer newLine, @Nullable Integer newColumn) {
        return new Problem(code, detail, hint, pointer, newLine, newColumn, sessionId, retryAfterMs);
    }

    public Problem session(@Nullable String newSessionId) {
        return new Problem(code, detail, hint, pointer, line, column, newSessionId, retryAfterMs);
    }

    public Problem retryAfter(long millis) {
        return new Problem(code, detail, hint, pointer, line, column, sessionId, millis);
    }

    public RivuletException exception() {
        return new RivuletException(this);
    }
}
