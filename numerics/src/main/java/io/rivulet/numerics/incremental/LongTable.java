// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Values by keys that are not negative, in one table of open addressing: a look-up allocates nothing, as boxed keys
/// would, and costs one comparison where the table is empty.
/// **Cost** 16 bytes a place, at most half of the places are taken.
final class LongTable<V> {
    private static final int SMALLEST = 16;
    private static final long FREE = -1;

    /// 2⁶⁴ over the golden ratio: neighbouring keys land far from each other.
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private long[] keys = free(SMALLEST);
    private @Nullable Object[] values = new Object[SMALLEST];
    private int size;

    private static long[] free(int places) {
        long[] keys = new long[places];
        Arrays.fill(keys, FREE);
        return keys;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /// Where the key is, or the free place where it would be.
    private int place(long key) {
        int at = home(key);
        while (keys[at] != key && keys[at] != FREE) {
            at = (at + 1) & (keys.length - 1);
        }
        return at;
    }

    private int home(long key) {
        return (int) (key * SPREAD >>> 32) & (keys.length - 1);
    }

    @Nullable
    V get(long key) {
        return size == 0 ? null : at(place(key));
    }

    @SuppressWarnings("unchecked") // only put writes to it
    private @Nullable V at(int place) {
        return (V) values[place];
    }

    void put(long key, V value) {
        int at = place(key);
        if (keys[at] == FREE) {
            if (2 * (size + 1) > keys.length) {
                widen();
                at = place(key);
            }
            keys[at] = key;
            size++;
        }
        values[at] = value;
    }

    private void widen() {
        long[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        keys = free(2 * oldKeys.length);
        values = new Object[keys.length];
        for (int k = 0; k < oldKeys.length; k++) {
            if (oldKeys[k] != FREE) {
                int at = place(oldKeys[k]);
                keys[at] = oldKeys[k];
                values[at] = oldValues[k];
            }
        }
    }

    /// Closes the gap that it leaves: whoever stepped over its place has to be found without it.
    void remove(long key) {
        int gap = place(key);
        if (keys[gap] == FREE) {
            return;
        }
        size--;
        int mask = keys.length - 1;
        for (int at = (gap + 1) & mask; keys[at] != FREE; at = (at + 1) & mask) {
            int far = (at - home(keys[at])) & mask;
            if (far >= ((at - gap) & mask)) {
                keys[gap] = keys[at];
                values[gap] = values[at];
                gap = at;
            }
        }
        keys[gap] = FREE;
        values[gap] = null;
    }

    void clear() {
        if (size > 0) {
            Arrays.fill(keys, FREE);
            Arrays.fill(values, null);
            size = 0;
        }
    }

    long sizeBytes() {
        return 16L * keys.length;
    }
}
