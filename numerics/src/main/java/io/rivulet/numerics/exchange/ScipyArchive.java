// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.exchange;

import io.rivulet.numerics.exchange.ExchangeException.Kind;
import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.numerics.linalg.Compressed;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/// Reads sparse matrices that `scipy.sparse.save_npz` wrote: csr, csc and coo, packed or not, with any index and value
/// types that [NumpyArray] takes. Entries of the same place are summed, as SciPy does; explicit zeros are kept. Arrays
/// that belong to none of these are passed over.
/// **Cost** one pass; memory grows with the elements that arrive, never with what a header promises.
/// **Errors** [ExchangeException] with kind, array and byte; other [IOException]s are those of the stream.
/// **Thread** none; the stream is neither opened nor closed here.
/// **Source** scipy/sparse/_matrix_io.py.
public final class ScipyArchive {
    private static final int MOST_MEMBERS = 64;
    private static final String DO_INSTEAD = "save A.tocsr() with scipy.sparse.save_npz";

    private final long maxEntries;
    private final Allowance memory;
    private final Set<String> seen = new HashSet<>();
    private final List<String> others = new ArrayList<>();
    private @Nullable String format;
    private @Nullable IntRun shape;
    private @Nullable IntRun indices;
    private @Nullable IntRun indptr;
    private @Nullable IntRun row;
    private @Nullable IntRun col;
    private @Nullable DoubleRun data;

    private ScipyArchive(long maxEntries, Allowance memory) {
        this.maxEntries = Limits.entries(maxEntries);
        this.memory = memory;
    }

    /// Whether a file that begins so is an archive, full or empty.
    public static boolean begins(byte[] head) {
        return head.length >= 4
                && head[0] == 'P'
                && head[1] == 'K'
                && ((head[2] == 3 && head[3] == 4) || (head[2] == 5 && head[3] == 6));
    }

    /// A square matrix with at most `maxEntries` entries.
    public static CsrMatrix readMatrix(InputStream in, long maxEntries, Allowance memory) throws IOException {
        ScipyArchive archive = new ScipyArchive(maxEntries, memory);
        try {
            archive.readMembers(new ZipInputStream(in));
        } catch (ZipException | EOFException | IllegalArgumentException damage) {
            ExchangeException fault = new ExchangeException(
                    Kind.BAD_ARCHIVE, "", "the archive is damaged or cut off: " + damage.getMessage());
            fault.initCause(damage);
            throw fault;
        }
        return archive.assemble();
    }

    private void readMembers(ZipInputStream zip) throws IOException {
        for (ZipEntry member = zip.getNextEntry(); member != null; member = zip.getNextEntry()) {
            String name = member.getName();
            if (seen.size() == MOST_MEMBERS) {
                throw new ExchangeException(
                        Kind.TOO_LARGE, "", "the archive has more than " + MOST_MEMBERS + " arrays");
            }
            if (!seen.add(name)) {
                throw new ExchangeException(Kind.REPEATED, "", "the archive holds " + name + " twice");
            }
            switch (name) {
                case "format.npy" -> format = format(NpyStream.open(zip, name));
                case "shape.npy" -> shape = indices(NpyStream.open(zip, name));
                case "indices.npy" -> indices = indices(NpyStream.open(zip, name));
                case "indptr.npy" -> indptr = indices(NpyStream.open(zip, name));
                case "row.npy" -> row = indices(NpyStream.open(zip, name));
                case "col.npy" -> col = indices(NpyStream.open(zip, name));
                case "data.npy" -> data = numbers(NpyStream.open(zip, name));
                default -> others.add(name);
            }
        }
    }

    private static String format(NpyStream array) throws IOException {
        String name = array.text();
        array.requireEnd();
        switch (name) {
            case "csr", "csc", "coo" -> {
                return name;
            }
            case "bsr", "dia" ->
                throw array.fault(
                        Kind.UNSUPPORTED, "the format is " + name + ", read are csr, csc and coo; " + DO_INSTEAD);
            default -> throw array.fault(Kind.UNSUPPORTED, "the format is unknown; " + DO_INSTEAD);
        }
    }

    private NpyStream oneDimension(NpyStream array) throws ExchangeException {
        if (array.header().dimensions() != 1) {
            throw array.fault(
                    Kind.DIMENSION_MISMATCH,
                    "the array is " + array.header().sizes() + ", expected is one dimension; " + DO_INSTEAD);
        }
        if (array.promised() > maxEntries + 1) {
            throw array.fault(
                    Kind.TOO_LARGE,
                    "there should be " + array.promised() + " elements, at most " + maxEntries + " are taken");
        }
        return array;
    }

    private IntRun indices(NpyStream array) throws IOException {
        long count = oneDimension(array).promised();
        IntRun run = new IntRun(memory);
        for (long k = 0; k < count; k++) {
            run.add(array.nextIndex(Integer.MAX_VALUE));
        }
        array.requireEnd();
        return run;
    }

    private DoubleRun numbers(NpyStream array) throws IOException {
        long count = oneDimension(array).promised();
        DoubleRun run = new DoubleRun(memory);
        for (long k = 0; k < count; k++) {
            run.add(array.nextNumber());
        }
        array.requireEnd();
        return run;
    }

    private CsrMatrix assemble() throws ExchangeException {
        if (format == null) {
            if (seen.size() > others.size()) {
                throw new ExchangeException(Kind.BAD_ARCHIVE, "", "the archive is cut off: it has no format.npy");
            }
            String held = others.isEmpty() ? "" : " (it holds " + String.join(", ", others) + ")";
            throw new ExchangeException(
                    Kind.NOT_THIS_FORMAT,
                    "",
                    "the archive has no format.npy" + held + ": a sparse matrix is written by"
                            + " scipy.sparse.save_npz, a dense one by numpy.save");
        }
        IntRun sizes = present(shape, "shape.npy");
        if (sizes.size() != 2) {
            throw new ExchangeException(
                    Kind.DIMENSION_MISMATCH, "shape.npy", sizes.size() + " dimensions, a matrix has two");
        }
        int n = Limits.rows("shape.npy", sizes.get(0), sizes.get(1), maxEntries);
        DoubleRun values = present(data, "data.npy");
        CsrMatrix matrix = format.equals("coo") ? coordinates(n, values) : compressed(n, values, format.equals("csr"));
        int bad = matrix.firstNonFinite();
        if (bad >= 0) {
            throw new ExchangeException(
                    Kind.NON_FINITE,
                    "data.npy",
                    "the entries for row " + matrix.rowOf(bad) + ", column " + matrix.column()[bad] + " sum to "
                            + matrix.value()[bad]);
        }
        return matrix;
    }

    private static <T> T present(@Nullable T run, String name) throws ExchangeException {
        if (run == null) {
            throw new ExchangeException(Kind.TRUNCATED, "", "the archive has no " + name);
        }
        return run;
    }

    private CsrMatrix coordinates(int n, DoubleRun values) throws ExchangeException {
        IntRun rows = present(row, "row.npy");
        IntRun columns = present(col, "col.npy");
        int count = values.size();
        requireSameLength("row.npy", rows.size(), count);
        requireSameLength("col.npy", columns.size(), count);
        Limits.requireFillable("shape.npy", n, count);
        requireInside("row.npy", rows, count, n);
        requireInside("col.npy", columns, count, n);
        return summed(n, rows.first(count), columns.first(count), values.first(count));
    }

    private CsrMatrix compressed(int n, DoubleRun values, boolean byRows) throws ExchangeException {
        IntRun start = present(indptr, "indptr.npy");
        IntRun index = present(indices, "indices.npy");
        requireSameLength("indices.npy", index.size(), values.size());
        if (start.size() != n + 1) {
            throw new ExchangeException(
                    Kind.DIMENSION_MISMATCH,
                    "indptr.npy",
                    start.size() + " pointers, expected " + (n + 1L) + " for " + n + (byRows ? " rows" : " columns"));
        }
        requireRising(start, values.size());
        // SciPy allows room behind the last entry.
        int count = start.get(n);
        Limits.requireFillable("shape.npy", n, count);
        requireInside("indices.npy", index, count, n);
        int[] starts = start.first(n + 1);
        int[] inner = index.first(count);
        double[] entries = values.first(count);
        Compressed.Result result = byRows
                ? Compressed.fromRows(n, starts, inner, entries)
                : Compressed.fromColumns(n, starts, inner, entries);
        return switch (result) {
            case Compressed.Result.Matrix(var matrix) -> matrix;
            case Compressed.Result.Repeated _ -> {
                int[] outer = new int[count];
                for (int i = 0; i < n; i++) {
                    Arrays.fill(outer, starts[i], starts[i + 1], i);
                }
                yield byRows ? summed(n, outer, inner, entries) : summed(n, inner, outer, entries);
            }
        };
    }

    private CsrMatrix summed(int n, int[] rows, int[] columns, double[] values) {
        memory.take((long) values.length * TripletBuilder.BYTES_PER_TRIPLET);
        return TripletBuilder.build(n, rows, columns, values);
    }

    private static void requireSameLength(String name, int length, int values) throws ExchangeException {
        if (length != values) {
            throw new ExchangeException(
                    Kind.DIMENSION_MISMATCH, name, length + " indices for " + values + " values of data.npy");
        }
    }

    private static void requireRising(IntRun start, int values) throws ExchangeException {
        int previous = 0;
        for (int i = 0; i < start.size(); i++) {
            int next = start.get(i);
            if (next < previous || next > values || (i == 0 && next != 0)) {
                throw new ExchangeException(
                        Kind.BAD_ENTRY,
                        "indptr.npy, element " + i,
                        "it is " + next + ", expected "
                                + (i == 0 ? "0" : "a number from " + previous + " to " + values));
            }
            previous = next;
        }
    }

    private static void requireInside(String name, IntRun index, int count, int n) throws ExchangeException {
        for (int k = 0; k < count; k++) {
            if (index.get(k) >= n) {
                throw new ExchangeException(
                        Kind.INDEX_OUT_OF_RANGE,
                        name + ", element " + k,
                        "it is " + index.get(k) + ", outside 0.." + (n - 1));
            }
        }
    }
}
