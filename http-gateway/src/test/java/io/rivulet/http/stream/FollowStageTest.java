// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.actors.follow.FollowerMessage;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.testkit.TestSubscriber;
import org.apache.pekko.stream.testkit.javadsl.TestSink;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FollowStageTest {
    private static final UUID SESSION = new UUID(1, 2);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final FollowStage.Patience QUICK = new FollowStage.Patience(
            Duration.ofMillis(20),
            Duration.ofMillis(400),
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofMillis(600));

    private static ActorTestKit kit;

    private final FakeFeed feed = new FakeFeed();
    private final StreamSlots slots = new StreamSlots(2, () -> false, CallerStreams.FREE);
    private final AtomicLong numbers = new AtomicLong();

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void linesArriveInOrderUntilTheSessionEnds() throws Exception {
        CompletableFuture<String> body = read(OptionalLong.of(1));
        FakeFeed.Attempt attempt = feed.next();
        assertThat(attempt.from()).hasValue(1);
        assertThat(attempt.credit()).isEqualTo(FollowStage.WINDOW_BYTES);
        attempt.accept();
        attempt.send(1, 1, 3);
        attempt.send(1, 4, 3);
        attempt.sendLast(1, 4, 4);
        assertThat(lines(body)).containsExactly("1", "2", "3", "4");
        assertThat(FakeFeed.taken(feed.unfollowed)).isEqualTo(attempt.follower());
    }

    @Test
    void numberZeroAsksForTheFirstLine() throws Exception {
        CompletableFuture<String> body = read(OptionalLong.of(0));
        FakeFeed.Attempt attempt = feed.next();
        attempt.accept();
        attempt.sendLast(1, 1, 1);
        assertThat(lines(body)).containsExactly("1");
        assertThat(feed.attempts).isEmpty();
    }

    @Test
    void aHoleInTheNumbersIsNotShownButAskedForAgain() throws Exception {
        CompletableFuture<String> body = read(OptionalLong.of(1));
        FakeFeed.Attempt first = feed.next();
        first.accept();
        first.send(1, 1, 2);
        first.send(1, 4, 5);
        FakeFeed.Attempt second = feed.next();
        assertThat(second.from()).hasValue(3);
        assertThat(second.follower()).isNotEqualTo(first.follower());
        second.accept();
        first.send(1, 3, 3);
        second.sendLast(1, 3, 6);
        assertThat(lines(body)).containsExactly("1", "2", "3", "4", "5", "6");
    }

    @Test
    void anOlderIncarnationIsNotBelieved() throws Exception {
        CompletableFuture<String> body = read(OptionalLong.of(1));
        FakeFeed.Attempt first = feed.next();
        first.accept();
        first.send(2, 1, 1);
        first.send(1, 2, 2);
        FakeFeed.Attempt second = feed.next();
        assertThat(second.from()).hasValue(2);
        second.accept();
        second.sendLast(3, 2, 2);
        assertThat(lines(body)).containsExactly("1", "2");
    }

    @Test
    void aSilentSessionIsFollowedAgain() throws Exception {
        CompletableFuture<String> body = read(OptionalLong.of(5));
        FakeFeed.Attempt first = feed.next();
        first.accept();
        first.send(1, 5, 5);
        FakeFeed.Attempt second = feed.next();
        assertThat(second.from()).hasValue(6);
        second.accept();
        second.sendLast(1, 6, 5);
        assertThat(lines(body)).containsExactly("5");
    }

    @Test
    void signsOfLifeKeepAStreamFollowed() throws Exception {
        CompletableFuture<String> body = read(OptionalLong.of(1));
        FakeFeed.Attempt attempt = feed.next();
        attempt.accept();
        attempt.send(1, 1, 1);
        long until = System.nanoTime() + 3 * QUICK.silence().toNanos();
        while (System.nanoTime() < until) {
            FakeFeed.taken(feed.credits);
            attempt.send(1, 2, 1);
        }
        attempt.sendLast(1, 2, 1);
        assertThat(lines(body)).containsExactly("1");
        assertThat(feed.attempts).isEmpty();
    }

    @Test
    void creditTellsWhatHasArrivedAndIsRenewed() throws Exception {
        CompletableFuture<String> body = read(OptionalLong.of(8));
        FakeFeed.Attempt attempt = feed.next();
        attempt.accept();
        attempt.send(1, 8, 9);
        FakeFeed.Credit credit = FakeFeed.taken(feed.credits);
        while (credit.upTo() != 9 || credit.bytes() != FollowStage.WINDOW_BYTES) {
            credit = FakeFeed.taken(feed.credits);
        }
        assertThat(FakeFeed.taken(feed.credits)).isEqualTo(credit);
        attempt.sendLast(1, 10, 9);
        assertThat(lines(body)).containsExactly("8", "9");
    }

    @Test
    void aReaderThatDoesNotReadGivesNoCredit() throws Exception {
        Pair<CompletionStage<Done>, TestSubscriber.Probe<ByteString>> running = source(OptionalLong.of(1), LONG, QUICK)
                .toMat(TestSink.create(kit.system().classicSystem()), Keep.both())
                .run(kit.system());
        FakeFeed.Attempt attempt = feed.next();
        attempt.accept();
        String longLine = "x".repeat((int) FollowStage.WINDOW_BYTES);
        attempt.receiver().accept(new FollowerMessage.Lines(1, 1, 1, List.of(FakeFeed.line(1, longLine)), false));
        FakeFeed.Credit credit = FakeFeed.taken(feed.credits);
        while (credit.upTo() < 1) {
            credit = FakeFeed.taken(feed.credits);
        }
        assertThat(credit.bytes()).isZero();
        TestSubscriber.Probe<ByteString> reader = running.second();
        reader.request(1);
        assertThat(reader.expectNext().size()).isEqualTo(longLine.length() + 1);
        while (credit.bytes() < FollowStage.WINDOW_BYTES) {
            credit = FakeFeed.taken(feed.credits);
        }
        reader.cancel();
        assertThat(FakeFeed.taken(feed.unfollowed)).isEqualTo(attempt.follower());
    }

    @Test
    void aRefusalBeforeTheFirstLineFailsTheAnswer() throws Exception {
        CompletionStage<Done> begun =
                source(OptionalLong.of(1), LONG, QUICK).to(Sink.ignore()).run(kit.system());
        feed.next().refuse(Problem.of(ProblemCode.SESSION_NOT_FOUND, "none"));
        assertThatThrownBy(() -> begun.toCompletableFuture().get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        RivuletException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.SESSION_NOT_FOUND));
    }

    @Test
    void aSessionThatMovesIsFollowedAgainAtOnce() throws Exception {
        CompletableFuture<String> body = read(OptionalLong.of(1));
        FakeFeed.Attempt attempt = feed.next();
        attempt.accept();
        attempt.send(1, 1, 3);
        attempt.move();
        FakeFeed.Attempt second = feed.next();
        assertThat(second.from()).hasValue(4);
        second.accept();
        second.sendLast(2, 4, 4);
        assertThat(lines(body)).containsExactly("1", "2", "3", "4");
    }

    @Test
    void aLaterFailureIsALineAndTheEnd() throws Exception {
        CompletableFuture<String> body = read(OptionalLong.of(1));
        FakeFeed.Attempt attempt = feed.next();
        attempt.accept();
        attempt.send(1, 1, 1);
        attempt.send(1, 3, 3);
        feed.next().refuse(Problem.of(ProblemCode.SESSION_EXPIRED, "over"));
        List<String> lines = lines(body);
        assertThat(lines.getFirst()).isEqualTo("1");
        assertThat(lines.getLast())
                .contains("\"type\":\"error\"", "session_expired", "\"fatal\":true", "\"resume_from\":2")
                .doesNotContain("\"seq\"");
    }

    @Test
    void whatPassesIsTriedAgainAndThenGivenUpWithALine() throws Exception {
        CompletableFuture<String> body = read(OptionalLong.of(1));
        FakeFeed.Attempt first = feed.next();
        first.accept();
        first.send(1, 1, 1);
        feed.broken.set(Problem.of(ProblemCode.STORAGE_UNAVAILABLE, "the journal is away")
                .exception());
        assertThat(lines(body).getLast()).contains("storage_unavailable");
    }

    @Test
    void aStreamThatComesBackInTimeGoesOn() throws Exception {
        CompletableFuture<String> body = read(OptionalLong.of(1));
        FakeFeed.Attempt first = feed.next();
        first.accept();
        first.send(1, 1, 1);
        feed.next().refuse(Problem.of(ProblemCode.STORAGE_UNAVAILABLE, "the journal is away"));
        FakeFeed.Attempt third = feed.next();
        assertThat(third.from()).hasValue(2);
        third.accept();
        third.sendLast(2, 2, 2);
        assertThat(lines(body)).containsExactly("1", "2");
    }

    @Test
    void afterItsTimeAStreamEndsAndSaysWhereToResume() throws Exception {
        CompletableFuture<String> body = read(OptionalLong.of(3), Duration.ofMillis(250));
        FakeFeed.Attempt attempt = feed.next();
        attempt.accept();
        attempt.send(1, 3, 4);
        assertThat(lines(body).getLast())
                .contains("\"type\":\"session_closed\"", "\"reason\":\"max_duration\"", "\"resume_from\":5")
                .doesNotContain("\"seq\"");
    }

    @Test
    void atShutdownAStreamEndsAndSaysWhereToResume() throws Exception {
        CompletableFuture<String> body = read(OptionalLong.of(3));
        FakeFeed.Attempt attempt = feed.next();
        attempt.accept();
        attempt.send(1, 3, 3);
        FakeFeed.Credit credit = FakeFeed.taken(feed.credits);
        while (credit.upTo() < 3) {
            credit = FakeFeed.taken(feed.credits);
        }
        slots.drain();
        assertThat(lines(body).getLast()).contains("\"reason\":\"drained\"", "\"resume_from\":4");
        assertThatThrownBy(() -> slots.take(() -> {})).hasMessageContaining("draining");
    }

    @Test
    void aStreamGivesItsSlotBack() throws Exception {
        CompletableFuture<String> body = read(OptionalLong.of(1));
        assertThat(slots.taken()).isEqualTo(1);
        FakeFeed.Attempt attempt = feed.next();
        attempt.accept();
        attempt.sendLast(1, 1, 0);
        assertThat(lines(body)).isEmpty();
        FakeFeed.taken(feed.unfollowed);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (slots.taken() > 0 && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertThat(slots.taken()).isZero();
    }

    @Test
    void moreStreamsThanAllowedAreRefused() {
        slots.take(() -> {});
        StreamSlots.Slot second = slots.take(() -> {});
        assertThatThrownBy(() -> slots.take(() -> {})).hasMessageContaining("too_many_streams");
        second.release();
        second.release();
        assertThat(slots.taken()).isEqualTo(1);
        slots.take(() -> {});
    }

    private CompletableFuture<String> read(OptionalLong from) {
        return read(from, LONG);
    }

    private CompletableFuture<String> read(OptionalLong from, Duration limit) {
        return source(from, limit, QUICK)
                .runWith(Sink.fold("", (String all, ByteString more) -> all + more.utf8String()), kit.system())
                .toCompletableFuture();
    }

    private Source<ByteString, CompletionStage<Done>> source(
            OptionalLong from, Duration limit, FollowStage.Patience patience) {
        return Source.fromGraph(new FollowStage(
                feed,
                SESSION,
                from,
                slots.take(() -> {}),
                limit,
                patience,
                numbers::incrementAndGet,
                StreamForm.NDJSON));
    }

    private static List<String> lines(CompletableFuture<String> body) throws Exception {
        return FakeFeed.texts(body.get(10, TimeUnit.SECONDS));
    }
}
