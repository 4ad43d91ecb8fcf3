// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.store;

import java.util.Arrays;

/// A direction: numbers in single precision whose squares sum to 1, but for rounding.
public final class UnitVector {
    private final float[] values;

    private UnitVector(float[] values) {
        this.values = values;
    }

    /// `values` over their length.
    ///
    /// @throws VectorException where a value is not finite, or all are 0
    public static UnitVector of(double[] values) {
        double largest = 0;
        for (double v : values) {
            if (!Double.isFinite(v)) {
                throw new VectorException(VectorException.Fault.NON_FINITE_VALUE, "a value is " + v);
            }
            largest = Math.max(largest, Math.abs(v));
        }
        if (largest == 0) {
            throw new VectorException(VectorException.Fault.ZERO_VECTOR, "a vector of zeros has no direction");
        }
        double squares = 0;
        for (double v : values) {
            squares += (v / largest) * (v / largest);
        }
        double length = Math.sqrt(squares);
        float[] unit = new float[values.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (values[i] / largest / length);
        }
        return new UnitVector(unit);
    }

    /// As it was stored; not normalised again.
    public static UnitVector adopt(float[] values) {
        return new UnitVector(values);
    }

    public int dimension() {
        return values.length;
    }

    public float at(int i) {
        return values[i];
    }

    /// A copy.
    public float[] values() {
        return values.clone();
    }

    /// The values, not to be changed.
    float[] raw() {
        return values;
    }

    /// From −1 to 1, but for rounding: one chain of fma in single precision, in the order of the values, as everywhere
    /// in this package.
    public float cosine(UnitVector other) {
        if (other.values.length != values.length) {
            throw new VectorException(
                    VectorException.Fault.DIMENSION_MISMATCH,
                    "vectors of " + values.length + " and " + other.values.length + " values don't go together");
        }
        float sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum = Math.fma(values[i], other.values[i], sum);
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnitVector v && Arrays.equals(values, v.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "UnitVector" + Arrays.toString(values);
    }
}
