// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition;

import io.rivulet.numerics.kernels.Chunks;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.Vectors;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.function.DoubleUnaryOperator;

/// M from diag(A), entry by entry. **Errors** a zero or missing diagonal entry is a failure.
final class JacobiSetup extends SteppedSetup<Preconditioner> {
    private final Execution execution;
    private final CsrMatrix a;
    private final DoubleUnaryOperator inverted;

    /// `inverted` makes an entry of M⁻¹ of a diagonal entry of A.
    JacobiSetup(Execution execution, CsrMatrix a, DoubleUnaryOperator inverted) {
        this.execution = execution;
        this.a = a;
        this.inverted = inverted;
    }

    @Override
    protected long step(long units) {
        double[] inverse = new double[a.rows()];
        int[] read = new int[Chunks.of(inverse.length)];
        execution.team().run(read.length, chunk -> read[chunk] = invert(inverse, chunk));
        for (int chunk = 0; chunk < read.length; chunk++) {
            if (read[chunk] < Chunks.to(chunk, inverse.length)) {
                fail("diagonal of row " + read[chunk], 0.0);
                return inverse.length;
            }
        }
        finish(new Diagonal(inverse, new Vectors(execution, inverse.length)));
        return Math.max(1, inverse.length);
    }

    /// The first row of a chunk without a diagonal entry, or the row behind it.
    private int invert(double[] inverse, int chunk) {
        int end = Chunks.to(chunk, inverse.length);
        for (int i = Chunks.from(chunk); i < end; i++) {
            double diagonal = a.get(i, i);
            if (diagonal == 0) {
                return i;
            }
            inverse[i] = inverted.applyAsDouble(diagonal);
        }
        return end;
    }

    private record Diagonal(double[] inverse, Vectors vectors) implements Preconditioner {
        @Override
        public void apply(double[] r, double[] z) {
            vectors.product(inverse, r, z);
        }

        @Override
        public double[] scaling() {
            return inverse;
        }

        @Override
        public void add(double c, double[] r, double[] z, double[] d, Vectors shared) {
            shared.axpyProduct(c, inverse, r, d);
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
