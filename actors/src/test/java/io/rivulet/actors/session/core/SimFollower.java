// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.session.core.Output.EncodedLine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A reader that believes nothing: every number has to arrive, as a line, or inside a gap or a snapshot.
public final class SimFollower {
    private static final Pattern TYPE = Pattern.compile("\"type\":\"([a-z_]+)\"");
    private static final Pattern GAP =
            Pattern.compile("\"dropped\":(\\d+),\"first_seq\":(\\d+),\"last_seq\":(\\d+),\"reason\":\"([a-z]+)\"");

    final long number;
    private final Map<Long, String> told;

    /// The next number wanted; −1 before the first line of a stream without `from`.
    public long next;

    long window;
    public long incarnation;
    boolean attached;
    public boolean sawEnd;
    public long lines;
    public long gaps;
    public long snapshots;
    private Consumer<EncodedLine> also = _ -> {};

    /// @param told what each number was, whoever heard it
    public SimFollower(long number, long next, Map<Long, String> told) {
        this.number = number;
        this.next = next;
        this.told = told;
    }

    /// Each line that is heard, and gaps and snapshots, goes there too.
    public void alsoTo(Consumer<EncodedLine> other) {
        also = other;
    }

    public void receive(Output.Deliver delivery, long reservedTo) {
        if (delivery.incarnation() < incarnation) {
            throw new AssertionError("incarnation " + delivery.incarnation() + " after " + incarnation);
        }
        incarnation = delivery.incarnation();
        if (next >= 0 && delivery.first() != next) {
            throw new AssertionError("follower " + number + " expects " + next + ", got " + delivery.first());
        }
        long expected = delivery.first();
        for (EncodedLine line : delivery.lines()) {
            String text = new String(line.bytes(), StandardCharsets.UTF_8);
            String type = type(text);
            if (line.seq() == EncodedLine.NO_SEQ) {
                if (text.contains("\"seq\"")) {
                    throw new AssertionError("a number in " + text);
                }
                continue;
            }
            if (line.seq() > reservedTo) {
                throw new AssertionError("line " + line.seq() + " though only " + reservedTo + " are reserved");
            }
            expected = switch (type) {
                case "stream_gap" -> gap(text, line.seq(), expected);
                case "snapshot" -> snapshot(line.seq(), expected);
                default -> line(text, line.seq(), expected);
            };
            sawEnd = type.equals("session_closed");
            also.accept(line);
        }
        if (expected != delivery.last() + 1) {
            throw new AssertionError("said to end at " + delivery.last() + ", but ends before " + expected);
        }
        next = expected;
    }

    private long line(String text, long seq, long expected) {
        if (seq != expected) {
            throw new AssertionError("follower " + number + " expects line " + expected + ", got " + seq + ": " + text);
        }
        String before = told.putIfAbsent(seq, text);
        if (before != null && !before.equals(text)) {
            throw new AssertionError("two lines " + seq + ":\n" + before + text);
        }
        lines++;
        return seq + 1;
    }

    private long gap(String text, long seq, long expected) {
        Matcher gap = GAP.matcher(text);
        if (!gap.find()) {
            throw new AssertionError(text);
        }
        long dropped = Long.parseLong(gap.group(1));
        long first = Long.parseLong(gap.group(2));
        long last = Long.parseLong(gap.group(3));
        if (first != expected || last != seq || dropped != last - first + 1) {
            throw new AssertionError("expected a gap from " + expected + ": " + text);
        }
        gaps++;
        return last + 1;
    }

    private long snapshot(long seq, long expected) {
        if (seq < expected - 1) {
            throw new AssertionError("a snapshot of " + seq + " where " + expected + " is expected");
        }
        snapshots++;
        return seq + 1;
    }

    private static String type(String text) {
        Matcher type = TYPE.matcher(text);
        if (!type.find()) {
            throw new AssertionError(text);
        }
        return type.group(1);
    }

    static List<String> types(List<EncodedLine> lines) {
        return lines.stream()
                .map(line -> type(new String(line.bytes(), StandardCharsets.UTF_8)))
                .toList();
    }
}
