// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import io.rivulet.actors.session.Sessions;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorSystem;

/// The sessions that are followed from this node, each through one [SharedFeed] for all its streams. Owners don't
/// share, because whether a stream may follow is asked for its owner.
/// **Thread** any. **Bounded by** the streams open.
public final class FanOut {
    private record Key(UUID session, String owner) {}

    private record Shared(SharedFeed feed, int streams) {}

    private final ActorSystem<?> system;
    private final Sessions sessions;
    private final Map<Key, Shared> followed = new ConcurrentHashMap<>();
    /// Numbers of followers: never the same twice, also not after a restart of this node.
    private final AtomicLong numbers =
            new AtomicLong(ThreadLocalRandom.current().nextLong() >>> 1);

    public FanOut(ActorSystem<?> system, Sessions sessions) {
        this.system = system;
        this.sessions = sessions;
    }

    long nextNumber() {
        return numbers.incrementAndGet();
    }

    /// The session's lines for one more stream, which calls [#close] once when it is over.
    LineFeed open(UUID session, String owner) {
        return followed.merge(
                        new Key(session, owner),
                        new Shared(feed(session, owner), 1),
                        (known, _) -> new Shared(known.feed(), known.streams() + 1))
                .feed();
    }

    /// One stream fewer follows.
    void close(UUID session, String owner) {
        followed.computeIfPresent(
                new Key(session, owner),
                (_, now) -> now.streams() == 1 ? null : new Shared(now.feed(), now.streams() - 1));
    }

    private SharedFeed feed(UUID session, String owner) {
        return new SharedFeed(
                new SessionFeed(system, sessions, session, owner),
                this::nextNumber,
                System::nanoTime,
                FollowStage.Patience.DEFAULT,
                sessions.streams()::told);
    }
}
