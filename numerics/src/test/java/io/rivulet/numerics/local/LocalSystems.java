// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.incremental.RandomSystems;
import io.rivulet.numerics.linalg.CompensatedRow;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Systems for local methods, with what is known of them.
final class LocalSystems {
    /// Those that have a certificate.
    static final RandomSystems.Kind[] CERTIFIED = {
        RandomSystems.Kind.STRICT,
        RandomSystems.Kind.STRICT_SYMMETRIC,
        RandomSystems.Kind.CHAINED,
        RandomSystems.Kind.SCALED_COLUMNS,
        RandomSystems.Kind.SCALED_ROWS,
        RandomSystems.Kind.BARELY_STRICT
    };

    private LocalSystems() {}

    /// u with ⟨A⟩·u = |diag A|, to 80 digits and then rounded, and w from below.
    static Comparison certificate(CsrMatrix a) {
        int n = a.rows();
        double[] value = a.value().clone();
        double[] diagonal = new double[n];
        for (int i = 0; i < n; i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                boolean on = a.column()[k] == i;
                value[k] = on ? Math.abs(value[k]) : -Math.abs(value[k]);
                diagonal[i] += on ? value[k] : 0.0;
            }
        }
        List<BigDecimal> exact =
                RandomSystems.exact(new LinearSystem(a.withValues(value), DenseVector.adopt(diagonal)));
        double[] u = exact.stream().mapToDouble(BigDecimal::doubleValue).toArray();
        double[] w = new double[n];
        CompensatedRow row = new CompensatedRow();
        for (int i = 0; i < n; i++) {
            w[i] = row.comparisonFromBelow(i, a.column(), a.value(), a.rowStart()[i], a.rowStart()[i + 1], u);
            assertThat(u[i]).isPositive();
            assertThat(w[i]).isPositive();
        }
        return new TestVector(u, w);
    }

    private record TestVector(double[] us, double[] ws) implements Comparison {
        @Override
        public double u(int i) {
            return us[i];
        }

        @Override
        public double w(int i) {
            return ws[i];
        }
    }

    static Iterate cold(LinearSystem system, Comparison comparison) {
        return Iterate.cold(Rows.of(system.a()), comparison, system.b().values());
    }

    /// What is known with an x near the solution, the residual rounded as an engine would have it.
    static Iterate warm(LinearSystem system, Comparison comparison, double[] x) {
        int n = system.rows();
        double[] r = new double[n];
        double eta = 0.0;
        CompensatedRow row = new CompensatedRow();
        CsrMatrix a = system.a();
        for (int i = 0; i < n; i++) {
            r[i] = row.residual(
                    a.column(),
                    a.value(),
                    a.rowStart()[i],
                    a.rowStart()[i + 1],
                    system.b().get(i),
                    x);
            eta = Math.max(eta, row.above(r[i]) / comparison.w(i) * (1 + 0x1p-48));
        }
        return new Iterate(system.b().values(), x, r, eta);
    }

    /// The solution with an error of about `size` in every entry.
    static double[] near(List<BigDecimal> exact, double size, Random random) {
        double[] x = new double[exact.size()];
        Arrays.setAll(
                x, i -> exact.get(i).doubleValue() * (1 + size * random.nextGaussian()) + size * random.nextGaussian());
        return x;
    }

    /// |value − exact_i|, rounded down.
    static double error(double value, BigDecimal exact) {
        double error = new BigDecimal(value).subtract(exact).abs().doubleValue();
        return error == 0 ? 0.0 : Math.nextDown(error);
    }

    /// Row dominant with Σ|a_ij| = alpha·a_ii in each row; every row refers to one of `hubs` columns, and each of the
    /// first `hubs` rows to every column.
    static CsrMatrix hubs(int n, int hubs, double alpha, Random random) {
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            double[] entries = new double[n];
            for (int j = 0; j < n; j++) {
                boolean entry = i < hubs || j == i % hubs || j == (i + 1) % n;
                entries[j] = entry && j != i ? random.nextDouble(-1, 1) : 0.0;
            }
            double off = Arrays.stream(entries).map(Math::abs).sum();
            for (int j = 0; j < n; j++) {
                if (entries[j] != 0) {
                    triplets.add(i, j, entries[j]);
                }
            }
            triplets.add(i, i, off / alpha);
        }
        return triplets.build();
    }

    static LinearSystem withRandomSide(CsrMatrix a, Random random) {
        return new LinearSystem(
                a, DenseVector.adopt(random.doubles(a.rows(), -1, 1).toArray()));
    }
}
