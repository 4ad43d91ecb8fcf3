// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field;

import io.rivulet.actors.field.core.FieldSnapshot;
import io.rivulet.actors.field.core.FieldUpdate;
import io.rivulet.actors.field.core.Quantised;
import io.rivulet.actors.field.core.SimulationDeed;
import io.rivulet.actors.field.core.SimulationSettings;
import io.rivulet.fields.engine.ExplicitEngine;
import io.rivulet.fields.engine.FieldSettings;
import io.rivulet.fields.features.Activity;
import io.rivulet.fields.features.StreamedFeatures;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// A field that is computed: steps, and what is told of them.
/// **Thread** one at a time, of the compute pool. **Cost** a step is about as much as telling it.
final class SimulatedField {
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;

    private final SimulationSettings settings;
    private final ExplicitEngine engine;
    private final InstantSource clock;

    private SimulatedField(SimulationSettings settings, ExplicitEngine engine, InstantSource clock) {
        this.settings = settings;
        this.engine = engine;
        this.clock = clock;
    }

    static SimulatedField start(SimulationSettings settings, InstantSource clock) {
        return new SimulatedField(settings, ExplicitEngine.start(engineSettings(settings)), clock);
    }

    /// **Errors** bytes that are none of this simulation's throw [IllegalArgumentException].
    static SimulatedField restore(SimulationSettings settings, byte[] checkpoint, InstantSource clock) {
        var snapshot = CheckpointCodec.decode(engineSettings(settings), checkpoint);
        return new SimulatedField(settings, ExplicitEngine.restore(snapshot), clock);
    }

    private static FieldSettings engineSettings(SimulationSettings settings) {
        SimulationSettings.Reaction reaction = settings.reaction();
        return FieldSettings.defaults().toBuilder()
                .gridSize(settings.gridSize())
                .seed(settings.seed())
                .alpha(settings.alpha())
                .spikeProbability(settings.spikeProbability())
                .turing(settings.turingEnabled())
                .activatorDiffusion(reaction.activatorDiffusion())
                .inhibitorDiffusion(reaction.inhibitorDiffusion())
                .activatorRate(reaction.activatorRate())
                .inhibitorRate(reaction.inhibitorRate())
                .threshold(reaction.threshold())
                .jitter(settings.jitterVariance() > 0)
                .jitterVariance(settings.jitterVariance())
                .build();
    }

    long step() {
        return engine.counters().steps();
    }

    byte[] checkpoint() {
        return CheckpointCodec.encode(engine.snapshot());
    }

    /// Up to so many steps, as long as there is time; one at least.
    List<FieldUpdate> advance(SimulationDeed.Compute<?> wanted, long nanos, LongSupplier nanoTime) {
        long end = nanoTime.getAsLong() + nanos;
        List<FieldUpdate> updates = new ArrayList<>();
        for (int k = 0; k < wanted.steps() && !settings.isLast(step()); k++) {
            engine.step();
            if (wanted.interest().tells(step(), settings.isLast(step()))) {
                updates.add(update(wanted.interest().field() && step() > wanted.untoldUntil()));
            }
            if (nanoTime.getAsLong() - end > 0) {
                break;
            }
        }
        return updates;
    }

    FieldUpdate update(boolean field) {
        return new FieldUpdate(
                step(),
                settings.steps(),
                nowMillis(clock),
                StreamedFeatures.of(engine.potential(), Activity.above(settings.activeAboveMillivolts())),
                engine.counters().growthEvents(),
                field ? Quantised.of(engine.potential().values(), Quantised.VOLTS) : null);
    }

    FieldSnapshot picture() {
        return new FieldSnapshot(
                update(false),
                settings.gridSize(),
                Quantised.of(engine.potential().values(), Quantised.VOLTS),
                Quantised.of(engine.activator().values(), Quantised.SHARES),
                Quantised.of(engine.inhibitor().values(), Quantised.SHARES));
    }

    /// Unix milliseconds with a fraction.
    static double nowMillis(InstantSource clock) {
        Instant now = clock.instant();
        return now.getEpochSecond() * MILLIS_PER_SECOND + now.getNano() / NANOS_PER_MILLI;
    }
}
