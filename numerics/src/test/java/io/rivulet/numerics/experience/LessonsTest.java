// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.experience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.incremental.EngineOptions;
import io.rivulet.numerics.incremental.RepairOutcome;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.Rule;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LessonsTest {
    private static final Choice IC = new Choice(Method.CG, PreconditionerKind.IC);
    private static final Choice AMG = new Choice(Method.CG, PreconditionerKind.AMG);
    private static final Choice SSOR = new Choice(Method.CG, PreconditionerKind.SSOR);
    private static final List<Choice> POSSIBLE = List.of(IC, AMG, SSOR);

    private final Lessons lessons = new Lessons();

    private static Fingerprint matrix(double size) {
        return new Fingerprint(5, size, 3, 0, -2, 0);
    }

    private void learn(double size, double ic, double amg) {
        lessons.add(new Lesson(matrix(size), Map.of(IC, ic, AMG, amg)));
    }

    @Test
    void whatTookLessOnMatricesLikeThisIsAdvised() {
        learn(10, 100, 50);
        learn(10.5, 400, 210);
        assertThat(lessons.advise(matrix(10), IC, OptionalDouble.empty(), POSSIBLE))
                .isEmpty(); // two say nothing
        learn(9.5, 30, 14);
        assertThat(lessons.advise(matrix(10), IC, OptionalDouble.empty(), POSSIBLE))
                .hasValueSatisfying(advice -> {
                    assertThat(advice.choice()).isEqualTo(AMG);
                    assertThat(advice.lessons()).isEqualTo(3);
                    assertThat(advice.ratio()).isCloseTo(0.5, within(0.02));
                });
        assertThat(lessons.advise(matrix(10), AMG, OptionalDouble.empty(), POSSIBLE))
                .isEmpty(); // it is the better one already
    }

    @Test
    void whatWasNeverSeenHasNoAdvice() {
        for (int k = 0; k < 5; k++) {
            learn(10, 100, 50);
        }
        assertThat(lessons.advise(matrix(30), IC, OptionalDouble.empty(), POSSIBLE))
                .isEmpty();
        assertThat(lessons.advise(new Fingerprint(4, 10, 3, 0, -2, 0), IC, OptionalDouble.empty(), POSSIBLE))
                .isEmpty();
        assertThat(lessons.advise(matrix(10), SSOR, OptionalDouble.empty(), POSSIBLE))
                .isEmpty(); // nobody planned that
        assertThat(lessons.advise(matrix(10), IC, OptionalDouble.empty(), List.of(SSOR)))
                .isEmpty(); // nobody tried that
    }

    @Test
    void lessonsThatDisagreeAdviseNothing() {
        learn(10, 100, 40);
        learn(10, 100, 260);
        learn(10, 100, 70);
        assertThat(lessons.advise(matrix(10), IC, OptionalDouble.empty(), POSSIBLE))
                .isEmpty();
    }

    @Test
    void whatFailedIsNotAdvisedAndIsAdvisedAgainst() {
        for (int k = 0; k < 3; k++) {
            learn(10, 100, Double.POSITIVE_INFINITY);
        }
        assertThat(lessons.advise(matrix(10), IC, OptionalDouble.empty(), POSSIBLE))
                .isEmpty();
        assertThat(lessons.advise(matrix(10), AMG, OptionalDouble.empty(), POSSIBLE))
                .hasValueSatisfying(advice -> assertThat(advice.choice()).isEqualTo(IC));
    }

    /// What an elimination takes is known, whoever tried it.
    @Test
    void whatIsKnownIsComparedWith() {
        for (int k = 0; k < 3; k++) {
            lessons.add(new Lesson(matrix(10), Map.of(IC, 100.0)));
        }
        assertThat(lessons.advise(matrix(10), AMG, OptionalDouble.of(105), POSSIBLE))
                .isEmpty();
        assertThat(lessons.advise(matrix(10), AMG, OptionalDouble.of(200), POSSIBLE))
                .hasValueSatisfying(advice -> assertThat(advice.ratio()).isCloseTo(0.5, within(1e-12)));
    }

    @Test
    void theOldestIsForgottenFirst() {
        for (int k = 0; k < Lessons.MOST + 5; k++) {
            learn(k, 1, 1);
        }
        assertThat(lessons.size()).isEqualTo(Lessons.MOST);
        assertThat(lessons.all().getFirst().matrix()).isEqualTo(matrix(5));
    }

    @Test
    void nothingTakesNothing() {
        assertThatThrownBy(() -> new Lesson(matrix(1), Map.of(IC, 0.0))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Lesson(matrix(1), Map.of(IC, Double.NaN)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Choice(Method.HYBRID, PreconditionerKind.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMatrixAndItsMultipleAreOne() {
        CsrMatrix a = Gallery.generate(Gallery.parse("grid_plus_leak,nx=20,ny=20,leak=0.1"));
        double[] scaled = a.value().clone();
        for (int k = 0; k < scaled.length; k++) {
            scaled[k] *= 1024;
        }
        CsrMatrix b = a.withValues(scaled);
        Fingerprint one = Fingerprint.of(a, Classifier.classify(a));
        assertThat(one.apart(Fingerprint.of(b, Classifier.classify(b)))).isZero();
        CsrMatrix larger = Gallery.generate(Gallery.parse("grid_plus_leak,nx=40,ny=40,leak=0.1"));
        assertThat(one.apart(Fingerprint.of(larger, Classifier.classify(larger))))
                .isBetween(0.6, 0.8);
    }

    /// The plan of the rules is the first to fall back on, and the reason says why it is not the first.
    @Test
    void aPlanThatFollowsAdviceSolves() {
        CsrMatrix a = Gallery.generate(Gallery.parse("poisson3d,nx=18,ny=18,nz=18"));
        LinearSystem system = new LinearSystem(
                a, DenseVector.adopt(new Random(1).doubles(a.rows(), -1, 1).toArray()));
        var found = Classifier.classify(a);
        Plan own = ((Planned.Ok) Experienced.plan(system, found, lessons)).plan();
        for (int k = 0; k < 3; k++) {
            lessons.add(new Lesson(Fingerprint.of(a, found), Map.of(Choice.of(own), 100.0, SSOR, 60.0 + k)));
        }
        Plan plan = ((Planned.Ok) Experienced.plan(system, found, lessons)).plan();
        assertThat(Choice.of(own)).isNotEqualTo(SSOR);
        assertThat(Choice.of(plan)).isEqualTo(SSOR);
        assertThat(plan.rule()).isEqualTo(Rule.EXPERIENCE);
        assertThat(plan.reason())
                .startsWith("3 matrices like this took 0.61 times as long with cg+ssor as with " + Choice.of(own));
        assertThat(Choice.of(plan.fallbacks().getFirst())).isEqualTo(Choice.of(own));
        SolverEngine engine =
                SolverEngine.open(Execution.serial(), system, found, plan, EngineOptions.relative(1e-8), null);
        List<RepairOutcome> repairs = List.of();
        while (repairs.isEmpty()) {
            repairs = engine.advance(Long.MAX_VALUE).repairs();
        }
        assertThat(repairs).singleElement().satisfies(repair -> {
            assertThat(repair.stop().converged()).isTrue();
            assertThat(repair.relativeResidual()).isLessThanOrEqualTo(1e-8);
        });
    }
}
