// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the blob of a delta holds: changed entries as the values they have now, so that applying it twice is no harm.
///
/// @param vector all of b where it was replaced whole, or null
/// @param b changed entries of b
/// @param matrix changed entries of A
public record DeltaContent(@Nullable DenseVector vector, SparseVector b, List<EntryChange> matrix) {
    public DeltaContent {
        matrix = List.copyOf(matrix);
    }

    /// The one update that does the same.
    public CostUpdate asUpdate() {
        return new CostUpdate(vector, b, SparseVector.EMPTY, matrix);
    }
}
