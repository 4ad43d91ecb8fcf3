// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells iterates of a run: x as it would be now, with the residual recomputed for just that x and the frozen
/// system.
final class SampleTaker {
    /// Iterations over which the convergence rate is averaged.
    private static final int RATE_WINDOW = 10;

    /// Without an interval of its own a sample is taken when this many times its cost was worked since the last one …
    private static final long SPACING = 10;

    /// … which is that of so many products: vectors of its own, a residual in twice the precision.
    private static final long PRODUCTS = 4;

    private final int every;
    private final XTracker tracker;
    private final double[] norms = new double[RATE_WINDOW + 1];
    private List<IterateSample> samples = new ArrayList<>();
    private int known;
    private long workAtLast;
    private long iterationAtLast = -1;

    SampleTaker(int every, XTracker tracker) {
        this.every = every;
        this.tracker = tracker;
    }

    /// A new repair starts from residual norm `norm`.
    void begin(double norm) {
        known = 0;
        note(norm);
    }

    private void note(double norm) {
        norms[known++ % norms.length] = norm;
    }

    /// An iteration has ended; takes a sample if one is due. Answers the units used.
    long iterated(GlobalRepair repair, long revision, long iteration, @Nullable Certificate certificate, long work) {
        note(repair.updatedNorm());
        return every > 0 && iteration % every == 0 ? take(repair, revision, iteration, certificate, work) : 0;
    }

    /// A slice ends in the middle of a run.
    long sliceEnds(GlobalRepair repair, long revision, long iteration, @Nullable Certificate certificate, long work) {
        boolean due = every == 0
                && iteration != iterationAtLast
                && work - workAtLast >= SPACING * PRODUCTS * repair.frozen().a().nnz();
        return due ? take(repair, revision, iteration, certificate, work) : 0;
    }

    private long take(
            GlobalRepair repair, long revision, long iteration, @Nullable Certificate certificate, long work) {
        double[] x = repair.running();
        if (x == null) {
            return 0;
        }
        FrozenSweep sweep = repair.sweep(x, certificate);
        long used = x.length;
        while (!sweep.done()) {
            used += sweep.advance();
        }
        double norm = sweep.norm();
        if (!Double.isFinite(norm)) {
            return used;
        }
        workAtLast = work + used;
        iterationAtLast = iteration;
        samples.add(new IterateSample(
                revision,
                (int) Math.min(iteration, Integer.MAX_VALUE),
                tracker.tellIterate(x),
                repair.target().relative(norm),
                norm,
                repair.target().relative(repair.updatedNorm()),
                rate(),
                sweep.bound(),
                work + used));
        return used;
    }

    private double rate() {
        int steps = Math.min(known - 1, RATE_WINDOW);
        if (steps < 1) {
            return 1.0;
        }
        double last = norms[(known - 1) % norms.length];
        double first = norms[(known - 1 - steps) % norms.length];
        double rate = Math.pow(last / first, 1.0 / steps);
        return Double.isFinite(rate) ? rate : 1.0;
    }

    boolean full() {
        return samples.size() >= EngineReport.MAX_SAMPLES;
    }

    List<IterateSample> drain() {
        List<IterateSample> taken = samples;
        samples = new ArrayList<>();
        return taken;
    }
}
