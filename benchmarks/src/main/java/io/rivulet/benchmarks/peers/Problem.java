// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.peers;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// One matrix that all contestants solve, with a seeded random right-hand side.
///
/// @param shape what a contestant may rely on; a peer is told by options, as its user would
record Problem(String name, Shape shape, Supplier<CsrMatrix> matrix) {
    private static final long SEED = 20_260_101L;

    enum Shape {
        /// Symmetric positive definite.
        DEFINITE,
        SYMMETRIC,
        GENERAL
    }

    /// b uniform in [−1, 1).
    LinearSystem system() {
        CsrMatrix a = matrix.get();
        SplittableRandom random = new SplittableRandom(SEED);
        double[] b = new double[a.rows()];
        for (int i = 0; i < b.length; i++) {
            b[i] = 2 * random.nextDouble() - 1;
        }
        return new LinearSystem(a, DenseVector.adopt(b));
    }
}
