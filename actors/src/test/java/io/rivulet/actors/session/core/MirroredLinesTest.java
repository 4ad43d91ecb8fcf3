// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.actors.session.core.Output.EncodedLine;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.SessionSettings.Overflow;
import io.rivulet.serialization.line.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Lines that add up to x: whoever reads them, however slowly, from wherever, has at each of them the x of the revision
/// that it names, to the bit.
class MirroredLinesTest {
    private static final int CASES = 500;
    private static final int STEPS = 60;
    private static final long MS = 1_000_000;

    /// One history: x moves, lines tell of it or do not, and readers read.
    private static final class World {
        private final Random random;
        private final String said;
        private final int rows;
        private final Turn turn = new Turn();
        private final RingBudget budget;
        private final long bytes;
        private final LineRing ring;
        private final Lines lines;
        private final Followers followers;
        private final double[] x;
        private final Map<Long, double[]> at = new HashMap<>();
        private final List<Reader> readers = new ArrayList<>();
        private long nanos = 5_000 * MS;
        private long revision;
        private long reserved = 20;
        private boolean begun;
        private long attempts;
        long compared;
        long gaps;
        long tooSlow;

        World(Overflow overflow, int seed) {
            random = new Random(seed);
            said = overflow + ", seed " + seed;
            rows = 2 + random.nextInt(seed % 3 == 0 ? 300 : 20);
            bytes = random.nextBoolean() ? 1L << 24 : 2_000 + random.nextInt(40_000);
            budget = new RingBudget(bytes);
            ring = new LineRing(budget);
            lines = new Lines(turn, Samples.SESSION, ring);
            followers = new Followers(
                    turn,
                    lines,
                    ring,
                    1_000_000,
                    () -> 1,
                    first -> new Line.Snapshot(first, "live", 0, Slices.NO_ENTRIES, 0.5, null, false));
            followers.overflow(1 + random.nextInt(12), overflow);
            x = new double[rows];
            turn.begin(new Now(nanos, nanos / MS));
            lines.addUpTo(new MirrorLog(rows, budget));
            lines.startAfter(0, reserved);
            int count = 1 + random.nextInt(4);
            for (int k = 0; k < count; k++) {
                readers.add(new Reader());
            }
        }

        /// Some entries of x, or all that a reader can't know yet, and the revision that they lead to.
        private Moves move() {
            int[] indices = begun
                    ? random.ints(random.nextInt(rows + 1), 0, rows).distinct().toArray()
                    : IntStream.range(0, rows).toArray();
            double[] values = new double[indices.length];
            for (int k = 0; k < indices.length; k++) {
                values[k] = x[indices[k]] = random.nextGaussian();
            }
            at.put(++revision, x.clone());
            return new Moves(SparseVector.adopt(indices, values), null, revision, 1e-9, null);
        }

        void tell() {
            if (!begun) {
                Moves all = move();
                begun = true;
                tellAll(all);
                return;
            }
            switch (random.nextInt(10)) {
                case 0 -> lines.tell(new Line.Heartbeat());
                case 1 -> tellAll(move());
                case 2 -> lines.leaveOut(move());
                case 3, 4, 5 -> {
                    Moves moves = move();
                    lines.tell(
                            new Line.CostApplied(
                                    "id",
                                    moves.revision(),
                                    1,
                                    1,
                                    moves.revision(),
                                    null,
                                    moves.json(),
                                    1,
                                    "push",
                                    1,
                                    1,
                                    1,
                                    null),
                            moves);
                }
                default -> {
                    Moves moves = move();
                    if (followers.pressed()) {
                        lines.leaveOut(moves);
                    } else {
                        lines.tellSample(
                                new Line.IterationUpdate(
                                        moves.revision(),
                                        1,
                                        moves.json(),
                                        1,
                                        1,
                                        1,
                                        null,
                                        false,
                                        null,
                                        Line.Consensus.ALONE,
                                        new Line.Performance(0, 0, 0)),
                                moves);
                    }
                }
            }
        }

        private void tellAll(Moves moves) {
            lines.tell(
                    new Line.Snapshot(lines.firstKept(), "live", moves.revision(), moves.json(), 1e-9, null, false),
                    moves);
        }

        void step() {
            for (int k = random.nextInt(6); k > 0; k--) {
                tell();
            }
            if (random.nextInt(4) == 0) {
                reserved = Math.max(reserved, lines.lastSeq() + random.nextInt(40));
                lines.reservedTo(reserved);
            }
            if (random.nextInt(60) == 0) {
                reload();
            }
            nanos += random.nextInt(40) * MS;
            turn.begin(new Now(nanos, nanos / MS));
            readers.forEach(Reader::look);
            pump();
        }

        /// Another one may have had the session meanwhile.
        private void reload() {
            long base = reserved + 1 + random.nextInt(5);
            reserved = base + 20;
            lines.startAfter(base, reserved);
            followers.jumpTo(base);
            begun = false;
        }

        private void pump() {
            followers.pump();
            List<Output> outputs = List.copyOf(turn.end());
            turn.begin(new Now(nanos, nanos / MS));
            for (Output output : outputs) {
                if (output instanceof Output.Deliver delivery) {
                    readers.stream()
                            .filter(reader -> reader.number == delivery.follower())
                            .forEach(reader -> reader.receive(delivery));
                }
            }
        }

        void end() {
            lines.reservedTo(Long.MAX_VALUE);
            tellAll(move());
            for (int turns = 0; turns < 200 && !readers.stream().allMatch(Reader::isUpToDate); turns++) {
                nanos += Followers.PAUSE_MILLIS * MS;
                turn.begin(new Now(nanos, nanos / MS));
                readers.forEach(Reader::patient);
                pump();
            }
            for (Reader reader : readers) {
                assertThat(reader.next).as(said).isEqualTo(lines.lastSeq() + 1);
                assertThat(reader.mirror.x()).as(said).isEqualTo(x);
            }
            lines.clear();
            assertThat(budget.freeBytes()).as("given back").isEqualTo(bytes);
        }

        /// Slow, forgetful, or patient.
        private final class Reader {
            private MirrorReader mirror = new MirrorReader(rows);
            private long number = -1;
            private long next = -1;

            void look() {
                if (number < 0 || random.nextInt(30) == 0) {
                    follow(random.nextInt(30_000) + 1);
                } else if (random.nextInt(4) == 0) {
                    followers.credit(number, 1, next - 1, random.nextInt(30_000) + 1);
                }
            }

            boolean isUpToDate() {
                return next == lines.lastSeq() + 1;
            }

            void patient() {
                if (number < 0) {
                    follow(Input.Follow.ENDLESS);
                } else {
                    followers.credit(number, 1, next - 1, Input.Follow.ENDLESS);
                }
            }

            private void follow(long window) {
                if (number >= 0) {
                    followers.detach(number);
                }
                if (next >= 0 && random.nextInt(10) == 0) {
                    next = 1 + random.nextLong(next);
                    mirror = new MirrorReader(rows);
                }
                OptionalLong from =
                        next < 0 && random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(Math.max(1, next));
                number = ++attempts;
                Object refused = followers.attach(number, 1, from, window, 0);
                assertThat(refused).as(said).isNull();
            }

            void receive(Output.Deliver delivery) {
                for (EncodedLine line : delivery.lines()) {
                    JsonNode json = mirror.read(line.bytes());
                    String type = json.get("type").asText();
                    gaps += type.equals("stream_gap") ? 1 : 0;
                    JsonNode entries = json.get("x_partial");
                    boolean says = entries != null
                            && (!type.equals("snapshot")
                                    || !entries.get("indices").isEmpty());
                    if (says) {
                        double[] there = at.get(json.get("revision").asLong());
                        // What came before the first snapshot of all is not known to who begins in the midst of it.
                        if (mirror.isWhole()) {
                            compared++;
                            assertThat(mirror.x()).as("%s, %s", said, json).isEqualTo(there);
                        }
                    }
                }
                next = delivery.last() + 1;
                if (delivery.end()) {
                    tooSlow++;
                    number = -1;
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Overflow.class)
    void whoeverReadsThemHasTheXOfTheirRevision(Overflow overflow) {
        long compared = 0;
        long gaps = 0;
        long tooSlow = 0;
        for (int seed = 0; seed < CASES; seed++) {
            World world = new World(overflow, seed);
            for (int step = 0; step < STEPS; step++) {
                world.step();
            }
            world.end();
            compared += world.compared;
            gaps += world.gaps;
            tooSlow += world.tooSlow;
        }
        assertThat(compared).isGreaterThan(50L * CASES);
        if (overflow == Overflow.BLOCK) {
            assertThat(tooSlow).isPositive();
        } else {
            assertThat(gaps).isGreaterThan(CASES);
        }
    }
}
