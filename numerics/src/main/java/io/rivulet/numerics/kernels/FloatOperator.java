// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import io.rivulet.numerics.kernels.Team.ChunkTask;

/// A matrix in single precision, ready for many products: the levels of a preconditioner and the steps between
/// them. Rows kept apart are summed in double.
/// **Shapes** A rows × columns; x of the columns, everything else of the rows; [#residual], [#relax] and
/// [#chebyshev] want a square one.
/// **Thread** one at a time. **Cost** allocates nothing after it was made.
public final class FloatOperator {
    private static final float[] NONE = {};

    private final Team team;
    private final Kernels kernels;
    private final FloatSell matrix;
    private final SellPattern pattern;
    private final int windows;
    private final float[] packed;
    private final float[] product;
    private final double[] segment;

    // The operands of the present call.
    private float c;
    private float d;
    private float[] inverse = NONE;
    private float[] b = NONE;
    private float[] w = NONE;
    private float[] x = NONE;
    private float[] y = NONE;

    private final ChunkTask segments = this::sumSegment;
    private final ChunkTask multiply = this::multiplyWindow;
    private final ChunkTask add = this::addWindow;
    private final ChunkTask residual = this::residualWindow;
    private final ChunkTask relax = this::relaxWindow;
    private final ChunkTask chebyshev = this::chebyshevWindow;

    /// Of compressed rows, columns in ascending order; the arrays are read now only.
    /// **Errors** more entries than about two thousand million throw [IllegalArgumentException].
    public FloatOperator(Execution execution, int rows, int columns, int[] rowStart, int[] column, float[] value) {
        boolean small = rowStart[rows] < SparseOperator.SERIAL_ENTRIES;
        this.team = small ? Team.serial() : execution.team();
        this.kernels = small ? Kernels.scalar() : execution.kernels();
        this.matrix = new FloatSell(team, rows, columns, rowStart, column);
        this.pattern = matrix.pattern();
        this.windows = Chunks.of(rows);
        this.packed = new float[pattern.rowAt() == null ? 0 : rows];
        this.product = new float[rows];
        this.segment = new double[pattern.apart().segments()];
        matrix.refresh(team, rowStart, value);
    }

    /// Takes over other values for the same pattern.
    public void refresh(int[] rowStart, float[] value) {
        matrix.refresh(team, rowStart, value);
    }

    public int rows() {
        return pattern.rows();
    }

    public int columns() {
        return pattern.columns();
    }

    /// y ← A·x
    public void multiply(float[] x, float[] y) {
        run(multiply, x, y);
    }

    private void multiplyWindow(int window) {
        window(window, y);
    }

    /// y ← y + A·x
    public void multiplyAdd(float[] x, float[] y) {
        run(add, x, y);
    }

    private void addWindow(int window) {
        window(window, product);
        int end = Chunks.to(window, rows());
        for (int i = Chunks.from(window); i < end; i++) {
            y[i] += product[i];
        }
    }

    /// r ← b − A·x
    public void residual(float[] b, float[] x, float[] r) {
        this.b = b;
        run(residual, x, r);
    }

    private void residualWindow(int window) {
        window(window, y);
        float[] from = b;
        float[] to = y;
        int end = Chunks.to(window, rows());
        for (int i = Chunks.from(window); i < end; i++) {
            to[i] = from[i] - to[i];
        }
    }

    /// y ← x + omega·D⁻¹·(b − A·x); y is another array than x.
    public void relax(float omega, float[] inverseDiagonal, float[] b, float[] x, float[] y) {
        this.c = omega;
        this.inverse = inverseDiagonal;
        this.b = b;
        run(relax, x, y);
    }

    private void relaxWindow(int window) {
        window(window, y);
        float omega = c;
        float[] scale = inverse;
        float[] rhs = b;
        float[] old = x;
        float[] to = y;
        int end = Chunks.to(window, rows());
        for (int i = Chunks.from(window); i < end; i++) {
            to[i] = Math.fma(omega * scale[i], rhs[i] - to[i], old[i]);
        }
    }

    /// w ← c·w + d·D⁻¹·(b − A·x), then y ← x + w; y is another array than x.
    public void chebyshev(float c, float d, float[] inverseDiagonal, float[] b, float[] w, float[] x, float[] y) {
        this.c = c;
        this.d = d;
        this.inverse = inverseDiagonal;
        this.b = b;
        this.w = w;
        run(chebyshev, x, y);
    }

    private void chebyshevWindow(int window) {
        window(window, y);
        float keep = c;
        float gain = d;
        float[] scale = inverse;
        float[] rhs = b;
        float[] direction = w;
        float[] old = x;
        float[] to = y;
        int end = Chunks.to(window, rows());
        for (int i = Chunks.from(window); i < end; i++) {
            float moved = Math.fma(gain * scale[i], rhs[i] - to[i], keep * direction[i]);
            direction[i] = moved;
            to[i] = old[i] + moved;
        }
    }

    private void run(ChunkTask task, float[] x, float[] y) {
        this.x = x;
        this.y = y;
        if (segment.length > 0) {
            team.run(segment.length, segments);
        }
        team.run(windows, task);
    }

    private void sumSegment(int number) {
        RowsApart apart = pattern.apart();
        float[] value = matrix.apart();
        int end = apart.segmentEnd(number);
        double sum = 0.0;
        for (int k = apart.segmentStart(number); k < end; k++) {
            sum = Math.fma(value[k], x[apart.column()[k]], sum);
        }
        segment[number] = sum;
    }

    /// A·x at the rows of a window.
    private void window(int window, float[] to) {
        int[] rowAt = pattern.rowAt();
        kernels.multiply(matrix, pattern.slice(window), pattern.slice(window + 1), x, rowAt == null ? to : packed);
        if (rowAt != null) {
            int end = Chunks.to(window, rows());
            for (int position = Chunks.from(window); position < end; position++) {
                to[rowAt[position]] = packed[position];
            }
        }
        RowsApart apart = pattern.apart();
        for (int k = apart.first()[window]; k < apart.first()[window + 1]; k++) {
            to[apart.row()[k]] = (float) (apart.total(k, segment) + 0.0);
        }
    }

    public long sizeBytes() {
        return matrix.sizeBytes() + 4L * (packed.length + product.length) + 8L * segment.length;
    }
}
