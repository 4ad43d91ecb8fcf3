// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition;

import io.rivulet.numerics.linalg.CsrMatrix;

/// IC(0): L·Lᵀ on the lower pattern of a symmetric A. A pivot that is not positive restarts with a larger diagonal, at
/// most [#MAX_SHIFTS] times; then it is a failure.
/// **Cost** about nnz·k/2, k entries a row. **Source** Meijerink, van der Vorst 1977.
final class Ic0Setup extends SteppedSetup<Preconditioner> {
    static final double FIRST_SHIFT = 1e-3;
    static final int MAX_SHIFTS = 12;

    /// A pivot must keep at least this part of its diagonal entry.
    static final double PIVOT_FLOOR = 1e-10;

    private final CsrMatrix a;
    private final double sign;
    private final int[] start;
    private int[] column = new int[0];
    private double[] factor = new double[0];
    private int row;
    private int shifts;
    private double shift;
    private boolean prepared;

    Ic0Setup(CsrMatrix a, double sign) {
        this.a = a;
        this.sign = sign;
        this.start = new int[a.rows() + 1];
    }

    @Override
    protected long step(long units) {
        return prepared ? eliminate() : prepare();
    }

    /// Copies the lower triangle; each row ends with its diagonal entry.
    private long prepare() {
        prepared = true;
        row = 0;
        if (column.length == 0) {
            int stored = 0;
            for (int i = 0; i < a.rows(); i++) {
                int at = a.find(i, i);
                if (at < 0 || sign * a.value()[at] <= 0) {
                    fail("diagonal of row " + i, at < 0 ? 0.0 : a.value()[at]);
                    return i + 1L;
                }
                stored += at - a.rowStart()[i] + 1;
                start[i + 1] = stored;
            }
            column = new int[stored];
            factor = new double[stored];
        }
        for (int i = 0; i < a.rows(); i++) {
            int from = a.rowStart()[i];
            int length = start[i + 1] - start[i];
            System.arraycopy(a.column(), from, column, start[i], length);
            for (int k = 0; k < length; k++) {
                factor[start[i] + k] = sign * a.value()[from + k];
            }
            factor[start[i + 1] - 1] *= 1 + shift;
        }
        return a.nnz() + 1L;
    }

    private long eliminate() {
        if (row == a.rows()) {
            finish(new Factor(start, column, factor, 2L * factor.length));
            return 1;
        }
        int i = row;
        long work = 1;
        int end = start[i + 1] - 1;
        double wanted = factor[end];
        double pivot = wanted;
        for (int k = start[i]; k < end; k++) {
            int j = column[k];
            int other = start[j];
            int otherEnd = start[j + 1] - 1;
            double sum = factor[k];
            int own = start[i];
            while (own < k && other < otherEnd) {
                int step = column[own] - column[other];
                if (step == 0) {
                    sum = Math.fma(-factor[own], factor[other], sum);
                }
                own += step <= 0 ? 1 : 0;
                other += step >= 0 ? 1 : 0;
            }
            work += otherEnd - start[j] + 1;
            double entry = sum / factor[otherEnd];
            factor[k] = entry;
            pivot = Math.fma(-entry, entry, pivot);
        }
        row++;
        if (pivot > PIVOT_FLOOR * wanted) {
            factor[end] = Math.sqrt(pivot);
        } else if (shifts < MAX_SHIFTS) {
            shift = shifts == 0 ? FIRST_SHIFT : 2 * shift;
            shifts++;
            prepared = false;
        } else {
            fail("IC pivot of row " + i, pivot);
        }
        return work;
    }

    private record Factor(int[] start, int[] column, double[] factor, long cost) implements Preconditioner {
        @Override
        public void apply(double[] r, double[] z) {
            int n = r.length;
            for (int i = 0; i < n; i++) {
                int end = start[i + 1] - 1;
                double sum = r[i];
                for (int k = start[i]; k < end; k++) {
                    sum = Math.fma(-factor[k], z[column[k]], sum);
                }
                z[i] = sum / factor[end];
            }
            for (int i = n - 1; i >= 0; i--) {
                int end = start[i + 1] - 1;
                double solved = z[i] / factor[end];
                z[i] = solved;
                for (int k = start[i]; k < end; k++) {
                    z[column[k]] = Math.fma(-factor[k], solved, z[column[k]]);
                }
            }
        }

        @Override
        public long sizeBytes() {
            return 12L * factor.length + 4L * start.length;
        }
    }
}
