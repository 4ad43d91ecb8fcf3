// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.linalg;

import java.util.Arrays;

/// Some entries of a vector: `values[k]` belongs to index `indices[k]`. Order is kept as given; an index may
/// occur twice.
/// **Ownership** the arrays belong to this object once it is built; callers of the accessors must not write
/// to them.
public final class SparseVector {
    public static final SparseVector EMPTY = new SparseVector(new int[0], new double[0]);

    private final int[] indices;
    private final double[] values;

    private SparseVector(int[] indices, double[] values) {
        this.indices = indices;
        this.values = values;
    }

    /// Takes both arrays over. **Errors** unequal lengths throw [IllegalArgumentException].
    public static SparseVector adopt(int[] indices, double[] values) {
        if (indices.length != values.length) {
            throw new IllegalArgumentException(indices.length + " indices but " + values.length + " values");
        }
        return indices.length == 0 ? EMPTY : new SparseVector(indices, values);
    }

    public int size() {
        return indices.length;
    }

    public boolean isEmpty() {
        return indices.length == 0;
    }

    public int[] indices() {
        return indices;
    }

    public double[] values() {
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SparseVector that
                && Arrays.equals(indices, that.indices)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(indices) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "SparseVector[" + indices.length + " entries]";
    }
}
