// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.verify.TrueResidual;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads what the certificate says about an entry of x, or about another x.
final class ErrorReader {
    /// Units that the estimate of one entry may use.
    private static final long ENTRY_WORK = 4_000_000;

    /// Room for the roundings of a product of three.
    private static final double ROUNDING = 1 + 8 * 0x1p-53;

    private final MutableSystem system;
    private final OuterIterate outer;

    ErrorReader(MutableSystem system, OuterIterate outer) {
        this.system = system;
        this.outer = outer;
    }

    /// See [SolverEngine#entry]; while x is between two states (`settled` false) nothing can be said of its error.
    EntryEstimate entry(int i, double error, boolean settled) {
        double present = outer.x()[i];
        Certificate certificate = outer.certificate();
        if (certificate == null || !outer.clean() || !settled) {
            return EntryEstimate.of(i, present, Double.NaN, 1, "present");
        }
        double eta = outer.largestScaled();
        double bound = eta == 0 ? 0.0 : Math.nextUp(eta * certificate.u()[i] * ROUNDING);
        if (bound <= error || !Double.isFinite(bound)) {
            return EntryEstimate.of(i, present, bound, 1, "present");
        }
        EntryEstimate pushed = new DualPush(system, outer.x(), certificate, eta, i).estimate(error, ENTRY_WORK);
        Double reached = pushed.errorBound();
        return reached != null && reached < bound
                ? pushed
                : EntryEstimate.of(i, present, bound, pushed.work(), "present");
    }

    /// See [SolverEngine#boundFor].
    @Nullable
    ErrorBound boundFor(DenseVector x, TrueResidual exact) {
        Certificate certificate = outer.certificate();
        if (!outer.changedRows().isEmpty() || x.size() != system.rows()) {
            return null;
        }
        if (certificate == null) {
            return outer.clean() && Arrays.equals(x.values(), outer.x()) ? outer.estimate() : null;
        }
        double largest = 0.0;
        for (int i = 0; i < x.size(); i++) {
            double scaled = certificate.scaled(i, exact.upper().get(i));
            largest = Double.isNaN(scaled) ? Double.POSITIVE_INFINITY : Math.max(largest, scaled);
        }
        return Double.isFinite(largest) ? certificate.bound(largest) : null;
    }
}
