// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.follow;

import io.rivulet.serialization.line.LineEncoder;
import java.util.OptionalLong;

/// Where a reader is in a session's lines: it takes those that continue what it has, of the incarnation that it
/// knows or a newer one. What it does not take means: follow again, from [#from].
/// **Thread** one at a time.
public final class FollowCursor {
    private static final long FIRST = 1;

    private long next;
    private long incarnation = -1;

    /// @param from the first number wanted; without it a snapshot comes first, or the session's first line
    public FollowCursor(OptionalLong from) {
        next = from.orElse(-1);
    }

    /// Whether these are the next ones; then those after them are.
    public boolean takes(FollowerMessage.Lines lines) {
        boolean unexpected = next >= 0 ? lines.first() != next : lines.first() != FIRST && !beginsWithSnapshot(lines);
        if (unexpected || lines.incarnation() < incarnation) {
            return false;
        }
        incarnation = lines.incarnation();
        next = lines.last() + 1;
        return true;
    }

    private static boolean beginsWithSnapshot(FollowerMessage.Lines lines) {
        return !lines.lines().isEmpty()
                && LineEncoder.typeOf(lines.lines().getFirst().bytes()).equals("snapshot");
    }

    /// The next number wanted; empty before the first lines of a reader that did not say.
    public OptionalLong from() {
        return next < 0 ? OptionalLong.empty() : OptionalLong.of(next);
    }

    /// As [#from], or `before` where it is empty.
    public long nextOr(long before) {
        return next < 0 ? before : next;
    }
}
