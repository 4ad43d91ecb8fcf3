// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import java.util.List;

/// Whether a singular system can have a solution at all.
public sealed interface Consistency {
    /// Nothing speaks against a solution. `warnings` are sentences, e.g. that a component is singular and its
    /// mean was free.
    record Consistent(List<String> warnings) implements Consistency {
        public Consistent {
            warnings = List.copyOf(warnings);
        }
    }

    /// No x solves the system.
    ///
    /// @param component smallest row of the component that can't be balanced
    /// @param imbalance what the right-hand side misses there: its (signed) sum, or the residue after
    /// elimination
    record Inconsistent(int component, double imbalance, String why) implements Consistency {}

    /// **Cost** O(nnz) with singular components, O(n³) for n ≤ [SmallRank#MAX_ROWS] that dominance does not
    /// prove regular, nothing otherwise. Conservative: a system that has a solution is never called
    /// inconsistent.
    static Consistency check(io.rivulet.numerics.linalg.LinearSystem system, Classification c) {
        return ConsistencyCheck.of(system, c);
    }
}
