// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;

/// Signs σ with σ_i·a_ij·σ_j ≤ 0 for all i ≠ j of a connected component, where there are such signs: then σ, not 1, is
/// what A·x nearly or wholly maps to zero. Components without such signs get 1.
/// **Cost** O(nnz), once, in order.
final class SignBalance implements Stage {
    private final CsrMatrix a;
    private final double sign;
    private final byte[] signs;
    private final int[] queue;
    private int taken;
    private int queued;
    private int componentStart;
    private int nextRoot;
    private boolean balanced = true;

    SignBalance(CsrMatrix a, double sign) {
        this.a = a;
        this.sign = sign;
        this.signs = new byte[a.rows()];
        this.queue = new int[a.rows()];
    }

    @Override
    public long advance(long units) {
        long work = 0;
        while (work < units && !done()) {
            work += taken < queued ? visit(queue[taken++]) : nextComponent();
        }
        return Math.max(1, work);
    }

    private long nextComponent() {
        if (!balanced) {
            for (int k = componentStart; k < queued; k++) {
                signs[queue[k]] = 1;
            }
        }
        long work = 1L + (balanced ? 0 : queued - componentStart);
        balanced = true;
        componentStart = queued;
        while (nextRoot < signs.length && signs[nextRoot] != 0) {
            nextRoot++;
            work++;
        }
        if (nextRoot < signs.length) {
            signs[nextRoot] = 1;
            queue[queued++] = nextRoot;
        }
        return work;
    }

    private long visit(int i) {
        int from = a.rowStart()[i];
        int to = a.rowStart()[i + 1];
        for (int k = from; k < to; k++) {
            int j = a.column()[k];
            double entry = sign * a.value()[k];
            if (j != i && entry != 0) {
                byte wanted = (byte) (entry < 0 ? signs[i] : -signs[i]);
                if (signs[j] == 0) {
                    signs[j] = wanted;
                    queue[queued++] = j;
                } else if (signs[j] != wanted) {
                    balanced = false;
                }
            }
        }
        return to - from + 1L;
    }

    @Override
    public boolean done() {
        return componentStart == signs.length && nextRoot == signs.length;
    }

    static byte[] allPositive(int n) {
        byte[] ones = new byte[n];
        Arrays.fill(ones, (byte) 1);
        return ones;
    }

    byte[] result() {
        return signs;
    }
}
