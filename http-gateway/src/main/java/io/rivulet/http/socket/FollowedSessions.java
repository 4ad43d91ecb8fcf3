// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.socket;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.Done;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.jspecify.annotations.Nullable;

/// The sessions that one socket follows, each once: what follows one again ends the lines that were wanted before.
/// **Thread** any. **Bounded by** `most`.
final class FollowedSessions {
    /// A session whose lines are wanted. It is there before its first line can be, so that a frame that comes right
    /// after the one that asked for them ends these lines and no others.
    static final class Followed {
        private final SharedKillSwitch end = KillSwitches.shared("unsubscribe");
        private volatile CompletionStage<Done> over = nothingLeft();

        /// Ends its lines where they pass through it.
        SharedKillSwitch end() {
            return end;
        }

        /// @param done complete when its lines, which have begun to flow, have ended
        void begin(CompletionStage<Done> done) {
            over = done;
        }

        private CompletionStage<Done> shutDown() {
            end.shutdown();
            return over.exceptionally(_ -> Done.getInstance());
        }
    }

    /// @param former complete when no more lines of whoever followed the session before are passed on
    record Begun(Followed followed, CompletionStage<Done> former) {}

    private final int most;
    private final Map<UUID, Followed> followed = new ConcurrentHashMap<>();

    FollowedSessions(int most) {
        this.most = most;
    }

    /// Null where there are too many.
    @Nullable
    Begun begin(UUID session) {
        var mine = new Followed();
        // In one step, so that of two at the same time the earlier one is ended.
        Followed former = followed.put(session, mine);
        if (former == null && followed.size() > most) {
            end(session, mine);
            return null;
        }
        return new Begun(mine, former == null ? nothingLeft() : former.shutDown());
    }

    /// Complete when no more of its lines are passed on.
    CompletionStage<Done> leave(UUID session) {
        Followed former = followed.remove(session);
        return former == null ? nothingLeft() : former.shutDown();
    }

    /// These lines are over.
    void end(UUID session, Followed mine) {
        followed.remove(session, mine);
    }

    private static CompletionStage<Done> nothingLeft() {
        return CompletableFuture.completedStage(Done.getInstance());
    }
}
