// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.incremental.RandomSystems;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How many pushes theory allows. Each of a row with |r_i| > θ·s_i lowers a potential by more than some f(θ), so that
/// fewer than potential/f(θ) of them reach the threshold θ; and as each threshold on the way is above the last one,
/// that
/// holds for all of them together.
class PushWorkTest {
    private static final int SEEDS = 12;

    /// Pushes on A·x = b, with what they lower.
    private static final class Course {
        private final double[] x;
        private final double[] r;
        private final DensePush push;
        private final ToDoubleFunction<Course> potential;
        private final DoubleUnaryOperator fall;
        private long entries;

        Course(
                CsrMatrix a,
                double[] b,
                double[] scale,
                double omega,
                ToDoubleFunction<Course> potential,
                DoubleUnaryOperator fall) {
            double[] diagonal = new double[a.rows()];
            Arrays.setAll(diagonal, i -> a.get(i, i));
            this.x = new double[a.rows()];
            this.r = b.clone();
            this.push = new DensePush(a.transpose(), diagonal, scale, x, r);
            this.potential = potential;
            this.fall = fall;
            push.omega(omega);
            push.begin(Double.POSITIVE_INFINITY);
        }

        double residuals() {
            return Arrays.stream(r).map(Math::abs).sum();
        }

        /// Until a threshold of `part` of the first is reached; for each on the way, and for all together, the bound
        /// holds. Answers the largest part of it that one of them used up.
        double to(double part, ToDoubleFunction<Course> counted) {
            double first = potential.applyAsDouble(this);
            double start = push.threshold();
            double most = 0.0;
            while (push.threshold() > part * start) {
                double before = potential.applyAsDouble(this);
                double already = counted.applyAsDouble(this);
                push.round(0.0);
                while (!push.settled()) {
                    long pushes = push.pushes();
                    entries += push.round(0.0) - 1 - (push.pushes() - pushes);
                }
                double least = fall.applyAsDouble(push.threshold());
                double count = counted.applyAsDouble(this);
                double lost = before - potential.applyAsDouble(this);
                assertThat((count - already) * least)
                        .as("at threshold %g", push.threshold())
                        .isLessThanOrEqualTo(lost * (1 + 1e-9));
                assertThat(count * least).isLessThanOrEqualTo(first * (1 + 1e-9));
                most = Math.max(most, lost > 0 ? (count - already) * least / lost : 0.0);
            }
            return most;
        }

        double pushes() {
            return push.pushes();
        }

        double entries() {
            return entries;
        }
    }

    private static double[] filled(int n, double value) {
        double[] filled = new double[n];
        Arrays.fill(filled, value);
        return filled;
    }

    /// Of one entry, some, or all.
    private static double[] side(int n, int seed, Random random) {
        if (seed % 3 == 2) {
            return random.doubles(n, -1, 1).toArray();
        }
        double[] b = new double[n];
        for (int k = 0; k < (seed % 3 == 0 ? 1 : 10); k++) {
            b[random.nextInt(n)] = random.nextDouble(-1, 1);
        }
        return b;
    }

    /// T1: fewer than ‖r‖₁/((1 − β)·θ).
    @ParameterizedTest
    @CsvSource({"0.1, 1e-6", "0.5, 1e-5", "0.9, 1e-3", "0.99, 1e-2"})
    void onStrictColumnsStayBelowTheSumOfResidualsOverGapAndThreshold(double beta, double part) {
        double most = 0.0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            CsrMatrix a = RandomSystems.equallyStrict(2_000, 1 + seed % 6, beta, random);
            double[] b = side(a.rows(), seed, random);
            Course course = new Course(a, b, filled(a.rows(), 1), 1.0, Course::residuals, theta -> (1 - beta) * theta);
            most = Math.max(most, course.to(part, Course::pushes));
        }
        assertThat(most).as("the bound is one of the right size").isGreaterThan(0.05);
    }

    /// The same with thresholds in proportion to the columns bounds their entries, whatever n is.
    @ParameterizedTest
    @ValueSource(ints = {1_000, 10_000, 100_000})
    void onStrictColumnsTouchNoMoreEntriesThanThatHoweverManyRowsThereAre(int n) {
        double beta = 0.5;
        for (int seed = 0; seed < 3; seed++) {
            Random random = new Random(seed);
            CsrMatrix a = RandomSystems.equallyStrict(n, 5, beta, random);
            double[] columns = filled(n, 6);
            double[] b = new double[n];
            b[random.nextInt(n)] = 1.0;
            Course course = new Course(a, b, columns, 1.0, Course::residuals, theta -> (1 - beta) * theta);
            course.to(0.01, Course::entries);
            // 1/(0.5·0.01·(1/6)/4), at most a step of the threshold below what was asked
            assertThat(course.entries()).isBetween(10.0, 4_800.0);
        }
    }

    /// T2: for any H-matrix, with v > 0, c = ⟨A⟩ᵀ·v > 0 and s_i = |a_ii|/c_i, fewer than vᵀ·|r|/θ.
    @Test
    void onAnyHMatrixStayBelowTheWeightedSumOfResidualsOverTheThreshold() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            RandomSystems.Kind kind = LocalSystems.CERTIFIED[seed % 4];
            CsrMatrix a = RandomSystems.of(kind, 2 + random.nextInt(30), random).a();
            Comparison transposed = LocalSystems.certificate(a.transpose());
            double[] scale = new double[a.rows()];
            Arrays.setAll(scale, i -> Math.abs(a.get(i, i)) / transposed.w(i));
            ToDoubleFunction<Course> weighted = course -> {
                double sum = 0.0;
                for (int i = 0; i < course.r.length; i++) {
                    sum += transposed.u(i) * Math.abs(course.r[i]);
                }
                return sum;
            };
            double[] b = side(a.rows(), seed, random);
            new Course(a, b, scale, 1.0, weighted, theta -> theta).to(1e-6, Course::pushes);
        }
    }

    /// T4: for a definite matrix, any ω and s_i = √a_ii, fewer than ‖e‖²_A/(ω·(2 − ω)·θ²).
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1.0, 1.5, 1.9})
    void onADefiniteMatrixStayBelowTheEnergyOverTheSquaredThreshold(double omega) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            CsrMatrix a = RandomSystems.grid(4 + seed, random.nextDouble(0.01, 1));
            int n = a.rows();
            double[] solution = random.doubles(n, -1, 1).toArray();
            double[] b = new double[n];
            a.multiply(solution, b);
            double[] scale = new double[n];
            Arrays.setAll(scale, i -> Math.sqrt(a.get(i, i)));
            ToDoubleFunction<Course> energy = course -> {
                double[] e = new double[n];
                Arrays.setAll(e, i -> solution[i] - course.x[i]);
                double[] image = new double[n];
                a.multiply(e, image);
                double sum = 0.0;
                for (int i = 0; i < n; i++) {
                    sum += e[i] * image[i];
                }
                return sum;
            };
            DoubleUnaryOperator fall = theta -> omega * (2 - omega) * theta * theta;
            new Course(a, b, scale, omega, energy, fall).to(1e-4, Course::pushes);
        }
    }
}
