// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import io.rivulet.actors.session.core.Slices;
import io.rivulet.numerics.incremental.Conditioning;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Where the time of a solve goes, and the most memory it held.
final class LocalTimes {
    private final LongSupplier nanos;
    private long markNanos;
    private long readNanos;
    private long planNanos;
    private long beforeIterationsNanos;
    private long iteratingNanos;
    private long verifyNanos;
    private boolean iterated;
    private long memoryBytes;

    LocalTimes(LongSupplier nanos) {
        this.nanos = nanos;
        this.markNanos = nanos.getAsLong();
    }

    private long sinceMark() {
        long now = nanos.getAsLong();
        long passed = now - markNanos;
        markNanos = now;
        return passed;
    }

    void read() {
        readNanos = sinceMark();
    }

    void planned() {
        planNanos = sinceMark();
    }

    void slice(Slices.SliceResult done) {
        iterated |= done.iterations() > 0;
        if (iterated) {
            iteratingNanos += done.nanos();
        } else {
            beforeIterationsNanos += done.nanos();
        }
        memoryBytes = Math.max(memoryBytes, done.memoryBytes());
    }

    void verified(long passed) {
        verifyNanos += passed;
    }

    /// Without any iteration all of the engine's work is the solve.
    SolveFacts facts(
            double componentwiseBackwardError,
            double largestX,
            Conditioning conditioning,
            @Nullable RefinedBound refined) {
        long setUp = planNanos + (iterated ? beforeIterationsNanos : 0);
        long solve = iteratingNanos + (iterated ? 0 : beforeIterationsNanos);
        return new SolveFacts(
                readNanos / 1e6,
                setUp / 1e6,
                solve / 1e6,
                verifyNanos / 1e6,
                memoryBytes,
                componentwiseBackwardError,
                largestX,
                conditioning,
                refined);
    }
}
