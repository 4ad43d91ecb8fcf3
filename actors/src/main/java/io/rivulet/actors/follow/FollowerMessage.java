// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.follow;

import io.rivulet.actors.parcel.Parcel;
import io.rivulet.actors.session.core.Output.EncodedLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a follower receives (architecture D7). Every number from `first` to `last` is a line of `lines` or stands
/// inside a `stream_gap` or `snapshot` among them. An unexpected `first`, a lower incarnation, or 3 s of silence:
/// follow again.
public sealed interface FollowerMessage {
    /// What comes out of the [FollowerInbox].
    sealed interface Heard extends FollowerMessage {}

    /// @param end the last of these lines is the stream's last; nothing more will come
    record Lines(long incarnation, long first, long last, List<EncodedLine> lines, boolean end) implements Heard {}

    /// Lines that are too large for one message.
    record Parcelled(Parcel parcel) implements FollowerMessage {}

    /// What the [FollowerInbox] says to itself: null if they could not be pulled.
    record Pulled(@Nullable Lines lines) implements FollowerMessage {}

    /// The session moves to another node; nothing more will come from here: follow again.
    record Moved() implements Heard {}
}
