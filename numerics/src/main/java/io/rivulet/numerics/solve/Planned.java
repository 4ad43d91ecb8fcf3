// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import java.util.List;

/// What became of a wish for a method.
public sealed interface Planned {
    record Ok(Plan plan) implements Planned {}

    /// The method or preconditioner asked for can't work on this matrix.
    ///
    /// @param why with the row, the entry or the number that rules it out
    /// @param wouldApply never empty; holds HYBRID
    record NotApplicable(Method asked, String why, List<Method> wouldApply) implements Planned {
        public NotApplicable {
            wouldApply = List.copyOf(wouldApply);
        }
    }

    /// No method can work: the matrix is singular whatever its values are.
    ///
    /// @param row first empty row, −1 if none
    /// @param column first empty column, −1 if none
    record Structural(int row, int column, String why) implements Planned {}
}
