// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

/// Whether a symmetric matrix is positive definite, as far as it was proved.
public enum Definiteness {
    PROVEN,
    UNKNOWN,
    NO
}
