// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parts of an object that say how b and A change.
/// **Thread** one.
final class CostFields {
    private static final RequestLimits LIMITS = RequestLimits.DEFAULTS;
    private static final String PARTS = "Send at least one of delta_costs, set_costs, vector and matrix_updates.";

    private final JsonCursor c;
    private @Nullable DenseVector vector;
    private @Nullable SparseVector set;
    private @Nullable SparseVector delta;
    private @Nullable List<EntryChange> matrix;

    CostFields(JsonCursor c) {
        this.c = c;
    }

    /// False for a field that is none of them.
    boolean read(String name) throws IOException {
        switch (name) {
            case "delta_costs" -> {
                once(delta);
                delta = VectorFields.readSparse(c, LIMITS);
            }
            case "set_costs" -> {
                once(set);
                set = VectorFields.readSparse(c, LIMITS);
            }
            case "vector" -> {
                once(vector);
                vector = readVector();
            }
            case "matrix_updates" -> {
                once(matrix);
                matrix = readMatrix();
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /// A field that is named twice could mean either value.
    private void once(@Nullable Object before) {
        if (before != null) {
            throw c.fault(ProblemCode.MALFORMED_JSON, c.pointer() + " is there twice");
        }
    }

    private DenseVector readVector() throws IOException {
        DoubleColumn values = new DoubleColumn();
        c.doubles(values, LIMITS);
        return DenseVector.adopt(values.take());
    }

    private List<EntryChange> readMatrix() throws IOException {
        List<EntryChange> changes = new ArrayList<>();
        for (boolean more = c.enterArray(); more; more = c.nextInArray()) {
            changes.add(new Entry().read(c));
        }
        return changes;
    }

    /// Whether one of them was there.
    boolean any() {
        return vector != null || set != null || delta != null || matrix != null;
    }

    /// All of them. **Errors** `missing_field` where there is none.
    CostUpdate update() {
        if (vector == null && set == null && delta == null && matrix == null) {
            throw missing("/delta_costs", "the update changes nothing", PARTS);
        }
        return new CostUpdate(
                vector,
                set == null ? SparseVector.EMPTY : set,
                delta == null ? SparseVector.EMPTY : delta,
                matrix == null ? List.of() : matrix);
    }

    static RuntimeException missing(String pointer, String detail, @Nullable String hint) {
        return Problem.of(ProblemCode.MISSING_FIELD, detail)
                .at(pointer)
                .hint(hint)
                .exception();
    }

    /// One of `matrix_updates`.
    private static final class Entry {
        private long row = -1;
        private long column = -1;
        private @Nullable Double newValue;
        private @Nullable Double oldValue;

        EntryChange read(JsonCursor c) throws IOException {
            c.object(name -> {
                switch (name) {
                    case "row" -> row = index(c);
                    case "col" -> column = index(c);
                    case "new_value" -> newValue = c.finite();
                    case "old_value" -> oldValue = c.finite();
                    default -> c.unknown();
                }
            });
            Double value = newValue;
            if (row < 0 || column < 0 || value == null) {
                String field = row < 0 ? "row" : column < 0 ? "col" : "new_value";
                throw missing(
                        c.pointer() + "/" + field,
                        c.pointer() + " has no field " + field,
                        "A change has row, col, new_value and, if you like, old_value.");
            }
            return new EntryChange((int) row, (int) column, value, oldValue);
        }

        private static long index(JsonCursor c) throws IOException {
            long index = c.whole();
            if (index < 0 || index > Integer.MAX_VALUE) {
                throw VectorFields.outside(c.pointer(), index, "it must be from 0 to rows − 1");
            }
            return index;
        }
    }
}
