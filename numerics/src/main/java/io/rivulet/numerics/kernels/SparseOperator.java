// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import io.rivulet.numerics.kernels.Team.ChunkTask;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.PairwiseSum;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// ±A, ready for many products: with a copy in SELL-8 form, or read from the compressed rows as they are where a
/// few products don't pay for one. The bits are the same, and those of [CsrMatrix#multiply].
/// **Thread** one at a time. **Cost** allocates nothing after it was made.
public final class SparseOperator {
    /// Fewer entries than this are not worth waking others, nor the compilation of vector code.
    static final int SERIAL_ENTRIES = 40_000;

    private static final double[] NONE = {};

    private final Execution execution;
    private final Team team;
    private final Kernels kernels;
    private final double sign;
    private final Vectors vectors;
    private final double[] partial;
    private final boolean packs;
    private CsrMatrix matrix;
    private @Nullable SellMatrix sell;
    private double[] packed = NONE;
    private double[] packedSize = NONE;
    private double[] segment = NONE;

    // The operands of the present call.
    private double[] b = NONE;
    private double[] x = NONE;
    private double[] y = NONE;

    private final ChunkTask segments = this::sumSegment;
    private final ChunkTask multiply = this::multiplyWindow;
    private final ChunkTask multiplyDot = this::multiplyDotWindow;
    private final ChunkTask residual = this::residualWindow;

    private SparseOperator(Execution execution, CsrMatrix matrix, double sign, boolean packs, int serialBelow) {
        this.execution = execution;
        this.matrix = matrix;
        this.sign = sign;
        this.vectors = new Vectors(execution, matrix.rows());
        boolean small = matrix.nnz() < serialBelow;
        this.team = small ? Team.serial() : execution.team();
        this.kernels = small ? Kernels.scalar() : execution.kernels();
        this.packs = packs;
        this.partial = new double[Chunks.of(matrix.rows())];
    }

    /// `sign`·A with a copy for fast products, once [#prepare] was called; the sign is 1 or −1.
    public static SparseOperator packed(Execution execution, CsrMatrix matrix, double sign) {
        return packed(execution, matrix, sign, SERIAL_ENTRIES);
    }

    /// As above, with vectors and threads from `serialBelow` entries on: tests want them for the smallest of matrices.
    static SparseOperator packed(Execution execution, CsrMatrix matrix, double sign, int serialBelow) {
        return new SparseOperator(execution, matrix, sign, true, serialBelow);
    }

    /// `sign`·A without a copy.
    public static SparseOperator plain(Execution execution, CsrMatrix matrix, double sign) {
        return new SparseOperator(execution, matrix, sign, false, SERIAL_ENTRIES);
    }

    /// Makes the copy, if there is to be one; answers the units used (1 = one entry), 0 once there is nothing left
    /// to do.
    public long prepare() {
        SellMatrix made = packs && sell == null ? SellMatrix.of(team, matrix, sign) : null;
        if (made == null) {
            return 0;
        }
        sell = made;
        packed = made.pattern().rowAt() == null ? NONE : new double[matrix.rows()];
        packedSize = new double[packed.length];
        segment = new double[made.pattern().apart().segments()];
        return 2L * matrix.nnz();
    }

    /// Takes over a matrix with the same pattern and other values, if it has it; answers whether it did.
    /// **Cost** one pass over the values.
    public boolean refresh(CsrMatrix other) {
        if (other.column() != matrix.column() || other.rowStart() != matrix.rowStart()) {
            return false;
        }
        matrix = other;
        SellMatrix present = sell;
        if (present != null) {
            present.refresh(team, other);
        }
        return true;
    }

    public Execution execution() {
        return execution;
    }

    /// A, without the sign.
    public CsrMatrix matrix() {
        return matrix;
    }

    public double sign() {
        return sign;
    }

    public int rows() {
        return matrix.rows();
    }

    public int nnz() {
        return matrix.nnz();
    }

    /// Loops over vectors of length [#rows].
    public Vectors vectors() {
        return vectors;
    }

    /// y ← ±A·x
    public void multiply(double[] x, double[] y) {
        run(multiply, x, y);
    }

    private void multiplyWindow(int window) {
        window(window);
    }

    /// y ← ±A·x in one pass with x·y.
    public double multiplyDot(double[] x, double[] y) {
        run(multiplyDot, x, y);
        return PairwiseSum.fold(partial, 0, partial.length);
    }

    private void multiplyDotWindow(int window) {
        window(window);
        partial[window] = kernels.dot(x, y, Chunks.from(window), Chunks.to(window, rows()));
    }

    /// r ← b ∓ A·x in one pass with ‖r‖₂.
    public double residual(double[] b, double[] x, double[] r) {
        this.b = b;
        run(residual, x, r);
        return Math.sqrt(PairwiseSum.fold(partial, 0, partial.length));
    }

    private void residualWindow(int window) {
        window(window);
        int from = Chunks.from(window);
        int to = Chunks.to(window, rows());
        Elementwise.subtractFrom(b, y, from, to);
        partial[window] = kernels.dot(y, y, from, to);
    }

    /// r_i ← (b − A·x)_i as if in twice the precision, and size_i the sum of the magnitudes of its terms, for the
    /// rows of one chunk; A without the sign. **Thread** any number, of different chunks.
    /// **Source** Ogita, Rump, Oishi 2005.
    public void residual2(int chunk, double[] b, double[] x, double[] r, double[] size) {
        SellMatrix present = sell;
        int from = Chunks.from(chunk);
        int to = Chunks.to(chunk, rows());
        if (present == null) {
            for (int i = from; i < to; i++) {
                rowResidual2(i, b, x, r, size);
            }
            return;
        }
        SellPattern pattern = present.pattern();
        int[] rowAt = pattern.rowAt();
        int first = pattern.slice(chunk);
        int last = pattern.slice(chunk + 1);
        if (rowAt == null) {
            kernels.residual2(present, first, last, b, x, r, size);
        } else {
            kernels.residual2(present, first, last, b, x, packed, packedSize);
            for (int position = from; position < to; position++) {
                r[rowAt[position]] = packed[position];
                size[rowAt[position]] = packedSize[position];
            }
        }
        RowsApart apart = pattern.apart();
        for (int k = apart.first()[chunk]; k < apart.first()[chunk + 1]; k++) {
            rowResidual2(apart.row()[k], b, x, r, size);
        }
    }

    private void rowResidual2(int i, double[] b, double[] x, double[] r, double[] size) {
        int[] start = matrix.rowStart();
        Compensated.residual(b[i], -1.0, matrix.column(), matrix.value(), start[i], start[i + 1], 1, x, r, size, i);
    }

    private void run(ChunkTask task, double[] x, double[] y) {
        this.x = x;
        this.y = y;
        if (segment.length > 0) {
            team.run(segment.length, segments);
        }
        team.run(partial.length, task);
    }

    private void sumSegment(int number) {
        SellMatrix present = Objects.requireNonNull(sell);
        RowsApart apart = present.pattern().apart();
        double[] value = present.apart();
        int end = apart.segmentEnd(number);
        double sum = 0.0;
        for (int k = apart.segmentStart(number); k < end; k++) {
            sum = Math.fma(value[k], x[apart.column()[k]], sum);
        }
        segment[number] = sum;
    }

    /// ±A·x at the rows of a window.
    private void window(int window) {
        SellMatrix present = sell;
        if (present == null) {
            matrix.multiply(sign, x, y, Chunks.from(window), Chunks.to(window, rows()));
            return;
        }
        SellPattern pattern = present.pattern();
        int[] rowAt = pattern.rowAt();
        kernels.multiply(present, pattern.slice(window), pattern.slice(window + 1), x, rowAt == null ? y : packed);
        if (rowAt != null) {
            int end = Chunks.to(window, rows());
            for (int position = Chunks.from(window); position < end; position++) {
                y[rowAt[position]] = packed[position];
            }
        }
        RowsApart apart = pattern.apart();
        for (int k = apart.first()[window]; k < apart.first()[window + 1]; k++) {
            y[apart.row()[k]] = apart.total(k, segment) + 0.0;
        }
    }

    /// Bytes beyond those of the matrix.
    public long sizeBytes() {
        return 8L * (2L * packed.length + segment.length + partial.length) + (sell == null ? 0 : sell.sizeBytes());
    }
}
