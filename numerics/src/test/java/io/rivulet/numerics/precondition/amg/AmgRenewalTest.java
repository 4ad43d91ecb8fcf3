// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import static io.rivulet.numerics.precondition.amg.Conjugate.iterations;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.precondition.Ageing;
import io.rivulet.numerics.precondition.Ageing.Renewal;
import io.rivulet.numerics.precondition.Preconditioner;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AmgRenewalTest {
    private static final CsrMatrix POISSON = Graphs.gallery("poisson2d,nx=120,ny=120");

    /// Some edges made stronger or weaker by `factor`; what the rows sum to stays.
    private static CsrMatrix changed(double part, double factor) {
        Random random = new Random(1);
        double[] value = POISSON.value().clone();
        for (int i = 0; i < POISSON.rows(); i++) {
            for (int k = POISSON.rowStart()[i]; k < POISSON.rowStart()[i + 1]; k++) {
                int j = POISSON.column()[k];
                if (j > i && random.nextDouble() < part) {
                    double delta = random.nextBoolean() ? factor - 1 : 1 / factor - 1;
                    value[k] -= delta;
                    value[POISSON.find(j, i)] -= delta;
                    value[POISSON.find(i, i)] += delta;
                    value[POISSON.find(j, j)] += delta;
                }
            }
        }
        return POISSON.withValues(value);
    }

    private static Ageing made() {
        return (Ageing) Conjugate.hierarchy(POISSON);
    }

    private static Ageing renewed(Ageing old, CsrMatrix a, Renewal least) {
        return (Ageing) Conjugate.finished(old.renewed(a, 1, least), 100_000);
    }

    @ParameterizedTest
    @CsvSource({"0.001, 1.5, 11", "0.01, 1.5, 11", "0.1, 1.5, 12", "1, 1.1, 10", "1, 1.4, 12", "0.01, 2, 14"})
    void aHierarchyThatFollowsSmallChangesStaysGood(double part, double factor, int most) {
        CsrMatrix a = changed(part, factor);
        Ageing followed = renewed(made(), a, Renewal.FOLLOW);
        assertThat(followed.madeBy()).isEqualTo(Renewal.FOLLOW);
        assertThat(iterations(a, followed, 1e-8, false)).isLessThanOrEqualTo(most);
    }

    @Test
    void followingCostsLittleMoreThanReadingTheMatrix() {
        var setup = made().renewed(changed(0.01, 1.5), 1, Renewal.FOLLOW);
        assertThat(setup.advance(Long.MAX_VALUE)).isLessThan(4L * POISSON.nnz());
        assertThat(setup.result()).isNotNull();
    }

    @Test
    void aHierarchyThatFollowsIsSymmetricAndPositive() {
        Preconditioner m = renewed(made(), changed(0.1, 1.7), Renewal.FOLLOW);
        int n = POISSON.rows();
        double[] x = Conjugate.random(n, 1);
        double[] y = Conjugate.random(n, 2);
        double[] mx = new double[n];
        double[] my = new double[n];
        m.apply(x, mx);
        m.apply(y, my);
        double scale = Math.sqrt(Conjugate.dot(x, mx) * Conjugate.dot(y, my));
        assertThat(Math.abs(Conjugate.dot(y, mx) - Conjugate.dot(x, my))).isLessThan(1e-5 * scale);
    }

    @Test
    void largeChangesOfTheDiagonalAskForNewValuesUnasked() {
        CsrMatrix a = changed(0.1, 10);
        Ageing refreshed = renewed(made(), a, Renewal.FOLLOW);
        assertThat(refreshed.madeBy()).isEqualTo(Renewal.REFRESH);
        assertThat(iterations(a, refreshed, 1e-8, false)).isLessThanOrEqualTo(iterations(a, 1e-8, false) + 6);
        Ageing rebuilt = renewed(made(), Graphs.times(0x1p30, POISSON), Renewal.FOLLOW);
        assertThat(rebuilt.madeBy()).isEqualTo(Renewal.REBUILD);
        assertThat(iterations(Graphs.times(0x1p30, POISSON), rebuilt, 1e-8, false))
                .isLessThanOrEqualTo(9);
    }

    @Test
    void refreshingWithTheSameValuesGivesTheSameBits() {
        double[] r = Conjugate.random(POISSON.rows(), 5);
        double[] fresh = new double[r.length];
        double[] again = new double[r.length];
        Ageing made = made();
        made.apply(r, fresh);
        for (Renewal least : Renewal.values()) {
            Ageing renewed = renewed(made, POISSON, least);
            assertThat(renewed.madeBy()).isEqualTo(least);
            renewed.apply(r, again);
            assertThat(again).isEqualTo(fresh);
        }
    }

    @Test
    void newEntriesAreFollowedButNotRefreshed() {
        TripletBuilder triplets = new TripletBuilder(POISSON.rows());
        for (int i = 0; i < POISSON.rows(); i++) {
            for (int k = POISSON.rowStart()[i]; k < POISSON.rowStart()[i + 1]; k++) {
                triplets.add(i, POISSON.column()[k], POISSON.value()[k]);
            }
        }
        for (int i = 0; i < 50; i++) {
            int far = 10_000 - 37 * i;
            triplets.add(i, far, -0.5).add(far, i, -0.5).add(i, i, 0.5).add(far, far, 0.5);
        }
        CsrMatrix wider = triplets.build();
        Ageing followed = renewed(made(), wider, Renewal.FOLLOW);
        assertThat(followed.madeBy()).isEqualTo(Renewal.FOLLOW);
        assertThat(iterations(wider, followed, 1e-8, false)).isLessThanOrEqualTo(16);
        assertThat(renewed(made(), wider, Renewal.REFRESH).madeBy()).isEqualTo(Renewal.REBUILD);
    }

    @Test
    void aRefreshThatCannotWorkRebuilds() {
        CsrMatrix indefinite = POISSON.withValues(POISSON.value().clone());
        for (int i = 0; i < indefinite.rows(); i++) {
            indefinite.value()[indefinite.find(i, i)] = 1.9;
        }
        var setup = made().renewed(indefinite, 1, Renewal.FOLLOW);
        while (setup.advance(1 << 20) > 0) {
            assertThat(setup.result()).isNull();
        }
        assertThat(setup.failure()).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(Renewal.class)
    void aRenewalThatIsGivenUpLeavesTheOldHierarchyAsItWas(Renewal least) {
        double[] r = Conjugate.random(POISSON.rows(), 5);
        double[] before = new double[r.length];
        double[] after = new double[r.length];
        Ageing made = made();
        made.apply(r, before);
        made.renewed(changed(0.1, 1.5), 1, least).advance(2L * POISSON.nnz());
        made.apply(r, after);
        assertThat(after).isEqualTo(before);
    }
}
