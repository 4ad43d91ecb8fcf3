// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One exact change of b and A, applied whole, in the order vector, set, delta, matrix. Values are finite, indices not
/// negative.
///
/// @param vector all of b, or null
/// @param set b_i ← v
/// @param delta b_i ← b_i + v, one addition each, in order
/// @param matrix entries of A
public record CostUpdate(@Nullable DenseVector vector, SparseVector set, SparseVector delta, List<EntryChange> matrix) {
    public CostUpdate {
        matrix = List.copyOf(matrix);
    }

    public static CostUpdate delta(SparseVector delta) {
        return new CostUpdate(null, SparseVector.EMPTY, delta, List.of());
    }

    /// Entries of b and A that this changes: what limits and rates count.
    public int entries() {
        return (vector == null ? 0 : vector.size()) + set.size() + delta.size() + matrix.size();
    }
}
