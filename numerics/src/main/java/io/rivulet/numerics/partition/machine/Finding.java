// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;

/// What a part answers in a round.
public sealed interface Finding {
    /// Bytes of its numbers.
    long sizeBytes();

    /// Its share of scalar products, in the order the step names them, and of a coarse vector.
    record Sums(DenseVector sums, SparseVector coarse) implements Finding {
        @Override
        public long sizeBytes() {
            return 8L * sums.size() + 12L * coarse.size();
        }
    }

    /// The residual of its owned rows on frozen values of all parts, in compensated arithmetic and from above.
    ///
    /// @param norm2 of the residual
    /// @param normInf of the residual
    /// @param rhsNorm ‖b‖₂ over its rows
    /// @param matrixNorm ‖A‖∞ over its rows
    /// @param scaled max |r_i| / (|a_ii| − Σ|a_ij|), ∞ where a row is not strictly dominant
    record OwnResidual(double norm2, double normInf, double rhsNorm, double matrixNorm, double scaled)
            implements Finding {
        @Override
        public long sizeBytes() {
            return 40;
        }
    }

    /// Its frozen x, owned rows in the order of A.
    record Block(DenseVector values) implements Finding {
        @Override
        public long sizeBytes() {
            return 8L * values.size();
        }
    }

    /// Entries of A0, see `CoarseSpace`.
    record Coarse(SparseVector entries) implements Finding {
        @Override
        public long sizeBytes() {
            return 12L * entries.size();
        }
    }
}
