// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition;

import io.rivulet.numerics.direct.Forecast;
import io.rivulet.numerics.direct.SparseDirectSetup;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Preconditioner;
import io.rivulet.numerics.precondition.Setup;
import io.rivulet.numerics.precondition.amg.AmgSetup;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// z ← B·r with B near the inverse of the square matrix of a part: sparse factors where their making is foretold to be
/// cheap, else the best of what the purpose admits. Made in bounded steps; what fails is followed by the next.
/// **Thread** one at a time.
public final class LocalSolver {
    /// Units an entry that the making of factors may take.
    private static final long FACTOR_UNITS = 2_000;

    /// Rows from which multigrid comes before incomplete factors.
    private static final int MULTIGRID_FIRST = 5_000;

    /// Sweeps of symmetric Gauss–Seidel that stand for an inner solve.
    static final int SWEEPS = 4;

    /// What B is for.
    public enum Purpose {
        /// Relaxation that has to converge on H-matrices in any order: B⁻¹ is a part of an H-compatible splitting,
        /// which factors and sweeps are and multigrid is not known to be.
        RELAXATION,
        /// Preconditioning of a definite matrix: B is symmetric and positive.
        DEFINITE,
        /// Preconditioning of any other.
        GENERAL
    }

    private final Deque<Supplier<Setup>> candidates = new ArrayDeque<>();
    private Setup setup;
    private @Nullable Preconditioner made;

    /// For `block`, which must not change. Factors take at most `maxBytes`.
    public LocalSolver(Execution execution, CsrMatrix block, boolean symmetric, Purpose purpose, long maxBytes) {
        setup = new Factors(execution, block, symmetric, maxBytes);
        switch (purpose) {
            case RELAXATION -> {
                candidates.add(() -> new Repeated(block, Setup.ssor(block, 1.0, 1.0)));
                candidates.add(() -> Setup.jacobi(execution, block, 1.0));
            }
            case DEFINITE -> {
                Supplier<Setup> multigrid = () -> new AmgSetup(execution, block, 1.0);
                Supplier<Setup> incomplete = () -> Setup.ic0(block, 1.0);
                boolean large = block.rows() >= MULTIGRID_FIRST;
                candidates.add(large ? multigrid : incomplete);
                candidates.add(large ? incomplete : multigrid);
                candidates.add(() -> Setup.absoluteJacobi(execution, block));
            }
            case GENERAL -> candidates.add(() -> Setup.ilu0(block, 1.0));
        }
        candidates.add(Setup::none);
    }

    /// Works for about `units`; answers the units used, 0 once it is [#ready].
    public long advance(long units) {
        long work = 0;
        while (work < units && made == null) {
            work += 1 + setup.advance(units - work);
            made = setup.result();
            if (setup.failure() != null) {
                setup = candidates.removeFirst().get();
            }
        }
        return work;
    }

    public boolean ready() {
        return made != null;
    }

    /// z ← B·r over owned and overlap. **Errors** [IllegalStateException] before it is [#ready].
    public void apply(double[] r, double[] z) {
        required().apply(r, z);
    }

    /// Units of one [#apply].
    public long cost() {
        return 1 + required().cost();
    }

    public long sizeBytes() {
        Preconditioner present = made;
        return present == null ? 0 : present.sizeBytes();
    }

    /// Whether one [#apply] solves up to rounding.
    public boolean exact() {
        return made != null && setup instanceof Factors;
    }

    private Preconditioner required() {
        Preconditioner present = made;
        if (present == null) {
            throw new IllegalStateException("the local solver is not made yet");
        }
        return present;
    }

    /// Sparse factors, if they are foretold to be cheap.
    private static final class Factors implements Setup {
        private final Execution execution;
        private final CsrMatrix block;
        private final boolean symmetric;
        private final long maxBytes;
        private final Forecast.Search search;
        private @Nullable SparseDirectSetup factors;

        Factors(Execution execution, CsrMatrix block, boolean symmetric, long maxBytes) {
            this.execution = execution;
            this.block = block;
            this.symmetric = symmetric;
            this.maxBytes = maxBytes;
            this.search = Forecast.search(block, symmetric, FACTOR_UNITS * (block.nnz() + 1L), maxBytes);
        }

        @Override
        public long advance(long units) {
            SparseDirectSetup making = factors;
            if (making != null) {
                return making.advance(units);
            }
            long work = search.advance(units);
            Forecast forecast = search.result();
            if (forecast != null) {
                factors = symmetric
                        ? SparseDirectSetup.ldl(execution, block, maxBytes, forecast)
                        : SparseDirectSetup.lu(execution, block, maxBytes, forecast);
            }
            return work;
        }

        @Override
        public @Nullable Preconditioner result() {
            return factors == null ? null : factors.result();
        }

        @Override
        public @Nullable Failure failure() {
            if (factors == null) {
                return search.over() && search.result() == null ? new Failure("cheap factors", 0.0) : null;
            }
            return factors.failure();
        }
    }

    /// z ← z + M⁻¹·(r − A·z), a few times from z = 0.
    private record Repeated(CsrMatrix block, Setup once) implements Setup {
        @Override
        public long advance(long units) {
            return once.advance(units);
        }

        @Override
        public @Nullable Preconditioner result() {
            Preconditioner sweep = once.result();
            return sweep == null ? null : new Sweeps(block, sweep, new double[block.rows()], new double[block.rows()]);
        }

        @Override
        public @Nullable Failure failure() {
            return once.failure();
        }
    }

    private record Sweeps(CsrMatrix block, Preconditioner sweep, double[] residual, double[] correction)
            implements Preconditioner {
        @Override
        public void apply(double[] r, double[] z) {
            sweep.apply(r, z);
            for (int k = 1; k < SWEEPS; k++) {
                block.multiply(-1.0, z, residual, 0, block.rows());
                for (int i = 0; i < residual.length; i++) {
                    residual[i] += r[i];
                }
                sweep.apply(residual, correction);
                for (int i = 0; i < residual.length; i++) {
                    z[i] += correction[i];
                }
            }
        }

        @Override
        public long cost() {
            return SWEEPS * (sweep.cost() + block.nnz());
        }

        @Override
        public long sizeBytes() {
            return sweep.sizeBytes() + 16L * residual.length;
        }
    }
}
