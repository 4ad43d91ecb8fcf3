// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A vector as it was sent, all entries or `{indices,values}`; how long it has to be is known later.
/// **Thread** one.
final class VectorFields {
    private final String pointer;
    private final @Nullable DenseVector dense;
    private final SparseVector sparse;

    private VectorFields(String pointer, @Nullable DenseVector dense, SparseVector sparse) {
        this.pointer = pointer;
        this.dense = dense;
        this.sparse = sparse;
    }

    static VectorFields read(JsonCursor c, RequestLimits limits) throws IOException {
        String pointer = c.pointer();
        if (c.atArray()) {
            DoubleColumn values = new DoubleColumn();
            c.doubles(values, limits);
            return new VectorFields(pointer, DenseVector.adopt(values.take()), SparseVector.EMPTY);
        }
        return new VectorFields(pointer, null, readSparse(c, limits));
    }

    static VectorFields of(String pointer, DenseVector vector) {
        return new VectorFields(pointer, vector, SparseVector.EMPTY);
    }

    /// `{indices,values}` of equal length, no index negative.
    static SparseVector readSparse(JsonCursor c, RequestLimits limits) throws IOException {
        String pointer = c.pointer();
        IntColumn indices = new IntColumn();
        DoubleColumn values = new DoubleColumn();
        boolean[] seen = new boolean[2];
        c.object(name -> {
            switch (name) {
                case "indices" -> {
                    seen[0] = true;
                    c.ints(indices, ProblemCode.INDEX_OUT_OF_RANGE, limits);
                }
                case "values" -> {
                    seen[1] = true;
                    c.doubles(values, limits);
                }
                default -> c.unknown();
            }
        });
        if (!seen[0] || !seen[1]) {
            String field = seen[0] ? "/values" : "/indices";
            throw Problem.of(ProblemCode.MISSING_FIELD, pointer + " needs indices and values")
                    .at(pointer + field)
                    .exception();
        }
        if (indices.size() != values.size()) {
            throw Problem.of(
                            ProblemCode.DIMENSION_MISMATCH,
                            pointer + " has " + indices.size() + " indices but " + values.size() + " values")
                    .at(pointer + "/values")
                    .exception();
        }
        int[] places = indices.take();
        for (int k = 0; k < places.length; k++) {
            if (places[k] < 0) {
                throw outside(pointer + "/indices/" + k, places[k], "it must not be negative");
            }
        }
        return SparseVector.adopt(places, values.take());
    }

    /// Entries of a dense vector, −1 for a sparse one.
    int length() {
        return dense == null ? -1 : dense.size();
    }

    /// All `rows` entries.
    DenseVector expand(int rows, RequestLimits limits) {
        if (dense != null) {
            if (dense.size() != rows) {
                throw mismatch(dense.size(), rows);
            }
            return dense;
        }
        double[] all = limits.zeros(rows);
        int[] indices = sparse.indices();
        for (int k = 0; k < indices.length; k++) {
            if (indices[k] >= rows) {
                throw outside(pointer + "/indices/" + k, indices[k], "the matrix has " + rows + " rows");
            }
            all[indices[k]] = sparse.values()[k];
        }
        refuseRepeats(indices);
        return DenseVector.adopt(all);
    }

    private void refuseRepeats(int[] indices) {
        int[] sorted = indices.clone();
        Arrays.sort(sorted);
        for (int k = 1; k < sorted.length; k++) {
            if (sorted[k] == sorted[k - 1]) {
                throw Problem.of(
                                ProblemCode.UNSUPPORTED_VALUE,
                                "index " + sorted[k] + " occurs twice in " + pointer + "/indices")
                        .at(pointer + "/indices/" + secondPlace(indices, sorted[k]))
                        .hint("Give each index once; absent ones are 0.")
                        .exception();
            }
        }
    }

    private static int secondPlace(int[] indices, int index) {
        int last = indices.length - 1;
        while (indices[last] != index) {
            last--;
        }
        return last;
    }

    private RuntimeException mismatch(int length, int rows) {
        return Problem.of(
                        ProblemCode.DIMENSION_MISMATCH,
                        pointer + " has " + length + " entries but the matrix has " + rows + " rows")
                .at(pointer)
                .hint("Send " + rows + " entries, or sparse ones as {\"indices\":[…],\"values\":[…]}.")
                .exception();
    }

    static RuntimeException outside(String pointer, long index, String why) {
        return Problem.of(ProblemCode.INDEX_OUT_OF_RANGE, "index " + index + " at " + pointer + ": " + why)
                .at(pointer)
                .exception();
    }
}
