// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.linalg;

import java.util.Arrays;

/// A vector of doubles that may travel between threads because nobody writes to it any more.
public final class DenseVector {
    private final double[] values;

    private DenseVector(double[] values) {
        this.values = values;
    }

    /// A private copy of `values`.
    public static DenseVector copyOf(double[] values) {
        return new DenseVector(values.clone());
    }

    /// Takes the array over: the caller gives it up.
    public static DenseVector adopt(double[] values) {
        return new DenseVector(values);
    }

    public int size() {
        return values.length;
    }

    public double get(int i) {
        return values[i];
    }

    /// The array itself, not to be written to.
    public double[] values() {
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DenseVector that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "DenseVector[" + values.length + "]";
    }
}
