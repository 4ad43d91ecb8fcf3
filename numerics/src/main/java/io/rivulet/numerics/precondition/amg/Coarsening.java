// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

/// Which unknowns of a level become one on the next.
///
/// @param strong 1 for each entry of the level's matrix that is a strong coupling
/// @param aggregate of each row, or [Aggregation#NONE]
/// @param count how many aggregates there are
record Coarsening(byte[] strong, int[] aggregate, int count) {
    long sizeBytes() {
        return strong.length + 4L * aggregate.length;
    }
}
