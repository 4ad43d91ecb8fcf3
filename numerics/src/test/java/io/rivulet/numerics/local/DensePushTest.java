// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.RandomSystems;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DensePushTest {
    private record State(CsrMatrix a, double[] b, double[] x, double[] r, DensePush push) {
        static State of(CsrMatrix a, double[] b, double[] scale) {
            int n = a.rows();
            double[] diagonal = new double[n];
            Arrays.setAll(diagonal, i -> a.get(i, i));
            double[] x = new double[n];
            double[] r = b.clone();
            DensePush push = new DensePush(a.transpose(), diagonal, scale, x, r);
            push.begin(Double.POSITIVE_INFINITY);
            return new State(a, b, x, r, push);
        }

        /// b − A·x.
        double[] residual() {
            double[] product = new double[x.length];
            a.multiply(x, product);
            Arrays.setAll(product, i -> b[i] - product[i]);
            return product;
        }

        /// Whether `potential` never rises over the rounds until ‖r‖₂ is small.
        void falls(ToDoubleFunction<State> potential, double goal) {
            double before = potential.applyAsDouble(this);
            for (int round = 0; push.norm() > goal; round++) {
                push.round(goal);
                double now = potential.applyAsDouble(this);
                assertThat(now).as("round %d", round).isLessThanOrEqualTo(before * (1 + 1e-12));
                before = now;
                assertThat(round).isLessThan(100_000);
            }
            double[] exact = residual();
            for (int i = 0; i < r.length; i++) {
                assertThat(r[i]).isCloseTo(exact[i], within(1e-9));
            }
        }
    }

    private static double[] ones(int n) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1.0);
        return ones;
    }

    private static double[] random(int n, Random random) {
        return random.doubles(n, -1, 1).toArray();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1.0, 1.5, 1.9})
    void lowersTheEnergyForEveryRelaxationOfADefiniteMatrix(double omega) {
        Random random = new Random(5);
        CsrMatrix a = RandomSystems.grid(8, 0.1);
        double[] solution = random(64, random);
        double[] b = new double[64];
        a.multiply(solution, b);
        State state = State.of(a, b, ones(64));
        state.push().omega(omega);
        state.falls(
                s -> {
                    double[] e = new double[64];
                    Arrays.setAll(e, i -> solution[i] - s.x()[i]);
                    double[] image = new double[64];
                    s.a().multiply(e, image);
                    double energy = 0.0;
                    for (int i = 0; i < 64; i++) {
                        energy += e[i] * image[i];
                    }
                    return energy;
                },
                1e-6);
    }

    @Test
    void lowersTheSumOfResidualsOfStrictColumns() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            CsrMatrix a = RandomSystems.of(RandomSystems.Kind.STRICT, 2 + random.nextInt(40), random)
                    .a()
                    .transpose();
            State.of(a, random(a.rows(), random), ones(a.rows()))
                    .falls(s -> Arrays.stream(s.r()).map(Math::abs).sum(), 1e-8);
        }
    }

    @Test
    void lowersAWeightedSumOfResidualsOfAnyHMatrix() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            RandomSystems.Kind kind = LocalSystems.CERTIFIED[seed % 4];
            CsrMatrix a = RandomSystems.of(kind, 2 + random.nextInt(20), random).a();
            // v with ⟨A⟩ᵀ·v > 0 is a certificate of the transpose.
            Comparison transposed = LocalSystems.certificate(a.transpose());
            State.of(a, random(a.rows(), random), ones(a.rows()))
                    .falls(
                            s -> {
                                double sum = 0.0;
                                for (int i = 0; i < s.r().length; i++) {
                                    sum += transposed.u(i) * Math.abs(s.r()[i]);
                                }
                                return sum;
                            },
                            1e-6);
        }
    }

    @Test
    void aThresholdThatIsReachedBoundsEveryEntry() {
        CsrMatrix a = Gallery.generate(new GalleryRecipe.RandomDominant(200, 5, 0.8, false, 0, 6));
        Comparison ones = Comparison.ones(Rows.of(a));
        double[] w = new double[200];
        Arrays.setAll(w, ones::w);
        double[] solution = random(200, new Random(6));
        double[] b = new double[200];
        a.multiply(solution, b);
        State state = State.of(a, b, w);
        for (int round = 0; round < 400; round++) {
            state.push().round(0.0);
            if (state.push().settled() && state.push().threshold() > 1e-10) {
                for (int i = 0; i < 200; i++) {
                    assertThat(state.x()[i])
                            .isCloseTo(solution[i], within(state.push().threshold() * (1 + 1e-3)));
                }
            }
        }
        assertThat(state.push().threshold()).isLessThan(1e-3);
    }

    @Test
    void touchesOnlyTheNeighbourhoodOfALocalResidual() {
        CsrMatrix a = RandomSystems.grid(100, 1.0);
        double[] b = new double[10_000];
        b[5_050] = 1.0;
        State state = State.of(a, b, ones(10_000));
        while (state.push().norm() > 1e-4) {
            state.push().round(1e-4);
        }
        assertThat(Arrays.stream(state.x()).filter(each -> each != 0).count()).isLessThan(400);
    }

    @Test
    void anUnknownThatCannotMoveAnyFurtherIsLeftAlone() {
        CsrMatrix a = RandomSystems.grid(1, 0.0);
        State state = State.of(a, new double[] {1.0}, ones(1));
        state.push().round(0.0);
        state.push().round(0.0);
        assertThat(state.x()[0]).isEqualTo(0.25);
        for (int round = 0; round < 10; round++) {
            state.push().round(0.0);
        }
        assertThat(state.push().pushes()).isEqualTo(1);
        assertThat(state.push().norm()).isZero();
    }
}
