// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import io.rivulet.actors.follow.FollowerMessage;
import io.rivulet.actors.session.core.CreditWindow;
import io.rivulet.actors.session.core.Output.EncodedLine;
import java.util.function.Consumer;

/// One stream at this node: how far it has been told, what is under way to it, and who tells it.
/// **Thread** under the lock of its [SharedFeed].
final class SharedReader {
    /// Not known before the first lines.
    static final long UNKNOWN = -1;

    final CreditWindow window;
    long toldNanos;
    /// All numbers up to it were told.
    long cursor = UNKNOWN;
    /// The session's name for it while it follows by itself, or [#UNKNOWN] while it shares.
    long follower;

    private final Consumer<FollowerMessage.Heard> receiver;

    SharedReader(long creditBytes, Consumer<FollowerMessage.Heard> receiver, long nowNanos) {
        this.toldNanos = nowNanos;
        this.window = new CreditWindow(creditBytes);
        this.receiver = receiver;
    }

    boolean shares() {
        return follower == UNKNOWN;
    }

    void tell(FollowerMessage.Heard message, long nowNanos) {
        toldNanos = nowNanos;
        if (message instanceof FollowerMessage.Lines lines) {
            cursor = lines.last();
            long bytes = 0;
            for (EncodedLine line : lines.lines()) {
                bytes += line.bytes().length;
            }
            window.sent(cursor, bytes);
        }
        receiver.accept(message);
    }
}
