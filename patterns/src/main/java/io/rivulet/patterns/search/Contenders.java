// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.search;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/// The nearest that one part of a search has seen, and the limit that all parts share: the k-th least distance of
/// whichever part has the least, so that nothing above it can be among the k nearest of all.
final class Contenders {
    private final float[] heap; // the greatest at 0
    private int size;
    private final AtomicInteger limit; // bits of a number that is not negative, which order as it does
    private final float margin;
    private long[] kept = new long[64]; // distance bits above, index below
    private int count;

    Contenders(int k, AtomicInteger limit, float margin) {
        this.heap = new float[k];
        this.limit = limit;
        this.margin = margin;
    }

    static AtomicInteger noLimit() {
        return new AtomicInteger(Float.floatToRawIntBits(Float.POSITIVE_INFINITY));
    }

    /// Above it nothing can matter, rounding included.
    float limit() {
        float exact = Float.intBitsToFloat(limit.getPlain());
        return exact + 2 * margin * exact;
    }

    void offer(int index, float distance) {
        if (!(distance <= limit())) {
            return;
        }
        if (count == kept.length) {
            kept = Arrays.copyOf(kept, 2 * count);
        }
        kept[count++] = pack(distance, index);
        if (size < heap.length) {
            heap[size++] = distance;
            siftUp(size - 1);
        } else if (distance < heap[0]) {
            heap[0] = distance;
            siftDown();
        }
        if (size == heap.length) {
            limit.accumulateAndGet(Float.floatToRawIntBits(heap[0]), Math::min);
        }
    }

    static long pack(float distance, int index) {
        return (long) Float.floatToRawIntBits(distance) << 32 | index;
    }

    static float distance(long packed) {
        return Float.intBitsToFloat((int) (packed >>> 32));
    }

    static int index(long packed) {
        return (int) packed;
    }

    /// Those that may be among the k nearest: all of them and, because of rounding, a few more.
    long[] kept() {
        float most = limit();
        return Arrays.stream(kept, 0, count).filter(p -> distance(p) <= most).toArray();
    }

    private void siftUp(int from) {
        int at = from;
        while (at > 0 && heap[(at - 1) / 2] < heap[at]) {
            swap(at, (at - 1) / 2);
            at = (at - 1) / 2;
        }
    }

    private void siftDown() {
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            child += child + 1 < size && heap[child + 1] > heap[child] ? 1 : 0;
            if (heap[child] <= heap[at]) {
                return;
            }
            swap(at, child);
            at = child;
        }
    }

    private void swap(int i, int j) {
        float held = heap[i];
        heap[i] = heap[j];
        heap[j] = held;
    }
}
