// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Dominance;
import io.rivulet.numerics.direct.Forecast;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Whether a system is eliminated rather than iterated on: where the work and the memory of sparse factors, foretold
/// from the pattern, are less than what iterating is expected to take. The expectations of iterations are start values;
/// what they are wrong by is bounded, since a run that does not converge falls back.
final class DirectPolicy {
    /// Beyond this neither time nor memory of factors can be foretold to be small.
    static final int MAX_ROWS = 100_000;

    private static final int MAX_ENTRIES = 5_000_000;

    /// Most bytes that are set aside for factors.
    private static final long MAX_BYTES = 512L << 20;

    /// Bytes that are nobody's business.
    private static final long FREE_BYTES = 1L << 18;

    /// A definite matrix with more rows than this is ordered only if its graph is nearly a tree.
    private static final int ORDER_DEFINITE_ROWS = 20_000;

    /// Entries a row, the diagonal included, up to which a graph counts as nearly a tree.
    private static final double TREE_LIKE = 3.5;

    /// Iterations that general, indefinite and unpreconditioned systems are expected to take.
    private static final int GENERAL_ITERATIONS = 300;

    private static final int INDEFINITE_ITERATIONS = 1_000;

    /// Units an entry that multigrid and a dozen iterations with it are expected to take.
    private static final long MULTIGRID_UNITS = 200;

    /// Vector entries a row and iteration: of conjugate gradients, and of GMRES in the middle of a cycle.
    private static final int CG_VECTORS = 5;

    private static final int GMRES_VECTORS = 30;

    private DirectPolicy() {}

    /// Whether factors are possible at all, foretold or not.
    static boolean possible(Classification c) {
        return c.rows() <= MAX_ROWS && c.nnz() <= MAX_ENTRIES && c.singularComponents() == 0;
    }

    /// The method for a matrix like this.
    static Method method(Classification c) {
        return c.symmetric() ? Method.SPARSE_LDL : Method.SPARSE_LU;
    }

    /// Bytes that factors without a forecast may take: those of the GMRES cycle, or of the dense factors, that an
    /// engine
    /// of this size is reckoned with and that are not there at the same time.
    static long unforeseenBytes(int rows) {
        long vectors = FREE_BYTES + 8L * GmresRun.LONGEST_CYCLE * rows;
        return rows <= RefinementRun.MAX_DENSE_ROWS ? Math.max(vectors, 8L * rows * rows) : vectors;
    }

    /// `plan`, or elimination with `plan` to fall back on.
    static Plan cheapest(CsrMatrix a, Classification c, Plan plan) {
        long expected = expectedUnits(c, plan);
        if (!possible(c) || expected == 0) {
            return plan;
        }
        Forecast forecast = Forecast.of(a, c.symmetric(), expected, MAX_BYTES);
        if (forecast == null) {
            return plan;
        }
        List<Plan> fallbacks = new ArrayList<>();
        fallbacks.add(new Plan(plan.method(), plan.preconditioner(), plan.negated(), plan.reason(), List.of()));
        plan.fallbacks().stream().filter(next -> next.method() != method(c)).forEach(fallbacks::add);
        return new Plan(
                method(c),
                PreconditionerKind.NONE,
                false,
                reason(c, plan, forecast),
                fallbacks,
                forecast,
                Rule.ELIMINATION);
    }

    private static String reason(Classification c, Plan plan, Forecast forecast) {
        return String.format(
                Locale.ROOT,
                "%s: elimination needs %,d factor entries and %.2g multiplications, less than %s",
                Facts.of(c),
                forecast.entries(),
                forecast.work(),
                plan.method() == Method.DENSE_LU
                        ? "dense factors"
                        : plan.method().wireName() + " is expected to");
    }

    /// Units that `plan` is expected to take; 0 where factors are not worth a forecast.
    private static long expectedUnits(Classification c, Plan plan) {
        long n = c.rows();
        return switch (plan.method()) {
            case DENSE_LU -> n <= Planner.DENSE_FIRST ? 0 : n * n * n / 12;
            case CG -> definiteUnits(c, plan.preconditioner());
            case BICGSTAB, GMRES, MINRES -> {
                if (c.weaklyChained() || c.columnDominance() == Dominance.STRICT) {
                    yield 0L;
                }
                int iterations = c.symmetric() || c.zeroDiagonal() >= 0 ? INDEFINITE_ITERATIONS : GENERAL_ITERATIONS;
                yield iterations * (3L * c.nnz() + GMRES_VECTORS * n);
            }
            default -> 0;
        };
    }

    /// Conjugate gradients with incomplete Cholesky take about √n iterations on plane meshes, fewer on solid ones; with
    /// multigrid they take about as many on all.
    private static long definiteUnits(Classification c, PreconditionerKind kind) {
        boolean treeLike = c.nnz() <= TREE_LIKE * c.rows();
        boolean easy = c.rowDominance() == Dominance.STRICT;
        if (easy || c.rows() > ORDER_DEFINITE_ROWS && !treeLike) {
            return 0;
        }
        long incomplete = (long) (Math.sqrt(c.rows()) * (2.0 * c.nnz() + CG_VECTORS * c.rows()));
        boolean scalable = kind == PreconditionerKind.AMG || kind == PreconditionerKind.APPROX_CHOLESKY;
        return scalable ? Math.min(incomplete, MULTIGRID_UNITS * c.nnz()) : incomplete;
    }
}
