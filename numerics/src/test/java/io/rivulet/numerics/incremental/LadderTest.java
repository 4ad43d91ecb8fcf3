// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LadderTest {
    private static final Plan CHOSEN = new Plan(
            Method.CG,
            PreconditionerKind.JACOBI,
            false,
            "a test",
            List.of(new Plan(Method.MINRES, PreconditionerKind.NONE, "a fall-back")));

    private final List<Long> asked = new ArrayList<>();

    @Test
    void denseFactorsAreGivenRoomWhenItIsTheirTurn() {
        var ladder = new Ladder(CHOSEN, 30, bytes -> asked.add(bytes));
        assertThat(ladder.next(true)).isTrue();
        assertThat(ladder.next(true)).isTrue();
        assertThat(ladder.plan().method()).isEqualTo(Method.GMRES);
        assertThat(asked).isEmpty();
        assertThat(ladder.next(true)).isTrue();
        assertThat(ladder.plan().method()).isEqualTo(Method.DENSE_LU);
        ladder.reset();
        while (ladder.next(true)) {
            // To the end once more.
        }
        assertThat(ladder.plan().method()).isEqualTo(Method.DENSE_LU);
        assertThat(asked).containsExactly(7200L);
    }

    @Test
    void withoutRoomTheLadderEndsBeforeDenseFactors() {
        var ladder = new Ladder(CHOSEN, 30, bytes -> !asked.add(bytes));
        while (ladder.next(true)) {
            assertThat(ladder.plan().method()).isNotEqualTo(Method.DENSE_LU);
        }
        assertThat(ladder.last()).isTrue();
        assertThat(ladder.plan().method()).isEqualTo(Method.GMRES);
        assertThat(ladder.correct(Correction.DIRECT, true)).isFalse();
        assertThat(asked).containsExactly(7200L);
    }
}
