// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.serialization.line.Line;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LinesTest {
    private final Turn turn = new Turn();
    private final LineRing ring = new LineRing(new RingBudget(64L << 20));
    private final Lines lines = new Lines(turn, Samples.SESSION, ring);

    LinesTest() {
        turn.begin(new Now(0, 0));
    }

    private void sample() {
        lines.tellSample(Samples.iterate(1, Slices.NO_ENTRIES), null);
    }

    @Test
    void withoutAReservedNumberIteratesAreLeftOutAndOtherLinesWait() {
        lines.startAfter(0, 2);
        sample();
        sample();
        sample();
        assertThat(lines.lastSeq()).isEqualTo(2);
        lines.tell(new Line.Heartbeat());
        assertThat(lines.lastSeq()).isEqualTo(2);
        assertThat(lines.canNumber()).isFalse();
        lines.reservedTo(10);
        assertThat(lines.lastSeq()).isEqualTo(3);
        assertThat(ring.get(3).sampled()).isFalse();
        sample();
        assertThat(lines.lastSeq()).isEqualTo(4);
    }

    @Test
    void linesThatCouldNotEvenWaitAreCounted() {
        lines.startAfter(0, 0);
        for (int k = 0; k < Lines.WAITING + 3; k++) {
            lines.tell(new Line.Heartbeat());
        }
        lines.reservedTo(5_000);
        assertThat(lines.lastSeq()).isEqualTo(Lines.WAITING + 1);
        assertThat(new String(ring.get(1).bytes(), StandardCharsets.UTF_8)).contains("3 lines", "storage_unavailable");
    }

    @Test
    void aReservationIsWantedBeforeTheLastNumberIsUsed() {
        lines.startAfter(100, 100 + 2_000);
        assertThat(lines.needsReservation()).isFalse();
        for (int k = 0; k < 977; k++) {
            lines.tell(new Line.Heartbeat());
        }
        assertThat(lines.needsReservation()).isTrue();
        lines.reservedTo(50);
        assertThat(lines.needsReservation()).as("a reservation never shrinks").isTrue();
    }
}
