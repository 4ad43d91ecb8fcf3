// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import java.util.Arrays;

/// Values of matrix entries by place, in two flat arrays (16 bytes a slot, at most two thirds full).
final class EntryTable {
    private static final int FIRST_SLOTS = 64;
    private static final long FREE = -1;

    private long[] keys = emptyKeys(FIRST_SLOTS);
    private double[] values = new double[FIRST_SLOTS];
    private int size;

    static long key(int row, int column) {
        return ((long) row << 32) | column;
    }

    private static long[] emptyKeys(int slots) {
        long[] keys = new long[slots];
        Arrays.fill(keys, FREE);
        return keys;
    }

    void clear() {
        keys = emptyKeys(FIRST_SLOTS);
        values = new double[FIRST_SLOTS];
        size = 0;
    }

    int size() {
        return size;
    }

    boolean contains(long key) {
        return keys[slot(key)] == key;
    }

    /// 0 where there is none.
    double get(long key) {
        int slot = slot(key);
        return keys[slot] == key ? values[slot] : 0.0;
    }

    void put(long key, double value) {
        int slot = slot(key);
        if (keys[slot] == FREE) {
            if (3 * (size + 1) > 2 * keys.length) {
                grow();
                slot = slot(key);
            }
            keys[slot] = key;
            size++;
        }
        values[slot] = value;
    }

    private void grow() {
        long[] oldKeys = keys;
        double[] oldValues = values;
        keys = emptyKeys(2 * oldKeys.length);
        values = new double[keys.length];
        for (int k = 0; k < oldKeys.length; k++) {
            if (oldKeys[k] != FREE) {
                int slot = slot(oldKeys[k]);
                keys[slot] = oldKeys[k];
                values[slot] = oldValues[k];
            }
        }
    }

    /// Where `key` is, or the free slot where it would go.
    private int slot(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed ^ (mixed >>> 32)) & (keys.length - 1);
        while (keys[slot] != FREE && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }
}
