// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.linalg.DenseVector;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Looks at what a change would do, without doing it.
final class Trials {
    private final EngineParts parts;

    Trials(EngineParts parts) {
        this.parts = parts;
    }

    /// See [SolverEngine#tryLocally]; x has been solved for, and is not between two states.
    @Nullable
    TrialOutcome tryLocally(
            CostUpdate change, XSelection wanted, int top, long budget, double tolerance, long revision) {
        MutableSystem system = parts.system();
        OuterIterate outer = parts.outer();
        Certificate certificate = outer.certificate();
        if (certificate == null || outer.allDirty() || change.vector() != null) {
            return null;
        }
        ColumnIndex columns = system.symmetric() ? null : parts.pushes().columnsOfPresent();
        if (columns == null && !system.symmetric()) {
            return null;
        }
        return new LocalTrial(system, outer, certificate, new TrialSystem(system, change), columns, budget)
                .run(parts.options(), tolerance, revision, wanted, top);
    }

    /// See [SolverEngine#trialBase].
    TrialBase base(DenseVector x, long revision) {
        return new TrialBase(
                parts.system().lent(), x, revision, known(), parts.ladder().plan());
    }

    /// See [SolverEngine#trialBytes].
    long bytes() {
        Classification known = known();
        return known != null
                ? MemoryEstimate.of(known, parts.ladder().plan())
                : SolverEngine.estimateBytes(
                        parts.system().rows(), parts.system().nnz());
    }

    /// The class of the present matrix, null after a change of A.
    private @Nullable Classification known() {
        return parts.system().matrixVersion() == 0 ? parts.opened() : null;
    }

    /// See [SolverEngine#overflow].
    int overflow(CostUpdate change) {
        DenseVector vector = change.vector();
        Map<Integer, Double> costs = new HashMap<>();
        for (int k = 0; k < change.set().size(); k++) {
            costs.put(change.set().indices()[k], change.set().values()[k]);
        }
        for (int k = 0; k < change.delta().size(); k++) {
            int i = change.delta().indices()[k];
            Double before = costs.get(i);
            double present = before != null
                    ? before
                    : vector != null ? vector.get(i) : parts.system().b()[i];
            double after = present + change.delta().values()[k];
            if (!Double.isFinite(after)) {
                return k;
            }
            costs.put(i, after);
        }
        return -1;
    }
}
