// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

/// A matrix in single precision, ready for many products: the levels of a preconditioner and the ways between them.
/// A row is one fma chain in the order of its entries; a row of many times the mean length is summed in double.
/// **Shapes** rows × columns, any; x of the columns, y of the rows. The columns of a row stand in any order.
/// **Thread** products of different chunks by any number, one vector y at a time. **Cost** 8 bytes an entry and little
/// more; products allocate nothing.
public final class FloatOperator {
    /// With fewer entries vectors are not worth their compilation.
    private static final int SCALAR_ENTRIES = 40_000;

    private final Kernels kernels;
    private final FloatSell matrix;
    private final SellPattern pattern;
    private final float[] packed;
    private final int entries;

    /// Of compressed rows, read now only; `execution` helps to make the copy that products read.
    /// **Errors** more entries than about two thousand million throw [IllegalArgumentException].
    public FloatOperator(Execution execution, int rows, int columns, int[] rowStart, int[] column, float[] value) {
        this(execution, rows, columns, rowStart, column, value, SCALAR_ENTRIES);
    }

    /// As above, with vectors from `scalarBelow` entries on: tests want them for the smallest of matrices.
    FloatOperator(
            Execution execution, int rows, int columns, int[] rowStart, int[] column, float[] value, int scalarBelow) {
        this.matrix = new FloatSell(execution.team(), rows, columns, rowStart, column, value);
        this.pattern = matrix.pattern();
        this.entries = rowStart[rows];
        this.kernels = entries < scalarBelow ? Kernels.scalar() : execution.kernels();
        this.packed = new float[pattern.rowAt() == null ? 0 : rows];
    }

    public int rows() {
        return pattern.rows();
    }

    public int columns() {
        return pattern.columns();
    }

    /// Entries as given.
    public int entries() {
        return entries;
    }

    /// y_i ← (A·x)_i for the rows of a chunk of [Chunks]; y is another array than x.
    public void multiply(int chunk, float[] x, float[] y) {
        int[] rowAt = pattern.rowAt();
        kernels.multiply(matrix, pattern.slice(chunk), pattern.slice(chunk + 1), x, rowAt == null ? y : packed);
        if (rowAt != null) {
            int end = Chunks.to(chunk, rows());
            for (int position = Chunks.from(chunk); position < end; position++) {
                y[rowAt[position]] = packed[position];
            }
        }
        RowsApart apart = pattern.apart();
        for (int k = apart.first()[chunk]; k < apart.first()[chunk + 1]; k++) {
            y[apart.row()[k]] = sumInDouble(apart, k, x);
        }
    }

    private float sumInDouble(RowsApart apart, int k, float[] x) {
        float[] value = matrix.apart();
        double sum = 0.0;
        for (int at = apart.start()[k]; at < apart.start()[k + 1]; at++) {
            sum = Math.fma(value[at], x[apart.column()[at]], sum);
        }
        return (float) (sum + 0.0);
    }

    public long sizeBytes() {
        return matrix.sizeBytes() + 4L * packed.length;
    }
}
