// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.partition.CoarseSpace;
import io.rivulet.numerics.solve.StopReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The owner's side of a Krylov method: from the sums that all parts found to what they do next.
abstract class Krylov {
    /// What follows a round.
    sealed interface Next {
        record Ask(Step step) implements Next {}

        /// Look at the true residual; go on with `resume` if it is not met, or begin anew where that is null.
        record Cut(@Nullable Step resume) implements Next {}

        record Broken(StopReason.GaveUp reason) implements Next {}
    }

    private static final DenseVector EMPTY = DenseVector.adopt(new double[0]);

    final double target;
    private final int maxIterations;
    private final @Nullable CoarseSpace coarse;
    private final int aggregates;
    private int iterations;

    /// Aims at `target` for ‖r‖₂ in so many iterations. A coarse space must be ready.
    Krylov(double target, int maxIterations, @Nullable CoarseSpace coarse, int aggregates) {
        this.target = target;
        this.maxIterations = maxIterations;
        this.coarse = coarse;
        this.aggregates = aggregates;
    }

    /// The first step, where the residual of the last cut has this norm.
    abstract Step begin(double norm);

    abstract Next next(List<Finding.Sums> parts);

    /// Iterations since it was made.
    final int iterations() {
        return iterations;
    }

    /// Whether it has to end, converged or not.
    final boolean exhausted() {
        return iterations >= maxIterations;
    }

    final void iterated() {
        iterations++;
    }

    /// Sum over parts of their k-th number.
    static double sum(List<Finding.Sums> parts, int k) {
        double sum = 0.0;
        for (Finding.Sums part : parts) {
            sum += part.sums().get(k);
        }
        return sum;
    }

    /// c with A0·c = Zᵀ·(r − A·y); empty without a coarse space.
    final DenseVector coarse(List<Finding.Sums> parts) {
        CoarseSpace space = coarse;
        if (space == null) {
            return EMPTY;
        }
        double[] restricted = new double[aggregates];
        for (Finding.Sums part : parts) {
            for (int k = 0; k < part.coarse().size(); k++) {
                restricted[part.coarse().indices()[k]] += part.coarse().values()[k];
            }
        }
        return space.solve(restricted);
    }
}
