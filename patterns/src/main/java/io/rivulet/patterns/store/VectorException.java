// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.store;

/// A vector that can't be stored or searched for, and why.
public final class VectorException extends IllegalArgumentException {
    /// What is wrong with a vector.
    public enum Fault {
        DIMENSION_MISMATCH,
        NON_FINITE_VALUE,
        ZERO_VECTOR
    }

    private final Fault fault;

    public VectorException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
