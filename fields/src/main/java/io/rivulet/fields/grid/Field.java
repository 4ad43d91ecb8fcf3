// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.grid;

import java.util.Arrays;

/// A square field of `size`·`size` numbers, row by row. A field that an engine shows is its state and changes with the
/// next step; a copy stays.
public final class Field {
    private final int size;
    private final double[] values;

    private Field(int size, double[] values) {
        if (size < 1 || values.length != size * size) {
            throw new IllegalArgumentException(values.length + " values are no field of size " + size);
        }
        this.size = size;
        this.values = values;
    }

    /// A private copy of `values`.
    public static Field copyOf(int size, double[] values) {
        return new Field(size, values.clone());
    }

    /// Takes the array over: who gives it knows when it may be written to.
    public static Field adopt(int size, double[] values) {
        return new Field(size, values);
    }

    /// Rows, and columns.
    public int size() {
        return size;
    }

    public double at(int row, int column) {
        return values[row * size + column];
    }

    /// The array itself, row by row, not to be written to.
    public double[] values() {
        return values;
    }

    public Field copy() {
        return copyOf(size, values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Field that && size == that.size && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Field[" + size + "×" + size + "]";
    }
}
