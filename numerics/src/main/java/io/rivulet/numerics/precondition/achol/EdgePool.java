// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.achol;

import java.util.Arrays;

/// Blocks of 2^c words, c their size class. Blocks given back are used again, the last one first, while it is still
/// near the processor. An address names a segment by its upper bits and a word in it by the [#SEGMENT_BITS] lower ones;
/// a block larger than a segment has one of its own.
final class EdgePool {
    static final int SEGMENT_BITS = 12;

    private static final int MASK = (1 << SEGMENT_BITS) - 1;
    private static final int CLASSES = 31;
    private static final int NONE = -1;

    private long[][] segments = new long[16][];
    private int count;
    private int fill = 1 << SEGMENT_BITS;
    private int open;
    private final int[] free = new int[CLASSES];
    private long words;

    EdgePool() {
        Arrays.fill(free, NONE);
    }

    /// The class of the smallest block for `length` words.
    static int sizeClass(int length) {
        return length <= 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(length - 1);
    }

    int allocate(int sizeClass) {
        int address = free[sizeClass];
        if (address != NONE) {
            free[sizeClass] = (int) segment(address)[offset(address)];
            return address;
        }
        int length = 1 << sizeClass;
        if (sizeClass > SEGMENT_BITS) {
            return newSegment(length) << SEGMENT_BITS;
        }
        if (fill + length > 1 << SEGMENT_BITS) {
            open = newSegment(1 << SEGMENT_BITS);
            fill = 0;
        }
        address = (open << SEGMENT_BITS) + fill;
        fill += length;
        return address;
    }

    void release(int address, int sizeClass) {
        segment(address)[offset(address)] = free[sizeClass];
        free[sizeClass] = address;
    }

    private int newSegment(int length) {
        if (count == segments.length) {
            segments = Arrays.copyOf(segments, 2 * count);
        }
        segments[count] = new long[length];
        words += length;
        return count++;
    }

    long[] segment(int address) {
        return segments[address >>> SEGMENT_BITS];
    }

    static int offset(int address) {
        return address & MASK;
    }

    long sizeBytes() {
        return Long.BYTES * words;
    }
}
