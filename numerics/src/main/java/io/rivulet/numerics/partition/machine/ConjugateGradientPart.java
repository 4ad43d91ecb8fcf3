// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;

/// The vectors of flexible conjugate gradients in one part. What a step needs of others comes with one exchange: where
/// rows overlap, A·z is computed by each part that has them.
/// **Cost** an iteration: one local solve, two products. **Source** Notay 2000.
final class ConjugateGradientPart {
    private final PartState part;
    private final FrozenCut cut;
    private final double[] r;
    private final double[] p;
    private final double[] productP;
    private final double[] y;
    private final double[] z;
    private final double[] productZ;

    ConjugateGradientPart(PartState part, FrozenCut cut) {
        this.part = part;
        this.cut = cut;
        int extended = part.extended();
        this.r = new double[extended];
        this.p = new double[part.owned()];
        this.productP = new double[extended];
        this.y = new double[part.x.length];
        this.z = new double[part.x.length];
        this.productZ = new double[extended];
    }

    Task smooth(Step.CgSmooth step) {
        return new Task() {
            @Override
            public double[] begin() {
                if (step.start()) {
                    System.arraycopy(cut.residual(), 0, r, 0, r.length);
                } else {
                    move(step.alpha(), step.beta());
                }
                part.solver().apply(r, y);
                return y;
            }

            @Override
            public Finding complete() {
                part.multiply(y, productZ);
                DenseVector sums = DenseVector.adopt(new double[] {dot(r, r)});
                return new Finding.Sums(sums, part.restricted(r, productZ));
            }
        };
    }

    private void move(double alpha, double beta) {
        for (int i = 0; i < p.length; i++) {
            p[i] = z[i] + beta * p[i];
            part.x[i] += alpha * p[i];
        }
        for (int i = 0; i < r.length; i++) {
            productP[i] = productZ[i] + beta * productP[i];
            r[i] -= alpha * productP[i];
        }
    }

    Task correct(Step.CgCorrect step) {
        return new Task() {
            @Override
            public double[] begin() {
                System.arraycopy(y, 0, z, 0, z.length);
                part.prolong(step.coarse().values(), z);
                part.multiply(z, productZ);
                return NOTHING;
            }

            @Override
            public Finding complete() {
                double[] sums = {dot(r, z), dot(z, productZ), dot(z, productP)};
                return new Finding.Sums(DenseVector.adopt(sums), SparseVector.EMPTY);
            }
        };
    }

    private double dot(double[] v, double[] w) {
        return dot(v, w, p.length);
    }

    /// Over the first `count` entries, in fma chains of their order.
    static double dot(double[] v, double[] w, int count) {
        double sum = 0.0;
        for (int i = 0; i < count; i++) {
            sum = Math.fma(v[i], w[i], sum);
        }
        return sum;
    }
}
