// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.market;

import io.rivulet.numerics.linalg.Unsolved;
import io.rivulet.numerics.market.MatrixMarketException.Kind;
import java.io.IOException;
import java.util.Locale;

/// Banner and sizes of a Matrix Market file. `entries` is what the text promises: stored entries of a
/// coordinate file, listed values of an array.
record MarketHeader(Layout layout, boolean pattern, Symmetry symmetry, long rows, long columns, long entries) {
    enum Layout {
        COORDINATE,
        ARRAY
    }

    enum Symmetry {
        GENERAL,
        SYMMETRIC,
        SKEW_SYMMETRIC
    }

    private static final int WORDS = 5;
    private static final String MAGIC = "%%matrixmarket";

    static boolean isBanner(String line) {
        return line.toLowerCase(Locale.ROOT).startsWith(MAGIC);
    }

    /// The scanner stands at the start of the text.
    static MarketHeader read(ByteScanner scanner) throws IOException {
        return read(scanner, scanner.restOfLine());
    }

    /// The scanner stands behind the banner.
    static MarketHeader read(ByteScanner scanner, String banner) throws IOException {
        String[] word = banner.toLowerCase(Locale.ROOT).split("\\s+");
        if (!word[0].equals(MAGIC)) {
            throw new MatrixMarketException(
                    Kind.NO_BANNER, 1, "no banner: the first line must begin with %%MatrixMarket");
        }
        if (word.length != WORDS) {
            throw new MatrixMarketException(
                    Kind.BAD_BANNER,
                    1,
                    "bad banner: it has " + word.length
                            + " words, expected 5: %%MatrixMarket matrix <format> <field> <symmetry>");
        }
        if (!word[1].equals("matrix")) {
            throw new MatrixMarketException(
                    Kind.UNSUPPORTED, 1, "the object is “" + word[1] + "”, only matrix is read");
        }
        Layout layout = layout(word[2]);
        boolean pattern = pattern(word[3], layout);
        Symmetry symmetry = symmetry(word[4]);
        return sizes(scanner, layout, pattern, symmetry);
    }

    private static Layout layout(String word) throws MatrixMarketException {
        return switch (word) {
            case "coordinate" -> Layout.COORDINATE;
            case "array" -> Layout.ARRAY;
            default -> throw bad("format", word, "coordinate or array");
        };
    }

    private static boolean pattern(String word, Layout layout) throws MatrixMarketException {
        return switch (word) {
            case "real", "double", "integer", "unsigned-integer" -> false;
            case "pattern" -> {
                if (layout == Layout.ARRAY) {
                    throw new MatrixMarketException(Kind.BAD_BANNER, 1, "bad banner: an array has no pattern field");
                }
                yield true;
            }
            case "complex" -> throw new MatrixMarketException(Kind.UNSUPPORTED, 1, Unsolved.COMPLEX);
            default -> throw bad("field", word, "real, integer or pattern");
        };
    }

    private static Symmetry symmetry(String word) throws MatrixMarketException {
        return switch (word) {
            case "general" -> Symmetry.GENERAL;
            case "symmetric" -> Symmetry.SYMMETRIC;
            case "skew-symmetric" -> Symmetry.SKEW_SYMMETRIC;
            case "hermitian" ->
                throw new MatrixMarketException(Kind.UNSUPPORTED, 1, "a Hermitian matrix, and " + Unsolved.COMPLEX);
            default -> throw bad("symmetry", word, "general, symmetric or skew-symmetric");
        };
    }

    private static MatrixMarketException bad(String what, String word, String expected) {
        return new MatrixMarketException(
                Kind.BAD_BANNER, 1, "bad banner: the " + what + " is “" + word + "”, expected " + expected);
    }

    private static MarketHeader sizes(ByteScanner scanner, Layout layout, boolean pattern, Symmetry symmetry)
            throws IOException {
        if (!scanner.nextContent()) {
            throw scanner.fault(Kind.TRUNCATED, "the text ends before its line of sizes");
        }
        long rows = size(scanner, "the number of rows");
        long columns = size(scanner, "the number of columns");
        long entries =
                layout == Layout.COORDINATE ? size(scanner, "the number of entries") : listed(rows, columns, symmetry);
        if (!scanner.atEndOfLine()) {
            throw scanner.fault(Kind.BAD_SIZE, "the line of sizes goes on after its last number");
        }
        return new MarketHeader(layout, pattern, symmetry, rows, columns, entries);
    }

    private static long size(ByteScanner scanner, String what) throws IOException {
        long value = scanner.integer(Kind.BAD_SIZE, what);
        if (value < 0) {
            throw scanner.fault(Kind.BAD_SIZE, what + " is " + value);
        }
        return value;
    }

    /// Values that an array lists; Long.MAX_VALUE where the product is beyond it.
    private static long listed(long rows, long columns, Symmetry symmetry) {
        if (rows > Integer.MAX_VALUE || columns > Integer.MAX_VALUE) {
            return Math.multiplyHigh(rows, columns) != 0 || rows * columns < 0 ? Long.MAX_VALUE : rows * columns;
        }
        return switch (symmetry) {
            case GENERAL -> rows * columns;
            case SYMMETRIC -> rows * (rows + 1) / 2;
            case SKEW_SYMMETRIC -> rows * (rows - 1) / 2;
        };
    }
}
