// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.Vectors;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// M from diag(A), entry by entry. **Errors** a zero or missing diagonal entry is a failure.
final class JacobiSetup implements Setup {
    private final Execution execution;
    private final CsrMatrix a;
    private final DoubleUnaryOperator inverted;
    private @Nullable Preconditioner result;
    private @Nullable Failure failure;

    /// `inverted` makes an entry of M⁻¹ of a diagonal entry of A.
    JacobiSetup(Execution execution, CsrMatrix a, DoubleUnaryOperator inverted) {
        this.execution = execution;
        this.a = a;
        this.inverted = inverted;
    }

    @Override
    public long advance(long units) {
        if (result != null || failure != null) {
            return 0;
        }
        double[] inverse = new double[a.rows()];
        for (int i = 0; i < inverse.length; i++) {
            double diagonal = a.get(i, i);
            if (diagonal == 0) {
                failure = new Failure("diagonal of row " + i, 0.0);
                return i + 1;
            }
            inverse[i] = inverted.applyAsDouble(diagonal);
        }
        result = new Diagonal(inverse, new Vectors(execution, inverse.length));
        return Math.max(1, inverse.length);
    }

    @Override
    public @Nullable Preconditioner result() {
        return result;
    }

    @Override
    public @Nullable Failure failure() {
        return failure;
    }

    private record Diagonal(double[] inverse, Vectors vectors) implements Preconditioner {
        @Override
        public void apply(double[] r, double[] z) {
            vectors.product(inverse, r, z);
        }

        @Override
        public double applyDot(double[] r, double[] z, Vectors shared) {
            return shared.productDot(inverse, r, z);
        }

        @Override
        public long cost() {
            return inverse.length;
        }

        @Override
        public long sizeBytes() {
            return 8L * inverse.length;
        }
    }
}
