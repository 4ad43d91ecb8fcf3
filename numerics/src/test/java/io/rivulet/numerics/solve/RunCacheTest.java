// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.incremental.RandomSystems;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Ageing;
import io.rivulet.numerics.precondition.Ageing.Renewal;
import io.rivulet.numerics.precondition.Preconditioner;
import io.rivulet.numerics.precondition.Setup;
import io.rivulet.numerics.precondition.amg.AmgSetup;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RunCacheTest {
    private static final CsrMatrix GRID = RandomSystems.grid(60, 0);
    private static final Plan PLAN = new Plan(Method.CG, PreconditionerKind.AMG, "test");

    private final RunCache cache = new RunCache();

    /// The same pattern, every entry times the factor.
    private static CsrMatrix times(double factor) {
        return GRID.withValues(
                java.util.Arrays.stream(GRID.value()).map(v -> factor * v).toArray());
    }

    private Setup setup(CsrMatrix a, long version) {
        return cache.setup(PLAN, a, version, () -> new AmgSetup(Execution.serial(), a, 1));
    }

    private static Preconditioner finish(Setup setup) {
        while (setup.advance(1_000_000) > 0) {
            assertThat(setup.failure()).isNull();
        }
        return Objects.requireNonNull(setup.result());
    }

    private Renewal use(CsrMatrix a, long version, int iterations, double digits) {
        Setup setup = setup(a, version);
        Renewal madeBy = ((Ageing) finish(setup)).madeBy();
        setup.ran(iterations, digits);
        return madeBy;
    }

    @Test
    void theSameMatrixUsesTheSamePreconditioner() {
        Preconditioner first = finish(setup(GRID, 3));
        assertThat(cache.sizeBytes()).isEqualTo(first.sizeBytes());
        assertThat(finish(setup(GRID, 3))).isSameAs(first);
        cache.clear();
        assertThat(cache.sizeBytes()).isZero();
        assertThat(finish(setup(GRID, 3))).isNotSameAs(first);
    }

    @Test
    void anotherPlanGetsItsOwn() {
        Preconditioner first = finish(setup(GRID, 0));
        Plan other = new Plan(Method.GMRES, PreconditionerKind.AMG, "test");
        assertThat(finish(cache.setup(other, GRID, 0, () -> new AmgSetup(Execution.serial(), GRID, 1))))
                .isNotSameAs(first);
    }

    @Test
    void aChangedMatrixIsFollowedAsLongAsItConvergesLikeTheFirst() {
        assertThat(use(GRID, 0, 8, 8)).isEqualTo(Renewal.REBUILD);
        for (int version = 1; version < 6; version++) {
            assertThat(use(times(1 + 0.01 * version), version, 11, 8)).isEqualTo(Renewal.FOLLOW);
        }
    }

    @Test
    void twoSlowRunsInARowBringNewValues() {
        use(GRID, 0, 8, 8);
        assertThat(use(times(1.01), 1, 13, 8)).isEqualTo(Renewal.FOLLOW);
        assertThat(use(times(1.02), 2, 8, 8)).isEqualTo(Renewal.FOLLOW);
        assertThat(use(times(1.03), 3, 13, 8)).isEqualTo(Renewal.FOLLOW);
        assertThat(use(times(1.04), 4, 13, 8)).isEqualTo(Renewal.FOLLOW);
        assertThat(use(times(1.04), 4, 8, 8)).isEqualTo(Renewal.REFRESH);
        assertThat(use(times(1.05), 5, 8, 8)).isEqualTo(Renewal.FOLLOW);
    }

    @Test
    void whereNewValuesWereNoHelpAllIsMadeAnew() {
        use(GRID, 0, 8, 8);
        use(times(1.01), 1, 20, 8);
        use(times(1.02), 2, 20, 8);
        assertThat(use(times(1.03), 3, 20, 8)).isEqualTo(Renewal.REFRESH);
        assertThat(use(times(1.04), 4, 20, 8)).isEqualTo(Renewal.FOLLOW);
        assertThat(use(times(1.05), 5, 20, 8)).isEqualTo(Renewal.REBUILD);
        assertThat(use(times(1.06), 6, 20, 8)).isEqualTo(Renewal.FOLLOW);
    }

    @Test
    void shortRunsCountOnlyWhereTheyTookVeryLong() {
        use(GRID, 0, 8, 8);
        for (int version = 1; version < 6; version++) {
            assertThat(use(times(1 + 0.01 * version), version, 3, 0.5)).isEqualTo(Renewal.FOLLOW);
        }
        use(times(1.06), 6, 200, 0.5);
        use(times(1.07), 7, 200, 0);
        assertThat(use(times(1.08), 8, 8, 8)).isEqualTo(Renewal.REFRESH);
    }

    @Test
    void largeChangesBringNewValuesAtOnce() {
        use(GRID, 0, 8, 8);
        assertThat(use(times(1.9), 1, 8, 8)).isEqualTo(Renewal.FOLLOW);
        assertThat(use(times(2.1), 2, 8, 8)).isEqualTo(Renewal.REFRESH);
        assertThat(use(times(1.9), 3, 8, 8)).isEqualTo(Renewal.FOLLOW);
    }

    @Test
    void aFailureIsNotKept() {
        finish(setup(GRID, 0));
        Setup failing = setup(times(-1), 1);
        while (failing.advance(1_000_000) > 0) {
            assertThat(failing.result()).isNull();
        }
        assertThat(failing.failure()).isNotNull();
        assertThat(cache.sizeBytes()).isZero();
    }
}
