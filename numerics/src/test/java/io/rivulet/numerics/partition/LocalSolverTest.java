// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocalSolverTest {
    private static final CsrMatrix GRID = Gallery.generate(Gallery.parse("poisson2d,nx=40,ny=40"));
    private static final CsrMatrix LARGER = Gallery.generate(Gallery.parse("poisson2d,nx=80,ny=80"));

    private static LocalSolver made(CsrMatrix a, LocalSolver.Purpose purpose, long maxBytes) {
        LocalSolver solver = new LocalSolver(Execution.serial(), a, true, purpose, maxBytes);
        solver.advance(Long.MAX_VALUE);
        assertThat(solver.ready()).isTrue();
        return solver;
    }

    /// ‖r − A·B·r‖∞ for r = 1.
    private static double missed(CsrMatrix a, LocalSolver solver) {
        double[] r = new double[a.rows()];
        Arrays.fill(r, 1.0);
        double[] z = new double[a.rows()];
        solver.apply(r, z);
        double[] product = new double[a.rows()];
        a.multiply(z, product);
        double most = 0.0;
        for (double p : product) {
            most = Math.max(most, Math.abs(1 - p));
        }
        return most;
    }

    @ParameterizedTest
    @EnumSource(LocalSolver.Purpose.class)
    void factorsSolveWhereTheyAreCheap(LocalSolver.Purpose purpose) {
        LocalSolver solver = made(GRID, purpose, 64L << 20);
        assertThat(solver.exact()).isTrue();
        assertThat(missed(GRID, solver)).isLessThan(1e-11);
        assertThat(solver.sizeBytes()).isPositive();
    }

    /// zᵀ·A·z / zᵀ·r of z = B·r for a rough r: 1 for the inverse, 1 less than that by the part it misses.
    private static double nearness(CsrMatrix a, LocalSolver solver) {
        double[] r = new SplittableRandom(2).doubles(a.rows(), -1, 1).toArray();
        double[] z = new double[a.rows()];
        solver.apply(r, z);
        double[] product = new double[a.rows()];
        a.multiply(z, product);
        double energy = 0.0;
        double work = 0.0;
        for (int i = 0; i < z.length; i++) {
            energy += z[i] * product[i];
            work += z[i] * r[i];
        }
        return energy / work;
    }

    @ParameterizedTest
    @EnumSource(LocalSolver.Purpose.class)
    void withoutRoomForFactorsItIsNearTheInverse(LocalSolver.Purpose purpose) {
        for (CsrMatrix a : new CsrMatrix[] {GRID, LARGER}) {
            LocalSolver solver = made(a, purpose, 0);
            assertThat(solver.exact()).isFalse();
            assertThat(nearness(a, solver)).isBetween(0.8, 1.2).isNotEqualTo(1.0);
            assertThat(solver.cost()).isLessThan(40L * a.nnz());
        }
    }

    @Test
    void whatNothingFitsIsLeftAlone() {
        CsrMatrix a = new TripletBuilder(2).add(0, 1, 1).add(1, 1, 1).build();
        for (LocalSolver.Purpose purpose : LocalSolver.Purpose.values()) {
            LocalSolver solver = made(a, purpose, 0);
            double[] z = new double[2];
            solver.apply(new double[] {3, 4}, z);
            assertThat(z).containsExactly(3, 4);
        }
    }

    @Test
    void itIsMadeInTurns() {
        LocalSolver solver = new LocalSolver(Execution.serial(), LARGER, true, LocalSolver.Purpose.GENERAL, 64L << 20);
        assertThatThrownBy(solver::cost).isInstanceOf(IllegalStateException.class);
        int turns = 0;
        long longest = 0;
        while (!solver.ready()) {
            longest = Math.max(longest, solver.advance(20_000));
            turns++;
        }
        assertThat(turns).isGreaterThan(10);
        assertThat(longest).isLessThan(20L * LARGER.nnz());
        assertThat(solver.advance(1)).isZero();
    }
}
