// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import io.rivulet.numerics.kernels.Team;

/// Pᵀ by counting sort.
final class Transposition {
    private final FloatRows p;
    private final RowChunks chunks;
    private final int[] start;
    private final int[] next;
    private final int[] column;
    private final float[] value;

    Transposition(FloatRows p, RowChunks chunks) {
        this.p = p;
        this.chunks = chunks;
        this.start = new int[p.columns() + 1];
        this.next = new int[p.columns()];
        this.column = new int[p.nnz()];
        this.value = new float[p.nnz()];
    }

    Stage counts() {
        return new Pass(Team.serial(), chunks, chunk -> {
            for (int k = p.start()[chunks.from(chunk)]; k < p.start()[chunks.to(chunk)]; k++) {
                start[p.column()[k] + 1]++;
            }
        });
    }

    Stage entries() {
        for (int j = 0; j < next.length; j++) {
            start[j + 1] += start[j];
            next[j] = start[j];
        }
        return new Pass(Team.serial(), chunks, chunk -> {
            for (int i = chunks.from(chunk); i < chunks.to(chunk); i++) {
                for (int k = p.start()[i]; k < p.start()[i + 1]; k++) {
                    int at = next[p.column()[k]]++;
                    column[at] = i;
                    value[at] = p.value()[k];
                }
            }
        });
    }

    FloatRows result() {
        return new FloatRows(p.columns(), p.rows(), start, column, value);
    }
}
