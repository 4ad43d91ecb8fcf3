// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.local.EntryBound;
import io.rivulet.numerics.local.EntryEstimate;
import io.rivulet.numerics.local.EntryGradient;
import io.rivulet.numerics.local.EntryMethod;
import io.rivulet.numerics.local.Iterate;
import io.rivulet.numerics.local.LocalEntry;
import io.rivulet.numerics.verify.TrueResidual;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads what the certificate says of the error of x, of its entries, or of another x.
final class ErrorReader {
    private final EngineParts parts;
    private final MutableSystem system;
    private final OuterIterate outer;

    ErrorReader(EngineParts parts) {
        this.parts = parts;
        this.system = parts.system();
        this.outer = parts.outer();
    }

    /// See [SolverEngine#entry]; while x is between two states (`settled` false) nothing can be said of its error.
    EntryEstimate entry(int i, LocalEntry.Ask ask, boolean settled) {
        Certificate certificate = outer.certificate();
        if (certificate == null || !outer.clean() || !settled) {
            String reason = certificate == null
                    ? "no certificate of the matrix is known, so nothing can be bounded"
                    : "x is between two states, so nothing can be bounded";
            return new EntryEstimate(i, outer.x()[i], new EntryBound.None(), 1, EntryMethod.PRESENT, reason);
        }
        Iterate known = new Iterate(system.b(), outer.x(), outer.r(), outer.largestScaled());
        return LocalEntry.estimate(system, certificate, known, i, ask);
    }

    /// See [SolverEngine#entries].
    List<EntryEstimate> entries(int[] indices, double error, boolean settled) {
        List<EntryEstimate> estimates = new ArrayList<>(indices.length);
        long left = SolverEngine.ENTRY_WORK;
        for (int i : indices) {
            Objects.checkIndex(i, system.rows());
            LocalEntry.Ask ask = new LocalEntry.Ask(
                    error,
                    left,
                    indices.length,
                    LocalEntry.CELLS,
                    LocalEntry.DELTA,
                    parts.options().seed());
            EntryEstimate estimate = entry(i, ask, settled);
            left = Math.max(0, left - estimate.work());
            estimates.add(estimate);
        }
        return estimates;
    }

    /// See [SolverEngine#gradient].
    @Nullable
    EntryGradient gradient(int i, double error, long budget) {
        Certificate certificate = outer.certificate();
        return certificate == null || !outer.changedRows().isEmpty()
                ? null
                : EntryGradient.of(system, certificate, certificate.leastW(), i, error, budget);
    }

    /// See [SolverEngine#refineBound]; `settled` as for an entry.
    @Nullable
    BoundRefinement refinement(boolean settled) {
        Certificate certificate = outer.certificate();
        long version = system.matrixVersion();
        return certificate == null
                        || !settled
                        || !outer.clean()
                        || !outer.changedRows().isEmpty()
                ? null
                : new BoundRefinement(
                        parts.execution(),
                        system.snapshot(),
                        outer.x().clone(),
                        certificate.frozen(),
                        parts.ladder().plan(),
                        parts.policy().proven(version),
                        parts.options().maxIterations(),
                        parts.options().seed(),
                        parts.cache().lent(),
                        version);
    }

    /// See [SolverEngine#boundFor].
    @Nullable
    ErrorBound boundFor(DenseVector x, TrueResidual exact) {
        Certificate certificate = outer.certificate();
        if (!outer.changedRows().isEmpty() || x.size() != system.rows()) {
            return null;
        }
        if (certificate == null) {
            return outer.clean() && Arrays.equals(x.values(), outer.x()) ? outer.estimate() : null;
        }
        double largest = 0.0;
        for (int i = 0; i < x.size(); i++) {
            double scaled = certificate.scaled(i, exact.upper().get(i));
            largest = Double.isNaN(scaled) ? Double.POSITIVE_INFINITY : Math.max(largest, scaled);
        }
        return Double.isFinite(largest) ? certificate.bound(largest) : null;
    }
}
