// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the kept lines of a session say of x, and what all lines before them came to. So each number has an x: whoever
/// has read up to it, as lines or inside gaps and snapshots, has that one.
/// **Bounded by** the lines that are kept, their entries counted in the node's [RingBudget], and 16 bytes a row.
/// **More** docs/internals/streams-and-followers.md
final class MirrorLog {
    private static final long BYTES_PER_ENTRY = 12;
    private static final long BYTES_PER_LINE = 200;

    private final int rows;
    private final RingBudget budget;
    private final NavigableMap<Long, Moves> kept = new TreeMap<>();
    private Mirror before;

    /// What happened and no line has told: it belongs into the next line that tells of x.
    private Mirror untold;

    MirrorLog(int rows, RingBudget budget) {
        this.rows = rows;
        this.budget = budget;
        before = new Mirror(rows);
        untold = new Mirror(rows);
    }

    /// Nothing that was told counts any more.
    void restart() {
        clear();
        before = new Mirror(rows);
        untold = new Mirror(rows);
    }

    /// No line says this; the next one will.
    void leaveOut(Moves moves) {
        untold.put(moves);
    }

    /// These follow one another and were left out both: as one.
    Moves together(Moves first, Moves second) {
        Mirror both = new Mirror(rows);
        both.put(first);
        both.put(second);
        Moves sum = both.sum();
        return sum == null ? second : sum;
    }

    /// Line `seq`, the next one, is to say this.
    ///
    /// @param whole it has to say all of x
    /// @return what it has to say instead, since something else is untold; null where that is all
    @Nullable
    Moves told(long seq, Moves moves, boolean whole) {
        Moves instead = moves.entries().size() == rows || !whole && untold.isEmpty() ? null : with(moves, seq, whole);
        untold = new Mirror(rows);
        Moves said = instead == null ? moves : instead;
        kept.put(seq, said);
        budget.force(bytes(said));
        return instead;
    }

    private @Nullable Moves with(Moves moves, long seq, boolean whole) {
        Mirror sum = whole ? upTo(seq) : new Mirror(rows);
        Moves missing = untold.sum();
        if (missing != null) {
            sum.put(missing);
        }
        sum.put(moves);
        return sum.sum();
    }

    /// Lines before `first` are not kept any more.
    void keepFrom(long first) {
        while (!kept.isEmpty() && kept.firstKey() < first) {
            Moves oldest = kept.pollFirstEntry().getValue();
            budget.release(bytes(oldest));
            before.put(oldest);
        }
    }

    /// Gives the bytes back to the node.
    void clear() {
        keepFrom(Long.MAX_VALUE);
    }

    /// What kept lines from `first` to `last` say together; null where they say nothing.
    @Nullable
    Moves between(long first, long last) {
        Mirror sum = new Mirror(rows);
        kept.subMap(first, true, last, true).values().forEach(sum::put);
        return sum.sum();
    }

    /// All of x as lines up to `last` tell it; null where they have not told all. `last` is not before the lines kept.
    @Nullable
    Moves through(long last) {
        Moves all = upTo(last).sum();
        return all == null || all.entries().size() < rows ? null : all;
    }

    private Mirror upTo(long last) {
        Mirror sum = before.copy();
        kept.headMap(last, true).values().forEach(sum::put);
        return sum;
    }

    private static long bytes(Moves moves) {
        return BYTES_PER_LINE + BYTES_PER_ENTRY * moves.entries().size();
    }
}
