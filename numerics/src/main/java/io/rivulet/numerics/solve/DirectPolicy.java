// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Definiteness;
import io.rivulet.numerics.classify.Dominance;
import io.rivulet.numerics.direct.Forecast;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Whether a system is eliminated rather than iterated on: where the work and the memory of sparse factors, foretold
/// from the pattern, are less than what iterating is expected to take. The expectations of iterations are start values;
/// what they are wrong by is bounded, since a run that does not converge falls back.
public final class DirectPolicy {
    /// Beyond this neither time nor memory of factors can be foretold to be small.
    static final int MAX_ROWS = 100_000;

    private static final int MAX_ENTRIES = 5_000_000;

    /// Most bytes that are set aside for factors.
    private static final long MAX_BYTES = 512L << 20;

    /// Most bytes that are set aside for factors that are only there to fall back on.
    private static final long MAX_FALLBACK_BYTES = 128L << 20;

    /// Bytes that are nobody's business.
    private static final long FREE_BYTES = 1L << 18;

    /// A definite matrix with more rows than this is ordered only if its graph is nearly a tree.
    private static final int ORDER_DEFINITE_ROWS = 20_000;

    /// Entries a row, the diagonal included, up to which a graph counts as nearly a tree.
    static final double TREE_LIKE = 3.5;

    /// Iterations that general, indefinite and unpreconditioned systems are expected to take.
    private static final int GENERAL_ITERATIONS = 300;

    private static final int INDEFINITE_ITERATIONS = 1_000;

    /// Units an entry that multigrid and a dozen iterations with it are expected to take.
    static final long MULTIGRID_UNITS = 200;

    /// Units an entry that a sampled factor and the iterations with it are expected to take.
    static final long SAMPLED_UNITS = 150;

    /// Iterations that the diagonal is expected to do with where all rows are near each other.
    private static final int NEAR_ITERATIONS = 60;

    /// What elimination may take to be worth knowing where iterating is a gamble, in parts of what is expected of that.
    private static final long STAKE = 10;

    /// Passes over A and a vector that elimination has to take before iterating is tried first, at a quarter of that:
    /// as many as a set-up and the iterations that tell a rate take, times four.
    private static final long WORTH_A_TRIAL = 100;

    /// Vector entries a row and iteration: of conjugate gradients, and of GMRES in the middle of a cycle.
    private static final int CG_VECTORS = 5;

    private static final int GMRES_VECTORS = 30;
    private static final int BICGSTAB_VECTORS = 12;

    private DirectPolicy() {}

    /// Whether factors are possible at all, foretold or not.
    static boolean possible(Classification c) {
        return possible(c.rows(), c.nnz()) && c.singularComponents() == 0;
    }

    private static boolean possible(int rows, int nnz) {
        return rows <= MAX_ROWS && nnz <= MAX_ENTRIES;
    }

    /// What eliminating `a`, which has no singular component, would take, to be found out while iterations disappoint;
    /// null where it is too large. Factors larger than an engine of its size is reckoned with are not foretold.
    /// **Cost** as [Forecast.Search].
    public static Forecast.@Nullable Search foretell(CsrMatrix a, boolean symmetric) {
        return possible(a.rows(), a.nnz())
                ? Forecast.search(a, symmetric, Long.MAX_VALUE, unforeseenBytes(a.rows()))
                : null;
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

    /// `plan`, or elimination with `plan` to fall back on. Where iterating is a gamble, what elimination would take is
    /// foretold up to [#STAKE] times the work expected of it, as what iterations may lose; else only as long as it
    /// may be less than that.
    static Plan cheapest(CsrMatrix a, Classification c, Plan plan) {
        long expected = expectedUnits(c, plan);
        if (!possible(c) || expected == 0) {
            return plan;
        }
        boolean gamble = plan.method() != Method.CG && plan.method() != Method.DENSE_LU && !c.weaklyChained();
        Forecast.Search search = Forecast.search(a, c.symmetric(), gamble ? STAKE * expected : expected, MAX_BYTES);
        search.advance(Long.MAX_VALUE);
        Forecast forecast = search.result();
        if (forecast == null) {
            return plan.after(search.spent());
        }
        if (forecast.units() > expected) {
            return forecast.bytes() > MAX_FALLBACK_BYTES
                    ? plan.after(search.spent())
                    : plan.with(eliminating(forecast)).after(search.spent());
        }
        Plan elimination = eliminating(forecast);
        long sure = elimination.sureUnits(c.rows(), c.nnz());
        boolean fits = plan.method() != Method.CG
                || c.definiteness() == Definiteness.PROVEN
                || c.negatedDefiniteness() == Definiteness.PROVEN;
        if (fits
                && c.zeroDiagonal() < 0
                && sure >= WORTH_A_TRIAL * ((long) c.nnz() + c.rows())
                && Couplings.diagonalCounts(a)) {
            return trial(c, plan).with(elimination).after(search.spent());
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
                search.spent(),
                Rule.ELIMINATION);
    }

    /// `plan`, or an iteration in the place of dense factors.
    private static Plan trial(Classification c, Plan plan) {
        Method method = c.symmetric() ? Method.MINRES : Method.BICGSTAB;
        if (plan.method() != Method.DENSE_LU) {
            return plan;
        }
        List<Plan> fallbacks = new ArrayList<>(plan.fallbacks());
        fallbacks.removeIf(next -> next.method() == method);
        fallbacks.add(new Plan(Method.DENSE_LU, PreconditionerKind.NONE, plan.reason()));
        String reason = Facts.of(c) + ": iterating is tried first, elimination would take much";
        PreconditionerKind kind = c.symmetric() ? PreconditionerKind.JACOBI : PreconditionerKind.ILU;
        return new Plan(method, kind, false, reason, fallbacks, null, 0, plan.rule());
    }

    /// Elimination as what is left when iterating disappoints.
    public static Plan eliminating(Forecast forecast) {
        String reason = String.format(
                Locale.ROOT,
                "elimination, %,d factor entries and %.2g multiplications, takes less than going on would",
                forecast.entries(),
                forecast.work());
        Method method = forecast.symmetric() ? Method.SPARSE_LDL : Method.SPARSE_LU;
        return new Plan(method, PreconditionerKind.NONE, false, reason, List.of(), forecast, 0, null);
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
                if (c.rowDominance() == Dominance.STRICT || c.columnDominance() == Dominance.STRICT) {
                    yield 0L;
                }
                // Diffusion with convection: √n iterations or more, whatever is incomplete.
                if (c.weaklyChained()) {
                    yield (long) (Math.sqrt(n) * (4.0 * c.nnz() + BICGSTAB_VECTORS * n));
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
        if (kind == PreconditionerKind.JACOBI) {
            return Math.min(incomplete, NEAR_ITERATIONS * (c.nnz() + (long) CG_VECTORS * c.rows()));
        }
        boolean scalable = kind == PreconditionerKind.AMG || kind == PreconditionerKind.APPROX_CHOLESKY;
        return scalable ? Math.min(incomplete, MULTIGRID_UNITS * c.nnz()) : incomplete;
    }
}
