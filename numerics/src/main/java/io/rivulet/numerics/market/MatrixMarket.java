// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.market;

import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.linalg.Unsolved;
import io.rivulet.numerics.market.MarketHeader.Symmetry;
import io.rivulet.numerics.market.MatrixMarketException.Kind;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Reads and writes matrices and vectors in the Matrix Market exchange format. Gzip is recognised by its
/// first bytes. Read are coordinate and array files, real, integer and pattern (each value 1), general,
/// symmetric and skew-symmetric (both triangles are stored afterwards). Duplicate entries are summed in their
/// order. A symmetric file may list either triangle, but not both. Explicit zeros of coordinate files are
/// kept, those of arrays dropped. Banner words in any case, tabs, CRLF, blank lines, comments anywhere and
/// Fortran exponents are accepted.
/// **Cost** one pass; memory grows with the entries that arrive, never with what the header promises.
/// **Errors** [MatrixMarketException] with kind and line; other [IOException]s are those of the stream.
/// **Thread** none; streams are neither opened nor closed here.
/// **Source** Boisvert, Pozo, Remington, *The Matrix Market Exchange Formats*, NISTIR 5935 (1996).
public final class MatrixMarket {
    /// A header with more rows than this and too few entries to fill them is refused at once.
    private static final int ALWAYS_ALLOWED_ROWS = 1 << 20;

    private static final int FIRST_CAPACITY = 1 << 16;

    /// Starts of rows, twice while a matrix is built.
    private static final long BYTES_PER_ROW = 8;

    /// Entries for which memory is asked at a time; one entry and its mirror are fewer.
    private static final int ENTRIES_AT_A_TIME = 1 << 16;
    private static final int MAX_ROWS = Integer.MAX_VALUE - 64;
    private static final int OUTPUT_BUFFER_BYTES = 64 * 1024;

    private MatrixMarket() {}

    /// A square matrix with at most `maxEntries` entries, both triangles counted.
    public static CsrMatrix readMatrix(InputStream in, long maxEntries) throws IOException {
        return readMatrix(in, maxEntries, Allowance.UNLIMITED);
    }

    /// As above, within a memory that is asked for as entries arrive.
    public static CsrMatrix readMatrix(InputStream in, long maxEntries, Allowance memory) throws IOException {
        ByteScanner scanner = ByteScanner.open(in);
        MarketHeader header = MarketHeader.read(scanner);
        requireAcceptable(header, scanner, maxEntries);
        int rows = (int) header.rows();
        memory.take(BYTES_PER_ROW * rows);
        TripletBuilder builder = new TripletBuilder(rows, (int) Math.min(header.entries(), FIRST_CAPACITY));
        switch (header.layout()) {
            case COORDINATE -> readCoordinates(scanner, header, builder, maxEntries, memory);
            case ARRAY -> readArray(scanner, header, builder, maxEntries, memory);
        }
        requireNothingMore(scanner, header.entries());
        CsrMatrix matrix = builder.build();
        int bad = matrix.firstNonFinite();
        if (bad >= 0) {
            throw new MatrixMarketException(
                    Kind.NON_FINITE,
                    0,
                    "the entries for row " + (matrix.rowOf(bad) + 1) + ", column " + (matrix.column()[bad] + 1)
                            + " sum to " + matrix.value()[bad]);
        }
        return matrix;
    }

    /// What the header of a matrix promises, `entries` with both triangles; nothing more is read.
    public record Sizes(long rows, long entries) {}

    /// **Errors** as [#readMatrix] for what is wrong with the header.
    public static Sizes readSizes(InputStream in) throws IOException {
        ByteScanner scanner = ByteScanner.open(in);
        MarketHeader header = MarketHeader.read(scanner);
        requireAcceptable(header, scanner, TripletBuilder.MAX_ENTRIES);
        long entries = header.entries();
        return new Sizes(header.rows(), header.symmetry() == Symmetry.GENERAL ? entries : 2 * entries);
    }

    /// A vector: a Matrix Market array or coordinate file with one column, or plain text with one number a
    /// line. `expectedRows` is its length, −1 where any will do.
    public static double[] readVector(InputStream in, int expectedRows) throws IOException {
        return VectorReader.read(ByteScanner.open(in), expectedRows);
    }

    /// As a Matrix Market array; each number in the fewest digits that give the same double again.
    public static void writeVector(double[] x, OutputStream out) throws IOException {
        OutputStream buffered = new BufferedOutputStream(out, OUTPUT_BUFFER_BYTES);
        put(buffered, "%%MatrixMarket matrix array real general\n" + x.length + " 1\n");
        for (double value : x) {
            put(buffered, Double.toString(value));
            buffered.write('\n');
        }
        buffered.flush();
    }

    /// As a general coordinate file, row by row.
    public static void writeMatrix(CsrMatrix a, OutputStream out) throws IOException {
        OutputStream buffered = new BufferedOutputStream(out, OUTPUT_BUFFER_BYTES);
        put(buffered, "%%MatrixMarket matrix coordinate real general\n");
        put(buffered, a.rows() + " " + a.rows() + " " + a.nnz() + "\n");
        for (int i = 0; i < a.rows(); i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                put(buffered, (i + 1) + " " + (a.column()[k] + 1) + " " + a.value()[k] + "\n");
            }
        }
        buffered.flush();
    }

    private static void put(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void requireAcceptable(MarketHeader header, ByteScanner scanner, long maxEntries)
            throws MatrixMarketException {
        long rows = header.rows();
        if (rows != header.columns()) {
            throw scanner.fault(Kind.NOT_SQUARE, Unsolved.rectangular(rows, header.columns()));
        }
        if (rows == 0) {
            throw scanner.fault(Kind.EMPTY, "the matrix is 0×0, so there is nothing to solve");
        }
        if (rows > Math.min(MAX_ROWS, maxEntries)) {
            throw scanner.fault(
                    Kind.TOO_LARGE,
                    "the header promises " + rows + " rows, at most " + Math.min(MAX_ROWS, maxEntries) + " are taken");
        }
        if (header.entries() > Math.min(TripletBuilder.MAX_ENTRIES, maxEntries)) {
            throw scanner.fault(
                    Kind.TOO_LARGE,
                    "the header promises " + header.entries() + " entries, at most "
                            + Math.min(TripletBuilder.MAX_ENTRIES, maxEntries) + " are taken");
        }
        long fillable = header.symmetry() == Symmetry.GENERAL ? header.entries() : 2 * header.entries();
        if (rows > Math.max(ALWAYS_ALLOWED_ROWS, fillable)) {
            throw scanner.fault(
                    Kind.TOO_LARGE,
                    "the header promises " + rows + " rows but only " + header.entries()
                            + " entries, so rows would stay empty");
        }
    }

    private static void readCoordinates(
            ByteScanner scanner, MarketHeader header, TripletBuilder builder, long maxEntries, Allowance memory)
            throws IOException {
        Triangles triangles = new Triangles(header.symmetry());
        for (long k = 0; k < header.entries(); k++) {
            if (!scanner.nextContent()) {
                throw truncated(scanner, k, header.entries());
            }
            int i = index(scanner, "row", header.rows());
            int j = index(scanner, "column", header.rows());
            double value = header.pattern() ? 1.0 : scanner.number("the value");
            scanner.requireEndOfLine("the entry");
            triangles.check(scanner, i, j, value);
            add(scanner, header, builder, maxEntries, memory, i, j, value);
        }
    }

    private static void readArray(
            ByteScanner scanner, MarketHeader header, TripletBuilder builder, long maxEntries, Allowance memory)
            throws IOException {
        int n = (int) header.rows();
        long read = 0;
        for (int j = 0; j < n; j++) {
            int first = switch (header.symmetry()) {
                case GENERAL -> 0;
                case SYMMETRIC -> j;
                case SKEW_SYMMETRIC -> j + 1;
            };
            for (int i = first; i < n; i++) {
                if (!scanner.nextContent()) {
                    throw truncated(scanner, read, header.entries());
                }
                double value = scanner.number("the value");
                scanner.requireEndOfLine("the value");
                read++;
                if (value != 0.0) {
                    add(scanner, header, builder, maxEntries, memory, i, j, value);
                }
            }
        }
    }

    private static void add(
            ByteScanner scanner,
            MarketHeader header,
            TripletBuilder builder,
            long maxEntries,
            Allowance memory,
            int i,
            int j,
            double v)
            throws MatrixMarketException {
        boolean mirrored = header.symmetry() != Symmetry.GENERAL && i != j;
        if (builder.size() + (mirrored ? 2L : 1L) > Math.min(TripletBuilder.MAX_ENTRIES, maxEntries)) {
            throw scanner.fault(Kind.TOO_LARGE, "with both triangles there are more than " + maxEntries + " entries");
        }
        int before = builder.size();
        builder.add(i, j, v);
        if (mirrored) {
            builder.add(j, i, header.symmetry() == Symmetry.SYMMETRIC ? v : -v);
        }
        if (before == 0 || before / ENTRIES_AT_A_TIME != builder.size() / ENTRIES_AT_A_TIME) {
            memory.take((long) ENTRIES_AT_A_TIME * TripletBuilder.BYTES_PER_TRIPLET);
        }
    }

    static int index(ByteScanner scanner, String what, long size) throws IOException {
        long index = scanner.integer(Kind.BAD_ENTRY, "the " + what);
        if (index < 1 || index > size) {
            throw scanner.fault(
                    Kind.INDEX_OUT_OF_RANGE,
                    what + " " + index + " is outside 1.." + size + (index == 0 ? " (indices count from 1)" : ""));
        }
        return (int) (index - 1);
    }

    static MatrixMarketException truncated(ByteScanner scanner, long read, long promised) {
        return scanner.fault(
                Kind.TRUNCATED, "truncated: the text ends after " + read + " of " + promised + " promised entries");
    }

    static void requireNothingMore(ByteScanner scanner, long promised) throws IOException {
        if (scanner.nextContent()) {
            throw scanner.fault(
                    Kind.TRAILING_DATA, "trailing data: the header promised " + promised + " entries, here is another");
        }
    }

    /// Watches that a file with symmetry keeps to one triangle: both would be summed by the mirroring.
    private static final class Triangles {
        private final Symmetry symmetry;
        private int lowerLine;
        private int upperLine;

        Triangles(Symmetry symmetry) {
            this.symmetry = symmetry;
        }

        void check(ByteScanner scanner, int i, int j, double value) throws MatrixMarketException {
            if (symmetry == Symmetry.GENERAL) {
                return;
            }
            if (i == j) {
                if (symmetry == Symmetry.SKEW_SYMMETRIC && value != 0.0) {
                    throw scanner.fault(
                            Kind.WRONG_TRIANGLE,
                            "a skew-symmetric matrix has a zero diagonal, entry " + (i + 1) + " is " + value);
                }
                return;
            }
            if (i > j) {
                lowerLine = lowerLine == 0 ? scanner.line() : lowerLine;
            } else {
                upperLine = upperLine == 0 ? scanner.line() : upperLine;
            }
            if (lowerLine > 0 && upperLine > 0) {
                throw scanner.fault(
                        Kind.WRONG_TRIANGLE,
                        "entry " + (i + 1) + " " + (j + 1) + " lies in the other triangle than line "
                                + Math.min(lowerLine, upperLine) + ": a file with symmetry lists one triangle only");
            }
        }
    }
}
