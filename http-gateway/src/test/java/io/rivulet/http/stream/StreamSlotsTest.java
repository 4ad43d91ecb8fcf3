// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StreamSlotsTest {
    private final StreamSlots slots = new StreamSlots(1, () -> false, CallerStreams.FREE);

    @Test
    void aPlaceIsFreeAgainAlsoWhereWhatFollowsFails() {
        var given = new AtomicInteger();
        StreamSlots.Slot slot = slots.take(given::incrementAndGet);
        slot.onRelease(() -> {
            throw new IllegalStateException("the last one out");
        });
        assertThatThrownBy(slot::release).isInstanceOf(IllegalStateException.class);
        assertThat(slots.taken()).isZero();
        assertThat(given).hasValue(1);
        slots.take(() -> {}).release();
        assertThat(slots.drain().toCompletableFuture()).isCompleted();
    }
}
