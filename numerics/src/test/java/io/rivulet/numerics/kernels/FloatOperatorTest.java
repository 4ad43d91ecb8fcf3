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
        for (Kernels kernels : KernelProviders.all()) {
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

        float[] times(float[] x, Execution execution, Random random) {
            FloatOperator operator = new FloatOperator(execution, rows, columns, start, column, value);
            float[] y = Awkward.floats(rows, random);
            execution.team().run(Chunks.of(rows), chunk -> operator.multiply(chunk, x, y));
            return y;
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
                assertThat(Awkward.bits(a.times(x, execution, random)))
                        .as("%s, n = %d", pattern, n)
                        .isEqualTo(Awkward.bits(a.times(x, 320)));
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
        float[] first = a.times(x, executions().getFirst(), random);
        for (int i = 0; i < n; i++) {
            double exact = (hubs.rowStart()[i + 1] - hubs.rowStart()[i]) * (1 + 0x1p-20);
            assertThat(first[i]).as("row %d", i).isCloseTo((float) exact, Offset.offset((float)
                    (exact * 320 * 0x1p-24)));
        }
        for (Execution execution : executions()) {
            assertThat(Awkward.bits(a.times(x, execution, random))).isEqualTo(Awkward.bits(first));
        }
    }

    @Test
    void rectanglesCarryVectorsBetweenLevels() {
        Random random = new Random(3);
        Rectangle up = tall(20_500, 3_000, random);
        Rectangle down = tall(3_000, 20_500, random);
        float[] coarse = Awkward.floats(3_000, random);
        float[] fine = Awkward.floats(20_500, random);
        for (Execution execution : executions()) {
            assertThat(Awkward.bits(up.times(coarse, execution, random)))
                    .isEqualTo(Awkward.bits(up.times(coarse, 320)));
            assertThat(Awkward.bits(down.times(fine, execution, random)))
                    .isEqualTo(Awkward.bits(down.times(fine, 320)));
        }
    }

    @Test
    void theColumnsOfARowMayStandInAnyOrder() {
        Random random = new Random(4);
        int n = 12_000;
        Rectangle a = square(Pattern.RAGGED, n, random);
        int[] column = a.column().clone();
        for (int i = 0; i < n; i++) {
            for (int k = a.start()[i]; k < a.start()[i + 1]; k++) {
                int other = random.nextInt(a.start()[i], a.start()[i + 1]);
                int moved = column[k];
                column[k] = column[other];
                column[other] = moved;
            }
        }
        Rectangle shuffled = new Rectangle(n, n, a.start(), column, a.value());
        float[] x = Awkward.floats(n, random);
        for (Execution execution : executions()) {
            assertThat(Awkward.bits(shuffled.times(x, execution, random)))
                    .isEqualTo(Awkward.bits(shuffled.times(x, 320)));
        }
    }
}
