// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.kernels.Awkward.Pattern;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FloatOperatorTest {
    private static final ThreadTeam TEAM =
            ThreadTeam.start(3, work -> Thread.ofPlatform().daemon(true).unstarted(work), () -> false);

    @AfterAll
    static void close() {
        TEAM.close();
    }

    private static List<Execution> executions() {
        List<Execution> executions = new ArrayList<>();
        for (Kernels kernels : KernelsTest.providers()) {
            executions.add(new Execution(Team.serial(), kernels));
            executions.add(new Execution(TEAM, kernels));
        }
        return executions;
    }

    private record Rectangle(int rows, int columns, int[] start, int[] column, float[] value) {
        /// Rows of up to 320 entries are one chain in single precision; longer ones are summed in double.
        float[] times(float[] x, int longest) {
            float[] y = new float[rows];
            for (int i = 0; i < rows; i++) {
                float sum = 0;
                double wide = 0;
                for (int k = start[i]; k < start[i + 1]; k++) {
                    sum = Math.fma(value[k], x[column[k]], sum);
                    wide = Math.fma(value[k], x[column[k]], wide);
                }
                y[i] = start[i + 1] - start[i] > longest ? (float) wide + 0.0f : sum + 0.0f;
            }
            return y;
        }

        FloatOperator on(Execution execution) {
            return new FloatOperator(execution, rows, columns, start, column, value);
        }
    }

    private static Rectangle square(Pattern pattern, int n, Random random) {
        CsrMatrix a = Awkward.matrix(pattern, n, random);
        return new Rectangle(n, n, a.rowStart(), a.column(), Awkward.floats(a.nnz(), random));
    }

    private static Rectangle tall(int rows, int columns, Random random) {
        int[] start = new int[rows + 1];
        int[] column = new int[3 * rows];
        for (int i = 0; i < rows; i++) {
            int[] own = random.ints(random.nextInt(4), 0, columns)
                    .sorted()
                    .distinct()
                    .toArray();
            System.arraycopy(own, 0, column, start[i], own.length);
            start[i + 1] = start[i] + own.length;
        }
        int[] used = Arrays.copyOf(column, start[rows]);
        return new Rectangle(rows, columns, start, used, Awkward.floats(used.length, random));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"HUBS", "CROSS"})
    void everyProductHasTheBitsOfItsDefinition(Pattern pattern) {
        Random random = new Random(pattern.ordinal());
        for (int n : new int[] {1, 7, 8, 15, 16, 17, 31, 33, 4_096, 4_097, 21_000}) {
            Rectangle a = square(pattern, n, random);
            float[] x = Awkward.floats(n, random);
            for (Execution execution : executions()) {
                float[] y = Awkward.floats(n, random);
                a.on(execution).multiply(x, y);
                assertThat(Awkward.bits(y)).as("%s, n = %d", pattern, n).isEqualTo(Awkward.bits(a.times(x, 320)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HUBS", "CROSS"})
    void longRowsAreSummedInDoubleAndAlikeForEveryTeamAndProvider(Pattern pattern) {
        Random random = new Random(pattern.ordinal());
        int n = 12_000;
        CsrMatrix hubs = Awkward.matrix(pattern, n, random);
        float[] values = new float[hubs.nnz()];
        Arrays.fill(values, 1.0f);
        Rectangle a = new Rectangle(n, n, hubs.rowStart(), hubs.column(), values);
        float[] x = new float[n];
        Arrays.fill(x, 1 + 0x1p-20f);
        float[] first = new float[n];
        a.on(executions().getFirst()).multiply(x, first);
        for (int i = 0; i < n; i++) {
            double exact = (hubs.rowStart()[i + 1] - hubs.rowStart()[i]) * (1 + 0x1p-20);
            assertThat(first[i]).as("row %d", i).isCloseTo((float) exact, Offset.offset((float)
                    (exact * 320 * 0x1p-24)));
        }
        for (Execution execution : executions()) {
            float[] y = new float[n];
            a.on(execution).multiply(x, y);
            assertThat(Awkward.bits(y)).isEqualTo(Awkward.bits(first));
        }
    }

    @Test
    void rectanglesCarryVectorsBetweenLevels() {
        Random random = new Random(3);
        Rectangle up = tall(20_500, 3_000, random);
        Rectangle down = tall(3_000, 20_500, random);
        float[] coarse = Awkward.floats(3_000, random);
        float[] fine = Awkward.floats(20_500, random);
        float[] risen = up.times(coarse, 320);
        float[] expected = new float[fine.length];
        for (int i = 0; i < fine.length; i++) {
            expected[i] = fine[i] + risen[i];
        }
        for (Execution execution : executions()) {
            float[] added = fine.clone();
            up.on(execution).multiplyAdd(coarse, added);
            assertThat(Awkward.bits(added)).isEqualTo(Awkward.bits(expected));
            float[] restricted = new float[3_000];
            down.on(execution).multiply(fine, restricted);
            assertThat(Awkward.bits(restricted)).isEqualTo(Awkward.bits(down.times(fine, 320)));
        }
    }

    @Test
    void smoothingStepsAreThoseOfTheirFormulas() {
        Random random = new Random(4);
        for (int n : new int[] {20, 15_000}) {
            Rectangle a = square(Pattern.RAGGED, n, random);
            float[] x = Awkward.floats(n, random);
            float[] b = Awkward.floats(n, random);
            float[] inverse = Awkward.floats(n, random);
            float[] w = Awkward.floats(n, random);
            float[] ax = a.times(x, 320);
            float[] residual = new float[n];
            float[] relaxed = new float[n];
            float[] direction = new float[n];
            float[] moved = new float[n];
            for (int i = 0; i < n; i++) {
                residual[i] = b[i] - ax[i];
                relaxed[i] = Math.fma(0.7f * inverse[i], residual[i], x[i]);
                direction[i] = Math.fma(1.3f * inverse[i], residual[i], 0.4f * w[i]);
                moved[i] = x[i] + direction[i];
            }
            for (Execution execution : executions()) {
                FloatOperator operator = a.on(execution);
                float[] y = new float[n];
                operator.residual(b, x, y);
                assertThat(Awkward.bits(y)).isEqualTo(Awkward.bits(residual));
                operator.relax(0.7f, inverse, b, x, y);
                assertThat(Awkward.bits(y)).isEqualTo(Awkward.bits(relaxed));
                float[] own = w.clone();
                operator.chebyshev(0.4f, 1.3f, inverse, b, own, x, y);
                assertThat(Awkward.bits(own)).isEqualTo(Awkward.bits(direction));
                assertThat(Awkward.bits(y)).isEqualTo(Awkward.bits(moved));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void newValuesAreTakenOverInPlace(Pattern pattern) {
        Random random = new Random(5);
        Rectangle a = square(pattern, 9_000, random);
        float[] others = Awkward.floats(a.value().length, random);
        float[] x = Awkward.floats(9_000, random);
        for (Execution execution : executions()) {
            FloatOperator operator = a.on(execution);
            operator.refresh(a.start(), others);
            float[] y = new float[9_000];
            operator.multiply(x, y);
            float[] fresh = new float[9_000];
            new FloatOperator(execution, 9_000, 9_000, a.start(), a.column(), others).multiply(x, fresh);
            assertThat(Awkward.bits(y)).isEqualTo(Awkward.bits(fresh));
        }
    }
}
