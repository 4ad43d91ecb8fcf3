// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

/// What ended runs leave known of the matrix: what a digit costs, and its condition.
final class RunLessons {
    private final EngineParts parts;
    private double rayleigh = Double.NaN;
    private long rayleighVersion = -1;

    RunLessons(EngineParts parts) {
        this.parts = parts;
    }

    void learn(GlobalRepair ended) {
        parts.policy().learn(ended.workPerDigit());
        if (ended.rayleigh() > 0) {
            rayleigh = ended.rayleigh();
            rayleighVersion = ended.matrixVersion();
        }
    }

    /// See [SolverEngine#conditioning].
    Conditioning conditioning() {
        MutableSystem system = parts.system();
        OuterIterate outer = parts.outer();
        long version = system.matrixVersion();
        return Conditioning.of(
                system.snapshot().a(),
                parts.cache().inverse(version),
                outer.changedRows().isEmpty() ? outer.certificate() : null,
                version == rayleighVersion ? rayleigh : Double.NaN);
    }
}
