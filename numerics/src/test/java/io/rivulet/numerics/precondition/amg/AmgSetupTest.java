// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.precondition.Preconditioner;
import io.rivulet.numerics.precondition.Setup;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AmgSetupTest {
    /// Threads that take chunks in an order of their own.
    private record Crowd(int width, long seed) implements Team {
        @Override
        public void run(int chunks, ChunkTask task) {
            int[] order = IntStream.range(0, chunks).toArray();
            Random random = new Random(seed);
            for (int k = chunks - 1; k > 0; k--) {
                int other = random.nextInt(k + 1);
                int kept = order[k];
                order[k] = order[other];
                order[other] = kept;
            }
            Thread[] threads = new Thread[width];
            for (int t = 0; t < width; t++) {
                int first = t;
                threads[t] = Thread.ofPlatform().start(() -> {
                    for (int k = first; k < chunks; k += width) {
                        task.run(order[k]);
                    }
                });
            }
            try {
                for (Thread thread : threads) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// M for diag(s)·A·diag(s) from one for A.
    private record Scaled(Preconditioner m, double[] s) implements Preconditioner {
        @Override
        public void apply(double[] r, double[] z) {
            double[] scaled = new double[r.length];
            for (int i = 0; i < r.length; i++) {
                scaled[i] = r[i] / s[i];
            }
            m.apply(scaled, z);
            for (int i = 0; i < r.length; i++) {
                z[i] /= s[i];
            }
        }

        @Override
        public long cost() {
            return m.cost();
        }

        @Override
        public long sizeBytes() {
            return m.sizeBytes();
        }
    }

    private static final double[] RHS = Conjugate.random(62_500, 11);

    private static CsrMatrix uneven(int k) {
        Random random = new Random(8);
        return Graphs.grid(k, (_, _) -> 1, _ -> (random.nextInt(10) == 0 ? -1 : 1) * (0.1 + random.nextDouble()));
    }

    private static double[] applied(Preconditioner m, int n) {
        double[] z = new double[n];
        m.apply(Arrays.copyOf(RHS, n), z);
        return z;
    }

    @Test
    void everyTeamGivesTheSameBits() {
        CsrMatrix a = uneven(130);
        double[] alone = applied(Conjugate.hierarchy(a), a.rows());
        for (int width : new int[] {1, 2, 3, 8}) {
            Team team = new Crowd(width, width);
            double[] shared = applied(Conjugate.finished(new AmgSetup(Execution.on(team), a, 1), 1 << 18), a.rows());
            assertThat(shared).as("threads: %d", width).isEqualTo(alone);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 777, 100_000})
    void itMakesNoDifferenceHowTheWorkIsCut(long slice) {
        CsrMatrix a = uneven(60);
        double[] whole = applied(Conjugate.hierarchy(a), a.rows());
        assertThat(applied(Conjugate.finished(new AmgSetup(Execution.serial(), a, 1), slice), a.rows()))
                .isEqualTo(whole);
    }

    @Test
    void stepsAreBounded() {
        CsrMatrix a = uneven(250);
        Setup setup = new AmgSetup(Execution.serial(), a, 1);
        long most = 0;
        long all = 0;
        long used = setup.advance(10_000);
        while (used > 0) {
            most = Math.max(most, used);
            all += used;
            used = setup.advance(10_000);
        }
        assertThat(setup.result()).isNotNull();
        assertThat(most).isLessThan(200_000);
        assertThat(all).isBetween(10L * a.nnz(), 80L * a.nnz());
    }

    @Test
    void theCycleIsSymmetricAndPositive() {
        for (CsrMatrix a : new CsrMatrix[] {uneven(90), Graphs.gallery("poisson3d,nx=20,ny=20,nz=20")}) {
            int n = a.rows();
            Preconditioner m = Conjugate.hierarchy(a);
            double[] mx = new double[n];
            double[] my = new double[n];
            for (long seed = 0; seed < 5; seed++) {
                double[] x = Conjugate.random(n, 2 * seed);
                double[] y = Conjugate.random(n, 2 * seed + 1);
                m.apply(x, mx);
                m.apply(y, my);
                double scale = Math.sqrt(Conjugate.dot(x, mx) * Conjugate.dot(y, my));
                assertThat(Conjugate.dot(x, mx)).isPositive();
                assertThat(Math.abs(Conjugate.dot(y, mx) - Conjugate.dot(x, my)))
                        .isLessThan(1e-5 * scale);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 19, 20})
    void aSmallMatrixIsInverted(int k) {
        CsrMatrix a = Graphs.grid(k, (_, _) -> 1, v -> v);
        double[] x = Conjugate.random(a.rows(), 3);
        double[] b = new double[a.rows()];
        a.multiply(x, b);
        double[] z = new double[a.rows()];
        Conjugate.hierarchy(a).apply(b, z);
        for (int i = 0; i < z.length; i++) {
            assertThat(Math.abs(z[i] - x[i])).isLessThan(1e-4);
        }
    }

    @Test
    void anEmptyMatrixHasAnEmptyHierarchy() {
        Preconditioner m = Conjugate.hierarchy(new TripletBuilder(0).build());
        m.apply(new double[0], new double[0]);
        assertThat(m.cost()).isLessThan(10);
    }

    @Test
    void rowsWithoutNeighboursAreDividedByTheirDiagonal() {
        TripletBuilder diagonal = new TripletBuilder(3000);
        for (int i = 0; i < 3000; i++) {
            diagonal.add(i, i, 1 + i);
        }
        double[] z = new double[3000];
        Conjugate.hierarchy(diagonal.build()).apply(Arrays.copyOf(RHS, 3000), z);
        for (int i = 0; i < 3000; i++) {
            assertThat(z[i] * (1 + i) / RHS[i]).isBetween(0.95, 1.05);
        }
        Graphs graph = new Graphs(50 * 50 + 100);
        Graphs.gridEdges(graph, 50);
        for (int i = 0; i < 100; i++) {
            graph.leak(2500 + i, 1e5);
        }
        assertThat(Conjugate.iterations(graph.leak(0, 1).build(), 1e-8, false)).isLessThan(12);
    }

    @Test
    void aRightHandSideOfZeroGivesZeroAndOneThatIsNotFiniteGivesNaN() {
        Preconditioner m = Conjugate.hierarchy(uneven(30));
        double[] r = new double[900];
        double[] z = Conjugate.random(900, 1);
        m.apply(r, z);
        assertThat(z).containsOnly(0.0);
        r[800] = Double.NaN;
        m.apply(r, z);
        assertThat(z).containsOnly(Double.NaN);
        r[800] = Double.POSITIVE_INFINITY;
        m.apply(r, z);
        assertThat(z).containsOnly(Double.NaN);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1000, -500, -3, 4, 500, 1000})
    void magnitudeMakesNoDifference(int exponent) {
        CsrMatrix a = uneven(40);
        double[] z = applied(Conjugate.hierarchy(a), 1600);
        double factor = Math.scalb(1.0, exponent - exponent % 2);
        double[] scaled = applied(Conjugate.hierarchy(Graphs.times(factor, a)), 1600);
        for (int i = 0; i < 1600; i++) {
            assertThat(scaled[i] * factor).isEqualTo(z[i]);
        }
    }

    @Test
    void tinyAndHugeRightHandSidesKeepTheirDigits() {
        CsrMatrix a = uneven(40);
        Preconditioner m = Conjugate.hierarchy(a);
        double[] z = applied(m, 1600);
        for (int exponent : new int[] {-900, 900}) {
            double factor = Math.scalb(1.0, exponent);
            double[] r = new double[1600];
            for (int i = 0; i < 1600; i++) {
                r[i] = factor * RHS[i];
            }
            double[] scaled = new double[1600];
            m.apply(r, scaled);
            for (int i = 0; i < 1600; i++) {
                assertThat(scaled[i] / factor).isEqualTo(z[i]);
            }
        }
    }

    @Test
    void entriesFarApartWorkOrAreRefused() {
        for (double low : new double[] {1e-20, 1e-150, 1e-300}) {
            CsrMatrix halves = Graphs.grid(60, (_, c) -> c < 30 ? 1 / low : low, v -> v);
            double[] s = new double[3600];
            for (int i = 0; i < 3600; i++) {
                s[i] = Math.scalb(1.0, -Math.getExponent(halves.get(i, i)) / 2);
            }
            CsrMatrix even = Graphs.scaled(halves, s);
            assertThat(Conjugate.iterations(even, 1e-8, false)).isLessThan(12);
            assertThat(Conjugate.iterations(even, new Scaled(Conjugate.hierarchy(halves), s), 1e-8, false))
                    .isLessThan(12);
        }
        CsrMatrix mixed = new TripletBuilder(2)
                .add(0, 0, 1e150)
                .add(1, 1, 1e-150)
                .add(0, 1, 0.5)
                .add(1, 0, 0.5)
                .build();
        double[] z = new double[2];
        Conjugate.hierarchy(mixed).apply(new double[] {1e150, 0.5}, z);
        assertThat(z[0]).isBetween(0.999, 1.001);
        assertThat(Math.abs(z[1])).isLessThan(1e147);
    }

    @Test
    void whatNoDefiniteMatrixHasIsNamed() {
        CsrMatrix a = uneven(30);
        int at = a.find(413, 413);
        double[] value = a.value().clone();
        value[at] = 0;
        assertThat(Conjugate.refused(a.withValues(value.clone())))
                .isEqualTo(new Setup.Failure("diagonal of row 413", 0));
        value[at] = -4;
        assertThat(Conjugate.refused(a.withValues(value.clone())))
                .isEqualTo(new Setup.Failure("diagonal of row 413", -4));
        value[at] = Double.NaN;
        assertThat(Conjugate.refused(a.withValues(value.clone())).quantity()).isEqualTo("diagonal of row 413");
        value[at] = 1e-3;
        assertThat(Conjugate.refused(a.withValues(value.clone())).quantity()).startsWith("scaled minor of rows ");
        value[at] = a.value()[at];
        value[at + 1] = Double.NaN;
        assertThat(Conjugate.refused(a.withValues(value)).quantity()).startsWith("scaled minor of rows 413");
    }

    @Test
    void aNegativeDefiniteMatrixIsTakenWithItsSign() {
        CsrMatrix a = uneven(30);
        Preconditioner negated = Conjugate.finished(new AmgSetup(Execution.serial(), Graphs.times(-1, a), -1), 1 << 18);
        assertThat(applied(negated, 900)).isEqualTo(applied(Conjugate.hierarchy(a), 900));
    }

    @Test
    void anIndefiniteMatrixWithoutANegativeMinorIsRefusedOrFails() {
        CsrMatrix a = Graphs.gallery("poisson2d,nx=80,ny=80");
        double[] value = a.value().clone();
        for (int i = 0; i < a.rows(); i++) {
            value[a.find(i, i)] = 2;
        }
        assertThat(Conjugate.refused(a.withValues(value)).quantity()).contains("coarse");
    }

    @Test
    void hierarchiesThatGrowAreGivenUp() {
        for (CsrMatrix a :
                new CsrMatrix[] {Graphs.expander(5000, 3, 1), Graphs.expander(6000, 10, 2), Graphs.powerLaw(8000, 3, 3)
                }) {
            assertThat(Conjugate.refused(a)).isEqualTo(AmgSetup.tooComplex());
        }
    }

    @Test
    void aHierarchyIsLittleMoreThanItsMatrix() {
        CsrMatrix a = Graphs.gallery("poisson2d,nx=250,ny=250");
        assertThat(Conjugate.hierarchy(a).sizeBytes()).isLessThan(36L * a.nnz());
        assertThat(Conjugate.hierarchy(a).cost()).isBetween(4L * a.nnz(), 9L * a.nnz());
    }
}
