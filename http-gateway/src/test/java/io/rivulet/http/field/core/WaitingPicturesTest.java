// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.actors.field.core.FieldSnapshot;
import io.rivulet.actors.field.core.FieldUpdate;
import io.rivulet.fields.features.StreamedFeatures;
import org.junit.jupiter.api.Test;

/// Pictures never give way, so that they would fill the memory if more than one waited for a reader.
class WaitingPicturesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SIDE = 8;

    private static StreamItem.Pictured picture(long step) {
        byte[] field = new byte[2 * SIDE * SIDE];
        var update =
                new FieldUpdate(step, 0, step, new StreamedFeatures(-70, 1, -80, -60, 3, 0.1, 1, 20, 1e-6), 0, null);
        return new StreamItem.Pictured(new FieldSnapshot(update, SIDE, field, field, field), step);
    }

    private static ViewedStream stream() throws Exception {
        ObjectNode params = (ObjectNode) JSON.readTree("{\"snapshot_interval_steps\":1}");
        StreamWish wish = StreamWish.read(StreamType.FEATURES, new Payload(params), Overflow.DROP_OLDEST);
        return ViewedStream.begun(1, "s", "simulation", params, wish, 4, 0);
    }

    @Test
    void oneIsKeptForAClientThatReadsNothing() throws Exception {
        ViewedStream stream = stream();
        for (long step = 0; step < 10_000; step++) {
            stream.offer(picture(step));
        }
        assertThat(stream.queue.waiting()).hasSize(1);
    }

    @Test
    void theNextOneIsKeptOnceThatWasRead() throws Exception {
        ViewedStream stream = stream();
        for (long step = 0; step < 5; step++) {
            stream.offer(picture(step));
            stream.offer(picture(step + 100));
            StreamItem taken = stream.queue.take();
            assertThat(taken).isNotNull();
            assertThat(stream.message(taken, 0).path("payload").path("step").asLong())
                    .isEqualTo(step);
        }
        assertThat(stream.queue.size()).isZero();
    }
}
