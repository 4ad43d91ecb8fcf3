// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

/// Diagonal dominance of all rows (or columns): STRICT when every one is strict beyond rounding, WEAK when
/// none falls short.
public enum Dominance {
    NONE,
    WEAK,
    STRICT
}
