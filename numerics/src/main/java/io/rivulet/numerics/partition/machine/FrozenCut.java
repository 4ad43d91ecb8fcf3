// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.linalg.CompensatedRow;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.partition.Subdomain;
import java.util.Arrays;

/// A copy of x taken in one round by all parts, and the residual of these copies. Work on x goes on meanwhile.
/// **Source** numerics specification §9.4; Chandy, Lamport 1985; Magoulès, Gbikpi-Benissan 2018.
final class FrozenCut {
    /// Room for the rounding of a norm.
    private static final double ROUNDING = 1 + 0x1p-48;

    private final PartState part;
    private final double[] values;
    private final double[] residual;
    private final CompensatedRow row = new CompensatedRow();

    FrozenCut(PartState part) {
        this.part = part;
        this.values = new double[part.x.length];
        this.residual = new double[part.extended()];
    }

    Task task() {
        return new Task() {
            @Override
            public double[] begin() {
                System.arraycopy(part.x, 0, values, 0, part.owned());
                return values;
            }

            @Override
            public Finding complete() {
                return measure();
            }
        };
    }

    private Finding measure() {
        Subdomain subdomain = part.subdomain();
        CsrMatrix a = subdomain.matrix();
        double[] above = new double[part.owned()];
        double largest = 0.0;
        double matrixNorm = 0.0;
        double scaled = 0.0;
        for (int i = 0; i < residual.length; i++) {
            int from = a.rowStart()[i];
            int to = a.rowStart()[i + 1];
            residual[i] =
                    row.residual(a.column(), a.value(), from, to, subdomain.rhs()[i], values);
            if (i >= above.length) {
                continue;
            }
            above[i] = Double.isFinite(residual[i]) ? row.above(residual[i]) : Double.POSITIVE_INFINITY;
            largest = Math.max(largest, above[i]);
            matrixNorm = Math.max(matrixNorm, rowNorm(a, i));
            double margin = row.comparisonFromBelow(i, a.column(), a.value(), from, to, null);
            double bound = margin > 0 ? above[i] / margin * ROUNDING : Double.POSITIVE_INFINITY;
            scaled = Math.max(scaled, bound);
        }
        double norm = Norms.norm2(above, above.length) * ROUNDING;
        double rhsNorm = Norms.norm2(subdomain.rhs(), part.owned());
        return new Finding.OwnResidual(norm, largest, rhsNorm, matrixNorm, scaled);
    }

    private static double rowNorm(CsrMatrix a, int i) {
        double sum = 0.0;
        for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
            sum += Math.abs(a.value()[k]);
        }
        return sum;
    }

    /// b − A·x of the copies, over owned and overlap.
    double[] residual() {
        return residual;
    }

    /// All of them, in local numbers.
    DenseVector values() {
        return DenseVector.copyOf(values);
    }

    /// The owned ones.
    DenseVector block() {
        return DenseVector.adopt(Arrays.copyOf(values, part.owned()));
    }
}
