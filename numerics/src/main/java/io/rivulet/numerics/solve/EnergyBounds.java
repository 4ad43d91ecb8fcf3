// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import org.jspecify.annotations.Nullable;

/// The energy norm ‖e_k‖_A = (e_k·A·e_k)^½ of the error of preconditioned conjugate gradients, from the scalars that
/// they compute anyway: a lower bound some iterations late (Gauss quadrature), and with μ <= λ_min(M⁻¹A) an upper bound
/// for the present iterate (Gauss–Radau). Without a proved μ half the smallest Ritz value stands in, and the upper
/// bound is an estimate. In the arithmetic of doubles both are bounds down to the level of rounding.
/// **Cost** O(1) an iteration, and what the delay adds up.
/// **Source** Golub, Meurant 2010; Strakoš, Tichý 2002 (the delay); Meurant, Tichý 2013 (the recurrence of the upper
/// bound), 2019 (the smallest Ritz value).
final class EnergyBounds {
    /// Fewest iterations that a lower bound waits …
    static final int DELAY = 4;

    /// … and most.
    static final int MAX_DELAY = 256;

    /// A lower bound waits until its last term is below this part of it.
    private static final double SETTLED = 0.2;

    /// The smallest Ritz value lies above the smallest eigenvalue.
    private static final double RITZ_MARGIN = 0.5;

    /// Every so many directions one has its length taken, for its Rayleigh quotient.
    private static final int LOOK = 4;

    private final double mu;
    private final double[] gain = new double[MAX_DELAY];
    private int iterations;
    private int bounded;
    private double below;
    private int belowAt = -1;
    private double rho;
    private double phi = 1.0;
    private double radau;
    private boolean radauHolds;
    private double lastStep;
    private double lastDelta;
    private double inverseNorm;
    private double inverseLast;
    private double rayleigh = Double.POSITIVE_INFINITY;

    /// `mu` is a proved lower bound of the eigenvalues of M⁻¹A, 0 if there is none; `rho` is r·M⁻¹r at the start.
    EnergyBounds(double mu, double rho) {
        this.mu = mu;
        this.rho = rho;
        this.radau = 1.0 / mu;
        this.radauHolds = mu > 0;
    }

    /// An iteration went `step` along its direction, and r·M⁻¹r became `next`.
    void step(double step, double next) {
        double delta = next / rho;
        gain[iterations % MAX_DELAY] = step * rho;
        iterations++;
        lookBack();
        ritz(step);
        double ahead = radau - step;
        radauHolds &= ahead > 0;
        radau = ahead / (mu * ahead + delta);
        phi = phi / (phi + delta);
        lastStep = step;
        lastDelta = delta;
        rho = next;
    }

    /// ‖e_k‖² − ‖e_j‖² is the sum of the gains from k to j: all of it, once the last of them count for little.
    private void lookBack() {
        boolean settled = true;
        while (settled && iterations - bounded >= DELAY) {
            double sum = 0.0;
            for (int j = bounded; j < iterations; j++) {
                sum += gain[j % MAX_DELAY];
            }
            boolean full = iterations - bounded == MAX_DELAY;
            settled = gain[(iterations - 1) % MAX_DELAY] <= SETTLED * sum;
            if (settled || full) {
                below = sum;
                belowAt = bounded;
                bounded++;
            }
        }
    }

    /// Keeps a vector that L⁻¹ stretches about as much as it can, L·Lᵀ the Lanczos matrix: 1/‖L⁻¹‖² is its smallest
    /// eigenvalue.
    private void ritz(double step) {
        double root = Math.sqrt(step);
        if (iterations == 1) {
            inverseNorm = step;
            inverseLast = root;
            return;
        }
        double off = Math.sqrt(lastDelta / lastStep) * inverseLast;
        double corner = inverseNorm + off * off * step;
        double cross = -off * step;
        double half = 0.5 * (corner - step);
        double length = Math.hypot(half, cross);
        double largest = 0.5 * (corner + step) + length;
        // The eigenvector of the 2×2 matrix [corner, cross; cross, step] for its largest eigenvalue.
        double c = half >= 0 ? cross : length - half;
        double s = half >= 0 ? length + half : cross;
        double norm = Math.hypot(s, c);
        if (norm > 0) {
            inverseLast = (c - off * s) / norm * root;
            inverseNorm = largest;
        }
    }

    /// Whether [#direction] wants the next direction.
    boolean wantsDirection() {
        return iterations % LOOK == 0;
    }

    /// p·A·p/p·p of a direction: the smallest one is near the smallest eigenvalue of A, whatever M is.
    void direction(double quotient) {
        rayleigh = Math.min(rayleigh, quotient);
    }

    /// The smallest Ritz value.
    double smallestRitz() {
        return 1.0 / inverseNorm;
    }

    /// On ‖e_k‖_A for the present iterate, from above.
    private double above() {
        double smallest = mu > 0 ? mu : RITZ_MARGIN * smallestRitz();
        double simple = phi * rho / smallest;
        return Math.sqrt(radauHolds ? Math.min(radau * rho, simple) : simple);
    }

    /// Null before the first iteration, when nothing is known.
    @Nullable
    EnergyNorm present() {
        if (iterations == 0) {
            return null;
        }
        double above = above();
        int late = belowAt < 0 ? 0 : iterations - belowAt;
        return new EnergyNorm(Math.sqrt(below), late, above, mu > 0, above / Math.sqrt(rayleigh));
    }
}
