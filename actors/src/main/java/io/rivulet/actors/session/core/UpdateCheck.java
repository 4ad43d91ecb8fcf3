// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether an update fits the problem as it stands after all updates taken before it. Lengths of pairs of arrays and
/// finiteness were checked where it was read.
public final class UpdateCheck {
    private UpdateCheck() {}

    /// What is wrong with the places it names, or null.
    static @Nullable Problem places(CostUpdate update, int n) {
        DenseVector vector = update.vector();
        if (vector != null && vector.size() != n) {
            return Problem.of(
                            ProblemCode.DIMENSION_MISMATCH,
                            "the vector has " + vector.size() + " entries, but the session " + n + " rows")
                    .at("/vector");
        }
        Problem problem = indices("/set_costs/indices/", update.set().indices(), n);
        if (problem == null) {
            problem = indices("/delta_costs/indices/", update.delta().indices(), n);
        }
        List<EntryChange> changes = update.matrix();
        for (int k = 0; k < changes.size() && problem == null; k++) {
            problem = index("/matrix_updates/" + k + "/row", changes.get(k).row(), n);
            if (problem == null) {
                problem = index("/matrix_updates/" + k + "/col", changes.get(k).column(), n);
            }
        }
        return problem;
    }

    private static @Nullable Problem indices(String pointer, int[] indices, int n) {
        for (int k = 0; k < indices.length; k++) {
            if (indices[k] < 0 || indices[k] >= n) {
                return index(pointer + k, indices[k], n);
            }
        }
        return null;
    }

    static @Nullable Problem index(String pointer, int index, int n) {
        return index >= 0 && index < n
                ? null
                : Problem.of(
                                ProblemCode.INDEX_OUT_OF_RANGE,
                                "index " + index + " is not in 0.." + (n - 1) + " of a session with " + n + " rows")
                        .at(pointer);
    }

    /// Whether it can be decided yet whether the old values are right.
    static boolean decidable(CostUpdate update, EntryOverlay overlay) {
        Map<Long, Double> before = new HashMap<>();
        for (EntryChange change : update.matrix()) {
            long key = EntryTable.key(change.row(), change.column());
            if (change.oldValue() != null
                    && !before.containsKey(key)
                    && !overlay.knows(change.row(), change.column())) {
                return false;
            }
            before.put(key, change.newValue());
        }
        return true;
    }

    /// The first old value that differs, or null. Changes of one update see those before them.
    /// @param present the entries of A as they are before the update
    public static @Nullable Problem stale(CostUpdate update, MatrixLookup present) {
        Map<Long, Double> before = new HashMap<>();
        List<EntryChange> changes = update.matrix();
        for (int k = 0; k < changes.size(); k++) {
            EntryChange change = changes.get(k);
            long key = EntryTable.key(change.row(), change.column());
            Double old = change.oldValue();
            if (old != null) {
                Double own = before.get(key);
                double now = own != null ? own : present.get(change.row(), change.column());
                if (now != old) {
                    return Problem.of(
                                    ProblemCode.STALE_UPDATE,
                                    "entry (" + change.row() + ", " + change.column() + ") is " + now + ", not " + old)
                            .at("/matrix_updates/" + k + "/old_value")
                            .hint("nothing of this update was applied; send it again with the present value");
                }
            }
            before.put(key, change.newValue());
        }
        return null;
    }
}
