// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.partition.machine.Envelope;
import io.rivulet.numerics.partition.machine.Message;
import io.rivulet.numerics.partition.machine.Stamp;
import org.junit.jupiter.api.Test;

class FrameWindowTest {
    private static final DenseVector VALUES = DenseVector.adopt(new double[] {1});
    private final FrameWindow window = new FrameWindow();

    private static Envelope frame(int from, int to, long epoch, long seq) {
        return new Envelope(from, to, 1, new Message.Halo(new Stamp(1, 1, epoch, from, seq), VALUES));
    }

    @Test
    void twoGoOutAndTheNewestOfEachWayFollows() {
        assertThat(window.offer(frame(0, 1, 1, 1))).isNotNull();
        assertThat(window.offer(frame(0, 1, 1, 2))).isNotNull();
        assertThat(window.offer(frame(0, 1, 1, 3))).isNull();
        assertThat(window.offer(frame(0, 2, 1, 4))).isNull();
        assertThat(window.offer(frame(0, 1, 1, 5))).isNull();
        assertThat(window.waiting()).isEqualTo(2);
        assertThat(window.taken()).isEqualTo(frame(0, 1, 1, 5));
        assertThat(window.taken()).isEqualTo(frame(0, 2, 1, 4));
        assertThat(window.taken()).isNull();
        assertThat(window.taken()).isNull();
        assertThat(window.offer(frame(0, 1, 1, 6))).isNotNull();
    }

    @Test
    void anOlderFrameDoesNotTakeThePlaceOfANewerOne() {
        window.offer(frame(0, 1, 1, 1));
        window.offer(frame(0, 1, 1, 2));
        window.offer(frame(0, 1, 2, 3));
        window.offer(frame(0, 1, 1, 9));
        window.offer(frame(0, 1, 2, 2));
        assertThat(window.taken()).isEqualTo(frame(0, 1, 2, 3));
    }

    @Test
    void roundsPassBy() {
        window.offer(frame(0, 1, 1, 1));
        window.offer(frame(0, 1, 1, 2));
        Envelope round = new Envelope(0, 1, 1, new Message.RoundHalo(new Stamp(1, 1, 1, 0, 3), VALUES));
        assertThat(window.offer(round)).isEqualTo(round);
    }

    @Test
    void whatIsNeverTakenCountsAsLostInTheEnd() {
        window.offer(frame(0, 1, 1, 1));
        window.offer(frame(0, 1, 1, 2));
        window.offer(frame(0, 1, 1, 3));
        Envelope sent = null;
        for (int k = 0; k < 20 && sent == null; k++) {
            sent = window.tick();
        }
        assertThat(sent).isEqualTo(frame(0, 1, 1, 3));
    }
}
