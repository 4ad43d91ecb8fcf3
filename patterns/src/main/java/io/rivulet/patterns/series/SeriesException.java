// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.series;

/// A series that can't be compared, and why.
public final class SeriesException extends IllegalArgumentException {
    /// What is wrong with a series.
    public enum Fault {
        EMPTY_SEQUENCE,
        TOO_SHORT,
        TOO_LONG,
        NON_FINITE_VALUE,
        CONSTANT_SEQUENCE,
        DIMENSION_MISMATCH
    }

    private final Fault fault;
    private final int index;

    private SeriesException(Fault fault, int index, String message) {
        super(message);
        this.fault = fault;
        this.index = index;
    }

    /// About a series as a whole.
    public static SeriesException of(Fault fault, String message) {
        return new SeriesException(fault, -1, message);
    }

    /// About one value of it.
    public static SeriesException at(Fault fault, int index, String message) {
        return new SeriesException(fault, index, message);
    }

    public Fault fault() {
        return fault;
    }

    /// The position of the value at fault, −1 where the series as a whole is.
    public int index() {
        return index;
    }
}
