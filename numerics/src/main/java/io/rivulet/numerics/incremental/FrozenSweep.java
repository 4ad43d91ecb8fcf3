// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.LinearSystem;
import org.jspecify.annotations.Nullable;

/// The compensated residual of an x for a frozen system, row by row: its norm, its rows scaled by a certificate, its
/// componentwise backward error.
final class FrozenSweep {
    private final LinearSystem system;
    private final double[] x;
    private final @Nullable Certificate certificate;
    private final double scale;
    private final CompensatedRow row = new CompensatedRow();
    private final double[] r;
    private final double[] scaled;
    private int next;
    private double squares;
    private double largestScaled;
    private double backwardError;

    /// `size` is about ‖r‖, to sum squares without overflow.
    FrozenSweep(LinearSystem system, double[] x, @Nullable Certificate certificate, double size) {
        this.system = system;
        this.x = x;
        this.certificate = certificate;
        this.scale = size > 0 && Double.isFinite(size)
                ? Math.scalb(1.0, -Math.clamp(Math.getExponent(size), -1000, 1000))
                : 1.0;
        this.r = new double[x.length];
        this.scaled = certificate == null ? new double[0] : new double[x.length];
    }

    /// Reads up to `rows` more; answers the units used.
    long advance(int rows) {
        int[] start = system.a().rowStart();
        double[] b = system.b().values();
        int end = Math.min(x.length, next + rows);
        long work = 1;
        for (int i = next; i < end; i++) {
            r[i] = row.residual(system.a().column(), system.a().value(), start[i], start[i + 1], b[i], x);
            work += start[i + 1] - start[i] + 1;
            double size = r[i] * scale;
            squares = Math.fma(size, size, squares);
            if (r[i] != 0) {
                double ratio = row.magnitude > 0 ? Math.abs(r[i]) / row.magnitude : 1.0;
                backwardError = Double.isNaN(ratio) ? Double.POSITIVE_INFINITY : Math.max(backwardError, ratio);
            }
            if (certificate != null) {
                scaled[i] = certificate.scaled(i, row.above(r[i]));
                largestScaled = Math.max(largestScaled, scaled[i]);
            }
        }
        next = end;
        return work;
    }

    boolean done() {
        return next == x.length;
    }

    double[] x() {
        return x;
    }

    double[] r() {
        return r;
    }

    double[] scaled() {
        return scaled;
    }

    /// ‖r‖₂, infinite where it is not a number.
    double norm() {
        double norm = Math.sqrt(squares) / scale;
        return Double.isNaN(norm) ? Double.POSITIVE_INFINITY : norm;
    }

    @Nullable
    ErrorBound bound() {
        return certificate == null || Double.isNaN(largestScaled) ? null : certificate.bound(largestScaled);
    }

    double backwardError() {
        return backwardError;
    }
}
