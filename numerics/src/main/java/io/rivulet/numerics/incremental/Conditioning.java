// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.direct.InverseNorm;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Inverse;
import org.jspecify.annotations.Nullable;

/// What a solve leaves known of κ(A) = ‖A‖·‖A⁻¹‖, by how much it magnifies relative errors of A and b in x.
/// **Cost** with factors up to eleven solves, else one pass over A.
public sealed interface Conditioning {
    /// As a rule within a factor of three, in this norm.
    record Estimate(double value, String norm, String basis) implements Conditioning {}

    /// Proved for the stored doubles; often much too large.
    record AtMost(double value, String norm, String basis) implements Conditioning {}

    /// Up to rounding no more than it is; how much more it is, nobody knows.
    record AtLeast(double value, String norm, String basis) implements Conditioning {}

    record Unknown(String why) implements Conditioning {}

    /// Room for the roundings of sums and quotients of fewer than 2³¹ numbers.
    double ROUNDING = 1 + 0x1p-20;

    /// @param inverse by factors of this `a`
    /// @param certificate for this `a`
    /// @param rayleigh the smallest p·A·p/p·p that conjugate gradients saw of this ±`a`, NaN without them
    static Conditioning of(CsrMatrix a, @Nullable Inverse inverse, @Nullable Certificate certificate, double rayleigh) {
        if (inverse != null && !inverse.full()) {
            return new Unknown("A is singular to working precision");
        }
        Conditioning known =
                new Unknown("there are no factors, no certificate and no conjugate gradients to tell from");
        if (inverse != null) {
            known = new Estimate(InverseNorm.condition(a, inverse), "1", "factors");
        } else if (certificate != null) {
            // |A⁻¹|·w <= u, so ‖A⁻¹‖∞ <= max u / min w.
            double most = normInf(a) * certificate.maxU() / certificate.leastW() * ROUNDING;
            known = new AtMost(most, "inf", "certificate");
        } else if (rayleigh > 0) {
            // Any Rayleigh quotient is at least the smallest eigenvalue, any ‖A·e_i‖₂ at most the largest.
            known = new AtLeast(largestRow(a) / rayleigh, "2", "conjugate gradients");
        }
        double value = switch (known) {
            case Estimate e -> e.value();
            case AtMost most -> most.value();
            case AtLeast least -> least.value();
            case Unknown _ -> 1.0;
        };
        return Double.isFinite(value) ? known : new Unknown("it is beyond the range of doubles");
    }

    private static double largestRow(CsrMatrix a) {
        double largest = 0.0;
        for (int i = 0; i < a.rows(); i++) {
            double length = 0.0;
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                length = Math.hypot(length, a.value()[k]);
            }
            largest = Math.max(largest, length);
        }
        return largest;
    }

    private static double normInf(CsrMatrix a) {
        double norm = 0.0;
        for (int i = 0; i < a.rows(); i++) {
            double sum = 0.0;
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                sum += Math.abs(a.value()[k]);
            }
            norm = Math.max(norm, sum);
        }
        return norm;
    }
}
