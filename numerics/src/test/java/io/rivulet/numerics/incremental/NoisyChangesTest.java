// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.TrueResidual;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Changes about the size at which x no longer answers: how many of a thousand make work. What is measured is the
/// residual, or the bound where one is asked for, in units of what is allowed.
class NoisyChangesTest {
    private static final int CHANGES = 1_000;
    private static final int SIDE = 30;
    private static final double TOLERANCE = 1e-8;
    private static final double BOUND = 1e-6;

    /// What [#grid] leaves in a row beside its neighbours.
    private static final double LEAK = 0.1;

    /// Rows inside the grid, and no neighbours.
    private static final int[] ROWS = {95, 217, 431, 555, 702};

    /// How x is repaired.
    private enum Way {
        PUSH,
        PUSH_TO_A_BOUND,
        RUNS
    }

    /// A grid, or for runs a beam, for which nothing certifies an x.
    private static CsrMatrix matrix(Way way) {
        if (way != Way.RUNS) {
            return RandomSystems.grid(SIDE, LEAK);
        }
        int n = SIDE * SIDE;
        double[] stencil = {1, -4, 6.5, -4, 1};
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            for (int k = -2; k <= 2; k++) {
                if (i + k >= 0 && i + k < n) {
                    triplets.add(i, i + k, stencil[k + 2]);
                }
            }
        }
        return triplets.build();
    }

    private static final class Noise {
        final SolverEngine engine;
        final double unit;
        final boolean largest;
        final double[] at = new double[ROWS.length];
        final List<String> methods = new ArrayList<>();
        double travelled;

        Noise(Way way) {
            LinearSystem system = RandomSystems.manufactured(matrix(way));
            largest = way == Way.PUSH_TO_A_BOUND;
            engine = Engines.open(
                    system,
                    way == Way.RUNS ? Method.CG : Method.HYBRID,
                    PreconditionerKind.AUTO,
                    largest ? Engines.bound(BOUND) : Engines.options());
            unit = largest
                    ? BOUND * LEAK
                    : TOLERANCE
                            * TrueResidual.of(system, DenseVector.adopt(new double[SIDE * SIDE]))
                                    .norm2();
            Engines.rest(engine);
        }

        /// Cost k is so many units from where it was.
        void move(int k, double to) {
            double by = to - at[k];
            at[k] = to;
            travelled += Math.abs(by);
            engine.apply(new RevisedUpdate(engine.revision() + 1, Engines.delta(ROWS[k], by * unit)));
            methods.add(Engines.rest(engine).last().method());
        }

        long solves() {
            return methods.stream().filter(method -> !method.equals("none")).count();
        }

        /// How far all costs may be from their middle for the measure to be this.
        double each(double measure) {
            return largest ? measure : measure / Math.sqrt(ROWS.length);
        }
    }

    /// An x that answers one of these changes as well as a repair makes it answers all of them; of a bound, which
    /// is the worst row's, each cost may have to be answered once.
    @ParameterizedTest
    @CsvSource({"PUSH, 0.2, 1", "RUNS, 0.5, 1", "PUSH_TO_A_BOUND, 0.5, 5"})
    void noiseThatStaysWithinWhatARepairLeavesMakesWorkOnce(Way way, double diameter, long most) {
        int worked = 0;
        for (int seed = 0; seed < 8; seed++) {
            Random random = new Random(seed);
            Noise noise = new Noise(way);
            double middle = noise.each(0.7 + 0.1 * seed);
            double reach = noise.each(0.49 * diameter);
            for (int k = 0; k < ROWS.length; k++) {
                noise.move(k, middle);
            }
            noise.methods.clear();
            for (int change = 0; change < CHANGES; change++) {
                noise.move(random.nextInt(ROWS.length), middle + reach * (2 * random.nextDouble() - 1));
            }
            assertThat(noise.solves()).as("seed %d", seed).isLessThanOrEqualTo(most);
            worked += (int) noise.solves();
        }
        assertThat(worked).as("the noise was about the threshold").isPositive();
    }

    /// Four small changes nearly use up what is allowed; a fifth that comes and goes is not what has to be taken
    /// away.
    @Test
    void whatWasInsignificantIsTakenAwayWithWhatIsNot() {
        Noise noise = new Noise(Way.PUSH);
        for (int step = 1; Engines.relative(noise.engine) < 0.96 * TOLERANCE; step++) {
            noise.move(step % 4, 0.01 * step);
        }
        assertThat(noise.solves()).isZero();
        for (int change = 0; change < CHANGES; change++) {
            noise.move(4, change % 2 == 0 ? 0.5 : 0.0);
        }
        assertThat(noise.solves()).isBetween(1L, 3L);
    }

    @ParameterizedTest
    @CsvSource({
        "PUSH, 1.2, 0.2",
        "PUSH, 3, 0.2",
        "RUNS, 1.2, 0.5",
        "RUNS, 3, 0.5",
        "PUSH_TO_A_BOUND, 1.2, 0.5",
        "PUSH_TO_A_BOUND, 3, 0.5"
    })
    void eachSolveIsForChangesOfSomeSize(Way way, double measure, double atLeast) {
        Random random = new Random(way.ordinal());
        Noise noise = new Noise(way);
        double reach = noise.each(measure);
        for (int change = 0; change < CHANGES; change++) {
            noise.move(random.nextInt(ROWS.length), reach * (2 * random.nextDouble() - 1));
        }
        assertThat((double) noise.solves()).isLessThanOrEqualTo(1 + noise.travelled / atLeast);
        assertThat(noise.methods).contains(way == Way.RUNS ? "warm_restart" : "push");
    }
}
