// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import io.rivulet.numerics.linalg.CompensatedRow;
import org.jspecify.annotations.Nullable;

/// What is known of the solution before a local method starts.
///
/// @param b the right-hand side
/// @param x an approximation, or null for x = 0
/// @param r b − A·x, row by row in compensated arithmetic; b itself for x = 0
/// @param eta |x* − x|_j <= eta·u_j for every j, rounding included; ∞ where nothing is known
/// **Ownership** the arrays are the caller's and don't change while they are read.
public record Iterate(double[] b, double @Nullable [] x, double[] r, double eta) {
    /// Room for the roundings of a quotient.
    private static final double ROUNDING = 1 + 4 * 0x1p-53;

    /// x = 0, with eta = max |b_j| / w_j. **Cost** one pass over A and b. A row where w is not above 0 makes
    /// eta ∞.
    public static Iterate cold(Rows rows, Comparison comparison, double[] b) {
        double eta = 0.0;
        for (int i = 0; i < b.length; i++) {
            double w = comparison.w(i);
            if (!(w > 0)) {
                return new Iterate(b, null, b, Double.POSITIVE_INFINITY);
            }
            double scaled = b[i] == 0 ? 0.0 : Math.nextUp(Math.abs(b[i]) / w * ROUNDING);
            eta = Double.isNaN(scaled) ? Double.POSITIVE_INFINITY : Math.max(eta, scaled);
        }
        return new Iterate(b, null, b, eta);
    }

    double at(int i) {
        double[] values = x;
        return values == null ? 0.0 : values[i];
    }

    /// r_i computed anew, |error| <= `row.error()`; for x = 0 it is b_i.
    double residual(CompensatedRow row, Rows rows, int i) {
        double[] values = x;
        return values == null
                ? b[i]
                : row.residual(rows.columns(i), rows.values(i), rows.from(i), rows.to(i), b[i], values);
    }

    /// On max |x_j| / u_j; 0 for x = 0. **Cost** a pass over x.
    double largest(Comparison comparison) {
        double[] values = x;
        if (values == null) {
            return 0.0;
        }
        double largest = 0.0;
        for (int i = 0; i < values.length; i++) {
            largest = Math.max(largest, Math.abs(values[i]) / comparison.u(i));
        }
        return largest;
    }
}
