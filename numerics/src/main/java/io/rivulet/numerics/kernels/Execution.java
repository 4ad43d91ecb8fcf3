// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

/// How loops over whole vectors and matrices are carried out; the results have the same bits for every choice.
///
/// @param team who shares the work
/// @param kernels the innermost loops
public record Execution(Team team, Kernels kernels) {
    /// This team with the fastest loops that this JVM can run.
    public static Execution on(Team team) {
        return new Execution(team, Kernels.detect().kernels());
    }

    /// The caller alone, with the fastest loops that this JVM can run.
    public static Execution serial() {
        return on(Team.serial());
    }
}
