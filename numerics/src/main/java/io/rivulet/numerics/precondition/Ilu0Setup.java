// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;

/// ILU(0): L·U on the pattern of A, row by row (IKJ). A pivot below [#PIVOT_FLOOR] of its row's largest entry restarts
/// with a larger diagonal (Manteuffel 1980), at most [#MAX_SHIFTS] times; after that small pivots are lifted to the
/// floor.
/// **Cost** about nnz·k, k entries a row. **Source** Meijerink, van der Vorst 1977; Saad 2003, alg. 10.4.
final class Ilu0Setup extends SteppedSetup<Preconditioner> {
    static final double PIVOT_FLOOR = 1e-8;
    static final double FIRST_SHIFT = 1e-3;
    static final double SHIFT_GROWTH = 4.0;
    static final int MAX_SHIFTS = 6;

    private final CsrMatrix a;
    private final double sign;
    private final int[] start;
    private final int[] column;
    private final int[] diagonal;
    private final int[] position;
    private final double[] factor;
    private int row;
    private int shifts;
    private double shift;
    private boolean prepared;

    Ilu0Setup(CsrMatrix a, double sign) {
        this.a = a;
        this.sign = sign;
        this.start = a.rowStart();
        this.column = a.column();
        this.diagonal = new int[a.rows()];
        this.position = new int[a.rows()];
        this.factor = new double[a.nnz()];
    }

    @Override
    protected long step(long units) {
        return prepared ? eliminate() : prepare();
    }

    private long prepare() {
        prepared = true;
        row = 0;
        for (int k = 0; k < factor.length; k++) {
            factor[k] = sign * a.value()[k];
        }
        for (int i = 0; i < a.rows(); i++) {
            int at = a.find(i, i);
            if (at < 0) {
                fail("diagonal of row " + i, 0.0);
                return i + 1L;
            }
            diagonal[i] = at;
            factor[at] *= 1 + shift;
        }
        Arrays.fill(position, -1);
        return a.nnz() + 1L;
    }

    private long eliminate() {
        if (row == a.rows()) {
            finish(new Factors(start, column, diagonal, factor));
            return 1;
        }
        int i = row;
        long work = 1;
        double largest = 0.0;
        for (int k = start[i]; k < start[i + 1]; k++) {
            position[column[k]] = k;
            largest = Math.max(largest, Math.abs(a.value()[k]));
        }
        for (int k = start[i]; k < diagonal[i]; k++) {
            int j = column[k];
            double multiplier = factor[k] / factor[diagonal[j]];
            factor[k] = multiplier;
            int end = start[j + 1];
            for (int m = diagonal[j] + 1; m < end; m++) {
                int at = position[column[m]];
                if (at >= 0) {
                    factor[at] = Math.fma(-multiplier, factor[m], factor[at]);
                }
            }
            work += end - diagonal[j];
        }
        for (int k = start[i]; k < start[i + 1]; k++) {
            position[column[k]] = -1;
        }
        checkPivot(i, largest);
        return work + (start[i + 1] - start[i]);
    }

    private void checkPivot(int i, double largest) {
        double pivot = factor[diagonal[i]];
        double floor = PIVOT_FLOOR * largest;
        row = i + 1;
        if (Math.abs(pivot) > floor) {
            return;
        }
        if (shifts < MAX_SHIFTS && a.value()[diagonal[i]] != 0) {
            shift = shifts == 0 ? FIRST_SHIFT : shift * SHIFT_GROWTH;
            shifts++;
            prepared = false;
        } else if (largest == 0 || Double.isNaN(pivot)) {
            fail("ILU pivot of row " + i, pivot);
        } else {
            factor[diagonal[i]] = pivot < 0 ? -largest : largest;
        }
    }

    private record Factors(int[] start, int[] column, int[] diagonal, double[] factor) implements Preconditioner {
        @Override
        public void apply(double[] r, double[] z) {
            int n = r.length;
            for (int i = 0; i < n; i++) {
                double sum = r[i];
                for (int k = start[i]; k < diagonal[i]; k++) {
                    sum = Math.fma(-factor[k], z[column[k]], sum);
                }
                z[i] = sum;
            }
            for (int i = n - 1; i >= 0; i--) {
                double sum = z[i];
                for (int k = diagonal[i] + 1; k < start[i + 1]; k++) {
                    sum = Math.fma(-factor[k], z[column[k]], sum);
                }
                z[i] = sum / factor[diagonal[i]];
            }
        }

        @Override
        public long cost() {
            return factor.length;
        }

        @Override
        public long sizeBytes() {
            return 8L * factor.length + 4L * diagonal.length;
        }
    }
}
