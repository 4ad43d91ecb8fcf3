// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.Output.EncodedLine;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.SessionSettings.Overflow;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.XJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What becomes of lines that a reader does not take in time, under each strategy.
class OverflowTest {
    private static final int BUFFER = 10;
    private static final int RUNS = 12;
    private static final int STEPS = 300;
    private static final long WINDOW = 8 << 10;

    private final FollowedLines followed = new FollowedLines(1_000_000);
    private final Lines lines = followed.lines;
    private final Followers followers = followed.followers;

    /// What one reader has had delivered but not confirmed, by the last number of each delivery.
    private final List<Output.Deliver> underWay = new ArrayList<>();
    private EncodedLine end = new EncodedLine(0, false, new byte[0]);

    static Stream<Arguments> runs() {
        return Stream.of(Overflow.values())
                .flatMap(overflow -> new Random(7).longs(RUNS).mapToObj(seed -> Arguments.of(overflow, seed)));
    }

    /// An iterate with so many entries of x, if iterates are told now.
    private void iterate(int entries) {
        if (followers.pressed()) {
            return;
        }
        int[] indices = new int[entries];
        double[] values = new double[entries];
        for (int k = 0; k < entries; k++) {
            indices[k] = k;
            values[k] = k / 7.0;
        }
        lines.tellSample(Samples.iterate(0, XJson.sparse(SparseVector.adopt(indices, values))), null);
    }

    /// True if the stream of the reader goes on.
    private boolean pumpTo(SimFollower reader) {
        for (Output.Deliver delivery : followed.pumpTo(reader)) {
            underWay.add(delivery);
            if (delivery.end()) {
                end = delivery.lines().getLast();
                return false;
            }
        }
        return true;
    }

    private long underWayBytes() {
        return underWay.stream()
                .flatMap(delivery -> delivery.lines().stream())
                .mapToLong(line -> line.bytes().length)
                .sum();
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("runs")
    void whateverTheReadersSpeedEachNumberIsALineOrInAGap(Overflow overflow, long seed) {
        Random random = new Random(seed);
        followers.overflow(BUFFER, overflow);
        SimFollower reader = followed.reader(1, 1);
        followers.attach(1, 1, OptionalLong.of(1), WINDOW, 0);
        boolean open = true;
        for (int step = 0; step < STEPS && open; step++) {
            for (int k = random.nextInt(8); k > 0; k--) {
                if (random.nextInt(4) == 0) {
                    lines.tell(new Line.Heartbeat());
                } else {
                    iterate(random.nextInt(60));
                }
            }
            followed.at(random.nextInt(40));
            if (!underWay.isEmpty() && random.nextInt(10) == 0) {
                int taken = 1 + random.nextInt(underWay.size());
                long upTo = underWay.get(taken - 1).last();
                underWay.subList(0, taken).clear();
                followers.credit(1, 1, upTo, WINDOW);
            }
            open = pumpTo(reader);
            assertThat(underWayBytes()).isLessThan(WINDOW + Followers.CHUNK_BYTES);
        }
        if (open) {
            followers.credit(1, 1, reader.next - 1, Input.Follow.ENDLESS);
            while (open && reader.next <= lines.lastSeq()) {
                followed.at(Followers.PAUSE_MILLIS);
                open = pumpTo(reader);
            }
        }
        if (overflow == Overflow.BLOCK) {
            assertThat(reader.gaps).isZero();
        }
        if (open) {
            assertThat(reader.next).isEqualTo(lines.lastSeq() + 1);
        } else {
            assertThat(overflow).as("others never end a stream").isEqualTo(Overflow.BLOCK);
            assertThat(new String(end.bytes(), StandardCharsets.UTF_8))
                    .contains("\"too_slow\"", "\"resume_from\":" + reader.next);
        }
    }

    private SimFollower stuckReader(Overflow overflow) {
        followers.overflow(BUFFER, overflow);
        SimFollower reader = followed.reader(1, 1);
        followers.attach(1, 1, OptionalLong.of(1), 1, 0);
        lines.tell(new Line.Heartbeat());
        pumpTo(reader);
        return reader;
    }

    private List<Long> numbersAfterCredit(SimFollower reader) {
        underWay.clear();
        followers.credit(1, 1, reader.next - 1, Input.Follow.ENDLESS);
        boolean open = true;
        while (open && reader.next <= lines.lastSeq()) {
            followed.at(Followers.PAUSE_MILLIS);
            open = pumpTo(reader);
        }
        return underWay.stream()
                .flatMap(delivery -> delivery.lines().stream())
                .map(EncodedLine::seq)
                .toList();
    }

    private void heartbeats(int count, SimFollower reader) {
        for (int k = 0; k < count; k++) {
            lines.tell(new Line.Heartbeat());
            followed.at(1);
            pumpTo(reader);
        }
    }

    @Test
    void ofDropOldestTheNewestLinesAreLeft() {
        SimFollower reader = stuckReader(Overflow.DROP_OLDEST);
        heartbeats(99, reader);
        assertThat(numbersAfterCredit(reader))
                .as("a gap in the place of line 90, then the ten newest")
                .containsExactly(90L, 91L, 92L, 93L, 94L, 95L, 96L, 97L, 98L, 99L, 100L);
    }

    @Test
    void ofDropNewestTheLinesAreLeftThatCameFirst() {
        SimFollower reader = stuckReader(Overflow.DROP_NEWEST);
        heartbeats(99, reader);
        assertThat(numbersAfterCredit(reader))
                .as("ten that waited, then a gap in the place of the last that came while they did")
                .containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 100L);
        heartbeats(3, reader);
        assertThat(numbersAfterCredit(reader)).as("with room again").containsExactly(101L, 102L, 103L);
    }

    @ParameterizedTest
    @EnumSource(
            value = Overflow.class,
            names = {"DROP_OLDEST", "DROP_NEWEST"})
    void theLineThatEndsTheStreamIsNeverDropped(Overflow overflow) {
        SimFollower reader = stuckReader(overflow);
        heartbeats(30, reader);
        lines.tell(new Line.SessionClosed("completed", null));
        heartbeats(30, reader);
        numbersAfterCredit(reader);
        assertThat(reader.sawEnd).isTrue();
        assertThat(reader.next).isEqualTo(33);
    }

    @Test
    void aReaderThatBlocksKeepsIteratesBackAndLosesNothing() {
        SimFollower reader = stuckReader(Overflow.BLOCK);
        for (int k = 0; k < 1_000; k++) {
            iterate(900);
            pumpTo(reader);
        }
        assertThat(followers.pressed()).isTrue();
        long last = lines.lastSeq();
        List<Long> numbers = numbersAfterCredit(reader);
        assertThat(numbers).hasSize((int) last - 1);
        assertThat(reader.gaps).isZero();
        assertThat(followers.pressed()).isFalse();
        iterate(900);
        assertThat(lines.lastSeq()).isEqualTo(last + 1);
    }

    @Test
    void aSessionThatLeavesTellsAReaderThatMustNotMissAnythingWhereItIs() {
        SimFollower reader = stuckReader(Overflow.BLOCK);
        heartbeats(5, reader);
        lines.tell(new Line.SessionClosed("deleted", null));
        followers.finish();
        Output.Deliver last = (Output.Deliver) followed.turn.end().getFirst();
        reader.receive(last, 1_000_000);
        assertThat(last.end()).isTrue();
        assertThat(new String(last.lines().getLast().bytes(), StandardCharsets.UTF_8))
                .contains("\"too_slow\"", "\"resume_from\":2");
        assertThat(followers.isEmpty()).isTrue();
    }
}
