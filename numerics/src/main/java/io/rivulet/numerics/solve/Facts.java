// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Definiteness;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What was measured, as the first half of a plan's reason.
final class Facts {
    private Facts() {}

    static String of(Classification c) {
        List<String> facts = new ArrayList<>();
        facts.add("n = " + c.rows() + ", " + c.nnz() + " entries");
        facts.add(c.symmetric() ? "symmetric" : "not symmetric");
        if (c.symmetric()) {
            facts.add(definiteness(c));
        }
        if ((c.lowerTriangular() || c.upperTriangular()) && c.zeroDiagonal() < 0) {
            facts.add(
                    c.lowerTriangular() && c.upperTriangular()
                            ? "diagonal"
                            : c.lowerTriangular() ? "lower triangular" : "upper triangular");
        }
        facts.add(dominance(c));
        return String.join(", ", facts);
    }

    private static String definiteness(Classification c) {
        if (c.definiteness() == Definiteness.PROVEN) {
            return "proven positive definite";
        }
        if (c.negatedDefiniteness() == Definiteness.PROVEN) {
            return "proven negative definite";
        }
        if (c.singularComponents() > 0) {
            return c.singularComponents() + " singular component" + (c.singularComponents() == 1 ? "" : "s");
        }
        return c.indefinite() ? "indefinite" : "definiteness unknown";
    }

    private static String dominance(Classification c) {
        if (c.zeroDiagonal() >= 0) {
            return "a zero on the diagonal (row " + c.zeroDiagonal() + ")";
        }
        String ratio = String.format(Locale.ROOT, "%.4g", c.jacobiNorm());
        return switch (c.rowDominance()) {
            case STRICT -> "strictly row dominant (Σ|a_ij|/|a_ii| ≤ " + ratio + ")";
            case WEAK -> "weakly row dominant" + (c.weaklyChained() ? ", every row chained to a strict one" : "");
            case NONE -> "not row dominant (Σ|a_ij|/|a_ii| up to " + shortfall(c.jacobiNorm()) + ")";
        };
    }

    /// Near 1 only the difference says anything: files printed with few digits miss dominance by little.
    static String shortfall(double alpha) {
        return alpha < 1.001
                ? String.format(Locale.ROOT, "1 + %.2g", alpha - 1.0)
                : String.format(Locale.ROOT, "%.4g", alpha);
    }
}
