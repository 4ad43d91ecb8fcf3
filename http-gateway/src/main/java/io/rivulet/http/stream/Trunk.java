// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import io.rivulet.actors.follow.FollowerMessage;
import io.rivulet.actors.session.core.Output.EncodedLine;

/// The follower that the streams of one session share: the lines it was told last, and what it owes the session.
/// **Thread** under the lock of its [SharedFeed].
final class Trunk {
    final long follower;
    final RecentLines recent;
    long incarnation = -1;
    /// Whether the session has answered it.
    boolean heard;
    long heardNanos;
    long creditedNanos;
    /// Bytes told since credit was last given.
    long uncredited;

    /// @param start the number after which its lines begin
    Trunk(long follower, long start, long nowNanos) {
        this.follower = follower;
        this.recent = new RecentLines(start, FollowStage.WINDOW_BYTES);
        this.heardNanos = nowNanos;
        this.creditedNanos = nowNanos;
    }

    /// Whether the lines are the next ones, and not of a session that has been replaced.
    boolean continuesWith(FollowerMessage.Lines lines) {
        return lines.first() == recent.last() + 1 && lines.incarnation() >= incarnation;
    }

    void heard(FollowerMessage.Lines lines, long nowNanos) {
        heard = true;
        heardNanos = nowNanos;
        incarnation = lines.incarnation();
        recent.add(lines.lines());
        for (EncodedLine line : lines.lines()) {
            uncredited += line.bytes().length;
        }
    }

    void credited(long nowNanos) {
        creditedNanos = nowNanos;
        uncredited = 0;
    }
}
