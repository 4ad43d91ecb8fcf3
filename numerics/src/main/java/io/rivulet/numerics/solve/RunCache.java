// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Ageing;
import io.rivulet.numerics.precondition.Ageing.Renewal;
import io.rivulet.numerics.precondition.Preconditioner;
import io.rivulet.numerics.precondition.Setup;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The preconditioner (or the dense factors) of the last run, for the next one: as it is for the same matrix and plan,
/// brought up to date as far as needed for another matrix if it is an [Ageing] one.
/// **Thread** one at a time.
public final class RunCache {
    private @Nullable Preconditioner kept;
    private @Nullable Made made;
    private long matrixVersion = -1;
    private Wear wear = new Wear();

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
        clear();
        return new Recording(fresh.get(), wanted, version);
    }

    public long sizeBytes() {
        return kept == null ? 0 : kept.sizeBytes();
    }

    /// Forgets what is kept.
    public void clear() {
        kept = null;
        wear = new Wear();
    }

    /// A cache with the same content for runs that are not to be compared with the others.
    public RunCache lent() {
        RunCache other = new RunCache();
        other.take(this);
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
