// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Dominance;
import io.rivulet.numerics.solve.Planned;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What is known about a matrix, in sentences.
final class MatrixParagraph {
    private MatrixParagraph() {}

    static String of(String name, Classification c, Planned planned) {
        List<String> sentences = new ArrayList<>();
        sentences.add(String.format(
                Locale.ROOT,
                "%s has %,d rows and %,d entries (%.1f a row, at most %,d).",
                name,
                c.rows(),
                c.nnz(),
                (double) c.nnz() / c.rows(),
                c.maxRowEntries()));
        sentences.add("It is " + shape(c) + ".");
        sentences.add(dominance(c));
        if (c.mMatrix()) {
            sentences.add("It is a non-singular M-matrix, so its inverse has no negative entry.");
        }
        holes(c, sentences);
        sentences.add(
                switch (planned) {
                    case Planned.Ok(var plan) ->
                        "hybrid would use " + plan.method().wireName()
                                + ("none".equals(plan.preconditioner().wireName())
                                        ? ""
                                        : " with " + plan.preconditioner().wireName())
                                + ": " + plan.reason() + (plan.reason().endsWith(".") ? "" : ".");
                    case Planned.NotApplicable refused -> "hybrid can't be used: " + refused.why();
                    case Planned.Structural impossible -> "It can't be solved: " + impossible.why();
                });
        return String.join("\n", sentences);
    }

    private static String shape(Classification c) {
        String triangle = c.lowerTriangular() && c.upperTriangular()
                ? "diagonal"
                : c.lowerTriangular() ? "lower triangular" : c.upperTriangular() ? "upper triangular" : "";
        if (!triangle.isEmpty()) {
            return triangle;
        }
        if (!c.symmetric()) {
            return "not symmetric";
        }
        return switch (c.definiteness()) {
            case PROVEN -> "symmetric and proven positive definite";
            case UNKNOWN -> "symmetric; whether it is positive definite is not known from its entries alone";
            case NO -> "symmetric and not positive definite";
        };
    }

    private static String dominance(Classification c) {
        if (c.rowDominance() == Dominance.NONE && c.columnDominance() == Dominance.NONE) {
            return String.format(
                    Locale.ROOT,
                    "It is not diagonally dominant: some diagonal entry is only %.6g times its row's other entries.",
                    c.dominanceRatio());
        }
        return String.format(
                Locale.ROOT,
                "Its diagonal dominates by rows: %s, by columns: %s%s; the smallest ratio is %.6g%s.",
                word(c.rowDominance()),
                word(c.columnDominance()),
                c.weaklyChained() && c.rowDominance() == Dominance.WEAK ? " (weakly chained, hence not singular)" : "",
                c.dominanceRatio(),
                c.jacobiNorm() < 1
                        ? String.format(
                                Locale.ROOT, ", so the error shrinks by at least %.6g a Jacobi step", c.jacobiNorm())
                        : "");
    }

    private static String word(Dominance dominance) {
        return switch (dominance) {
            case NONE -> "no";
            case WEAK -> "weakly";
            case STRICT -> "strictly";
        };
    }

    private static void holes(Classification c, List<String> sentences) {
        if (c.emptyRow() >= 0) {
            sentences.add("Row " + c.emptyRow() + " is empty.");
        }
        if (c.emptyColumn() >= 0) {
            sentences.add("Column " + c.emptyColumn() + " is empty.");
        }
        if (c.zeroDiagonal() >= 0) {
            sentences.add("The diagonal entry of row " + c.zeroDiagonal() + " is missing or zero.");
        }
        if (c.structurallySingular()) {
            sentences.add("It is structurally singular: no values in these places could make it solvable.");
        }
        if (c.singularComponents() > 0) {
            sentences.add(c.singularComponents()
                    + " of its connected components are exactly singular: b has to add up to zero there.");
        }
    }
}
