// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.exchange;

import io.rivulet.numerics.exchange.ExchangeException.Kind;
import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.numerics.linalg.Compressed;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.io.IOException;
import java.io.InputStream;

/// Reads arrays that `numpy.save` wrote: format versions 1.0 to 3.0; elements of 2, 4 or 8 bytes of floating point,
/// integers of 1 to 8 bytes with and without sign, truth values; of either byte order; rows or columns first. Whole
/// numbers beyond 2⁵³ are rounded to the nearest double. Zeros of a dense matrix are not stored.
/// **Shapes** a matrix is n×n; a vector has one dimension, or n×1.
/// **Cost** one pass; memory grows with the numbers other than 0 that arrive, never with what the header promises.
/// **Errors** [ExchangeException] with kind and byte; Python objects (pickles) and complex numbers are refused; other
/// [IOException]s are those of the stream.
/// **Thread** none; streams are neither opened nor closed here.
/// **Source** NumPy Enhancement Proposal 1, *A Simple File Format for NumPy Arrays*; numpy.lib.format.
public final class NumpyArray {
    private NumpyArray() {}

    /// Whether a file that begins so is meant to be one.
    public static boolean begins(byte[] head) {
        if (head.length < NpyHeader.MAGIC.length) {
            return false;
        }
        for (int k = 0; k < NpyHeader.MAGIC.length; k++) {
            if (head[k] != NpyHeader.MAGIC[k]) {
                return false;
            }
        }
        return true;
    }

    /// A dense square matrix of which at most `maxEntries` entries are not 0.
    public static CsrMatrix readMatrix(InputStream in, long maxEntries, Allowance memory) throws IOException {
        NpyStream array = NpyStream.open(in, "");
        NpyHeader header = array.header();
        if (header.dimensions() != 2) {
            throw array.fault(
                    Kind.DIMENSION_MISMATCH, "the array is " + header.sizes() + ", a matrix has two dimensions");
        }
        int n = Limits.rows("", header.shape().get(0), header.shape().get(1), maxEntries);
        IntRun start = new IntRun(memory);
        IntRun index = new IntRun(memory);
        DoubleRun value = new DoubleRun(memory);
        start.add(0);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double next = array.nextNumber();
                if (next != 0.0) {
                    if (value.size() >= Limits.entries(maxEntries)) {
                        throw array.faultHere(
                                Kind.TOO_LARGE, "there are more than " + Limits.entries(maxEntries) + " entries");
                    }
                    index.add(j);
                    value.add(next);
                }
            }
            start.add(value.size());
        }
        array.requireEnd();
        int count = value.size();
        Compressed.Result result = header.fortran()
                ? Compressed.fromColumns(n, start.first(n + 1), index.first(count), value.first(count))
                : Compressed.fromRows(n, start.first(n + 1), index.first(count), value.first(count));
        return switch (result) {
            case Compressed.Result.Matrix(var matrix) -> matrix;
            case Compressed.Result.Repeated(int row, int column) ->
                throw new IllegalStateException("entry (" + row + ", " + column + ") of a dense array came twice");
        };
    }

    /// A vector. `expectedRows` is its length, −1 where any will do.
    public static double[] readVector(InputStream in, int expectedRows, Allowance memory) throws IOException {
        NpyStream array = NpyStream.open(in, "");
        NpyHeader header = array.header();
        boolean column = header.dimensions() == 1
                || (header.dimensions() == 2 && header.shape().get(1) == 1);
        if (!column) {
            throw array.fault(
                    Kind.DIMENSION_MISMATCH,
                    "the array is " + header.sizes() + ", a vector has one dimension or one column");
        }
        long rows = header.shape().get(0);
        if (expectedRows >= 0 ? rows != expectedRows : rows > Limits.entries(Long.MAX_VALUE)) {
            throw array.fault(
                    Kind.DIMENSION_MISMATCH,
                    "the vector has " + rows + " rows, expected "
                            + (expectedRows >= 0 ? "" + expectedRows : "at most " + Limits.entries(Long.MAX_VALUE)));
        }
        DoubleRun x = new DoubleRun(memory);
        for (long i = 0; i < rows; i++) {
            x.add(array.nextNumber());
        }
        array.requireEnd();
        return x.first((int) rows);
    }
}
