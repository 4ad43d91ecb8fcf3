// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

/// The preconditioners by their wire names. AUTO leaves the choice to the policy.
public enum PreconditionerKind {
    AUTO,
    NONE,
    JACOBI,
    ILU,
    IC;

    public String wireName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
