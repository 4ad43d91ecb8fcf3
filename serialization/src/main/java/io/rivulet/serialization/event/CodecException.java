// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

/// Stored bytes that this version can't read: corrupted, cut short, or of an unknown kind. Never guessed at.
public final class CodecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CodecException(String message) {
        super(message);
    }

    public CodecException(String message, Throwable cause) {
        super(message, cause);
    }
}
