// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

/// A bound on ‖x − x*‖∞, or an estimate of it.
///
/// @param certificate of a bound the theorem and its test vector, of an estimate what it was made from
public record ErrorBound(double value, Kind kind, String certificate) {
    /// How far the value can be relied on.
    public enum Kind {
        /// Proved for the stored doubles A and b, rounding included.
        CERTIFIED,
        /// As a rule not below the error.
        ESTIMATE;

        /// The word of the wire contract.
        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// A certified one.
    public ErrorBound(double value, String certificate) {
        this(value, Kind.CERTIFIED, certificate);
    }

    public boolean certified() {
        return kind == Kind.CERTIFIED;
    }
}
