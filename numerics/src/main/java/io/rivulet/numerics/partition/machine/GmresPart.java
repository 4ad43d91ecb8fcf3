// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import java.util.ArrayList;
import java.util.List;

/// The vectors of flexible GMRES in one part. The basis covers the overlap too, since the combinations that make it are
/// the same everywhere.
/// **Cost** an iteration: one local solve, two products, 4·j vector passes; two vectors each. **Source** Saad 1993.
final class GmresPart {
    private final PartState part;
    private final FrozenCut cut;
    private final List<double[]> basis = new ArrayList<>();
    private final List<double[]> directions = new ArrayList<>();
    private final double[] w;
    private final double[] y;
    private int filled;

    GmresPart(PartState part, FrozenCut cut) {
        this.part = part;
        this.cut = cut;
        this.w = new double[part.extended()];
        this.y = new double[part.x.length];
    }

    private static double[] made(List<double[]> vectors, int j, int length) {
        while (vectors.size() <= j) {
            vectors.add(new double[length]);
        }
        return vectors.get(j);
    }

    Task smooth(Step.GmresSmooth step) {
        return new Task() {
            @Override
            public double[] begin() {
                double[] source = step.j() == 0 ? cut.residual() : w;
                subtract(step.h().values());
                double[] v = made(basis, step.j(), w.length);
                for (int i = 0; i < v.length; i++) {
                    v[i] = step.scale() * source[i];
                }
                filled = step.j() + 1;
                part.solver().apply(v, y);
                return y;
            }

            @Override
            public Finding complete() {
                part.multiply(y, w);
                SparseVector coarse = part.restricted(made(basis, step.j(), w.length), w);
                return new Finding.Sums(DenseVector.adopt(NOTHING), coarse);
            }
        };
    }

    Task correct(Step.GmresCorrect step) {
        return new Task() {
            @Override
            public double[] begin() {
                part.prolong(step.coarse().values(), y);
                System.arraycopy(y, 0, made(directions, filled - 1, part.owned()), 0, part.owned());
                part.multiply(y, w);
                return NOTHING;
            }

            @Override
            public Finding complete() {
                return projections();
            }
        };
    }

    Task project(Step.GmresProject step) {
        return new Task() {
            @Override
            public double[] begin() {
                subtract(step.h().values());
                return NOTHING;
            }

            @Override
            public Finding complete() {
                return projections();
            }
        };
    }

    Task update(Step.GmresUpdate step) {
        return new Task() {
            @Override
            public double[] begin() {
                for (int j = 0; j < step.y().size(); j++) {
                    double c = step.y().get(j);
                    double[] direction = directions.get(j);
                    for (int i = 0; i < direction.length; i++) {
                        part.x[i] += c * direction[i];
                    }
                }
                return NOTHING;
            }

            @Override
            public Finding complete() {
                return new Finding.Sums(DenseVector.adopt(NOTHING), SparseVector.EMPTY);
            }
        };
    }

    /// w ← w − Σ h_i·v_i
    private void subtract(double[] h) {
        for (int j = 0; j < h.length; j++) {
            double[] v = basis.get(j);
            for (int i = 0; i < w.length; i++) {
                w[i] -= h[j] * v[i];
            }
        }
    }

    private Finding projections() {
        double[] sums = new double[filled + 1];
        for (int j = 0; j < filled; j++) {
            sums[j] = ConjugateGradientPart.dot(w, basis.get(j), part.owned());
        }
        sums[filled] = ConjugateGradientPart.dot(w, w, part.owned());
        return new Finding.Sums(DenseVector.adopt(sums), SparseVector.EMPTY);
    }
}
