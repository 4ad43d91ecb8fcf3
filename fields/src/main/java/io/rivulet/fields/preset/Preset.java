// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.preset;

import io.rivulet.fields.engine.FieldSettings;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Settings by the pattern that they form. Those but [#CLASSIC] let the activator above its threshold, and the
/// potential rises there. It has no way down but diffusion, so that under a pattern that stays it comes to its upper
/// bound everywhere: such patterns are to be looked at in the activator. A pattern grows where r_h·D_a < r_a·D_h; where
/// the inhibitor reaches far and acts
/// slowly, spots form, and where it is quick, stripes.
public enum Preset {
    /// The defaults: the activator decays and never reaches its threshold.
    CLASSIC(0.1, 0.05, 0.01, 0.02, 0.75),
    /// Round spots of one size that keep their distance.
    SPOTS(0.03, 0.24, 0.06, 0.01, 0.5),
    /// A labyrinth of short stripes.
    STRIPES(0.01, 0.24, 0.1, 0.02, 0.5),
    /// Fronts that run, break and start again; it never comes to rest.
    WAVES(0.056, 0.108, 0.066, 0.0137, 0.5),
    /// Spots that grow across the default threshold near step 460 of 64×64, swell into a sheet and go out.
    CROSSING(0.02, 0.24, 0.02, 0.001, 0.75);

    private final double activatorDiffusion;
    private final double inhibitorDiffusion;
    private final double activatorRate;
    private final double inhibitorRate;
    private final double threshold;

    Preset(
            double activatorDiffusion,
            double inhibitorDiffusion,
            double activatorRate,
            double inhibitorRate,
            double threshold) {
        this.activatorDiffusion = activatorDiffusion;
        this.inhibitorDiffusion = inhibitorDiffusion;
        this.activatorRate = activatorRate;
        this.inhibitorRate = inhibitorRate;
        this.threshold = threshold;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Preset> byName(String wireName) {
        return Arrays.stream(values())
                .filter(one -> one.wireName().equals(wireName))
                .findFirst();
    }

    /// `base` with the diffusion, rates and threshold of activator and inhibitor of this pattern.
    public FieldSettings applyTo(FieldSettings base) {
        return base.toBuilder()
                .activatorDiffusion(activatorDiffusion)
                .inhibitorDiffusion(inhibitorDiffusion)
                .activatorRate(activatorRate)
                .inhibitorRate(inhibitorRate)
                .threshold(threshold)
                .turing(true)
                .build();
    }

    /// On a grid of 64, with the default seed.
    public FieldSettings settings() {
        return applyTo(FieldSettings.defaults());
    }
}
