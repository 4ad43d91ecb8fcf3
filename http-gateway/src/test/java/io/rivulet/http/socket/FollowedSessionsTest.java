// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FollowedSessionsTest {
    private static final UUID SESSION = new UUID(1, 2);
    private static final int ROUNDS = 2_000;

    private static ActorTestKit kit;

    private final FollowedSessions sessions = new FollowedSessions(1);

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    private static CompletableFuture<Done> linesOf(FollowedSessions.Followed followed) {
        return Source.<Integer>never()
                .via(followed.end().flow())
                .toMat(Sink.ignore(), Keep.right())
                .run(kit.system())
                .toCompletableFuture();
    }

    @Test
    void whatFollowsASessionAgainWaitsForTheEndOfTheLinesBefore() {
        FollowedSessions.Followed first =
                Objects.requireNonNull(sessions.begin(SESSION)).followed();
        var flowing = new CompletableFuture<Done>();
        first.begin(flowing);
        FollowedSessions.Begun second = Objects.requireNonNull(sessions.begin(SESSION));
        assertThat(second.former().toCompletableFuture()).isNotDone();
        linesOf(first).join();
        flowing.complete(Done.getInstance());
        assertThat(second.former().toCompletableFuture()).isCompleted();
        sessions.end(SESSION, first);
        sessions.leave(SESSION);
        linesOf(second.followed()).join();
    }

    @Test
    void noMoreAreFollowedThanAllowed() {
        assertThat(sessions.begin(SESSION)).isNotNull();
        assertThat(sessions.begin(new UUID(1, 3))).isNull();
        assertThat(sessions.begin(SESSION)).isNotNull();
        sessions.leave(SESSION);
        assertThat(sessions.begin(new UUID(1, 3))).isNotNull();
    }

    /// One of two is ended, whichever came first.
    @Test
    void ofTwoAtTheSameTimeOneRemains() throws Exception {
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (int k = 0; k < ROUNDS; k++) {
                var together = new CyclicBarrier(2);
                Callable<FollowedSessions.Begun> follow = () -> {
                    together.await();
                    return sessions.begin(SESSION);
                };
                FollowedSessions.Begun one;
                FollowedSessions.Begun other;
                var first = threads.submit(follow);
                var second = threads.submit(follow);
                one = first.get();
                other = second.get();
                sessions.leave(SESSION);
                // Both are ended now: the one by the other, the other by hand.
                Stream.of(one, other).forEach(begun -> linesOf(begun.followed()).join());
            }
        }
    }
}
