// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import org.jspecify.annotations.Nullable;

/// The making of a preconditioner, in bounded steps. **Thread** one at a time.
public interface Setup {
    /// Works for about `units`; answers the units used, 0 once there is nothing left to do.
    long advance(long units);

    /// The finished preconditioner, null while [#advance] has work left or after it failed.
    @Nullable
    Preconditioner result();

    /// What could not be done and the value that shows it, or null.
    @Nullable
    Failure failure();

    /// A run with the result has ended: after so many iterations its residual had fallen by so many decimal digits.
    default void ran(int iterations, double digits) {}

    record Failure(String quantity, double value) {}

    static Setup none() {
        return new Finished(new Identity());
    }

    /// diag(A), for `sign`·A.
    static Setup jacobi(Execution execution, CsrMatrix a, double sign) {
        return new JacobiSetup(execution, a, d -> sign / d);
    }

    /// |diag(A)|: positive definite whatever the signs are.
    static Setup absoluteJacobi(Execution execution, CsrMatrix a) {
        return new JacobiSetup(execution, a, d -> 1.0 / Math.abs(d));
    }

    /// A sweep of Gauss–Seidel over a colouring of A; the preconditioner is a [ColouredSweep].
    static Setup coloured(Execution execution, CsrMatrix a) {
        return new ColouredSetup(execution, a);
    }

    /// SSOR(ω) of `sign`·A.
    static Setup ssor(CsrMatrix a, double sign, double omega) {
        return new SsorSetup(a, sign, omega);
    }

    /// ILU(0) of `sign`·A.
    static Setup ilu0(CsrMatrix a, double sign) {
        return new Ilu0Setup(a, sign);
    }

    /// IC(0) of `sign`·A, which is symmetric.
    static Setup ic0(CsrMatrix a, double sign) {
        return new Ic0Setup(a, sign);
    }

    /// The exact inverse of a small A, as good as doubles give it; a generalised one where A has no full rank.
    static Setup dense(CsrMatrix a) {
        return new DenseSetup(a);
    }

    /// A preconditioner made before.
    record Finished(Preconditioner result) implements Setup {
        @Override
        public long advance(long units) {
            return 0;
        }

        @Override
        public @Nullable Failure failure() {
            return null;
        }
    }

    /// M = I.
    record Identity() implements Preconditioner {
        @Override
        public void apply(double[] r, double[] z) {
            System.arraycopy(r, 0, z, 0, r.length);
        }

        @Override
        public long cost() {
            return 0;
        }

        @Override
        public long sizeBytes() {
            return 0;
        }
    }
}
