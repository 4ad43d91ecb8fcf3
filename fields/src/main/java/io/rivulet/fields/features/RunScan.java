// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.features;

import io.rivulet.fields.grid.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the figures of a run from its frames, one after the other: of the past it keeps one frame and some sums, not
/// the run. The figures of the last frame alone are taken when they are asked for.
///
/// **Thread** one at a time. **Cost** per frame two passes over it.
public final class RunScan {
    private final RunFeatureSettings settings;
    private double @Nullable [] last;
    private int size;
    private long frames;
    private double changeSum;
    private double changeMax;
    private int calm;
    private long stableAt;
    private double energySum;
    private double weightedEnergySum;

    public RunScan(RunFeatureSettings settings) {
        this.settings = settings;
    }

    /// The figures of a run whose frames are all there.
    ///
    /// @param frames at least one, of one size, in volts
    public static RunFeatures of(RunFeatureSettings settings, Iterable<Field> frames) {
        RunScan scan = new RunScan(settings);
        frames.forEach(scan::add);
        return scan.features();
    }

    /// Those of one field; what needs time is 0.
    public static RunFeatures of(RunFeatureSettings settings, Field frame) {
        return of(settings, List.of(frame));
    }

    /// The next frame, in volts; it is copied.
    public void add(Field frame) {
        double[] now = frame.values();
        double[] before = last;
        if (before == null) {
            last = now.clone();
            size = frame.size();
        } else {
            if (frame.size() != size) {
                throw new IllegalArgumentException(frame + " after frames of size " + size);
            }
            change(before, now);
            System.arraycopy(now, 0, before, 0, now.length);
        }
        double energy = 0;
        for (double value : now) {
            double mv = 1000 * value;
            energy = Math.fma(mv, mv, energy);
        }
        energySum += energy;
        weightedEnergySum += frames * energy;
        frames++;
    }

    private void change(double[] before, double[] now) {
        double sum = 0;
        double squares = 0;
        double largest = 0;
        for (int k = 0; k < now.length; k++) {
            double change = 1000 * Math.abs(now[k] - before[k]);
            sum += change;
            largest = Math.max(largest, change);
        }
        double mean = sum / now.length;
        for (int k = 0; k < now.length; k++) {
            double off = 1000 * Math.abs(now[k] - before[k]) - mean;
            squares = Math.fma(off, off, squares);
        }
        changeSum += mean;
        changeMax = Math.max(changeMax, largest);
        calm = Math.sqrt(squares / now.length) < settings.stableMv() ? calm + 1 : 0;
        if (calm == settings.window() && stableAt == 0) {
            stableAt = frames - 1 - settings.window() + 2; // of changes counted from 0, the first of the calm ones + 1
        }
    }

    /// Of the frames so far, at least one.
    public RunFeatures features() {
        double[] values = last;
        if (values == null) {
            throw new IllegalStateException("no frame yet");
        }
        Field frame = Field.adopt(size, values);
        Moments moments = Moments.of(frame);
        Shape shape = Shape.of(frame, moments);
        CellSums active = CellSums.above(frame, settings.lowMv());
        BoxCount boxes = BoxCount.of(active, settings);
        Clusters low = Clusters.above(frame, settings.lowMv(), settings.diagonal());
        Clusters medium = Clusters.above(frame, settings.mediumMv(), settings.diagonal());
        Clusters high = Clusters.above(frame, settings.highMv(), settings.diagonal());
        boolean run = frames > 1;
        return RunFeatures.of(
                boxes.dimension(),
                boxes.r2(),
                1000 * moments.least(),
                1000 * moments.largest(),
                1000 * moments.mean(),
                1000 * moments.deviation(),
                shape.skewness(),
                shape.kurtosis(),
                run ? changeSum / (frames - 1) : 0,
                changeMax,
                run ? stableTime() : 0,
                run ? energyTrend() : 0,
                (double) active.all() / values.length,
                low.count(),
                medium.count(),
                high.count(),
                low.largest(),
                low.deviation());
    }

    private double stableTime() {
        return frames > settings.window() && stableAt > 0 ? stableAt : frames;
    }

    /// Slope of the least squares line through the energies of frames 0, 1, … in mV² per step.
    private double energyTrend() {
        double mean = (frames - 1) / 2.0;
        double spread = frames * ((double) frames * frames - 1) / 12;
        return (weightedEnergySum - mean * energySum) / spread;
    }
}
