// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import io.rivulet.actors.follow.FollowerMessage;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// One session's lines as a follower gets them; see [FollowerMessage] for the protocol.
interface LineFeed {
    /// Starts sending lines to `receiver`, from any thread, one message at a time. `follower` is a number never used
    /// before, `streams` how many read what it is told.
    /// Never throws: what keeps it from following fails the stage.
    CompletionStage<Boolean> follow(
            long follower, int streams, OptionalLong from, long creditBytes, Consumer<FollowerMessage.Heard> receiver);

    /// Everything through `upTo` has arrived and `bytes` more may be sent.
    void credit(long follower, int streams, long upTo, long bytes);

    void unfollow(long follower);
}
