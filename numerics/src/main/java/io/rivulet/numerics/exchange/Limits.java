// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.exchange;

import io.rivulet.numerics.exchange.ExchangeException.Kind;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.linalg.Unsolved;

/// What the sizes in a header have to keep to before anything is done with them.
final class Limits {
    /// A header with more rows than this and too few entries to fill them is refused at once.
    private static final int ALWAYS_ALLOWED_ROWS = 1 << 20;

    private Limits() {}

    /// How many entries fit into an array and the caller's limit.
    static long entries(long maxEntries) {
        return Math.min(TripletBuilder.MAX_ENTRIES, maxEntries);
    }

    /// The number of rows of a matrix that may be taken.
    static int rows(String place, long rows, long columns, long maxEntries) throws ExchangeException {
        if (rows != columns) {
            throw new ExchangeException(Kind.NOT_SQUARE, place, Unsolved.rectangular(rows, columns));
        }
        if (rows < 1) {
            throw new ExchangeException(
                    Kind.EMPTY, place, "the matrix is " + rows + "×" + rows + ", so there is nothing to solve");
        }
        if (rows > entries(maxEntries)) {
            throw new ExchangeException(
                    Kind.TOO_LARGE,
                    place,
                    "there should be " + rows + " rows, at most " + entries(maxEntries) + " are taken");
        }
        return (int) rows;
    }

    /// Rows that stay empty cost memory that no data stands for.
    static void requireFillable(String place, int rows, long entries) throws ExchangeException {
        if (rows > Math.max(ALWAYS_ALLOWED_ROWS, entries)) {
            throw new ExchangeException(
                    Kind.TOO_LARGE,
                    place,
                    "there should be " + rows + " rows but only " + entries + " entries, so rows would stay empty");
        }
    }
}
