// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.actors.session.core.Output.EncodedLine;
import org.junit.jupiter.api.Test;

class LineRingTest {
    private final RingBudget budget = new RingBudget(64L << 20);
    private final LineRing ring = new LineRing(budget);

    private void append(int count, int bytes) {
        for (int k = 0; k < count; k++) {
            ring.append(new EncodedLine(ring.lastSeq() + 1, false, new byte[bytes]), false);
        }
    }

    @Test
    void itKeepsTheNewestLinesByCount() {
        append(LineRing.LINES + 500, 10);
        assertThat(ring.size()).isEqualTo(LineRing.LINES);
        assertThat(ring.firstSeq()).isEqualTo(501);
        assertThat(ring.get(501).seq()).isEqualTo(501);
        assertThat(ring.get(ring.lastSeq()).seq()).isEqualTo(LineRing.LINES + 500);
        assertThatThrownBy(() -> ring.get(500)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void itKeepsTheNewestLinesByBytes() {
        append(300, 10_000);
        assertThat(ring.size()).isEqualTo((int) (LineRing.BYTES / 10_000));
        assertThat(budget.freeBytes()).isEqualTo((64L << 20) - ring.size() * 10_000L);
    }

    @Test
    void aLongLineDoesNotPushOutTheShortOnesBeforeIt() {
        append(50, 1_000);
        append(1, 5 << 20);
        append(1, 100);
        assertThat(ring.firstSeq()).isEqualTo(1);
        append(1, 20 << 20);
        assertThat(ring.size()).isEqualTo(1);
    }

    @Test
    void withoutBytesOfTheNodeItKeepsTheNewestLineOnly() {
        LineRing poor = new LineRing(new RingBudget(250));
        for (int seq = 1; seq <= 5; seq++) {
            poor.append(new EncodedLine(seq, false, new byte[100]), false);
        }
        assertThat(poor.size()).isEqualTo(2);
        poor.append(new EncodedLine(6, false, new byte[1_000]), false);
        assertThat(poor.size()).isEqualTo(1);
    }

    @Test
    void whatIsClearedIsGivenBack() {
        append(100, 100);
        ring.clear();
        assertThat(budget.freeBytes()).isEqualTo(64L << 20);
        assertThat(ring.firstSeq()).isEqualTo(101);
        ring.restartAt(1_000);
        append(1, 5);
        assertThat(ring.get(1_000).seq()).isEqualTo(1_000);
    }

    @Test
    void itRemembersWhereStreamsEndedAfterTheLineIsGone() {
        ring.append(new EncodedLine(1, false, new byte[10]), true);
        append(LineRing.LINES, 10);
        assertThat(ring.firstSeq()).isEqualTo(2);
        assertThat(ring.endsWithin(1, 1)).isTrue();
        assertThat(ring.endsWithin(2, 9_000)).isFalse();
    }

    @Test
    void numbersHaveNoHoles() {
        assertThatThrownBy(() -> ring.append(new EncodedLine(2, false, new byte[1]), false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
