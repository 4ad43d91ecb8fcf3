// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.follow.FollowerMessage;
import io.rivulet.actors.session.core.Output.EncodedLine;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SharedFeedTest {
    private static final long WINDOW = FollowStage.WINDOW_BYTES;
    private static final int LONG_LINE = 100_000;

    private final FakeFeed session = new FakeFeed();
    private final AtomicLong numbers = new AtomicLong(100);
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong told = new AtomicLong();
    private final SharedFeed feed = new SharedFeed(
            session, numbers::incrementAndGet, nanos::get, FollowStage.Patience.DEFAULT, told::addAndGet);

    /// A stream at this node and what it was told.
    private final class Stream {
        final long number = numbers.incrementAndGet();
        final List<String> lines = new ArrayList<>();
        long next = -1;
        int messages;
        boolean ended;
        boolean moved;

        CompletionStage<Boolean> follow(OptionalLong from, long credit) {
            return feed.follow(number, 1, from, credit, this::hear);
        }

        private void hear(FollowerMessage.Heard message) {
            messages++;
            assertThat(ended || moved).as("told after the end").isFalse();
            switch (message) {
                case FollowerMessage.Moved _ -> moved = true;
                case FollowerMessage.Lines run -> {
                    if (next >= 0) {
                        assertThat(run.first()).isEqualTo(next);
                    }
                    next = run.last() + 1;
                    run.lines().forEach(line -> lines.add(new String(line.bytes(), StandardCharsets.UTF_8).strip()));
                    ended = run.end();
                }
            }
        }

        void credit() {
            feed.credit(number, 1, next - 1, WINDOW);
        }
    }

    private Stream stream(long from) {
        var stream = new Stream();
        stream.follow(OptionalLong.of(from), WINDOW);
        return stream;
    }

    /// Two streams that have caught up at line 3 and share the trunk.
    private FakeFeed.Attempt shared(Stream first, Stream second) throws InterruptedException {
        first.follow(OptionalLong.of(1), WINDOW);
        FakeFeed.Attempt alone = session.next();
        alone.accept();
        alone.send(1, 1, 2);
        second.follow(OptionalLong.of(1), WINDOW);
        FakeFeed.Attempt other = session.next();
        other.accept();
        other.send(1, 1, 2);
        FakeFeed.Attempt trunk = session.next();
        assertThat(trunk.from()).hasValue(3);
        assertThat(trunk.streams()).as("what follows alone counts itself").isZero();
        trunk.accept();
        trunk.send(1, 3, 3);
        assertThat(session.unfollowed).contains(alone.follower(), other.follower());
        assertThat(first.lines).containsExactly("1", "2", "3");
        assertThat(second.lines).containsExactly("1", "2", "3");
        return trunk;
    }

    private static FollowerMessage.Lines run(long incarnation, long seq, int bytes, boolean end) {
        return new FollowerMessage.Lines(
                incarnation, seq, seq, List.of(new EncodedLine(seq, false, new byte[bytes])), end);
    }

    @Test
    void aSingleStreamFollowsByItself() throws Exception {
        Stream only = stream(1);
        FakeFeed.Attempt attempt = session.next();
        assertThat(attempt.streams()).isEqualTo(1);
        attempt.accept();
        attempt.send(1, 1, 5);
        only.credit();
        assertThat(FakeFeed.taken(session.credits)).isEqualTo(new FakeFeed.Credit(attempt.follower(), 1, 5, WINDOW));
        attempt.sendLast(1, 6, 6);
        assertThat(only.lines).hasSize(6);
        assertThat(only.ended).isTrue();
        assertThat(session.attempts).isEmpty();
    }

    @Test
    void streamsThatHaveCaughtUpShareOneFollower() throws Exception {
        var first = new Stream();
        var second = new Stream();
        FakeFeed.Attempt trunk = shared(first, second);
        trunk.send(1, 4, 9);
        assertThat(first.lines).hasSize(9);
        assertThat(second.lines).isEqualTo(first.lines);
        assertThat(session.credits.stream().filter(c -> c.follower() == trunk.follower()))
                .last()
                .extracting(FakeFeed.Credit::streams)
                .isEqualTo(2);
        assertThat(told.get()).isEqualTo(18);
    }

    @Test
    void whoComesForRecentLinesIsServedAtOnce() throws Exception {
        FakeFeed.Attempt trunk = shared(new Stream(), new Stream());
        trunk.send(1, 4, 9);
        var third = new Stream();
        assertThat(third.follow(OptionalLong.of(7), WINDOW).toCompletableFuture())
                .isCompleted();
        assertThat(third.lines).containsExactly("7", "8", "9");
        assertThat(session.attempts).isEmpty();
        stream(1);
        assertThat(session.next().from()).as("older than the recent ones").hasValue(1);
        new Stream().follow(OptionalLong.empty(), WINDOW);
        assertThat(session.next().from())
                .as("a snapshot only the session can make")
                .isEmpty();
        stream(11);
        assertThat(session.next().from()).as("beyond the next").hasValue(11);
    }

    @Test
    void whoIsTooSlowGoesOnAloneAndComesBack() throws Exception {
        var quick = new Stream();
        var slow = new Stream();
        FakeFeed.Attempt trunk = shared(quick, slow);
        for (long seq = 4; seq <= 12; seq++) {
            trunk.receiver().accept(run(1, seq, LONG_LINE, false));
            quick.credit();
        }
        assertThat(quick.next).isEqualTo(13);
        FakeFeed.Attempt alone = session.next();
        assertThat(alone.from()).hasValue(slow.next);
        assertThat(slow.next).isBetween(5L, 8L);
        assertThat(alone.credit()).as("what is under way counts").isLessThan(LONG_LINE);
        slow.credit();
        assertThat(session.credits).contains(new FakeFeed.Credit(alone.follower(), 1, slow.next - 1, WINDOW));
        alone.accept();
        alone.receiver()
                .accept(new FollowerMessage.Lines(1, slow.next, 11, List.of(FakeFeed.line(11, "a gap to 11")), false));
        assertThat(slow.lines.getLast()).as("the trunk has the next line").hasSize(LONG_LINE);
        assertThat(slow.next).isEqualTo(13);
        trunk.send(1, 13, 13);
        assertThat(slow.lines.getLast()).isEqualTo("13");
    }

    @Test
    void inTheMidstOfAGapNobodyChangesOver() throws Exception {
        FakeFeed.Attempt trunk = shared(new Stream(), new Stream());
        trunk.receiver()
                .accept(new FollowerMessage.Lines(1, 4, 8, List.of(FakeFeed.line(8, "a gap from 4 to 8")), false));
        Stream third = stream(1);
        FakeFeed.Attempt alone = session.next();
        alone.accept();
        alone.send(1, 1, 6);
        assertThat(session.unfollowed).doesNotContain(alone.follower());
        alone.send(1, 7, 8);
        assertThat(session.unfollowed).contains(alone.follower());
        trunk.send(1, 9, 9);
        assertThat(third.lines).hasSize(9).last().isEqualTo("9");
    }

    @Test
    void theLastLineEndsAllWhoAreToldIt() throws Exception {
        var first = new Stream();
        var second = new Stream();
        var slow = new Stream();
        FakeFeed.Attempt trunk = shared(first, second);
        slow.follow(OptionalLong.of(4), 0);
        trunk.sendLast(1, 4, 5);
        assertThat(first.ended).isTrue();
        assertThat(second.lines).hasSize(5);
        assertThat(second.ended).isTrue();
        FakeFeed.Attempt alone = session.next();
        assertThat(alone.from()).hasValue(4);
        alone.sendLast(1, 4, 5);
        assertThat(slow.ended).isTrue();
    }

    @Test
    void whoStillFollowsAloneIsEndedByItsOwnFollower() throws Exception {
        FakeFeed.Attempt trunk = shared(new Stream(), new Stream());
        Stream third = stream(1);
        FakeFeed.Attempt alone = session.next();
        alone.accept();
        alone.send(1, 1, 1);
        trunk.sendLast(1, 4, 4);
        assertThat(third.ended).isFalse();
        alone.sendLast(1, 2, 4);
        assertThat(third.ended).isTrue();
    }

    @Test
    void aSessionThatMovesIsToldToAll() throws Exception {
        var first = new Stream();
        var second = new Stream();
        FakeFeed.Attempt trunk = shared(first, second);
        trunk.move();
        assertThat(first.moved).isTrue();
        assertThat(second.moved).isTrue();
    }

    @Test
    void afterAHoleOrAnOlderIncarnationAllFollowForThemselves() throws Exception {
        FakeFeed.Attempt trunk = shared(new Stream(), new Stream());
        trunk.send(1, 5, 5);
        assertThat(session.unfollowed).contains(trunk.follower());
        assertThat(session.next().from()).hasValue(4);
        assertThat(session.next().from()).hasValue(4);
        trunk.send(1, 4, 4);
        assertThat(session.attempts).as("what the old one says is not heard").isEmpty();
    }

    @Test
    void aSilentTrunkIsLeftByAllOnceOneFollowsAgain() throws Exception {
        var first = new Stream();
        var second = new Stream();
        FakeFeed.Attempt trunk = shared(first, second);
        nanos.addAndGet(FollowStage.Patience.DEFAULT.silence().toNanos());
        feed.unfollow(first.number);
        Stream again = stream(4);
        assertThat(session.unfollowed).contains(trunk.follower());
        assertThat(session.next().from()).hasValue(4);
        assertThat(session.next().from()).hasValue(4);
        assertThat(again.messages).isZero();
    }

    @Test
    void aRefusedTrunkIsTriedAgainLater() throws Exception {
        stream(1);
        FakeFeed.Attempt alone = session.next();
        Stream second = stream(1);
        session.next();
        alone.send(1, 1, 1);
        session.next().refuse(Problem.of(ProblemCode.TOO_MANY_STREAMS, "full"));
        alone.send(1, 2, 2);
        assertThat(session.attempts).isEmpty();
        nanos.addAndGet(FollowStage.Patience.DEFAULT.credit().toNanos());
        alone.send(1, 3, 3);
        assertThat(session.next().from()).hasValue(4);
        assertThat(second.messages).isZero();
    }

    @Test
    void whoGivesNoCreditHearsThatTheSessionLives() throws Exception {
        var quick = new Stream();
        var slow = new Stream();
        FakeFeed.Attempt trunk = shared(quick, slow);
        trunk.receiver().accept(run(1, 4, LONG_LINE, false));
        trunk.receiver().accept(run(1, 5, LONG_LINE, false));
        trunk.receiver().accept(run(1, 6, LONG_LINE, false));
        quick.credit();
        int before = slow.messages;
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        trunk.send(1, 7, 7);
        assertThat(slow.messages).isGreaterThan(before);
        assertThat(slow.lines).doesNotContain("7");
    }

    @Test
    void theTrunkIsLeftWithTheLastStreamAndRenewedBefore() throws Exception {
        var first = new Stream();
        var second = new Stream();
        FakeFeed.Attempt trunk = shared(first, second);
        session.credits.clear();
        nanos.addAndGet(FollowStage.Patience.DEFAULT.credit().toNanos());
        first.credit();
        assertThat(session.credits).containsExactly(new FakeFeed.Credit(trunk.follower(), 2, 3, WINDOW));
        feed.unfollow(first.number);
        assertThat(session.credits).last().isEqualTo(new FakeFeed.Credit(trunk.follower(), 1, 3, WINDOW));
        feed.unfollow(second.number);
        assertThat(session.unfollowed).last().isEqualTo(trunk.follower());
    }
}
