// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.serialization.event.SessionSnapshot.Source;

/// Which of its last 1,024 numbers a source has used; immutable. A hole never blocks: numbers come in any order, those
/// that fell out below the window are [#tooOld].
record SourceWindow(long highest, long[] bitmap) {
    static final int WINDOW = 1_024;
    static final SourceWindow EMPTY = new SourceWindow(-1, new long[Source.WORDS]);

    static SourceWindow of(Source source) {
        return new SourceWindow(source.highest(), source.bitmap());
    }

    static boolean tooOld(long sequence, long highest) {
        return sequence <= highest - WINDOW;
    }

    boolean knows(long sequence) {
        return sequence <= highest && !tooOld(sequence, highest) && (bitmap[word(sequence)] & bit(sequence)) != 0;
    }

    /// With `sequence` known; unchanged where it is too old to be noted.
    SourceWindow with(long sequence) {
        if (tooOld(sequence, highest)) {
            return this;
        }
        long[] bits = bitmap.clone();
        long ahead = Math.min(sequence - highest, WINDOW);
        for (long s = highest + 1; s <= highest + ahead; s++) {
            bits[word(s)] &= ~bit(s);
        }
        bits[word(sequence)] |= bit(sequence);
        return new SourceWindow(Math.max(highest, sequence), bits);
    }

    private static int word(long sequence) {
        return (int) (sequence % WINDOW) >> 6;
    }

    private static long bit(long sequence) {
        return 1L << (sequence & 63);
    }
}
