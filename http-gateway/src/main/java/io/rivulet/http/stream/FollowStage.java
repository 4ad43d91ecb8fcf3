// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import io.rivulet.actors.follow.FollowerMessage;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/// The lines of a session as a stream of bytes: the follower's side of the follow protocol. It is complete after the
/// session's last line, after its time limit, and at shutdown; each of these is said by a line.
///
/// The materialised value is complete when lines may flow, and failed where the session can't be followed: only then
/// is the answer's status known.
/// **Bounded by** the credit it gives: no more than [#WINDOW_BYTES] of lines wait here for a slow reader.
public final class FollowStage
        extends AbstractGraphStageWithMaterializedValue<SourceShape<ByteString>, CompletionStage<Done>> {
    static final long WINDOW_BYTES = 256 << 10;

    /// How patient a follower is.
    ///
    /// @param credit how often credit is renewed, which is also the follower's lease
    /// @param silence after this without a sign of life the session is followed again
    /// @param retryFirst wait before the second attempt; it doubles up to `retryLast`
    /// @param giveUp attempts without success for this long end the stream
    record Patience(Duration credit, Duration silence, Duration retryFirst, Duration retryLast, Duration giveUp) {
        static final Patience DEFAULT = new Patience(
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                Duration.ofMillis(200),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60));
    }

    private final Outlet<ByteString> out = Outlet.create("lines");
    private final SourceShape<ByteString> shape = SourceShape.of(out);
    private final LineFeed feed;
    private final UUID session;
    private final OptionalLong from;
    private final StreamSlots.Slot slot;
    private final Duration limit;
    private final Patience patience;
    private final LongSupplier followerNumbers;
    private final StreamForm form;

    /// @param slot released when the stream is over, whatever ended it
    /// @param limit after this the stream ends with `session_closed{max_duration}`
    /// @param followerNumbers gives a number never given before
    FollowStage(
            LineFeed feed,
            UUID session,
            OptionalLong from,
            StreamSlots.Slot slot,
            Duration limit,
            Patience patience,
            LongSupplier followerNumbers,
            StreamForm form) {
        this.feed = feed;
        this.session = session;
        this.from = from;
        this.slot = slot;
        this.limit = limit;
        this.patience = patience;
        this.followerNumbers = followerNumbers;
        this.form = form;
    }

    @Override
    public SourceShape<ByteString> shape() {
        return shape;
    }

    @Override
    public Pair<GraphStageLogic, CompletionStage<Done>> createLogicAndMaterializedValuePair(Attributes attributes) {
        var begun = new CompletableFuture<Done>();
        return Pair.create(new FollowLogic(this, begun), begun.minimalCompletionStage());
    }

    Outlet<ByteString> out() {
        return out;
    }

    LineFeed feed() {
        return feed;
    }

    UUID session() {
        return session;
    }

    OptionalLong from() {
        return from;
    }

    StreamSlots.Slot slot() {
        return slot;
    }

    Duration limit() {
        return limit;
    }

    Patience patience() {
        return patience;
    }

    StreamForm form() {
        return form;
    }

    long nextFollowerNumber() {
        return followerNumbers.getAsLong();
    }

    /// What reaches the logic from other threads, with the attempt it belongs to.
    sealed interface Signal {
        record Received(long follower, FollowerMessage.Heard message) implements Signal {}

        record Followed(long follower) implements Signal {}

        record Refused(long follower, Throwable failure) implements Signal {}

        record End(StreamSlots.Ending why) implements Signal {}
    }
}
