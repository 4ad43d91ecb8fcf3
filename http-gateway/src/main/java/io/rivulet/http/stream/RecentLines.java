// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import io.rivulet.actors.session.core.Output.EncodedLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The newest lines of a session as one follower got them: without holes, where a gap or a snapshot stands for the
/// numbers since the line before it.
/// **Bounded by** its limit in bytes; the newest line is always kept. Lines are shared, not copied.
final class RecentLines {
    private final long limitBytes;
    private final TreeMap<Long, EncodedLine> lines = new TreeMap<>();
    private long bytes;
    /// The number before the oldest line kept.
    private long start;

    /// @param start the number after which lines will come
    RecentLines(long start, long limitBytes) {
        this.start = start;
        this.limitBytes = limitBytes;
    }

    void add(List<EncodedLine> more) {
        for (EncodedLine line : more) {
            lines.put(line.seq(), line);
            bytes += line.bytes().length;
        }
        while (bytes > limitBytes && lines.size() > 1) {
            Map.Entry<Long, EncodedLine> oldest = lines.pollFirstEntry();
            start = oldest.getKey();
            bytes -= oldest.getValue().bytes().length;
        }
    }

    long last() {
        return lines.isEmpty() ? start : lines.lastKey();
    }

    /// Whether who has everything through `cursor` can go on here. Not so in the midst of what a gap stands for.
    boolean continues(long cursor) {
        return cursor == start || lines.containsKey(cursor);
    }

    /// The lines after `cursor`, at least one where there are any, else no more than so many bytes.
    List<EncodedLine> after(long cursor, long mostBytes) {
        List<EncodedLine> run = new ArrayList<>();
        long sum = 0;
        for (EncodedLine line : lines.tailMap(cursor, false).values()) {
            sum += line.bytes().length;
            if (!run.isEmpty() && sum > mostBytes) {
                break;
            }
            run.add(line);
        }
        return run;
    }
}
