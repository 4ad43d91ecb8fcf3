// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.numerics.linalg.SparseVector;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// What moves come to one after the other: of each entry the newest value.
/// **Bounded by** about 8 bytes a row from the second on. **Cost** of one that is put its entries, of the sum n.
final class Mirror {
    private final int rows;
    private double[] x = new double[0];
    private BitSet present = new BitSet();

    /// The only one so far, which is its own sum.
    private @Nullable Moves only;

    private @Nullable Moves newest;

    Mirror(int rows) {
        this.rows = rows;
    }

    void put(Moves moves) {
        if (newest == null) {
            only = moves;
        } else {
            if (only != null) {
                x = new double[rows];
                write(only);
                only = null;
            }
            write(moves);
        }
        newest = moves;
    }

    private void write(Moves moves) {
        SparseVector entries = moves.entries();
        for (int k = 0; k < entries.size(); k++) {
            int i = entries.indices()[k];
            x[i] = entries.values()[k];
            present.set(i);
        }
    }

    /// All of them as if told at once, with what the newest says beside its entries; null where there are none.
    @Nullable
    Moves sum() {
        Moves last = newest;
        if (last == null || only != null) {
            return last;
        }
        int[] indices = present.stream().toArray();
        double[] values = new double[indices.length];
        for (int k = 0; k < indices.length; k++) {
            values[k] = x[indices[k]];
        }
        return new Moves(SparseVector.adopt(indices, values), null, last.revision(), last.residual(), last.bound());
    }

    Mirror copy() {
        Mirror copy = new Mirror(rows);
        copy.x = x.clone();
        copy.present = BitSet.valueOf(present.toLongArray());
        copy.only = only;
        copy.newest = newest;
        return copy;
    }

    boolean isEmpty() {
        return newest == null;
    }
}
