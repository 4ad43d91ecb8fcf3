// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.partition.CoarseSpace;
import io.rivulet.numerics.solve.StopReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Flexible conjugate gradients: each direction is made conjugate to the one before by a product of its own, so that
/// the preconditioner may be any that varies little. Two rounds an iteration, one of them with an exchange.
/// **Source** Notay 2000 (FCG(1)).
final class ConjugateGradients extends Krylov {
    /// Iterations after which the true residual is looked at, and x kept.
    static final int CUT_ITERATIONS = 50;

    /// Iterations in which the least residual has to fall by [#PROGRESS]; as many as there are rows, within these
    /// limits.
    private static final int LEAST_PATIENCE = 500;

    private static final int MOST_PATIENCE = 5_000;
    private static final double PROGRESS = 0.9;

    private final int patience;
    private double least = Double.POSITIVE_INFINITY;
    private int leastAt;
    private boolean smoothing;
    private boolean first;
    private double alpha;
    private double curvature;

    ConjugateGradients(double target, int maxIterations, @Nullable CoarseSpace coarse, int aggregates, int rows) {
        super(target, maxIterations, coarse, aggregates);
        this.patience = Math.clamp(rows, LEAST_PATIENCE, MOST_PATIENCE);
    }

    @Override
    Step begin(double norm) {
        smoothing = true;
        first = true;
        return new Step.CgSmooth(true, 0.0, 0.0);
    }

    @Override
    Next next(List<Finding.Sums> parts) {
        if (smoothing) {
            double norm = Math.sqrt(sum(parts, 0));
            smoothing = false;
            Step correct = new Step.CgCorrect(coarse(parts));
            if (norm <= target || exhausted()) {
                return new Next.Cut(null);
            }
            if (norm <= PROGRESS * least) {
                least = norm;
                leastAt = iterations();
            } else if (iterations() - leastAt >= patience) {
                return new Next.Broken(new StopReason.Stagnated(norm));
            }
            boolean look = !first && iterations() % CUT_ITERATIONS == 0;
            return look ? new Next.Cut(correct) : new Next.Ask(correct);
        }
        return direction(sum(parts, 0), sum(parts, 1), sum(parts, 2));
    }

    /// From r·z, z·A·z and z·A·p: p ← z + β·p and the step along it.
    private Next direction(double rz, double zAz, double zAp) {
        double beta = first ? 0.0 : -zAp / curvature;
        curvature = first ? zAz : zAz + beta * zAp;
        if (!(curvature > 0) || !Double.isFinite(curvature)) {
            return new Next.Broken(new StopReason.NotPositiveDefinite(curvature));
        }
        alpha = rz / curvature;
        first = false;
        smoothing = true;
        iterated();
        return new Next.Ask(new Step.CgSmooth(false, alpha, beta));
    }
}
