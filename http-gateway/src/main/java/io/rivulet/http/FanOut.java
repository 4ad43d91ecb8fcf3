// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import io.rivulet.actors.follow.FollowerMessage;
import io.rivulet.actors.session.Sessions;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;

/// The sessions that are followed from this node, each through one [SharedFeed] for all its streams. Owners don't
/// share, because whether a stream may follow is asked for its owner.
/// **Thread** any. **Bounded by** the streams open.
final class FanOut {
    private record Key(UUID session, String owner) {}

    private record Shared(SharedFeed feed, int streams) {}

    private final ActorSystem<?> system;
    private final Sessions sessions;
    private final Map<Key, Shared> followed = new ConcurrentHashMap<>();
    /// Numbers of followers: never the same twice, also not after a restart of this node.
    private final AtomicLong numbers =
            new AtomicLong(ThreadLocalRandom.current().nextLong() >>> 1);

    FanOut(ActorSystem<?> system, Sessions sessions) {
        this.system = system;
        this.sessions = sessions;
    }

    long nextNumber() {
        return numbers.incrementAndGet();
    }

    /// The session's lines for one more stream, until that closes it.
    LineFeed open(UUID session, String owner) {
        var key = new Key(session, owner);
        Shared shared = followed.merge(
                key, new Shared(feed(session, owner), 1), (known, _) -> new Shared(known.feed(), known.streams() + 1));
        return new Branch(key, shared.feed());
    }

    private SharedFeed feed(UUID session, String owner) {
        return new SharedFeed(
                new SessionFeed(system, sessions, session, owner),
                this::nextNumber,
                System::nanoTime,
                FollowStage.Patience.DEFAULT,
                sessions::told);
    }

    /// Sessions followed now.
    int size() {
        return followed.size();
    }

    private final class Branch implements LineFeed {
        private final Key key;
        private final SharedFeed shared;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Branch(Key key, SharedFeed shared) {
            this.key = key;
            this.shared = shared;
        }

        @Override
        public CompletionStage<Boolean> follow(
                long follower, int streams, OptionalLong from, long creditBytes, Consumer<FollowerMessage> receiver) {
            return shared.follow(follower, streams, from, creditBytes, receiver);
        }

        @Override
        public void credit(long follower, int streams, long upTo, long bytes) {
            shared.credit(follower, streams, upTo, bytes);
        }

        @Override
        public void unfollow(long follower) {
            shared.unfollow(follower);
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                followed.computeIfPresent(
                        key, (_, now) -> now.streams() == 1 ? null : new Shared(now.feed(), now.streams() - 1));
            }
        }
    }
}
