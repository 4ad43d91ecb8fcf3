// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import java.util.ArrayDeque;
import java.util.Deque;

/// How much may still be sent to one reader: its credit less what is under way beyond what it has confirmed. Credit is
/// cumulative, so a lost or repeated one does no harm.
/// **Thread** one at a time. **Bounded by** the credit: an entry for each run of lines under way.
public final class CreditWindow {
    private record Sent(long last, long bytes) {}

    private final Deque<Sent> underWay = new ArrayDeque<>();
    private long bytes;
    private long underWayBytes;

    public CreditWindow(long bytes) {
        this.bytes = bytes;
    }

    /// Everything through `upTo` has arrived, and `bytes` may be under way beyond it.
    public void credit(long upTo, long bytes) {
        this.bytes = bytes;
        while (!underWay.isEmpty() && underWay.getFirst().last() <= upTo) {
            underWayBytes -= underWay.removeFirst().bytes();
        }
    }

    /// Lines through `last` of so many bytes are under way.
    public void sent(long last, long bytes) {
        if (bytes > 0) {
            underWay.addLast(new Sent(last, bytes));
            underWayBytes += bytes;
        }
    }

    /// The last credit given, in bytes.
    public long bytes() {
        return bytes;
    }

    /// Bytes that may be sent now; a line that is larger goes alone once this is positive.
    public long allowance() {
        return bytes - underWayBytes;
    }
}
