// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import java.util.Optional;

/// How long iterations take, by slices: one slice may hold many, and one iteration may take many slices. Slow is one
/// that takes over [#LEAST_NANOS] and over [#FACTOR] times what its work takes by the calibration at start.
/// **Thread** one at a time.
public final class IterationWatch {
    static final long LEAST_NANOS = 10_000_000;
    static final double FACTOR = 3.0;

    /// Iterations that have ended with one slice, each as long as the mean.
    ///
    /// @param modelNanos what such an iteration should take
    public record Ended(long iterations, long nanosEach, long modelNanos) {
        public boolean slow() {
            return nanosEach > LEAST_NANOS && nanosEach > FACTOR * modelNanos;
        }
    }

    private final double nanosPerUnit;
    private long counted;
    private long nanos;
    private long work;

    /// @param nanosPerUnit what a unit of work takes here
    public IterationWatch(double nanosPerUnit) {
        this.nanosPerUnit = nanosPerUnit;
    }

    /// Another engine counts from 0.
    public void restarted() {
        counted = 0;
        forget();
    }

    /// Empty while no iteration has ended since the last that did. Where the work is done elsewhere, or there is none,
    /// nothing is measured here.
    public Optional<Ended> slice(Slices.SliceResult result) {
        long fresh = result.iterations() - counted;
        counted = result.iterations();
        if (result.waiting() || fresh < 0) {
            forget();
            return Optional.empty();
        }
        nanos += result.nanos();
        work += result.work();
        if (fresh == 0) {
            if (!result.busy()) {
                forget();
            }
            return Optional.empty();
        }
        Ended ended = new Ended(fresh, nanos / fresh, (long) (work * nanosPerUnit / fresh));
        forget();
        return Optional.of(ended);
    }

    private void forget() {
        nanos = 0;
        work = 0;
    }
}
