// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Inverse;

/// A⁻¹, as good as one solve with the factors of a sparse A gives it.
/// **Cost** of [#apply] the entries of the factors. **Thread** one at a time.
public final class SparseFactors implements Inverse {
    private final Structure structure;
    private final Scaling scaling;
    private final FrontFactors factors;
    private final BetweenBlocks between;
    private final double[] x;

    SparseFactors(Structure structure, Scaling scaling, FrontFactors factors, BetweenBlocks between) {
        this.structure = structure;
        this.scaling = scaling;
        this.factors = factors;
        this.between = between;
        this.x = new double[structure.rowOf().length];
    }

    @Override
    public void apply(double[] r, double[] z) {
        int[] order = structure.fronts().order();
        for (int k = 0; k < order.length; k++) {
            int row = structure.rowOf()[order[k]];
            x[k] = Math.scalb(r[row], scaling.row()[row]);
        }
        for (int s = 0; s < between.blocks(); s++) {
            between.substitute(s, x);
            factors.solve(x, between.firstFront(s), between.endFront(s));
        }
        for (int k = 0; k < order.length; k++) {
            z[order[k]] = Math.scalb(x[k], scaling.column()[order[k]]);
        }
    }

    @Override
    public void applyTransposed(double[] r, double[] z) {
        int[] order = structure.fronts().order();
        for (int k = 0; k < order.length; k++) {
            x[k] = Math.scalb(r[order[k]], scaling.column()[order[k]]);
        }
        for (int s = between.blocks() - 1; s >= 0; s--) {
            factors.solveTransposed(x, between.firstFront(s), between.endFront(s));
            between.substituteTransposed(s, x);
        }
        for (int k = 0; k < order.length; k++) {
            int row = structure.rowOf()[order[k]];
            z[row] = Math.scalb(x[k], scaling.row()[row]);
        }
    }

    /// An estimate of ‖A‖₁·‖A⁻¹‖₁ for the matrix `a` that these are the factors of; seldom more than three times too
    /// small, never too large but for rounding. **Cost** up to eleven solves.
    public double conditionEstimate(CsrMatrix a) {
        return InverseNorm.condition(a, this);
    }

    /// What later factors of a matrix with the same pattern can use.
    public Forecast forecast() {
        return new Forecast(structure, 0);
    }

    /// Stored entries of the factors.
    public long entries() {
        return factors.entries();
    }

    @Override
    public long cost() {
        return factors.entries() + between.entries() + 4L * x.length;
    }

    @Override
    public long sizeBytes() {
        return factors.sizeBytes() + between.sizeBytes() + structure.sizeBytes() + 16L * x.length;
    }
}
