// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import io.rivulet.numerics.kernels.Team;
import java.util.ArrayList;
import java.util.List;

/// λ̂ for λ_max(D⁻¹·A): the smaller of Gershgorin's bound and [#SAFETY] times what [#STEPS] power steps from a seeded
/// vector reach. The steps come from below; the smoother bears a λ_max 1.25 times λ̂.
/// **Source** numerics specification §5.3.
final class SpectralBound {
    private static final int STEPS = 8;
    private static final double SAFETY = 1.1;
    private static final long SEED = 0x9E3779B97F4A7C15L;

    private final FloatRows a;
    private final float[] diagonal;
    private final double[] nearNull;
    private final RowChunks chunks;
    private final Team team;
    private final double[] largest;
    private final double[] squares;
    private final double[] lengths;
    private float[] x;
    private float[] y;

    SpectralBound(FloatRows a, float[] diagonal, double[] nearNull, RowChunks chunks, Team team) {
        this.a = a;
        this.diagonal = diagonal;
        this.nearNull = nearNull;
        this.chunks = chunks;
        this.team = team;
        this.largest = new double[chunks.count()];
        this.squares = new double[chunks.count()];
        this.lengths = new double[STEPS + 1];
        this.x = new float[a.rows()];
        this.y = new float[a.rows()];
    }

    List<java.util.function.Supplier<Stage>> stages() {
        List<java.util.function.Supplier<Stage>> all = new ArrayList<>();
        all.add(() -> new Pass(team, chunks, this::begin));
        for (int step = 1; step <= STEPS; step++) {
            int present = step;
            all.add(() -> {
                lengths[present - 1] = fold();
                float[] swapped = x;
                x = y;
                y = swapped;
                return new Pass(team, chunks, this::multiply);
            });
        }
        return all;
    }

    private void begin(int chunk) {
        double most = 0.0;
        double sum = 0.0;
        for (int i = chunks.from(chunk); i < chunks.to(chunk); i++) {
            double magnitude = 0.0;
            for (int k = a.start()[i]; k < a.start()[i + 1]; k++) {
                magnitude += Math.abs(a.value()[k] * nearNull[a.column()[k]]);
            }
            y[i] = diagonal[i] > 0 ? uniform(i) : 0;
            if (diagonal[i] > 0) {
                most = Math.max(most, magnitude / Math.abs(diagonal[i] * nearNull[i]));
            }
            sum += (double) diagonal[i] * y[i] * y[i];
        }
        largest[chunk] = most;
        squares[chunk] = sum;
    }

    /// y ← D⁻¹·A·x
    private void multiply(int chunk) {
        double sum = 0.0;
        for (int i = chunks.from(chunk); i < chunks.to(chunk); i++) {
            float product = 0;
            for (int k = a.start()[i]; k < a.start()[i + 1]; k++) {
                product += a.value()[k] * x[a.column()[k]];
            }
            y[i] = diagonal[i] > 0 ? product / diagonal[i] : 0;
            sum += (double) diagonal[i] * y[i] * y[i];
        }
        squares[chunk] = sum;
    }

    private double fold() {
        return Math.sqrt(pairwise(0, squares.length));
    }

    private double pairwise(int from, int to) {
        if (to - from <= 1) {
            return from < to ? squares[from] : 0.0;
        }
        int middle = (from + to) >>> 1;
        return pairwise(from, middle) + pairwise(middle, to);
    }

    /// Between −1 and 1, by its number alone.
    private static float uniform(int i) {
        long z = SEED * (i + 1L);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (float) ((z ^ (z >>> 31)) >> 11) * 0x1p-52f;
    }

    /// λ̂, after the last stage.
    double result() {
        lengths[STEPS] = fold();
        double gershgorin = 0.0;
        for (double each : largest) {
            gershgorin = Math.max(gershgorin, each);
        }
        double reached = lengths[STEPS - 1] > 0 ? lengths[STEPS] / lengths[STEPS - 1] : 0.0;
        double estimate = SAFETY * reached;
        return estimate > 0 && estimate < gershgorin ? estimate : gershgorin;
    }
}
