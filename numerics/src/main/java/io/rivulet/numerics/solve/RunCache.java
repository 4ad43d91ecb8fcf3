// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.direct.SparseFactors;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Ageing;
import io.rivulet.numerics.precondition.Ageing.Renewal;
import io.rivulet.numerics.precondition.Inverse;
import io.rivulet.numerics.precondition.Preconditioner;
import io.rivulet.numerics.precondition.Setup;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the last run made of its matrix, for the next one: the operator while the pattern is the same, and the
/// preconditioner (or the dense factors) as it is for the same matrix and plan, brought up to date as far as needed for
/// another matrix if it is an [Ageing] one.
/// **Thread** one at a time.
public final class RunCache {
    private @Nullable Preconditioner kept;
    private @Nullable Made made;
    private long matrixVersion = -1;
    private Wear wear = new Wear();
    private @Nullable SparseOperator operator;
    private long operatorVersion = -1;
    private long spentOnOutdated;

    /// `sign`·A with a copy for fast products.
    SparseOperator operator(Execution execution, CsrMatrix a, double sign, long version) {
        SparseOperator present = operator;
        if (present == null || present.sign() != sign || version != operatorVersion && !present.refresh(a)) {
            present = SparseOperator.packed(execution, a, sign);
        }
        operator = present;
        operatorVersion = version;
        return present;
    }

    /// What a preconditioner was made for.
    private record Made(Method method, PreconditionerKind kind, boolean negated) {
        static Made of(Plan plan) {
            return new Made(plan.method(), plan.preconditioner(), plan.negated());
        }
    }

    /// One that is of use for the very matrix only that it was made for.
    Setup setup(Plan plan, long version, Supplier<Setup> fresh) {
        return setup(plan, null, version, fresh);
    }

    /// One that may follow from another version of the matrix to `a`.
    Setup setup(Plan plan, @Nullable CsrMatrix a, long version, Supplier<Setup> fresh) {
        Made wanted = Made.of(plan);
        Preconditioner present = kept;
        if (present != null && wanted.equals(made)) {
            if (version == matrixVersion && wear.least() == Renewal.FOLLOW) {
                return new Kept(present);
            }
            if (a != null && present instanceof Ageing ageing) {
                Setup renewed = ageing.renewed(a, plan.negated() ? -1.0 : 1.0, wear.least());
                return new Recording(renewed, wanted, version);
            }
        }
        kept = null;
        wear = new Wear();
        return new Recording(fresh.get(), wanted, version);
    }

    /// Forgets what was made for another plan.
    void keepOnly(Plan wanted) {
        if (!Made.of(wanted).equals(made)) {
            kept = null;
            wear = new Wear();
        }
    }

    /// Sparse factors of whatever version, if they were made for this plan.
    @Nullable
    SparseFactors earlierFactors(Plan wanted) {
        return Made.of(wanted).equals(made) && kept instanceof SparseFactors factors ? factors : null;
    }

    /// The same, if they are of another version.
    @Nullable
    SparseFactors outdatedFactors(Plan wanted, long version) {
        return version == matrixVersion ? null : earlierFactors(wanted);
    }

    /// Factors of the whole of A in this version, if a run left any.
    public @Nullable Inverse inverse(long version) {
        return version == matrixVersion && kept instanceof Inverse inverse ? inverse : null;
    }

    /// Notes work done with outdated factors.
    void spendOnOutdated(long work) {
        spentOnOutdated += work;
    }

    /// Work done so far with the factors that are kept, since they are outdated.
    long spentOnOutdated() {
        return spentOnOutdated;
    }

    public long sizeBytes() {
        return (kept == null ? 0 : kept.sizeBytes()) + (operator == null ? 0 : operator.sizeBytes());
    }

    /// Forgets what is kept.
    public void clear() {
        kept = null;
        operator = null;
        wear = new Wear();
    }

    /// A cache with the same content for runs that are not to be compared with the others.
    public RunCache lent() {
        RunCache other = new RunCache();
        other.take(this);
        return other;
    }

    /// As [#lent], with the operator if it is of this version: for runs on that version that take turns with those of
    /// this cache and end before the matrix changes.
    public RunCache lentWithOperator(long version) {
        RunCache other = lent();
        if (operatorVersion == version) {
            other.operator = operator;
            other.operatorVersion = version;
        }
        return other;
    }

    /// Takes over what another cache has for a newer matrix.
    public void take(RunCache other) {
        Preconditioner theirs = other.kept;
        if (theirs != null && (kept == null || other.matrixVersion > matrixVersion)) {
            kept = theirs;
            made = other.made;
            matrixVersion = other.matrixVersion;
            wear.made(renewal(theirs));
        }
    }

    private static Renewal renewal(Preconditioner made) {
        return made instanceof Ageing ageing ? ageing.madeBy() : Renewal.REBUILD;
    }

    private final class Kept implements Setup {
        private final Preconditioner result;

        Kept(Preconditioner result) {
            this.result = result;
        }

        @Override
        public long advance(long units) {
            return 0;
        }

        @Override
        public Preconditioner result() {
            return result;
        }

        @Override
        public @Nullable Failure failure() {
            return null;
        }

        @Override
        public void ran(int iterations, double digits) {
            wear.ran(iterations, digits);
        }
    }

    private final class Recording implements Setup {
        private final Setup inner;
        private final Made madeFor;
        private final long version;
        private boolean recorded;

        Recording(Setup inner, Made madeFor, long version) {
            this.inner = inner;
            this.madeFor = madeFor;
            this.version = version;
        }

        @Override
        public long advance(long units) {
            long work = inner.advance(units);
            Preconditioner result = inner.result();
            if (result != null && !recorded) {
                recorded = true;
                kept = result;
                made = madeFor;
                matrixVersion = version;
                wear.made(renewal(result));
                spentOnOutdated = 0;
            }
            if (inner.failure() != null) {
                clear();
            }
            return work;
        }

        @Override
        public @Nullable Preconditioner result() {
            return inner.result();
        }

        @Override
        public @Nullable Failure failure() {
            return inner.failure();
        }

        @Override
        public void ran(int iterations, double digits) {
            wear.ran(iterations, digits);
        }
    }
}
