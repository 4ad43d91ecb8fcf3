// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.line;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Definiteness;
import io.rivulet.numerics.classify.Dominance;

/// `matrix_class` of the wire contract.
public record MatrixClassView(
        boolean symmetric, Dominance row, Dominance column, double ratio, boolean mMatrix, Definiteness spd) {
    public static MatrixClassView of(Classification c) {
        return new MatrixClassView(
                c.symmetric(),
                c.rowDominance(),
                c.columnDominance(),
                c.dominanceRatio(),
                c.mMatrix(),
                c.definiteness());
    }
}
