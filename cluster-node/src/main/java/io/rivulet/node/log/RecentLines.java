// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/// The last lines of the log, kept as JSON for a support bundle.
/// **Thread** any. **Bounded by** [#MOST_LINES] of [#MOST_BYTES] bytes each.
public final class RecentLines extends AppenderBase<ILoggingEvent> {
    static final int MOST_LINES = 2_000;
    static final int MOST_BYTES = 4 << 10;

    private final JsonLines lines;
    private final Deque<byte[]> kept = new ArrayDeque<>();

    RecentLines(String node) {
        this.lines = new JsonLines(node);
    }

    @Override
    protected void append(ILoggingEvent event) {
        byte[] line = lines.encode(event);
        if (line.length > MOST_BYTES) {
            String cut = new String(line, 0, MOST_BYTES, StandardCharsets.UTF_8) + "…\n";
            line = cut.getBytes(StandardCharsets.UTF_8);
        }
        synchronized (kept) {
            if (kept.size() == MOST_LINES) {
                kept.removeFirst();
            }
            kept.addLast(line);
        }
    }

    /// Oldest first.
    public byte[] text() {
        synchronized (kept) {
            byte[] all = new byte[kept.stream().mapToInt(line -> line.length).sum()];
            int at = 0;
            for (byte[] line : kept) {
                System.arraycopy(line, 0, all, at, line.length);
                at += line.length;
            }
            return all;
        }
    }
}
