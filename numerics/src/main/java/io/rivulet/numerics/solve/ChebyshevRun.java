// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.precondition.Setup;

/// Chebyshev iteration for a symmetric positive (semi)definite ±A, with M = diag(A) or none. The upper end of the
/// spectrum comes from Gershgorin's discs and is never too small, so the iteration can't diverge on a definite matrix;
/// the lower end comes from there too where it is positive, and is otherwise found: convergence that is slower than the
/// interval promises tells of an eigenvalue below it.
/// **Cost** one product an iteration, 4 vectors; no inner product but the norm of the residual, which is a true one.
/// **Errors** a diagonal entry that is not positive is a [StopReason.Breakdown]; an indefinite matrix diverges.
/// **Source** Golub, Varga 1961; Saad 2003, alg. 12.1; Hageman, Young 1981, ch. 5 (finding the lower end).
final class ChebyshevRun extends IterativeRun {
    private static final double DIVERGENCE = 1e4;
    private static final double PROGRESS = 0.999;

    /// First guess of upper by lower end where Gershgorin says nothing.
    private static final double FIRST_SPREAD = 100.0;

    private static final double LARGEST_SPREAD = 0x1p52;

    /// The lower end is looked at once the iteration should have gained this factor …
    private static final double JUDGED = 0.1;

    /// … and stays if it has gained this power of what it should.
    private static final double FAST_ENOUGH = 0.75;

    /// What is found from a norm is rarely the very end.
    private static final double MARGIN = 0.9;

    private final boolean scaled;
    private final double[] z;
    private final double[] w;
    private double low;
    private double high;
    private boolean measured;
    private double rho;
    private int step;
    private double normAtStart;

    /// `setup` is diag(±A) if `scaled`, else none.
    ChebyshevRun(SparseOperator a, double[] r, Setup setup, boolean scaled, RunGoal goal) {
        super(a, r, setup, goal, DIVERGENCE, PROGRESS);
        this.scaled = scaled;
        this.z = new double[n];
        this.w = new double[n];
    }

    @Override
    void begin() {
        if (!measured) {
            measured = true;
            RowRatios ratios = RowRatios.of(a.matrix(), a.sign());
            if (ratios.foreign() >= 0) {
                stop(new StopReason.Breakdown(
                        "diagonal of row " + ratios.foreign(), a.matrix().get(ratios.foreign(), ratios.foreign())));
                return;
            }
            high = scaled ? Math.nextUp(1.0 + ratios.alpha()) : ratios.most();
            low = scaled ? Math.nextDown(1.0 - ratios.alpha()) : ratios.least();
            if (!(low > 0)) {
                low = high / FIRST_SPREAD;
            }
        }
        step = 0;
        normAtStart = norm;
    }

    @Override
    long iterate() {
        double middle = 0.5 * (high + low);
        double half = 0.5 * (high - low);
        preconditioner.apply(residual, z);
        if (step == 0) {
            rho = half / middle;
            for (int i = 0; i < n; i++) {
                w[i] = z[i] / middle;
            }
        } else {
            double next = half == 0 ? 0.0 : 1.0 / (2.0 * middle / half - rho);
            double keep = next * rho;
            double add = half == 0 ? 1.0 / middle : 2.0 * next / half;
            for (int i = 0; i < n; i++) {
                w[i] = Math.fma(add, z[i], keep * w[i]);
            }
            rho = next;
        }
        step++;
        vectors.axpy(1.0, w, d);
        long work = recompute() + preconditioner.cost() + n;
        if (norm <= goal.target()) {
            stop(new StopReason.ResidualMet(norm));
        } else if (low < high) {
            lookAtLowerEnd(norm / normAtStart);
        }
        return work;
    }

    /// The residual polynomial is 1/T_k(σ) at most on the interval; an eigenvalue λ below it makes it
    /// T_k((high + low − 2λ)/(high − low))/T_k(σ).
    private void lookAtLowerEnd(double gained) {
        double sigma = (high + low) / (high - low);
        double growth = acosh(sigma);
        double promised = -(step * growth + Math.log1p(Math.exp(-2.0 * step * growth)) - Math.log(2.0));
        if (promised > Math.log(JUDGED) || Math.log(gained) <= FAST_ENOUGH * promised) {
            return;
        }
        double found = low / FIRST_SPREAD;
        if (gained < 1) {
            double excess = Math.max(0.0, Math.log(gained) - promised);
            // arcosh(eˣ) = x + ln(1 + √(1 − e⁻²ˣ))
            double angle = (excess + Math.log1p(Math.sqrt(-Math.expm1(-2.0 * excess)))) / step;
            found = 0.5 * (high + low - (high - low) * Math.cosh(angle));
        }
        low = Math.max(high / LARGEST_SPREAD, Math.min(MARGIN * found, MARGIN * low));
        begin();
    }

    private static double acosh(double x) {
        return Math.log(x + Math.sqrt((x - 1.0) * (x + 1.0)));
    }
}
