// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Dominance;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.Rule;
import org.jspecify.annotations.Nullable;

/// Bytes that a [SolverEngine] comes to hold at most, the system included, from its first solve through changes, by the
/// method that was planned: c·n + d·nnz with constants measured at n = 2·10⁴ to 10⁶ on grids in two and three
/// dimensions and on random graphs of 7 and 21 entries a row, rounded up by some percent. Where a plan fails and the
/// engine falls back on another method, it may come to hold more, at most [SolverEngine#estimateBytes], and factors
/// where it was given room for them.
/// **Units** bytes. **Cost** none.
public final class MemoryEstimate {
    /// Per row and per entry.
    private record Rate(long row, long entry) {
        long of(long rows, long nnz) {
            return row * rows + entry * nnz;
        }

        Rate or(Rate other) {
            return new Rate(Math.max(row, other.row), Math.max(entry, other.entry));
        }
    }

    /// The system, its form for fast products, x, r and the vectors of a short recurrence.
    private static final Rate LEAST = new Rate(100, 24);

    private static final Rate CONJUGATE = new Rate(190, 42);
    private static final Rate INCOMPLETE_CHOLESKY = new Rate(200, 52);
    private static final Rate MULTIGRID = new Rate(230, 80);
    private static final Rate SAMPLED = new Rate(120, 90);
    private static final Rate SWEEPS = new Rate(165, 40);
    private static final Rate BICGSTAB = new Rate(215, 40);
    private static final Rate BICGSTAB_FACTORS = new Rate(215, 50);

    /// A plain method, and a hierarchy made for the search for a certificate.
    private static final Rate SEARCH = new Rate(240, 86);

    private MemoryEstimate() {}

    /// What no iterative method does without: more than is there for it needs no reading of the matrix to be refused.
    public static long least(long rows, long nnz) {
        return LEAST.of(rows, nnz);
    }

    /// What this plan takes for a matrix of this class; for methods that were not measured what any may take.
    public static long of(Classification c, Plan plan) {
        Rate rate = rate(c, plan);
        long bytes = rate == null ? SolverEngine.estimateBytes(c.rows(), c.nnz()) : rate.of(c.rows(), c.nnz());
        return bytes + plan.factorBytes();
    }

    /// What has to be there before an engine is opened with this plan; it asks for more where the plan fails.
    public static long toBegin(long rows, long nnz, Plan plan) {
        return SolverEngine.estimateBytes(rows, nnz) + Ladder.factorBytes(plan, rows);
    }

    private static @Nullable Rate rate(Classification c, Plan plan) {
        PreconditionerKind kind = plan.preconditioner();
        boolean plain = kind == PreconditionerKind.NONE || kind == PreconditionerKind.JACOBI;
        Rate rate = switch (plan.method()) {
            case CG, MINRES ->
                plain
                        ? CONJUGATE
                        : switch (kind) {
                            case IC -> INCOMPLETE_CHOLESKY;
                            case AMG -> MULTIGRID;
                            case APPROX_CHOLESKY -> SAMPLED;
                            default -> null;
                        };
            case BICGSTAB -> plain ? BICGSTAB : kind == PreconditionerKind.ILU ? BICGSTAB_FACTORS : null;
            // The sweeps of this rule make room for the other method.
            case JACOBI -> plan.rule() == Rule.DOMINANT ? BICGSTAB : SWEEPS;
            default -> null;
        };
        // Where dominance is not strict, what a plain method does without is made to look for a certificate.
        return rate != null && plain && c.rowDominance() != Dominance.STRICT ? rate.or(SEARCH) : rate;
    }
}
