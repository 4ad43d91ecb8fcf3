// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.serialization.event.SessionSettings.Overflow;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FollowersTest {
    private final FollowedLines followed = new FollowedLines(10_000);
    private final Lines lines = followed.lines;
    private final Followers followers = followed.followers;
    private long base;

    private void at(long moreMillis) {
        followed.at(moreMillis);
    }

    private void tell(int iterates) {
        for (int k = 0; k < iterates; k++) {
            lines.tellSample(Samples.iterate(k, Slices.NO_ENTRIES), null);
        }
    }

    private @Nullable Problem attach(long number, OptionalLong from, long window) {
        return followers.attach(number, 1, from, window, base);
    }

    private List<Output> pump() {
        return followed.pump();
    }

    /// The types of the lines that come to `reader` now.
    private List<String> read(SimFollower reader) {
        return followed.pumpTo(reader).stream()
                .flatMap(delivery -> SimFollower.types(delivery.lines()).stream())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private SimFollower reader(long number, long next) {
        return followed.reader(number, next);
    }

    @Test
    void aReaderFromTheStartGetsEveryLineOnce() {
        tell(5);
        assertThat(attach(1, OptionalLong.of(0), 1 << 20)).isNull();
        SimFollower reader = reader(1, 1);
        assertThat(read(reader)).hasSize(5);
        tell(3);
        assertThat(read(reader)).as("lines leave at most every 20 ms").isEmpty();
        at(20);
        assertThat(read(reader)).hasSize(3);
        assertThat(reader.next).isEqualTo(9);
    }

    @Test
    void withoutANumberASnapshotStandsForWhatWas() {
        tell(5);
        attach(1, OptionalLong.empty(), 1 << 20);
        SimFollower reader = reader(1, -1);
        assertThat(read(reader)).containsExactly("snapshot");
        assertThat(reader.next).isEqualTo(6);
    }

    @Test
    void theNextNumberIsAllowedAndBeyondItIsOutOfRange() {
        tell(5);
        assertThat(attach(1, OptionalLong.of(6), 1 << 20)).isNull();
        Problem problem = attach(2, OptionalLong.of(7), 1 << 20);
        assertThat(requireNonNull(problem).code()).isEqualTo(ProblemCode.OUT_OF_RANGE);
        assertThat(followers.streams()).isEqualTo(1);
    }

    @Test
    void linesNoLongerKeptAreStoodForByASnapshot() {
        tell(LineRing.LINES + 100);
        attach(1, OptionalLong.of(3), Input.Follow.ENDLESS);
        SimFollower reader = reader(1, 3);
        assertThat(read(reader)).startsWith("snapshot", "iteration_update");
        at(20);
        read(reader);
        assertThat(reader.next).isEqualTo(lines.lastSeq() + 1);
    }

    @Test
    void afterAFailoverAGapAndASnapshotStandForWhatMayHaveBeen() {
        base = 4_096;
        lines.startAfter(base, 1_000_000);
        tell(2);
        attach(1, OptionalLong.of(18), 1 << 20);
        SimFollower late = reader(1, 18);
        assertThat(read(late)).containsExactly("stream_gap", "snapshot", "iteration_update", "iteration_update");
        attach(2, OptionalLong.of(base), 1 << 20);
        assertThat(read(reader(2, base))).as("an empty gap is left out").startsWith("snapshot", "iteration_update");
    }

    @Test
    void aReaderWithoutCreditLosesIteratesOnlyAndIsToldExactlyWhich() {
        followers.overflow(10, Overflow.COMPRESS);
        attach(1, OptionalLong.of(1), 1_000);
        SimFollower reader = reader(1, 1);
        tell(20);
        read(reader);
        long before = reader.next;
        for (int k = 0; k < 20; k++) {
            tell(10);
            lines.tell(new Line.Heartbeat());
        }
        at(100);
        read(reader);
        at(100);
        assertThat(read(reader)).as("no credit").isEmpty();
        followers.credit(1, 1, reader.next - 1, 1 << 20);
        List<String> types = read(reader);
        at(50);
        types.addAll(read(reader));
        assertThat(types).contains("stream_gap", "iteration_update");
        assertThat(types.stream().filter("heartbeat"::equals))
                .as("other lines are all there")
                .hasSize(20);
        assertThat(types.stream().filter("iteration_update"::equals).count()).isLessThan(60);
        assertThat(before).isLessThan(reader.next);
        assertThat(reader.next).isEqualTo(lines.lastSeq() + 1);
    }

    @Test
    void aReaderThatOnlyWaitsForTheNextPauseLosesNothing() {
        followers.overflow(2, Overflow.COMPRESS);
        attach(1, OptionalLong.of(1), 1 << 20);
        SimFollower reader = reader(1, 1);
        tell(1);
        read(reader);
        tell(30);
        assertThat(read(reader)).isEmpty();
        at(20);
        assertThat(read(reader)).hasSize(30).containsOnly("iteration_update");
    }

    @Test
    void linesThatLeftTheRingBeforeAReaderCouldTakeThemAreAGap() {
        attach(1, OptionalLong.of(1), 300);
        SimFollower reader = reader(1, 1);
        tell(5);
        read(reader);
        for (int k = 0; k < LineRing.LINES + 5; k++) {
            lines.tell(new Line.Heartbeat());
        }
        at(1);
        read(reader);
        followers.credit(1, 1, reader.next - 1, Input.Follow.ENDLESS);
        at(30);
        List<String> types = read(reader);
        assertThat(types.getFirst()).isEqualTo("stream_gap");
        at(20);
        read(reader);
        assertThat(reader.next).isEqualTo(lines.lastSeq() + 1);
    }

    @Test
    void theStreamEndsWithTheLineThatEndsItAndALaterReaderStays() {
        attach(1, OptionalLong.of(1), 1 << 20);
        tell(2);
        lines.tell(new Line.SessionClosed("completed", null));
        lines.tell(new Line.Heartbeat());
        List<Output> outputs = pump();
        Output.Deliver last = (Output.Deliver) outputs.getFirst();
        assertThat(last.last()).isEqualTo(3);
        assertThat(last.end()).isTrue();
        assertThat(followers.isEmpty()).isTrue();
        attach(2, OptionalLong.of(4), 1 << 20);
        assertThat(pump()).hasSize(1);
        assertThat(followers.streams()).isEqualTo(1);
    }

    @Test
    void aSilentReaderIsForgottenAndAnEndlessOneIsNot() {
        attach(1, OptionalLong.of(1), 1 << 20);
        attach(2, OptionalLong.of(1), Input.Follow.ENDLESS);
        at(9_000);
        pump();
        followers.credit(1, 1, 0, 1 << 20);
        at(9_000);
        assertThat(pump()).noneMatch(Output.EndFollower.class::isInstance);
        at(2_000);
        assertThat(pump()).contains(new Output.EndFollower(1, false));
        assertThat(followers.streams()).isEqualTo(1);
    }

    @Test
    void eachSecondThereIsASignOfLife() {
        attach(1, OptionalLong.of(1), 1 << 20);
        at(1_000);
        assertThat(pump()).containsExactly(new Output.Deliver(1, 1, 1, 0, List.of(), false));
        assertThat(pump()).isEmpty();
    }

    @Test
    void whoHasNotComeToTheLastLineIsToldItWithoutCredit() {
        attach(1, OptionalLong.of(1), 0);
        attach(2, OptionalLong.of(1), 1 << 20);
        tell(5);
        SimFollower quick = reader(2, 1);
        read(quick);
        lines.tell(new Line.SessionClosed("deleted", null));
        followers.finish();
        List<Output> outputs = followed.turn.end();
        for (Output output : outputs) {
            Output.Deliver delivery = (Output.Deliver) output;
            assertThat(delivery.end()).isTrue();
            (delivery.follower() == 1 ? reader(1, 1) : quick).receive(delivery, 1_000_000);
            assertThat(SimFollower.types(delivery.lines()).getLast()).isEqualTo("session_closed");
        }
        assertThat(outputs).hasSize(2);
        assertThat(SimFollower.types(((Output.Deliver) outputs.getFirst()).lines()))
                .containsExactly("stream_gap", "session_closed");
        assertThat(followers.isEmpty()).isTrue();
    }

    @Test
    void aSessionThatMovesTellsEveryFollowerWhatItHasAndThenThat() {
        attach(1, OptionalLong.of(1), 1 << 20);
        tell(3);
        SimFollower reader = reader(1, 1);
        read(reader);
        tell(2);
        followers.handOver();
        List<Output> told = followed.turn.end();
        assertThat(told).hasSize(2);
        assertThat(((Output.Deliver) told.getFirst()).last()).isEqualTo(5);
        assertThat(told.getLast()).isEqualTo(new Output.EndFollower(1, true));
        assertThat(followers.isEmpty()).isTrue();
    }

    @Test
    void tooManyReadersAreRefused() {
        for (long number = 0; number < Followers.READERS; number++) {
            assertThat(attach(number, OptionalLong.of(1), 1)).isNull();
        }
        assertThat(requireNonNull(attach(5_000, OptionalLong.of(1), 1)).code()).isEqualTo(ProblemCode.TOO_MANY_STREAMS);
        assertThat(attach(7, OptionalLong.of(1), 1)).as("one that comes again").isNull();
    }
}
