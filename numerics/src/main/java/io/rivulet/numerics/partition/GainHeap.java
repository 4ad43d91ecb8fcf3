// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition;

import java.util.Arrays;

/// Vertices by falling gain, then by number; each at most once, and its gain may change.
final class GainHeap {
    private final int[] gain;
    private final int[] heap;
    private final int[] place;
    private int size;

    /// `gain` is read, and must only change through [#put].
    GainHeap(int[] gain) {
        this.gain = gain;
        this.heap = new int[gain.length];
        this.place = new int[gain.length];
        Arrays.fill(place, -1);
    }

    void clear() {
        for (int k = 0; k < size; k++) {
            place[heap[k]] = -1;
        }
        size = 0;
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean holds(int v) {
        return place[v] >= 0;
    }

    /// The vertex with most gain.
    int first() {
        return heap[0];
    }

    /// Puts v in, or moves it where this gain belongs.
    void put(int v, int newGain) {
        gain[v] = newGain;
        if (place[v] < 0) {
            place[v] = size;
            heap[size++] = v;
        }
        rise(place[v]);
        sink(place[v]);
    }

    void remove(int v) {
        int at = place[v];
        place[v] = -1;
        int last = heap[--size];
        if (last != v) {
            heap[at] = last;
            place[last] = at;
            rise(at);
            sink(place[last]);
        }
    }

    private boolean before(int v, int w) {
        return gain[v] > gain[w] || gain[v] == gain[w] && v < w;
    }

    private void rise(int from) {
        int at = from;
        while (at > 0 && before(heap[at], heap[(at - 1) / 2])) {
            swap(at, (at - 1) / 2);
            at = (at - 1) / 2;
        }
    }

    private void sink(int from) {
        int at = from;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], heap[at])) {
                return;
            }
            swap(at, child);
            at = child;
        }
    }

    private void swap(int s, int t) {
        int v = heap[s];
        heap[s] = heap[t];
        heap[t] = v;
        place[heap[s]] = s;
        place[heap[t]] = t;
    }
}
