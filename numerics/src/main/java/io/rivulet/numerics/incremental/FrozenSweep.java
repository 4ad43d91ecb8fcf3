// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.kernels.Chunks;
import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.linalg.CompensatedRow;
import io.rivulet.numerics.linalg.PairwiseSum;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The compensated residual of an x for a frozen system, some chunks of rows at a time: its norm, its rows scaled
/// by a certificate, its componentwise backward error.
final class FrozenSweep {
    /// Chunks of one step: enough for a team, and still far below a slice.
    private static final int CHUNKS_PER_STEP = 32;

    private final SparseOperator operator;
    private final Team team;
    private final double[] b;
    private final double[] x;
    private final @Nullable Certificate certificate;
    private final double scale;
    private final double[] r;

    /// The magnitudes of the terms of each row until they have served, then the scaled residuals.
    private final double[] scaled;

    private final double[] squares;
    private final double[] largest;
    private final double[] backward;
    private int next;
    private final double[] errors;

    /// `size` is about ‖r‖, to sum squares without overflow.
    FrozenSweep(SparseOperator operator, double[] b, double[] x, @Nullable Certificate certificate, double size) {
        this.operator = operator;
        this.team = operator.execution().team();
        this.b = b;
        this.x = x;
        this.certificate = certificate;
        this.scale = size > 0 && Double.isFinite(size)
                ? Math.scalb(1.0, -Math.clamp(Math.getExponent(size), -1000, 1000))
                : 1.0;
        this.r = new double[x.length];
        this.scaled = new double[x.length];
        int chunks = Chunks.of(x.length);
        this.squares = new double[chunks];
        this.largest = new double[chunks];
        this.backward = new double[chunks];
        this.errors = new double[chunks];
    }

    /// Reads some more rows; answers the units used.
    long advance() {
        int first = next;
        int end = Math.min(squares.length, first + CHUNKS_PER_STEP);
        team.run(end - first, chunk -> sweep(first + chunk));
        next = end;
        int[] start = operator.matrix().rowStart();
        int from = Chunks.from(first);
        int to = end == first ? from : Chunks.to(end - 1, x.length);
        return 1L + start[to] - start[from] + to - from;
    }

    private void sweep(int chunk) {
        operator.residual2(chunk, b, x, r, scaled);
        CompensatedRow row = new CompensatedRow();
        Certificate present = certificate;
        int[] start = operator.matrix().rowStart();
        int end = Chunks.to(chunk, x.length);
        double sum = 0.0;
        double most = 0.0;
        double worst = 0.0;
        double off = 0.0;
        for (int i = Chunks.from(chunk); i < end; i++) {
            double size = r[i] * scale;
            sum = Math.fma(size, size, sum);
            double magnitude = scaled[i];
            if (r[i] != 0) {
                double ratio = magnitude > 0 ? Math.abs(r[i]) / magnitude : 1.0;
                worst = Double.isNaN(ratio) ? Double.POSITIVE_INFINITY : Math.max(worst, ratio);
            }
            row.take(r[i], start[i + 1] - start[i], magnitude);
            off = Math.max(off, row.error());
            if (present != null) {
                scaled[i] = present.scaled(i, row.above(r[i]));
                most = Math.max(most, scaled[i]);
            }
        }
        squares[chunk] = sum;
        largest[chunk] = most;
        backward[chunk] = worst;
        errors[chunk] = off;
    }

    boolean done() {
        return next == squares.length;
    }

    double[] x() {
        return x;
    }

    double[] r() {
        return r;
    }

    /// The scaled residuals; without a certificate nothing of use.
    double[] scaled() {
        return scaled;
    }

    /// ‖r‖₂, infinite where it is not a number.
    double norm() {
        double sum = PairwiseSum.fold(squares.clone(), 0, squares.length);
        boolean lost = !Double.isFinite(sum) || sum < Double.MIN_NORMAL;
        return lost ? rescaledNorm() : Math.sqrt(sum) / scale;
    }

    /// For an r that is so much longer or shorter than expected that its squares left the range of doubles.
    private double rescaledNorm() {
        double most = 0.0;
        for (double entry : r) {
            most = Math.max(most, Math.abs(entry));
        }
        if (most == 0 || !Double.isFinite(most)) {
            return most == 0 ? 0.0 : Double.POSITIVE_INFINITY;
        }
        double fitting = Math.scalb(1.0, -Math.clamp(Math.getExponent(most), -1000, 1000));
        double sum = 0.0;
        for (double entry : r) {
            sum = Math.fma(entry * fitting, entry * fitting, sum);
        }
        return Math.sqrt(sum) / fitting;
    }

    @Nullable
    ErrorBound bound() {
        double most = Arrays.stream(largest).reduce(0.0, Math::max);
        return certificate == null || Double.isNaN(most) ? null : certificate.bound(most);
    }

    /// No r_i is further from the exact one.
    double error() {
        return Arrays.stream(errors).reduce(0.0, Math::max);
    }

    double backwardError() {
        return Arrays.stream(backward).reduce(0.0, Math::max);
    }
}
