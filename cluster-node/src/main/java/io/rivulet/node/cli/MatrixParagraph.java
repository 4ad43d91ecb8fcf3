// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Dominance;
import io.rivulet.numerics.solve.Method;
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
                "%s has %,d rows and %,d entries (%.1f a row, at most %,d): %s of the places of a full matrix.",
                name,
                c.rows(),
                c.nnz(),
                (double) c.nnz() / c.rows(),
                c.maxRowEntries(),
                percent((double) c.nnz() / c.rows() / c.rows())));
        sentences.add("It is " + shape(c) + ".");
        sentences.add(dominance(c));
        if (c.mMatrix()) {
            sentences.add("It is a non-singular M-matrix: its inverse has no negative entry, so raising an entry of b"
                    + " lowers no entry of x.");
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
        if (planned instanceof Planned.Ok(var plan) && c.emptyRow() < 0 && c.emptyColumn() < 0) {
            sentences.add(bound(c, plan.method()));
        }
        return String.join("\n", sentences);
    }

    private static String percent(double part) {
        return part >= 0.995
                ? "all"
                : String.format(Locale.ROOT, part < 0.001 ? "%.1e" : "%.1f %%", part < 0.001 ? part : 100 * part);
    }

    /// Which bound on the error a solve will be able to prove.
    private static String bound(Classification c, Method method) {
        if (c.singularComponents() > 0) {
            return "No error bound can be proved: solutions of a singular system are not unique; the residual is"
                    + " recomputed all the same.";
        }
        if (c.rowDominance() == Dominance.STRICT) {
            return "Every answer will come with a proved bound on its error, at once: strict dominance is the proof.";
        }
        if (c.mMatrix()) {
            return "A proved bound on the error exists; the weights it needs are found while the system is solved.";
        }
        String otherwise = method == Method.CG
                ? "conjugate gradients estimate the error, unproved."
                : "only the recomputed residual and the backward error tell how good an answer is.";
        return "A bound on the error can be proved only if weights are found with which the diagonal dominates; a solve"
                + " looks for them. Else " + otherwise;
    }

    private static String shape(Classification c) {
        String triangle = c.lowerTriangular() && c.upperTriangular()
                ? "diagonal"
                : c.lowerTriangular() ? "lower triangular" : c.upperTriangular() ? "upper triangular" : "";
        if (!triangle.isEmpty()) {
            return triangle;
        }
        if (!c.symmetric()) {
            return String.format(
                    Locale.ROOT,
                    "not symmetric (first at row %,d, column %,d), so methods that need symmetry, conjugate gradients"
                            + " above all, are out",
                    c.unsymmetricRow(),
                    c.unsymmetricColumn());
        }
        return switch (c.definiteness()) {
            case PROVEN -> "symmetric and proven positive definite: conjugate gradients apply, the cheapest iteration";
            case UNKNOWN ->
                "symmetric; whether it is positive definite is not known from its entries alone, conjugate gradients"
                        + " may be tried";
            case NO -> "symmetric and not positive definite, which most iterations rely on";
        };
    }

    private static String dominance(Classification c) {
        if (c.zeroDiagonal() >= 0) {
            return "It is not diagonally dominant.";
        }
        if (c.rowDominance() == Dominance.NONE && c.columnDominance() == Dominance.NONE) {
            return String.format(
                    Locale.ROOT,
                    "It is not diagonally dominant: some diagonal entry is only %.3g times the other entries of its row"
                            + " together. Simple iterations may diverge, and a change may be felt far away.",
                    c.dominanceRatio());
        }
        String strength = String.format(
                Locale.ROOT,
                "Its diagonal dominates by rows: %s, by columns: %s; the smallest ratio is %.6g.",
                word(c.rowDominance()),
                word(c.columnDominance()),
                c.dominanceRatio());
        if (c.jacobiNorm() < 1) {
            return strength
                    + String.format(
                            Locale.ROOT,
                            " The error shrinks to %.3g of itself or less a Jacobi step, and a change is felt nearby only.",
                            c.jacobiNorm());
        }
        return strength
                + (c.weaklyChained() && c.rowDominance() == Dominance.WEAK
                        ? " Each row leads to one that dominates strictly (weakly chained), hence it is not singular."
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
