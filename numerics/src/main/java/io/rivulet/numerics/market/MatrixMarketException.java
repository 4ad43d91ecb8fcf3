// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.market;

import java.io.IOException;

/// A text that is no Matrix Market file, or one that can't be taken. The message names the numbers and the
/// line.
public final class MatrixMarketException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final int line;

    public MatrixMarketException(Kind kind, int line, String message) {
        super(line > 0 ? "line " + line + ": " + message : message);
        this.kind = kind;
        this.line = line;
    }

    public Kind kind() {
        return kind;
    }

    /// Counted from 1; 0 where no line is to blame.
    public int line() {
        return line;
    }

    /// What is wrong.
    public enum Kind {
        /// The first line does not begin with `%%MatrixMarket`.
        NO_BANNER,
        /// The banner lacks a word or has an unknown one.
        BAD_BANNER,
        /// A format of the standard that is not read here: complex values, Hermitian symmetry.
        UNSUPPORTED,
        /// The line of sizes can't be read.
        BAD_SIZE,
        NOT_SQUARE,
        /// No rows at all.
        EMPTY,
        /// More rows or entries than the limit, or more rows than the entries can fill. Nothing was allocated.
        TOO_LARGE,
        /// An entry that can't be read.
        BAD_ENTRY,
        INDEX_OUT_OF_RANGE,
        NON_FINITE,
        /// An entry on the wrong side of a symmetric or skew-symmetric file.
        WRONG_TRIANGLE,
        /// A vector of another length than expected.
        DIMENSION_MISMATCH,
        /// The text ends before the promised entries do.
        TRUNCATED,
        /// The text goes on after the promised entries.
        TRAILING_DATA,
        /// The compressed bytes are damaged.
        BAD_GZIP
    }
}
