// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.fields.features.StreamedFeatures;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FieldCoreTest {
    private static FieldUpdate update(long step, long total) {
        return new FieldUpdate(step, total, 0, new StreamedFeatures(0, 0, 0, 0, 0, 0, 0, 0, 0), 0, new byte[] {1, 2});
    }

    @Test
    void sequencesFollowFromSteps() {
        var cadence = new Cadence(3, 0, 0);
        List<Long> told = LongStream.rangeClosed(1, 7)
                .filter(step -> cadence.tells(step, step == 7))
                .boxed()
                .toList();
        assertThat(told).containsExactly(3L, 6L, 7L);
        assertThat(told).extracting(cadence::sequence).containsExactly(0L, 1L, 2L);
        assertThat(cadence.next(5, false)).isEqualTo(1);
        assertThat(cadence.next(6, false)).isEqualTo(2);
        assertThat(cadence.next(7, true)).isEqualTo(3);
        var late = new Cadence(4, 10, 5);
        for (long sequence = 5; sequence < 20; sequence++) {
            assertThat(late.sequence(late.step(sequence))).isEqualTo(sequence);
        }
        assertThat(late.step(5)).isEqualTo(12);
        assertThat(late.changed(10, 16, 7).sequence(20)).isEqualTo(7);
        assertThatThrownBy(() -> new Cadence(0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theRingKeepsTheLastOnesWithoutFields() {
        var ring = new UpdateRing(3);
        LongStream.rangeClosed(11, 15).forEach(step -> ring.add(update(step, 0)));
        assertThat(ring.covers(11, 15, Set.of(1))).isFalse();
        assertThat(ring.covers(12, 15, Set.of(1))).isTrue();
        // What is not kept any more is none of these.
        assertThat(ring.covers(8, 15, Set.of(7))).isTrue();
        assertThat(ring.after(13)).extracting(FieldUpdate::step).containsExactly(14L, 15L);
        assertThat(ring.after(0)).allMatch(each -> each.potential() == null).hasSize(3);
        assertThat(update(4, 4).last()).isTrue();
        assertThat(update(4, 0).last()).isFalse();
    }

    /// Who comes back and wants steps that nobody wanted meanwhile has missed them.
    @Test
    void whatWasNotToldIsNotCovered() {
        var ring = new UpdateRing(100);
        LongStream.rangeClosed(1, 10)
                .filter(step -> step % 2 == 0 || step % 5 == 0)
                .forEach(step -> ring.add(update(step, 0)));
        LongStream.rangeClosed(11, 20).filter(step -> step % 5 == 0).forEach(step -> ring.add(update(step, 0)));
        LongStream.rangeClosed(21, 30).filter(step -> step % 2 == 0).forEach(step -> ring.add(update(step, 0)));
        assertThat(ring.covers(0, 20, Set.of(5))).isTrue();
        assertThat(ring.covers(5, 20, Set.of(10, 5))).isTrue();
        assertThat(ring.covers(9, 10, Set.of(2))).isTrue();
        assertThat(ring.covers(9, 12, Set.of(2))).isFalse();
        assertThat(ring.covers(12, 14, Set.of(3))).isTrue();
        assertThat(ring.covers(12, 15, Set.of(3))).isTrue();
        assertThat(ring.covers(12, 18, Set.of(3))).isFalse();
        // Told at one pace, then at another: all of them are there.
        assertThat(ring.covers(0, 30, Set.of(10))).isTrue();
        assertThat(ring.covers(0, 30, Set.of(5))).isFalse();
        assertThat(ring.covers(25, 25, Set.of(1))).isTrue();
    }

    @Test
    void aFieldComesBackWithinHalfAUnit() {
        var random = new Random(3);
        double[] volts = random.doubles(500, -0.095, 0.040).toArray();
        byte[] first = Quantised.of(volts, Quantised.VOLTS);
        for (int k = 0; k < volts.length; k++) {
            double back = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getShort(2 * k) * Quantised.VOLTS;
            assertThat(back).isCloseTo(volts[k], within(Quantised.VOLTS / 2 * 1.001));
            float single = ByteBuffer.wrap(Quantised.floats(first, Quantised.VOLTS))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getFloat(4 * k);
            assertThat((double) single).isCloseTo(back, within(1e-8));
        }
        // The largest difference that there is.
        byte[] least = Quantised.of(new double[] {-0.095}, Quantised.VOLTS);
        byte[] most = Quantised.of(new double[] {0.040}, Quantised.VOLTS);
        short difference = ByteBuffer.wrap(Quantised.difference(most, least))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getShort();
        assertThat(difference).isEqualTo((short) 27_000);
    }

    @Test
    void stepsAreDueAtTheirTimeAndWhatIsVeryLateIsLetGo() {
        var pace = new Pace(10, 0);
        assertThat(pace.due(0)).isEqualTo(1);
        pace.done(1, 0);
        assertThat(pace.due(9_999_999)).isZero();
        assertThat(pace.waitNanos(4_000_000)).isEqualTo(6_000_000);
        assertThat(pace.due(30_000_000)).isEqualTo(3);
        assertThat(pace.due(10_000_000_000L)).isEqualTo(8);
        pace.done(8, 10_000_000_000L);
        assertThat(pace.due(10_000_000_000L)).isEqualTo(8);
        pace.begin(11_000_000_000L);
        assertThat(pace.due(11_000_000_000L)).isEqualTo(1);
        assertThat(pace.waitNanos(12_000_000_000L)).isZero();
    }
}
