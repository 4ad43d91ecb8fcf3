// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who sent an update and how a repeat of it is known: `sourceNode`+`sequence`, or `updateId`.
///
/// @param updateId as sent, or made by the server
/// @param sourceNode name of the source, or null
/// @param sequence the source's own number, ≥ 0, or −1 where it does not count, or [#MADE_BY_SERVER]
/// @param timestampMillis of its first sending, or −1
public record UpdateIdentity(UUID updateId, @Nullable String sourceNode, long sequence, long timestampMillis) {
    /// In place of a sequence: neither id nor sequence was sent, so a repeat can't be known. Such an id is told but not
    /// remembered.
    public static final long MADE_BY_SERVER = -2;

    /// Names of sources that begin so stand for sessions, whose updates another one follows; `sequence` is their
    /// revision there.
    public static final String OF_SESSION = "session:";

    /// The server made the id; see [#MADE_BY_SERVER].
    public boolean madeByServer() {
        return sequence == MADE_BY_SERVER;
    }

    /// Identified by its source's own numbers, which go before `updateId`.
    public boolean counted() {
        return sourceNode != null && sequence >= 0;
    }
}
