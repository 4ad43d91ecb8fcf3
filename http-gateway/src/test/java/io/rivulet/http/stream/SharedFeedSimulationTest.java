// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.follow.FollowerMessage;
import io.rivulet.actors.session.core.CreditWindow;
import io.rivulet.actors.session.core.Output.EncodedLine;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Streams of one session under random schedules: messages that come late or after the stream has left their follower,
/// slow readers, gaps, refusals, and a session that moves and forgets its followers. Each stream must be told every
/// number once, in order, and end with the session.
class SharedFeedSimulationTest {
    private static final int STEPS = 3_000;

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyStreamIsToldEveryNumberOnceAndEnds(long seed) {
        new World(seed).run();
    }

    private static final class World implements LineFeed {
        private final Random random;
        private final AtomicLong numbers = new AtomicLong();
        private final AtomicLong nanos = new AtomicLong();
        private final SharedFeed feed =
                new SharedFeed(this, numbers::incrementAndGet, nanos::get, FollowStage.Patience.DEFAULT, _ -> {});
        private final Map<Long, Follower> followers = new LinkedHashMap<>();
        private final List<Stream> streams = new ArrayList<>();
        private final Map<Long, Integer> sizes = new LinkedHashMap<>();
        private long last;
        private long incarnation = 1;
        /// Numbers up to here are told by a gap only.
        private long base;
        private boolean over;

        /// One follower of the session; what it was sent may be under way for long.
        private final class Follower {
            final Consumer<FollowerMessage.Heard> receiver;
            final CreditWindow window;
            final Deque<FollowerMessage.Heard> underWay = new ArrayDeque<>();
            long cursor;
            boolean gone;

            Follower(long cursor, long credit, Consumer<FollowerMessage.Heard> receiver) {
                this.cursor = cursor;
                this.window = new CreditWindow(credit);
                this.receiver = receiver;
            }

            void send() {
                List<EncodedLine> run = new ArrayList<>();
                long first = cursor + 1;
                long bytes = 0;
                if (cursor < base) {
                    run.add(gap(first, base));
                    cursor = base;
                }
                while (cursor < last && bytes < window.allowance() && run.size() < 20) {
                    if (window.allowance() - bytes < 1_000 && last - cursor > 10) {
                        run.add(gap(cursor + 1, cursor + 5));
                        cursor += 5;
                        bytes += Long.BYTES;
                    } else {
                        cursor++;
                        int size = sizes.get(cursor);
                        run.add(new EncodedLine(cursor, false, new byte[size]));
                        bytes += size;
                    }
                }
                window.sent(cursor, bytes);
                boolean end = over && first <= last && cursor == last;
                underWay.add(new FollowerMessage.Lines(incarnation, first, cursor, run, end));
                gone |= end;
            }
        }

        private final class Stream {
            long number;
            long next;
            boolean known;
            boolean ended;

            Stream(OptionalLong from) {
                known = from.isPresent();
                next = from.orElse(0);
                follow();
            }

            void follow() {
                number = numbers.incrementAndGet();
                long attempt = number;
                feed.follow(
                                number,
                                1,
                                known ? OptionalLong.of(next) : OptionalLong.empty(),
                                FollowStage.WINDOW_BYTES,
                                message -> hear(attempt, message))
                        .whenComplete((_, failure) -> {
                            if (failure != null) {
                                feed.unfollow(attempt);
                            }
                        });
            }

            private void hear(long attempt, FollowerMessage.Heard message) {
                assertThat(attempt).isEqualTo(number);
                assertThat(ended).isFalse();
                FollowerMessage.Lines run = (FollowerMessage.Lines) message;
                if (known) {
                    assertThat(run.first()).isEqualTo(next);
                }
                long through = run.first() - 1;
                for (EncodedLine line : run.lines()) {
                    boolean gap = line.bytes().length == Long.BYTES;
                    assertThat(gap ? ByteBuffer.wrap(line.bytes()).getLong() : line.seq())
                            .isEqualTo(through + 1);
                    through = line.seq();
                }
                assertThat(run.last()).isEqualTo(through);
                known = true;
                next = run.last() + 1;
                ended = run.end();
            }

            void followAgain() {
                feed.unfollow(number);
                follow();
            }

            void credit() {
                if (known) {
                    feed.credit(number, 1, next - 1, FollowStage.WINDOW_BYTES);
                }
            }
        }

        World(long seed) {
            random = new Random(seed);
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                nanos.addAndGet(1_000_000L * random.nextInt(20));
                step();
            }
            heal(stream -> stream.known);
            over = true;
            append();
            heal(stream -> stream.ended);
            assertThat(streams).allMatch(s -> s.next == last + 1);
            streams.forEach(s -> feed.unfollow(s.number));
            assertThat(followers.values()).allMatch(f -> f.gone);
        }

        /// Everybody reads, and whoever hears nothing follows again, until all streams are as wanted.
        private void heal(Predicate<Stream> wanted) {
            for (int round = 0; !streams.stream().allMatch(wanted); round++) {
                assertThat(round).as("rounds").isLessThan(10_000);
                nanos.addAndGet(100_000_000L);
                pump();
                for (Stream stream : streams) {
                    if (!stream.ended && round % 50 == 49) {
                        stream.followAgain();
                    } else if (!stream.ended) {
                        stream.credit();
                    }
                }
            }
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> append();
                case 3, 4, 5 -> pump();
                case 6, 7, 8 -> any().ifPresent(Stream::credit);
                case 9 -> {
                    if (streams.size() < 8) {
                        long from = 1 + random.nextLong(last + 1);
                        streams.add(new Stream(random.nextInt(4) == 0 ? OptionalLong.empty() : OptionalLong.of(from)));
                    }
                }
                case 10 -> {
                    if (random.nextInt(10) == 0) {
                        any().ifPresent(Stream::followAgain);
                    } else if (random.nextInt(20) == 0 && streams.size() > 2) {
                        feed.unfollow(streams.removeFirst().number);
                    }
                }
                default -> {
                    if (random.nextInt(60) == 0) {
                        move();
                    }
                }
            }
        }

        private Optional<Stream> any() {
            return streams.isEmpty() ? Optional.empty() : Optional.of(streams.get(random.nextInt(streams.size())));
        }

        /// One line that stands for all from `first` to `last`.
        private static EncodedLine gap(long first, long last) {
            return new EncodedLine(
                    last, false, ByteBuffer.allocate(Long.BYTES).putLong(first).array());
        }

        private void append() {
            last++;
            sizes.put(last, 10 + random.nextInt(random.nextInt(20) == 0 ? 100_000 : 20_000));
        }

        private void pump() {
            for (Follower follower : List.copyOf(followers.values())) {
                if (!follower.gone && random.nextBoolean()) {
                    follower.send();
                }
                while (!follower.underWay.isEmpty() && random.nextInt(3) > 0) {
                    follower.receiver.accept(follower.underWay.remove());
                }
            }
        }

        /// Another node has the session: it knows no followers, and some numbers are lost.
        private void move() {
            followers.values().forEach(f -> f.gone = true);
            incarnation++;
            for (int lost = random.nextInt(10) + 1; lost > 0; lost--) {
                last++;
            }
            base = last;
            nanos.addAndGet(FollowStage.Patience.DEFAULT.silence().toNanos());
            List.copyOf(streams).forEach(Stream::followAgain);
        }

        @Override
        public CompletionStage<Boolean> follow(
                long follower,
                int streamCount,
                OptionalLong from,
                long creditBytes,
                Consumer<FollowerMessage.Heard> receiver) {
            assertThat(from.orElse(last + 1)).isLessThanOrEqualTo(last + 1);
            if (random.nextInt(20) == 0 && !over) {
                return CompletableFuture.failedStage(
                        Problem.of(ProblemCode.SESSION_BUSY, "not now").exception());
            }
            followers.put(follower, new Follower(from.orElse(last + 1) - 1, creditBytes, receiver));
            return CompletableFuture.completedStage(true);
        }

        @Override
        public void credit(long follower, int streamCount, long upTo, long bytes) {
            Follower known = followers.get(follower);
            if (known != null) {
                known.window.credit(upTo, bytes);
            }
        }

        @Override
        public void unfollow(long follower) {
            Follower known = followers.get(follower);
            if (known != null) {
                known.gone = true;
            }
        }
    }
}
