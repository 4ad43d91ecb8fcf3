// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.graph.GreedyColouring;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.ThreadTeam;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.SmallMatrices;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against the formulas, evaluated densely.
class SweepsTest {
    private static Preconditioner made(Setup setup) {
        while (setup.result() == null) {
            assertThat(setup.advance(1000)).isPositive();
        }
        assertThat(setup.failure()).isNull();
        assertThat(setup.advance(7)).isZero();
        return Objects.requireNonNull(setup.result());
    }

    private static CsrMatrix random(int n, boolean symmetric, Random random) {
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            triplets.add(i, i, 3 + random.nextDouble());
            for (int k = 0; k < 3; k++) {
                int j = random.nextInt(n);
                double v = random.nextGaussian();
                if (j != i) {
                    triplets.add(i, j, v);
                    if (symmetric) {
                        triplets.add(j, i, v);
                    }
                }
            }
        }
        return triplets.build();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.0, 0.6, 1.7})
    void aColouredSweepIsOneStepOfOverrelaxation(double omega) {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(40);
            CsrMatrix a = random(n, false, random);
            ColouredSweep sweep = (ColouredSweep) made(Setup.coloured(Execution.serial(), a));
            double[] b = random.doubles(n, -1, 1).toArray();
            double[] x = random.doubles(n, -1, 1).toArray();
            double[] r = new double[n];
            a.multiply(x, r);
            Arrays.setAll(r, i -> b[i] - r[i]);
            double[] z = new double[n];
            sweep.sweep(omega, r, z);
            double[] relaxed = x.clone();
            for (int i : order(a)) {
                double sum = b[i];
                for (int j = 0; j < n; j++) {
                    sum -= j == i ? 0.0 : a.get(i, j) * relaxed[j];
                }
                relaxed[i] = (1 - omega) * relaxed[i] + omega * sum / a.get(i, i);
            }
            for (int i = 0; i < n; i++) {
                assertThat(x[i] + z[i]).isCloseTo(relaxed[i], within(1e-13));
            }
            assertThat(sweep.colours()).isPositive();
        }
    }

    @Test
    void aTeamThatSharesASweepChangesNoBit() {
        CsrMatrix a = Gallery.generate(Gallery.parse("poisson2d,nx=170,ny=160"));
        double[] r = new Random(1).doubles(a.rows(), -1, 1).toArray();
        double[] alone = new double[a.rows()];
        ((ColouredSweep) made(Setup.coloured(Execution.serial(), a))).sweep(1.5, r, alone);
        try (ThreadTeam team =
                ThreadTeam.start(3, Thread.ofPlatform().daemon(true).factory(), () -> false)) {
            double[] shared = new double[a.rows()];
            ((ColouredSweep) made(Setup.coloured(Execution.on(team), a))).sweep(1.5, r, shared);
            assertThat(shared).isEqualTo(alone);
        }
    }

    private static int[] order(CsrMatrix a) {
        var colouring = new GreedyColouring(a);
        colouring.advance(Long.MAX_VALUE);
        return Objects.requireNonNull(colouring.result()).order();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.0, 0.5, 1.9})
    void ssorInvertsTheProductOfItsTriangles(double omega) {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(40);
            CsrMatrix a = random(n, seed % 2 == 0, random);
            double sign = seed % 3 == 0 ? -1 : 1;
            Preconditioner ssor = made(Setup.ssor(a, sign, omega));
            double[] r = random.doubles(n, -1, 1).toArray();
            double[] z = new double[n];
            ssor.apply(r, z);
            // (D + ωU)·z, then D⁻¹, then (D + ωL), over ω(2 − ω)
            double[] upper = new double[n];
            double[] back = new double[n];
            for (int i = 0; i < n; i++) {
                upper[i] = a.get(i, i) * z[i];
                for (int j = i + 1; j < n; j++) {
                    upper[i] += omega * a.get(i, j) * z[j];
                }
                upper[i] /= a.get(i, i);
            }
            for (int i = 0; i < n; i++) {
                back[i] = a.get(i, i) * upper[i];
                for (int j = 0; j < i; j++) {
                    back[i] += omega * a.get(i, j) * upper[j];
                }
                assertThat(sign * back[i] / (omega * (2 - omega))).isCloseTo(r[i], within(1e-12));
            }
        }
    }

    @Test
    void ssorOfASymmetricMatrixWithPositiveDiagonalIsPositiveDefinite() {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            int n = 2 + random.nextInt(30);
            CsrMatrix a = random(n, true, random);
            Preconditioner ssor = made(Setup.ssor(a, 1, 0.1 + 1.8 * random.nextDouble()));
            double[] x = random.doubles(n, -1, 1).toArray();
            double[] y = random.doubles(n, -1, 1).toArray();
            double[] mx = new double[n];
            double[] my = new double[n];
            ssor.apply(x, mx);
            ssor.apply(y, my);
            assertThat(dot(x, my)).isCloseTo(dot(y, mx), within(1e-10));
            assertThat(dot(x, mx)).isPositive();
        }
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0.0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    @Test
    void aMissingDiagonalEntryIsAFailureThatNamesItsRow() {
        CsrMatrix a = SmallMatrices.dense(new double[][] {{1, 0, 0}, {0, 1, 1}, {0, 1, 0}});
        for (Setup setup : new Setup[] {
            Setup.coloured(Execution.serial(), a), Setup.ssor(a, 1, 1), Setup.absoluteJacobi(Execution.serial(), a)
        }) {
            while (setup.advance(1) > 0) {
                assertThat(setup.result()).isNull();
            }
            assertThat(setup.failure()).isEqualTo(new Setup.Failure("diagonal of row 2", 0.0));
        }
    }
}
