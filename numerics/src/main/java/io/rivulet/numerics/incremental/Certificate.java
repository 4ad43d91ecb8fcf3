// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.CompensatedRow;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.local.Comparison;
import java.util.Arrays;

/// u > 0 and w with 0 < w <= ⟨A⟩·u, ⟨A⟩ the comparison matrix of A. Then A is a non-singular H-matrix, and for every x
/// with residual r: |x − x*|_i <= u_i · max_j |r_j| / w_j (Ostrowski 1937). w is computed from below and residuals from
/// above, so the bound holds for the stored doubles. Strict row dominance is the case u = 1.
public final class Certificate implements Comparison {
    /// Room for the roundings of the last few products and quotients.
    private static final double ROUNDING = 1 + 16 * 0x1p-53;

    static final String STRICT = "strict_row_dominance:u=1";
    static final String COMPARISON = "comparison_matrix:u";

    private final double[] u;
    private final double[] w;
    private final double maxU;
    private final String name;
    private double leastW;

    Certificate(double[] u, double[] w, String name) {
        this.u = u;
        this.w = w;
        this.name = name;
        this.maxU = Arrays.stream(u).max().orElse(0.0);
    }

    double[] u() {
        return u;
    }

    @Override
    public double u(int i) {
        return u[i];
    }

    /// |r_i| / w_i from above, for |r_i| from above.
    double scaled(int i, double residualFromAbove) {
        return scaledBy(w[i], residualFromAbove);
    }

    /// As [#scaled], for a row with another w_i.
    static double scaledBy(double wi, double residualFromAbove) {
        return residualFromAbove == 0 ? 0.0 : Math.nextUp(residualFromAbove / wi * ROUNDING);
    }

    /// ‖x − x*‖∞ for the largest scaled residual.
    ErrorBound bound(double largestScaled) {
        double value = largestScaled == 0 ? 0.0 : Math.nextUp(largestScaled * maxU * ROUNDING);
        return new ErrorBound(value, name);
    }

    /// The same, untouched by later changes of A. **Cost** n.
    Certificate frozen() {
        return new Certificate(u, w.clone(), name);
    }

    String name() {
        return name;
    }

    double maxU() {
        return maxU;
    }

    /// At most every w_j. **Cost** n at the first call; later changes only lower it.
    double leastW() {
        if (leastW == 0) {
            leastW = Arrays.stream(w).min().orElse(Double.POSITIVE_INFINITY);
        }
        return leastW;
    }

    /// Not to be written to.
    double[] w() {
        return w;
    }

    /// A lower bound of the eigenvalues of a symmetric definite A, or of |D|⁻¹A, D = diag(A), if `scaled`: the least of
    /// w_i/u_i, or of w_i/(u_i·|a_ii|) (Collatz–Wielandt).
    double leastEigenvalue(CsrMatrix a, boolean scaled) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < u.length; i++) {
            double size = scaled ? Math.abs(a.get(i, i)) : 1.0;
            least = Math.min(least, w[i] / u[i] / size);
        }
        return least / ROUNDING;
    }

    @Override
    public double w(int i) {
        return w[i];
    }

    /// Row i of A has changed. Answers false when u no longer proves anything.
    boolean update(int i, MutableSystem system, CompensatedRow row) {
        w[i] = row.comparisonFromBelow(i, system.columns(i), system.values(i), system.from(i), system.to(i), u);
        leastW = Math.min(leastW, w[i]);
        return w[i] > 0;
    }

    long sizeBytes() {
        return 8L * (u.length + w.length);
    }
}
