// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition;

import io.rivulet.numerics.linalg.CsrMatrix;

/// SSOR: M = (D + ω·L)·D⁻¹·(D + ω·U) / (ω·(2 − ω)) for A = L + D + U in the order of its rows. Symmetric positive
/// definite where A is symmetric with a positive diagonal, for every 0 < ω < 2; nothing is stored but the diagonal.
/// **Cost** set-up one look at each row, an application one pass over A.
/// **Errors** a zero or missing diagonal entry is a failure. **Source** Axelsson 1972; Saad 2003, §10.2.
final class SsorSetup extends SteppedSetup<Preconditioner> {
    private final CsrMatrix a;
    private final double sign;
    private final double omega;
    private final int[] position;
    private int next;

    SsorSetup(CsrMatrix a, double sign, double omega) {
        this.a = a;
        this.sign = sign;
        this.omega = omega;
        this.position = new int[a.rows()];
    }

    @Override
    protected long step(long units) {
        if (next == position.length) {
            finish(new Sweeps(a, position, sign, omega));
            return 1;
        }
        int first = next;
        while (next < position.length && next - first < units) {
            int i = next++;
            position[i] = a.find(i, i);
            if (position[i] < 0 || a.value()[position[i]] == 0) {
                fail("diagonal of row " + i, 0.0);
                break;
            }
        }
        return next - first;
    }

    /// `diagonal` holds the positions of a_ii.
    private record Sweeps(CsrMatrix a, int[] diagonal, double sign, double omega) implements Preconditioner {
        @Override
        public void apply(double[] r, double[] z) {
            int[] start = a.rowStart();
            int[] column = a.column();
            double[] value = a.value();
            for (int i = 0; i < z.length; i++) {
                double sum = 0.0;
                for (int k = start[i]; k < diagonal[i]; k++) {
                    sum = Math.fma(-value[k], z[column[k]], sum);
                }
                z[i] = Math.fma(omega, sum, sign * r[i]) / value[diagonal[i]];
            }
            double scale = omega * (2 - omega);
            for (int i = z.length - 1; i >= 0; i--) {
                double sum = 0.0;
                for (int k = diagonal[i] + 1; k < start[i + 1]; k++) {
                    sum = Math.fma(-value[k], z[column[k]], sum);
                }
                z[i] = Math.fma(scale, z[i], omega * sum / value[diagonal[i]]);
            }
        }

        @Override
        public long cost() {
            return a.nnz();
        }

        @Override
        public long sizeBytes() {
            return 4L * diagonal.length;
        }
    }
}
