// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition;

import org.jspecify.annotations.Nullable;

/// A set-up that goes step by step until it has a result or has failed.
public abstract class SteppedSetup<P extends Preconditioner> implements Setup {
    private @Nullable P result;
    private @Nullable Failure failure;

    /// One step, of about `units` if it can be cut so; answers the units used, and tells an end by [#finish] or
    /// [#fail].
    protected abstract long step(long units);

    protected final void finish(P made) {
        result = made;
    }

    protected final void fail(String quantity, double value) {
        fail(new Failure(quantity, value));
    }

    protected final void fail(Failure why) {
        failure = why;
    }

    @Override
    public final long advance(long units) {
        long work = 0;
        while (work < units && result == null && failure == null) {
            work += step(units - work);
        }
        return work;
    }

    @Override
    public final @Nullable P result() {
        return result;
    }

    @Override
    public final @Nullable Failure failure() {
        return failure;
    }
}
