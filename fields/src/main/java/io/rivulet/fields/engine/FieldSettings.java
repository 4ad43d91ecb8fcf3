// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.engine;

import io.rivulet.fields.engine.SettingsException.OutOfRange;
import io.rivulet.fields.engine.SettingsException.Unstable;
import io.rivulet.fields.grid.Boundary;

/// What a simulation is made of. The grid's spacing and the explicit time step are 1.
///
/// @param gridSize rows, and columns, 4 to 1,024
/// @param alpha diffusion of the potential, at least 0.05 and below 0.25
/// @param activatorDiffusion at least 0.01 and below 0.25
/// @param inhibitorDiffusion at least 0.01 and below 0.25
/// @param activatorRate speed of the activator's reaction, 0.001 to 0.1
/// @param inhibitorRate speed of the inhibitor's reaction, 0.001 to 0.1
/// @param threshold activator above which a cell's potential is raised, 0.5 to 0.95
/// @param turing whether activator and inhibitor react and diffuse at all
/// @param spikeProbability of a growth event in a step, 0 to 1
/// @param jitter whether the potential gets noise in each step
/// @param jitterVariance of that noise, 0 to 0.01 V²
/// @param seed of the initial fields, growth events and noise
public record FieldSettings(
        int gridSize,
        Boundary boundary,
        double alpha,
        double activatorDiffusion,
        double inhibitorDiffusion,
        double activatorRate,
        double inhibitorRate,
        double threshold,
        boolean turing,
        double spikeProbability,
        boolean jitter,
        double jitterVariance,
        long seed) {
    /// Explicit Euler with spacing and step 1 amplifies the checkerboard from here on.
    public static final double STABILITY_LIMIT = 0.25;

    public static final int LEAST_GRID = 4;
    public static final int LARGEST_GRID = 1024;
    public static final double LEAST_ALPHA = 0.05;
    public static final double LEAST_DIFFUSION = 0.01;
    public static final double LEAST_RATE = 0.001;
    public static final double LARGEST_RATE = 0.1;
    public static final double LEAST_THRESHOLD = 0.5;
    public static final double LARGEST_THRESHOLD = 0.95;
    public static final double LARGEST_JITTER = 0.01;

    /// @throws SettingsException.Unstable if a coefficient of diffusion is 0.25 or more
    /// @throws SettingsException.OutOfRange if anything else is outside of its range
    public FieldSettings {
        inRange("grid_size", gridSize, LEAST_GRID, LARGEST_GRID);
        diffusion("alpha", alpha, LEAST_ALPHA);
        diffusion("activator_diffusion", activatorDiffusion, LEAST_DIFFUSION);
        diffusion("inhibitor_diffusion", inhibitorDiffusion, LEAST_DIFFUSION);
        inRange("activator_rate", activatorRate, LEAST_RATE, LARGEST_RATE);
        inRange("inhibitor_rate", inhibitorRate, LEAST_RATE, LARGEST_RATE);
        inRange("threshold", threshold, LEAST_THRESHOLD, LARGEST_THRESHOLD);
        inRange("spike_probability", spikeProbability, 0, 1);
        inRange("jitter_variance", jitterVariance, 0, LARGEST_JITTER);
    }

    /// Those of the system that these equations come from. With them the activator never reaches its threshold.
    public static FieldSettings defaults() {
        return new Builder().build();
    }

    public Builder toBuilder() {
        return new Builder(this);
    }

    private static void diffusion(String setting, double value, double least) {
        if (value >= STABILITY_LIMIT) {
            throw new Unstable(setting, value);
        }
        if (!(value >= least)) {
            throw new OutOfRange(setting, value, "[" + least + ", " + STABILITY_LIMIT + ")");
        }
    }

    private static void inRange(String setting, double value, double least, double largest) {
        if (!(value >= least && value <= largest)) {
            throw new OutOfRange(setting, value, "[" + least + ", " + largest + "]");
        }
    }

    /// Settings one by one, from the defaults or from others. What doesn't fit is told by [#build].
    public static final class Builder {
        private int gridSize = 64;
        private Boundary boundary = Boundary.PERIODIC;
        private double alpha = 0.18;
        private double activatorDiffusion = 0.1;
        private double inhibitorDiffusion = 0.05;
        private double activatorRate = 0.01;
        private double inhibitorRate = 0.02;
        private double threshold = 0.75;
        private boolean turing = true;
        private double spikeProbability = 0.25;
        private boolean jitter;
        private double jitterVariance = 0.0005;
        private long seed = 42;

        private Builder() {}

        private Builder(FieldSettings from) {
            gridSize = from.gridSize;
            boundary = from.boundary;
            alpha = from.alpha;
            activatorDiffusion = from.activatorDiffusion;
            inhibitorDiffusion = from.inhibitorDiffusion;
            activatorRate = from.activatorRate;
            inhibitorRate = from.inhibitorRate;
            threshold = from.threshold;
            turing = from.turing;
            spikeProbability = from.spikeProbability;
            jitter = from.jitter;
            jitterVariance = from.jitterVariance;
            seed = from.seed;
        }

        public Builder gridSize(int value) {
            gridSize = value;
            return this;
        }

        public Builder boundary(Boundary value) {
            boundary = value;
            return this;
        }

        public Builder alpha(double value) {
            alpha = value;
            return this;
        }

        public Builder activatorDiffusion(double value) {
            activatorDiffusion = value;
            return this;
        }

        public Builder inhibitorDiffusion(double value) {
            inhibitorDiffusion = value;
            return this;
        }

        public Builder activatorRate(double value) {
            activatorRate = value;
            return this;
        }

        public Builder inhibitorRate(double value) {
            inhibitorRate = value;
            return this;
        }

        public Builder threshold(double value) {
            threshold = value;
            return this;
        }

        public Builder turing(boolean value) {
            turing = value;
            return this;
        }

        public Builder spikeProbability(double value) {
            spikeProbability = value;
            return this;
        }

        public Builder jitter(boolean value) {
            jitter = value;
            return this;
        }

        public Builder jitterVariance(double value) {
            jitterVariance = value;
            return this;
        }

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        public FieldSettings build() {
            return new FieldSettings(
                    gridSize,
                    boundary,
                    alpha,
                    activatorDiffusion,
                    inhibitorDiffusion,
                    activatorRate,
                    inhibitorRate,
                    threshold,
                    turing,
                    spikeProbability,
                    jitter,
                    jitterVariance,
                    seed);
        }
    }
}
