// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.kernels.Chunks;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.Proven;
import io.rivulet.numerics.solve.RepairRun;
import io.rivulet.numerics.solve.RepairRuns;
import io.rivulet.numerics.solve.RunCache;
import io.rivulet.numerics.solve.RunGoal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// ⟨A⟩, the comparison matrix of A, and runs on it. Where ⟨A⟩ = ±A, as for every M-matrix, no copy is made, and a
/// multigrid hierarchy, a sampled factor or sparse factors of A serve ⟨A⟩ as well.
final class Comparison {
    /// Diagonal entries further apart than this make the rows badly scaled.
    private static final double BAD_SCALING = 1e4;

    private final Execution execution;
    private final CsrMatrix matrix;
    private final double sign;
    private final boolean symmetric;
    private final double[] wanted;
    private final boolean positiveDiagonal;
    private final RunCache cache;
    private final long version;
    private PreconditionerKind kind;

    /// The plan for A where it eliminates: ⟨A⟩ has the same pattern, and the same factors where it is ±A.
    private @Nullable Plan factors;

    /// `plan` is that of the repairs of A, and `shared` holds what they keep, for this version of A.
    /// **Cost** O(nnz).
    Comparison(Execution execution, CsrMatrix a, boolean symmetric, Plan plan, RunCache shared, long matrixVersion) {
        this.execution = execution;
        this.symmetric = symmetric;
        int n = a.rows();
        wanted = new double[n];
        Part[] parts = new Part[Chunks.of(n)];
        execution.team().run(parts.length, chunk -> parts[chunk] = Part.of(a, chunk, wanted));
        boolean plain = true;
        boolean negative = true;
        double least = Double.POSITIVE_INFINITY;
        double most = 0.0;
        for (Part part : parts) {
            plain &= part.plain();
            negative &= part.negative();
            least = Math.min(least, part.least());
            most = Math.max(most, part.most());
        }
        positiveDiagonal = least > 0;
        if (most <= BAD_SCALING * least) {
            Arrays.fill(wanted, 1.0);
        }
        sign = plain || !negative ? 1.0 : -1.0;
        matrix = plain || negative ? a : compare(a);
        PreconditionerKind kept = plan.preconditioner();
        boolean fast = kept == PreconditionerKind.AMG || kept == PreconditionerKind.APPROX_CHOLESKY;
        boolean shareable = fast && plan.method() == Method.CG && plan.negated() == sign < 0;
        factors = plan.forecast() == null ? null : plan;
        boolean served = matrix == a && (factors != null || shareable);
        cache = served ? shared : new RunCache();
        version = served ? matrixVersion : 0;
        boolean large = n >= Planner.MULTIGRID_FIRST && kept != PreconditionerKind.IC;
        kind = shareable && served ? kept : large ? PreconditionerKind.AMG : PreconditionerKind.IC;
    }

    /// What the rows of a chunk say: whether A or −A is ⟨A⟩ there, and between what the magnitudes of the diagonal are.
    private record Part(boolean plain, boolean negative, double least, double most) {
        /// Puts the magnitudes of the diagonal into `diagonal`.
        static Part of(CsrMatrix a, int chunk, double[] diagonal) {
            boolean plain = true;
            boolean negative = true;
            double least = Double.POSITIVE_INFINITY;
            double most = 0.0;
            int end = Chunks.to(chunk, a.rows());
            for (int i = Chunks.from(chunk); i < end; i++) {
                for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                    double entry = a.column()[k] == i ? a.value()[k] : -a.value()[k];
                    plain &= entry >= 0;
                    negative &= entry <= 0;
                    diagonal[i] = a.column()[k] == i ? Math.abs(entry) : diagonal[i];
                }
                least = Math.min(least, diagonal[i]);
                most = Math.max(most, diagonal[i]);
            }
            return new Part(plain, negative, least, most);
        }
    }

    private static CsrMatrix compare(CsrMatrix a) {
        double[] value = new double[a.nnz()];
        for (int i = 0; i < a.rows(); i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                double size = Math.abs(a.value()[k]);
                value[k] = a.column()[k] == i ? size : -size;
            }
        }
        return a.withValues(value);
    }

    /// Without it no certificate exists.
    boolean positiveDiagonal() {
        return positiveDiagonal;
    }

    /// What ⟨A⟩·u is to be: 1, or |diag A| for badly scaled rows.
    double[] wanted() {
        return wanted;
    }

    /// r ← wanted − ⟨A⟩·u
    void residual(double[] u, double[] r) {
        SparseOperator.plain(execution, matrix, sign).residual(wanted, u, r);
    }

    /// A run on ⟨A⟩·d = r.
    RepairRun run(double[] r, RunGoal goal) {
        double[] signed = r;
        if (sign < 0) {
            signed = new double[r.length];
            for (int i = 0; i < r.length; i++) {
                signed[i] = -r[i];
            }
        }
        Plan eliminating = factors;
        if (eliminating != null) {
            return RepairRuns.start(execution, eliminating, matrix, signed, goal, Proven.NOTHING, version, cache);
        }
        Plan plan = symmetric
                ? new Plan(Method.CG, kind, sign < 0, "comparison matrix", java.util.List.of())
                : new Plan(Method.BICGSTAB, PreconditionerKind.ILU, "comparison matrix");
        return RepairRuns.start(execution, plan, matrix, signed, goal, Proven.NOTHING, version, cache);
    }

    /// Whether another preconditioner is left after a run that failed.
    boolean weaken() {
        if (factors != null) {
            factors = null;
            return true;
        }
        boolean left = symmetric && kind != PreconditionerKind.IC;
        kind = PreconditionerKind.IC;
        return left;
    }
}
