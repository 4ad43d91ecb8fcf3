// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.numerics.linalg.Compressed;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// One reading of a [CsrFormat]: checks each number as it arrives, and says at which one and at which byte the first
/// fault is.
/// **Thread** one.
final class CsrReader {
    private static final int FIRST_CAPACITY = 1 << 16;
    private static final int MOST = Integer.MAX_VALUE - 64;

    private static final String POINTERS = "/row_pointers";
    private static final String INDICES = "/col_indices";
    private static final String VALUES = "/values";
    private static final String LAYOUT = "The body is n, nnz, n + 1 row pointers and nnz column indices, all as"
            + " little-endian 32-bit integers, then nnz little-endian doubles.";
    private static final String FROM_ONE = "These look 1-based: subtract 1 from all row pointers and column indices.";

    private final InputStream in;
    private final Allowance memory;
    /// Bytes that are known to be there.
    private final long certain;
    private final byte[] buffer = new byte[CsrFormat.BUFFER_BYTES];
    private final ByteBuffer bytes = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
    private int at;
    private int limit;
    /// Where in the body the buffer begins.
    private long before;
    private int rows;
    private int entries;
    private boolean sorted = true;

    CsrReader(InputStream in, Allowance memory, long certain) {
        this.in = in;
        this.memory = memory;
        this.certain = certain;
    }

    CsrMatrix read() throws IOException {
        readHeader();
        int[] rowStart = pointers();
        int[] column = indices(rowStart);
        double[] value = values();
        requireEnd();
        if (!sorted) {
            memory.take(2 * CsrFormat.sizeOf(rows, entries));
        }
        return switch (Compressed.fromRows(rows, rowStart, column, value)) {
            case Compressed.Result.Matrix(CsrMatrix matrix) -> matrix;
            case Compressed.Result.Repeated(int i, int j) -> {
                int place = CompressedHints.secondPlace(rowStart, column, i, j);
                throw fault(
                                INDICES + "/" + place,
                                "entry (" + i + ", " + j + ") is there twice, at byte " + byteOfIndex(place))
                        .exception();
            }
        };
    }

    private void readHeader() throws IOException {
        need(CsrFormat.HEADER_BYTES, "/n");
        rows = bytes.getInt(0);
        entries = bytes.getInt(4);
        at = CsrFormat.HEADER_BYTES;
        if (rows < 1 || rows > MOST) {
            throw fault("/n", "n is " + rows + " (byte 0), it must be from 1 to " + MOST)
                    .exception();
        }
        if (entries < 0 || entries > MOST) {
            throw fault("/nnz", "nnz is " + entries + " (byte 4), it must be from 0 to " + MOST)
                    .exception();
        }
    }

    private int[] pointers() throws IOException {
        int count = rows + 1;
        int[] all = new int[0];
        for (int next = 0; next < count; ) {
            int part = arrived(count - next, Integer.BYTES, POINTERS);
            all = ints(all, next, part, count);
            for (int k = next; k < next + part; k++) {
                checkPointer(k, all[k], k == 0 ? 0 : all[k - 1]);
            }
            next += part;
        }
        return all;
    }

    private void checkPointer(int k, int pointer, int previous) {
        if (k == 0 && pointer != 0) {
            throw fault(POINTERS + "/0", "row_pointers begins with " + pointer + ", it must begin with 0")
                    .hint(pointer == 1 ? FROM_ONE : LAYOUT)
                    .exception();
        }
        if (pointer < previous) {
            throw fault(
                            POINTERS + "/" + k,
                            "row_pointers falls from " + previous + " to " + pointer + " at " + k + ", byte "
                                    + byteOfPointer(k))
                    .exception();
        }
        if (pointer > entries || (k == rows && pointer != entries)) {
            throw fault(
                            POINTERS + "/" + k,
                            "row_pointers has " + pointer + " at " + k + ", byte " + byteOfPointer(k) + "; nnz says "
                                    + entries + (k == rows ? ", which the last one has to be" : ""))
                    .exception();
        }
    }

    private int[] indices(int[] rowStart) throws IOException {
        int[] all = new int[0];
        int row = 0;
        for (int next = 0; next < entries; ) {
            int part = arrived(entries - next, Integer.BYTES, INDICES);
            all = ints(all, next, part, entries);
            for (int k = next; k < next + part; k++) {
                int j = all[k];
                if (j < 0 || j >= rows) {
                    throw fault(
                                    INDICES + "/" + k,
                                    "col_indices has " + j + " at " + k + ", byte " + byteOfIndex(k)
                                            + "; it must be from 0 to " + (rows - 1))
                            .hint(j == rows ? FROM_ONE : LAYOUT)
                            .exception();
                }
                while (rowStart[row + 1] <= k) {
                    row++;
                }
                sorted &= k == rowStart[row] || all[k - 1] <= j;
            }
            next += part;
        }
        return all;
    }

    private double[] values() throws IOException {
        double[] all = new double[0];
        for (int next = 0; next < entries; ) {
            int part = arrived(entries - next, Double.BYTES, VALUES);
            int room = room(all.length, next + part, entries, Double.BYTES);
            all = room == all.length ? all : Arrays.copyOf(all, room);
            bytes.position(at)
                    .slice()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asDoubleBuffer()
                    .get(all, next, part);
            at += part * Double.BYTES;
            for (int k = next; k < next + part; k++) {
                if (!Double.isFinite(all[k])) {
                    throw Problem.of(
                                    ProblemCode.NON_FINITE_VALUE,
                                    "values has " + all[k] + " at " + k + ", byte "
                                            + (byteOfIndex(entries) + (long) Double.BYTES * k))
                            .at(VALUES + "/" + k)
                            .exception();
                }
            }
            next += part;
        }
        return all;
    }

    private int[] ints(int[] all, int next, int part, int count) {
        int room = room(all.length, next + part, count, Integer.BYTES);
        int[] grown = room == all.length ? all : Arrays.copyOf(all, room);
        bytes.position(at).slice().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(grown, next, part);
        at += part * Integer.BYTES;
        return grown;
    }

    /// The length of an array that has to hold `needed` of `count` numbers now: twice as many as have arrived, at most
    /// all of them.
    private int room(int present, int needed, int count, int width) {
        if (needed <= present) {
            return present;
        }
        long sure = Math.max(FIRST_CAPACITY, Math.max(2L * needed, certain / width));
        int room = (int) Math.min(count, sure);
        memory.take((long) room * width);
        return room;
    }

    /// How many whole numbers of those wanted are in the buffer; at least one.
    private int arrived(int wanted, int width, String pointer) throws IOException {
        need(width, pointer);
        return Math.min(wanted, (limit - at) / width);
    }

    private void need(int wanted, String pointer) throws IOException {
        if (limit - at >= wanted) {
            return;
        }
        System.arraycopy(buffer, at, buffer, 0, limit - at);
        before += at;
        limit -= at;
        at = 0;
        while (limit < wanted) {
            int n = in.read(buffer, limit, buffer.length - limit);
            if (n < 0) {
                throw truncated(pointer);
            }
            limit += n;
        }
    }

    private RivuletException truncated(String pointer) {
        long length = before + limit;
        boolean headless = before == 0 && limit < CsrFormat.HEADER_BYTES;
        return fault(
                        pointer,
                        "the body ends after " + length + " bytes"
                                + (headless
                                        ? ", before n and nnz are there"
                                        : "; n = " + rows + " and nnz = " + entries + " need "
                                                + CsrFormat.sizeOf(rows, entries)))
                .exception();
    }

    private void requireEnd() throws IOException {
        if (at < limit || in.read(buffer, 0, 1) >= 0) {
            throw fault(
                            entries > 0 ? VALUES : POINTERS,
                            "the body goes on after the " + CsrFormat.sizeOf(rows, entries) + " bytes that n = " + rows
                                    + " and nnz = " + entries + " need")
                    .exception();
        }
    }

    private static long byteOfPointer(int k) {
        return CsrFormat.HEADER_BYTES + 4L * k;
    }

    private long byteOfIndex(int k) {
        return byteOfPointer(0) + 4 * (rows + 1L) + 4L * k;
    }

    private static Problem fault(String pointer, String detail) {
        return Problem.of(ProblemCode.INVALID_MATRIX, detail).at(pointer).hint(LAYOUT);
    }
}
