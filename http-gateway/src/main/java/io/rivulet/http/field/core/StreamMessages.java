// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.actors.field.core.FieldSnapshot;
import io.rivulet.actors.field.core.FieldUpdate;
import io.rivulet.actors.field.core.Quantised;
import io.rivulet.fields.features.StreamedFeature;
import io.rivulet.http.field.core.StreamWish.FieldForm;
import org.jspecify.annotations.Nullable;

/// Makes the messages of one stream, each as it leaves: a difference is one to what its reader got last,
/// whatever was left out between. **Thread** one.
final class StreamMessages {
    private static final double VOLTS_PER_MILLIVOLT = 1e-3;

    private final String streamId;
    private byte @Nullable [] field;
    private long fieldSequence;

    StreamMessages(String streamId) {
        this.streamId = streamId;
    }

    ObjectNode message(StreamItem item, StreamWish wish, double now) {
        return switch (item) {
            case StreamItem.Updated(FieldUpdate update, long sequence) ->
                wish.type() == StreamType.FEATURES ? features(update, sequence, wish) : state(update, sequence, wish);
            case StreamItem.Completed(FieldUpdate last) ->
                Replies.with("simulation_complete", streamId, now, finalMetrics(last));
            case StreamItem.Pictured(FieldSnapshot snapshot, long sequence) -> picture(snapshot, sequence, now);
            case StreamItem.Failed(FieldCode code, String words) -> Replies.error(code, words, streamId, now);
            case StreamItem.Ended(String reason) ->
                Replies.with("stream_end", streamId, now, Replies.object().put("reason", reason));
        };
    }

    private ObjectNode features(FieldUpdate update, long sequence, StreamWish wish) {
        ObjectNode payload = Replies.object().put("sequence", sequence).put("step", update.step());
        ObjectNode features = payload.putObject("features");
        for (StreamedFeature each : wish.features()) {
            features.put(each.key(), update.features().value(each));
        }
        putField(payload, update, sequence, wish.field(), wish.settings().gridSize());
        return Replies.with("feature_update", streamId, update.computedMillis(), payload);
    }

    private ObjectNode state(FieldUpdate update, long sequence, StreamWish wish) {
        ObjectNode payload = Replies.object()
                .put("sequence", sequence)
                .put("step", update.step())
                .put("total_steps", update.totalSteps());
        ObjectNode state = payload.putObject("state");
        potential(state, update);
        state.put("active_nodes", (long) update.features().value(StreamedFeature.ACTIVE_NODES));
        putField(state, update, sequence, wish.field(), wish.settings().gridSize());
        payload.putObject("metrics").put("growth_events", update.growthEvents());
        return Replies.with("simulation_state", streamId, update.computedMillis(), payload);
    }

    private static void potential(ObjectNode into, FieldUpdate update) {
        for (StreamedFeature each : new StreamedFeature[] {
            StreamedFeature.POT_MEAN_MV,
            StreamedFeature.POT_STD_MV,
            StreamedFeature.POT_MIN_MV,
            StreamedFeature.POT_MAX_MV
        }) {
            into.put(each.key(), update.features().value(each));
        }
    }

    private static ObjectNode finalMetrics(FieldUpdate last) {
        ObjectNode payload = Replies.object();
        ObjectNode metrics = payload.putObject("final_metrics").put("growth_events", last.growthEvents());
        potential(metrics, last);
        metrics.put(StreamedFeature.FRACTAL_DIMENSION.key(), last.features().value(StreamedFeature.FRACTAL_DIMENSION));
        return payload;
    }

    private void putField(ObjectNode into, FieldUpdate update, long sequence, FieldForm form, int side) {
        if (form != FieldForm.NONE) {
            into.putArray("field_shape").add(side).add(side);
            into.put("field_mean", update.features().value(StreamedFeature.POT_MEAN_MV) * VOLTS_PER_MILLIVOLT);
        }
        byte[] now = update.potential();
        if (now == null) {
            return;
        }
        if (form == FieldForm.FULL) {
            into.set(
                    "field",
                    array(side, "f4", Quantised.floats(now, Quantised.VOLTS)).put("unit", "V"));
        } else if (form == FieldForm.DELTA) {
            byte[] before = field;
            if (before == null) {
                into.set("field", integers(side, now, Quantised.VOLTS).put("unit", "V"));
            } else {
                into.set(
                        "field_delta",
                        integers(side, Quantised.difference(now, before), Quantised.VOLTS)
                                .put("unit", "V")
                                .put("base_sequence", fieldSequence));
            }
            field = now;
            fieldSequence = sequence;
        }
    }

    private ObjectNode picture(FieldSnapshot snapshot, long sequence, double now) {
        FieldUpdate update = snapshot.update();
        int side = snapshot.gridSize();
        ObjectNode payload = Replies.object().put("sequence", sequence).put("step", update.step());
        if (update.totalSteps() > 0) {
            payload.put("total_steps", update.totalSteps());
        } else {
            payload.putNull("total_steps");
        }
        payload.put("grid_size", side);
        payload.set(
                "field", integers(side, snapshot.potential(), Quantised.VOLTS).put("unit", "V"));
        payload.set("activator", integers(side, snapshot.activator(), Quantised.SHARES));
        payload.set("inhibitor", integers(side, snapshot.inhibitor(), Quantised.SHARES));
        payload.putObject("metrics").put("growth_events", update.growthEvents());
        field = snapshot.potential();
        fieldSequence = sequence;
        return Replies.with("snapshot", streamId, now, payload);
    }

    private static ObjectNode integers(int side, byte[] data, double scale) {
        return array(side, "i2", data).put("scale", scale);
    }

    private static ObjectNode array(int side, String type, byte[] data) {
        ObjectNode array = Replies.object();
        ArrayNode shape = array.putArray("shape");
        shape.add(side).add(side);
        return array.put("dtype", type).put("order", "C").put("data", data);
    }
}
