// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.precondition.Preconditioner;
import io.rivulet.numerics.precondition.Setup;
import org.jspecify.annotations.Nullable;

/// The preconditioner (or the dense factors) of the last run, for the next one with the same matrix and plan.
/// **Thread** one at a time.
public final class RunCache {
    private @Nullable Preconditioner kept;
    private @Nullable Plan plan;
    private long matrixVersion = -1;

    Setup setup(Plan wanted, long version, java.util.function.Supplier<Setup> fresh) {
        Preconditioner present = kept;
        if (present != null && version == matrixVersion && wanted.equals(plan)) {
            return new Setup.Finished(present);
        }
        kept = null;
        return new Recording(fresh.get(), wanted, version);
    }

    public long sizeBytes() {
        return kept == null ? 0 : kept.sizeBytes();
    }

    /// Forgets what is kept.
    public void clear() {
        kept = null;
    }

    private final class Recording implements Setup {
        private final Setup inner;
        private final Plan madeFor;
        private final long version;

        Recording(Setup inner, Plan madeFor, long version) {
            this.inner = inner;
            this.madeFor = madeFor;
            this.version = version;
        }

        @Override
        public long advance(long units) {
            long work = inner.advance(units);
            Preconditioner made = inner.result();
            if (made != null) {
                kept = made;
                plan = madeFor;
                matrixVersion = version;
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
    }
}
