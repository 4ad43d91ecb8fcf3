// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

/// How loops over whole vectors and matrices are carried out; the results have the same bits for every choice.
///
/// @param team who shares the work
public record Execution(Team team) {
    /// The caller alone.
    public static Execution serial() {
        return new Execution(Team.serial());
    }
}
