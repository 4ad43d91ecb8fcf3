// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.actors.field.core.SimulationSettings;
import io.rivulet.actors.field.core.SimulationSettings.Reaction;
import io.rivulet.fields.features.StreamedFeature;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a client wants of a stream.
///
/// @param key who gives the same one with the same settings sees the same run; null: a run of its own
/// @param every of so many steps one is told
/// @param features those that are told
/// @param field whether, and how, the field itself is told
/// @param compress whether data may be compressed
/// @param snapshotEvery so many steps a snapshot is told; 0: at the beginning alone, if at all
/// @param overflow what gives way when the client is slow
/// @param deadband changes that are not worth telling
public record StreamWish(
        StreamType type,
        SimulationSettings settings,
        @Nullable String key,
        int every,
        List<StreamedFeature> features,
        FieldForm field,
        boolean compress,
        long snapshotEvery,
        Overflow overflow,
        Deadband deadband) {
    /// How the field is told.
    public enum FieldForm {
        NONE,
        /// Its shape and its mean, as of old.
        MEAN,
        /// All values with every update.
        FULL,
        /// All values in a snapshot, then differences.
        DELTA
    }

    /// Steps of the simulation that feature streams share.
    static final int FEATURE_STEP_MILLIS = 10;

    private static final int LIVE_STEP_MILLIS = 5;
    private static final int MOST_NAMES = 64;
    private static final List<String> CHANGEABLE =
            List.of("features", "update_interval_ms", "update_interval_steps", "backpressure", Deadband.NAME);
    private static final List<String> NAMES = List.of(
            "seed",
            "grid_size",
            "alpha",
            "spike_probability",
            "turing_enabled",
            "activator_diffusion",
            "inhibitor_diffusion",
            "activator_rate",
            "inhibitor_rate",
            "activation_threshold",
            "jitter_variance",
            "active_threshold_mv",
            "steps",
            "step_interval_ms",
            "update_interval_ms",
            "update_interval_steps",
            "features",
            "compression",
            "include_full_state",
            "field",
            "stream_key",
            "snapshot_interval_steps",
            "backpressure",
            Deadband.NAME);
    private static final long MOST_SEED = 1L << 53;

    /// @param params of a `subscribe`
    static StreamWish read(StreamType type, Payload params, Overflow usual) throws Payload.Unfit {
        SimulationSettings settings = settings(type, params);
        int every = type == StreamType.LIVE
                ? (int) params.whole("update_interval_steps", 1, 1, 100)
                : every(params.whole("update_interval_ms", 100, 10, 10_000), settings.stepMillis());
        String strategy = params.textOrNull("backpressure");
        Optional<Overflow> overflow = strategy == null ? Optional.of(usual) : Overflow.named(strategy);
        return new StreamWish(
                type,
                settings,
                key(params),
                every,
                features(params.texts("features", MOST_NAMES)),
                form(params),
                params.truth("compression", false),
                params.whole("snapshot_interval_steps", 0, 0, 100_000),
                overflow.orElseThrow(
                        () -> new Payload.Unfit("backpressure has to be drop_oldest, drop_newest or compress")),
                Deadband.read(params));
    }

    /// Those of `names` that there are; all for an empty list.
    private static List<StreamedFeature> features(List<String> names) {
        return Arrays.stream(StreamedFeature.values())
                .filter(each -> names.isEmpty() || names.contains(each.key()))
                .toList();
    }

    private static @Nullable String key(Payload params) throws Payload.Unfit {
        String key = params.textOrNull("stream_key");
        return key == null || key.isEmpty() ? null : key;
    }

    private static FieldForm form(Payload params) throws Payload.Unfit {
        boolean whole = params.truth("include_full_state", false);
        String said = params.textOrNull("field");
        return switch (said) {
            case null -> whole ? FieldForm.FULL : FieldForm.NONE;
            case "none" -> FieldForm.NONE;
            case "mean" -> FieldForm.MEAN;
            case "full" -> FieldForm.FULL;
            case "delta" -> FieldForm.DELTA;
            default -> throw new Payload.Unfit("field has to be none, mean, full or delta");
        };
    }

    static int every(long intervalMillis, int stepMillis) {
        return (int) Math.max(1, Math.ceilDiv(intervalMillis, (long) stepMillis));
    }

    private static SimulationSettings settings(StreamType type, Payload params) throws Payload.Unfit {
        boolean live = type == StreamType.LIVE;
        return new SimulationSettings(
                params.whole("seed", 42, 0, MOST_SEED),
                (int) params.whole("grid_size", 64, 8, SimulationSettings.MOST_GRID),
                // What the engine takes, which is less than what the wire once promised.
                params.number("alpha", 0.18, 0.05, 0.25, true),
                params.number("spike_probability", 0.25, 0, 1, false),
                params.truth("turing_enabled", true),
                reaction(params),
                params.number("jitter_variance", 0, 0, 0.01, false),
                params.number("active_threshold_mv", -60, -100, 50, false),
                live ? params.whole("steps", 64, 1, 1000) : params.whole("steps", 0, 0, 1000),
                (int) params.whole("step_interval_ms", live ? LIVE_STEP_MILLIS : FEATURE_STEP_MILLIS, 1, 10_000));
    }

    private static Reaction reaction(Payload params) throws Payload.Unfit {
        Reaction usual = Reaction.CLASSIC;
        return new Reaction(
                params.number("activator_diffusion", usual.activatorDiffusion(), 0.01, 0.25, true),
                params.number("inhibitor_diffusion", usual.inhibitorDiffusion(), 0.01, 0.25, true),
                params.number("activator_rate", usual.activatorRate(), 0.001, 0.1, false),
                params.number("inhibitor_rate", usual.inhibitorRate(), 0.001, 0.1, false),
                params.number("activation_threshold", usual.threshold(), 0.5, 0.95, false));
    }

    /// Another choice, of what may be changed. **Errors** `BAD_FILTER` names features that there are not.
    ///
    /// @param params those that hold; they are changed
    StreamWish changed(Payload changes, ObjectNode params, Overflow usual) throws Payload.Unfit {
        List<String> unknown = changes.texts("features", MOST_NAMES).stream()
                .filter(name -> StreamedFeature.byKey(name).isEmpty())
                .toList();
        if (!unknown.isEmpty()) {
            throw Payload.Unfit.unknownFeatures(unknown);
        }
        ObjectNode merged = params.deepCopy();
        for (String name : CHANGEABLE) {
            JsonNode value = changes.object().path(name);
            if (!value.isMissingNode()) {
                merged.set(name, value);
            }
        }
        StreamWish wish = read(type, new Payload(merged), usual);
        params.setAll(merged);
        return wish;
    }

    /// Those of the parameters that mean something.
    static ObjectNode known(JsonNode params) {
        ObjectNode known = Replies.object();
        for (String name : NAMES) {
            JsonNode value = params.path(name);
            if (!value.isMissingNode()) {
                known.set(name, value);
            }
        }
        return known;
    }

    public boolean wantsField() {
        return field == FieldForm.FULL || field == FieldForm.DELTA;
    }
}
