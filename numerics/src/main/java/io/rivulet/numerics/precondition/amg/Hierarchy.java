// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.List;

/// What a set-up leaves behind: the levels of a cycle, and what a later set-up for a changed matrix can use.
///
/// @param rowStart pattern of the matrix that the hierarchy was made from, shared with it
/// @param column as above
/// @param scaling how its entries became floats
/// @param diagonal of the finest level as it was when the coarse levels were made
/// @param coarsenings one for each level but the last
record Hierarchy(
        int[] rowStart,
        int[] column,
        Scaling scaling,
        float[] diagonal,
        List<Coarsening> coarsenings,
        List<CycleLevel> levels,
        LastLevel last) {
    /// Whether A has the very pattern of the hierarchy.
    boolean fits(CsrMatrix a) {
        return a.rowStart() == rowStart && a.column() == column;
    }

    long sizeBytes() {
        long bytes = scaling.sizeBytes() + 4L * diagonal.length + last.sizeBytes();
        for (Coarsening coarsening : coarsenings) {
            bytes += coarsening.sizeBytes();
        }
        for (CycleLevel level : levels) {
            bytes += level.sizeBytes();
        }
        return bytes;
    }
}
