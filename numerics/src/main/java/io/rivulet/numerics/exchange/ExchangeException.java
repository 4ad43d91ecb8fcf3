// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.exchange;

import java.io.IOException;

/// A file that is not what it should be, or one that can't be taken. The message names the place (line, or array and
/// byte) and the numbers.
public final class ExchangeException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    ExchangeException(Kind kind, String place, String message) {
        super(place.isEmpty() ? message : place + ": " + message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /// What is wrong.
    public enum Kind {
        /// Another format, or this one damaged at its beginning.
        NOT_THIS_FORMAT,
        /// A header that can't be read.
        BAD_HEADER,
        /// A form of the format that is not read here: complex values, pickles, elements, other sparse formats.
        UNSUPPORTED,
        NOT_SQUARE,
        /// No rows at all.
        EMPTY,
        /// More rows or entries than the limit, or more rows than the entries can fill.
        TOO_LARGE,
        /// An entry that can't be read.
        BAD_ENTRY,
        INDEX_OUT_OF_RANGE,
        NON_FINITE,
        /// A place of the matrix that is given twice where that has no meaning.
        REPEATED,
        /// An entry on the wrong side of a symmetric or skew-symmetric file.
        WRONG_TRIANGLE,
        /// Arrays, pointers or vectors whose lengths don't fit.
        DIMENSION_MISMATCH,
        /// The data ends before the promised entries do.
        TRUNCATED,
        /// The data goes on after the promised entries.
        TRAILING_DATA,
        /// The archive around the arrays is damaged.
        BAD_ARCHIVE
    }
}
