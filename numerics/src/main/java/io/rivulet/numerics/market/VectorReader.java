// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.market;

import io.rivulet.numerics.market.MarketHeader.Symmetry;
import io.rivulet.numerics.market.MatrixMarketException.Kind;
import java.io.IOException;
import java.util.Arrays;

/// Vectors in the forms that [MatrixMarket#readVector] names.
final class VectorReader {
    /// Longest vector of a coordinate file whose length nobody expected; its zeros cost memory.
    private static final int MAX_UNEXPECTED_ROWS = 1 << 27;

    private static final int FIRST_CAPACITY = 1 << 10;
    private static final int MAX_ROWS = Integer.MAX_VALUE - 64;

    private VectorReader() {}

    static double[] read(ByteScanner scanner, int expectedRows) throws IOException {
        if (scanner.peek() == '%') {
            String first = scanner.restOfLine();
            if (MarketHeader.isBanner(first)) {
                return readMarket(scanner, MarketHeader.read(scanner, first), expectedRows);
            }
        }
        return readPlain(scanner, expectedRows);
    }

    private static double[] readMarket(ByteScanner scanner, MarketHeader header, int expectedRows) throws IOException {
        if (header.symmetry() != Symmetry.GENERAL) {
            throw scanner.fault(Kind.BAD_BANNER, "a vector has no symmetry: the banner must say general");
        }
        if (header.columns() != 1) {
            throw scanner.fault(
                    Kind.DIMENSION_MISMATCH,
                    "the vector is " + header.rows() + "×" + header.columns() + ", expected one column");
        }
        int longest = header.layout() == MarketHeader.Layout.ARRAY ? MAX_ROWS : MAX_UNEXPECTED_ROWS;
        if (expectedRows >= 0 ? header.rows() != expectedRows : header.rows() > longest) {
            throw scanner.fault(
                    Kind.DIMENSION_MISMATCH,
                    "the vector has " + header.rows() + " rows, expected "
                            + (expectedRows >= 0 ? "" + expectedRows : "at most " + longest));
        }
        double[] x = switch (header.layout()) {
            case ARRAY -> readArray(scanner, (int) header.rows());
            case COORDINATE -> readCoordinates(scanner, header);
        };
        MatrixMarket.requireNothingMore(scanner, header.entries());
        return x;
    }

    private static double[] readArray(ByteScanner scanner, int rows) throws IOException {
        double[] x = new double[Math.min(rows, FIRST_CAPACITY)];
        for (int i = 0; i < rows; i++) {
            if (!scanner.nextContent()) {
                throw MatrixMarket.truncated(scanner, i, rows);
            }
            x = i < x.length ? x : Arrays.copyOf(x, grown(i, rows));
            x[i] = scanner.number("the value");
            scanner.requireEndOfLine("the value");
        }
        return x;
    }

    private static double[] readCoordinates(ByteScanner scanner, MarketHeader header) throws IOException {
        double[] x = new double[(int) header.rows()];
        for (long k = 0; k < header.entries(); k++) {
            if (!scanner.nextContent()) {
                throw MatrixMarket.truncated(scanner, k, header.entries());
            }
            int i = MatrixMarket.index(scanner, "row", header.rows());
            MatrixMarket.index(scanner, "column", 1);
            x[i] += header.pattern() ? 1.0 : scanner.number("the value");
            scanner.requireEndOfLine("the entry");
            if (!Double.isFinite(x[i])) {
                throw scanner.fault(Kind.NON_FINITE, "the entries for row " + (i + 1) + " sum to " + x[i]);
            }
        }
        return x;
    }

    private static double[] readPlain(ByteScanner scanner, int expectedRows) throws IOException {
        int longest = expectedRows >= 0 ? expectedRows : MAX_ROWS;
        double[] x = new double[Math.min(longest, FIRST_CAPACITY)];
        int size = 0;
        while (scanner.nextContent()) {
            if (size == longest) {
                throw scanner.fault(
                        Kind.DIMENSION_MISMATCH, "the vector goes on after the expected " + longest + " numbers");
            }
            x = size < x.length ? x : Arrays.copyOf(x, grown(size, longest));
            x[size++] = scanner.number("the value");
            scanner.requireEndOfLine("the value");
        }
        if (expectedRows >= 0 && size != expectedRows) {
            throw scanner.fault(
                    Kind.DIMENSION_MISMATCH, "the vector has " + size + " numbers, expected " + expectedRows);
        }
        return size == x.length ? x : Arrays.copyOf(x, size);
    }

    private static int grown(int size, int longest) {
        return (int) Math.min(longest, 2L * size + 1);
    }
}
