// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.linalg.CsrMatrix;

/// The ω of SOR. It is 1 unless the matrix is proved (semi)definite, where every 0 < ω < 2 converges (Ostrowski–Reich).
/// Then it grows as the observed convergence tells ρ = ρ(I − D⁻¹A) by Young's relation (λ + ω − 1)² = ω²·ρ²·λ, up to
/// 2/(1 + √(1 − α²)) where α = ‖I − D⁻¹A‖∞ < 1, which is at least the best ω of a consistently ordered matrix.
/// **Source** Hageman, Young 1981, ch. 9, in a simple form.
final class Overrelaxation {
    /// ω stays where the observed convergence is at least this power of the ω − 1 that no larger ω improves on.
    private static final double FAST_ENOUGH = 0.75;

    /// Two successive rates count as the same when they differ by this part of their distance from 1.
    private static final double SAME = 0.02;

    /// After a change the transients of the old ω have to pass first: until k·(ω − 1)ᵏ⁻¹ is below this.
    private static final double TRANSIENT = 0.5;

    private static final int SHORTEST_WAIT = 6;

    /// Where α gives no limit.
    private static final double LARGEST = 1.9999;

    private final boolean adaptive;
    private double limit = LARGEST;
    private double omega = 1.0;
    private int since;
    private int wait = SHORTEST_WAIT;
    private double lastRatio = Double.NaN;

    private Overrelaxation(boolean adaptive) {
        this.adaptive = adaptive;
    }

    /// ω = 1: Gauss–Seidel.
    static Overrelaxation none() {
        return new Overrelaxation(false);
    }

    /// For a matrix that is proved definite or semidefinite.
    static Overrelaxation growing() {
        return new Overrelaxation(true);
    }

    boolean grows() {
        return adaptive;
    }

    void begin(CsrMatrix a) {
        if (adaptive) {
            double alpha = RowRatios.of(a, 1.0).alpha();
            limit = alpha < 1 ? Math.min(LARGEST, young(alpha)) : LARGEST;
        }
    }

    /// The best ω of a consistently ordered matrix with ρ(I − D⁻¹A) = `rho`.
    static double young(double rho) {
        return 2.0 / (1.0 + Math.sqrt((1.0 - rho) * (1.0 + rho)));
    }

    double omega() {
        return omega;
    }

    /// An iteration with this ω changed the residual norm by the factor `ratio`.
    void observe(double ratio) {
        if (!adaptive || !(ratio > 0)) {
            return;
        }
        since++;
        boolean steady = Math.abs(ratio - lastRatio) <= SAME * (1.0 - ratio);
        lastRatio = ratio;
        if (since < wait || !steady || !(ratio < 1) || ratio <= Math.pow(omega - 1.0, FAST_ENOUGH)) {
            return;
        }
        double rho = (ratio + omega - 1.0) / (omega * Math.sqrt(ratio));
        double better = rho < 1 ? Math.min(limit, young(rho)) : omega;
        if (better > omega) {
            change(better);
        }
    }

    private void change(double to) {
        omega = to;
        since = 0;
        lastRatio = Double.NaN;
        wait = SHORTEST_WAIT;
        while (wait * Math.pow(omega - 1.0, wait - 1.0) > TRANSIENT) {
            wait++;
        }
    }
}
