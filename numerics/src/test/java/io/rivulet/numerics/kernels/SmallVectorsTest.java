// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Vectors and threads on matrices that would otherwise be too small for them, so that every tail of a slice is met by
/// every kind of row: the bits are those of scalar loops and, where all is finite, of the definition.
class SmallVectorsTest {
    private static final List<ThreadTeam> TEAMS = new ArrayList<>();

    static {
        for (int width : new int[] {2, 3, 8}) {
            TEAMS.add(ThreadTeam.start(
                    width, work -> Thread.ofPlatform().daemon(true).unstarted(work), () -> false));
        }
    }

    @AfterAll
    static void close() {
        TEAMS.forEach(ThreadTeam::close);
    }

    /// How many entries row i of n has.
    private interface Lengths {
        int of(int i, int n, Random random);
    }

    /// What rows are like.
    enum Rows {
        EVEN((_, _, _) -> 5),
        RAGGED((_, _, random) -> random.nextInt(9)),
        /// Sorted windows, and slices that end in rows without entries.
        HOLLOW((_, _, random) -> random.nextInt(6) == 0 ? random.nextInt(1, 21) : 0),
        /// Two among short ones that are kept apart, and cut into segments where there are enough columns.
        LONG((i, n, random) -> i == n / 2 || i == n - 1 ? n : random.nextInt(2)),
        /// Nothing but empty rows and one entry.
        NEARLY_EMPTY((i, _, _) -> i == 2 ? 1 : 0);

        private final Lengths lengths;

        Rows(Lengths lengths) {
            this.lengths = lengths;
        }
    }

    /// Small ones, in which a full row is yet more than 64 times the mean of LONG, and those behind a whole chunk, with
    /// every tail of eight and of sixteen rows.
    private static int[] sizes(Rows rows) {
        IntStream small = rows == Rows.LONG ? IntStream.rangeClosed(280, 300) : IntStream.rangeClosed(3, 50);
        return IntStream.concat(small, IntStream.rangeClosed(Chunks.ROWS, Chunks.ROWS + 16))
                .toArray();
    }

    private static CsrMatrix matrix(Rows rows, int n, Random random) {
        int[] start = new int[n + 1];
        List<int[]> own = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int length = rows.lengths.of(i, n, random);
            IntStream columns = length < n ? random.ints(length, 0, n) : IntStream.range(0, n);
            own.add(columns.sorted().distinct().toArray());
            start[i + 1] = start[i] + own.getLast().length;
        }
        int[] column = own.stream().flatMapToInt(IntStream::of).toArray();
        return CsrMatrix.adopt(n, start, column, Awkward.vector(column.length, random));
    }

    private static List<Execution> executions() {
        List<Execution> executions = new ArrayList<>();
        for (Kernels kernels : KernelProviders.all()) {
            executions.add(new Execution(Team.serial(), kernels));
            TEAMS.forEach(team -> executions.add(new Execution(team, kernels)));
        }
        return executions;
    }

    private static double[] product(Execution execution, CsrMatrix a, double sign, double[] x) {
        SparseOperator operator = SparseOperator.packed(execution, a, sign, 0);
        operator.prepare();
        double[] y = new double[a.rows()];
        Arrays.fill(y, 7.0);
        operator.multiply(x, y);
        return y;
    }

    @ParameterizedTest
    @EnumSource
    void productsHaveTheBitsOfTheDefinition(Rows rows) {
        Random random = new Random(rows.ordinal());
        for (int n : sizes(rows)) {
            CsrMatrix a = matrix(rows, n, random);
            double[] x = Awkward.vector(n, random);
            for (double sign : new double[] {1.0, -1.0}) {
                long[] expected = Awkward.bits(OperatorTest.defined(a, sign, x));
                for (Execution execution : executions()) {
                    assertThat(Awkward.bits(product(execution, a, sign, x)))
                            .as("%s, n = %d, sign %s, %s", rows, n, sign, execution)
                            .isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void subnormalProductsKeepTheirLastBit(Rows rows) {
        Random random = new Random(30 + rows.ordinal());
        for (int n : sizes(rows)) {
            CsrMatrix any = matrix(rows, n, random);
            CsrMatrix a = any.withValues(
                    random.doubles(any.nnz(), -0x1p-520, 0x1p-520).toArray());
            double[] x = random.doubles(n, -0x1p-530, 0x1p-530).toArray();
            long[] expected = Awkward.bits(OperatorTest.defined(a, 1.0, x));
            for (Execution execution : executions()) {
                assertThat(Awkward.bits(product(execution, a, 1.0, x)))
                        .as("%s, n = %d, %s", rows, n, execution)
                        .isEqualTo(expected);
            }
        }
    }

    /// In A: the other rows keep their bits, whatever slice they share. In x: what reads it is not a number, nothing
    /// else.
    @ParameterizedTest
    @EnumSource
    void whatIsNotANumberStaysInItsRow(Rows rows) {
        Random random = new Random(60 + rows.ordinal());
        for (int n : sizes(rows)) {
            CsrMatrix a = matrix(rows, n, random);
            if (a.nnz() == 0) {
                continue;
            }
            double[] x = random.doubles(n, -1, 1).toArray();
            for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
                double[] value = a.value().clone();
                int at = random.nextInt(value.length);
                int row = a.rowOf(at);
                value[at] = bad;
                CsrMatrix spoilt = a.withValues(value);
                double[] clean = OperatorTest.defined(a, 1.0, x);
                double[] scalar = product(new Execution(Team.serial(), Kernels.scalar()), spoilt, 1.0, x);
                for (int i = 0; i < n; i++) {
                    assertThat(i == row ? !Double.isFinite(scalar[i]) : scalar[i] == clean[i])
                            .as("%s, n = %d, row %d of %d", rows, n, i, row)
                            .isTrue();
                }
                double[] bent = x.clone();
                bent[a.column()[at]] = bad;
                double[] reads = product(new Execution(Team.serial(), Kernels.scalar()), a, 1.0, bent);
                for (Execution execution : executions()) {
                    assertThat(Awkward.bits(product(execution, spoilt, 1.0, x)))
                            .as("%s, n = %d, %s", rows, n, execution)
                            .isEqualTo(Awkward.bits(scalar));
                    assertThat(Awkward.bits(product(execution, a, 1.0, bent)))
                            .as("%s, n = %d, %s", rows, n, execution)
                            .isEqualTo(Awkward.bits(reads));
                }
                double[] defined = OperatorTest.defined(a, 1.0, bent);
                for (int i = 0; i < n; i++) {
                    assertThat(Double.isFinite(reads[i])).as("row %d", i).isEqualTo(Double.isFinite(defined[i]));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void residualsInTwiceThePrecisionAndFusedSumsHaveTheBitsOfScalarLoops(Rows rows) {
        Random random = new Random(90 + rows.ordinal());
        for (int n : sizes(rows)) {
            CsrMatrix a = matrix(rows, n, random);
            double[] x = Awkward.vector(n, random);
            double[] b = Awkward.vector(n, random);
            List<long[]> first = null;
            for (Execution execution : executions()) {
                SparseOperator operator = SparseOperator.packed(execution, a, -1.0, 0);
                operator.prepare();
                double[] r = new double[n];
                double[] size = new double[n];
                execution.team().run(Chunks.of(n), chunk -> operator.residual2(chunk, b, x, r, size));
                double[] y = new double[n];
                double[] plain = new double[n];
                double[] sums = {operator.multiplyDot(x, y), operator.residual(b, x, plain)};
                List<long[]> bits = List.of(
                        Awkward.bits(r), Awkward.bits(size), Awkward.bits(y), Awkward.bits(plain), Awkward.bits(sums));
                first = first == null ? bits : first;
                for (int k = 0; k < bits.size(); k++) {
                    assertThat(bits.get(k))
                            .as("%s, n = %d, array %d, %s", rows, n, k, execution)
                            .isEqualTo(first.get(k));
                }
            }
        }
    }

    private static float[] product(Execution execution, CsrMatrix a, float[] value, float[] x) {
        int n = a.rows();
        FloatOperator operator = new FloatOperator(execution, n, n, a.rowStart(), a.column(), value, 0);
        float[] y = new float[n];
        Arrays.fill(y, 7.0f);
        execution.team().run(Chunks.of(n), chunk -> operator.multiply(chunk, x, y));
        return y;
    }

    @ParameterizedTest
    @EnumSource
    void floatsHaveTheBitsOfScalarLoopsAndWhatIsNotANumberStaysInItsRow(Rows rows) {
        Random random = new Random(120 + rows.ordinal());
        Execution scalar = new Execution(Team.serial(), Kernels.scalar());
        for (int n : sizes(rows)) {
            CsrMatrix a = matrix(rows, n, random);
            if (a.nnz() == 0) {
                continue;
            }
            float[] value = Awkward.floats(a.nnz(), random);
            float[] x = Awkward.floats(n, random);
            int at = random.nextInt(value.length);
            float[] spoilt = value.clone();
            spoilt[at] = random.nextBoolean() ? Float.NaN : Float.POSITIVE_INFINITY;
            float[] clean = product(scalar, a, value, x);
            float[] bent = product(scalar, a, spoilt, x);
            for (int i = 0; i < n; i++) {
                if (i != a.rowOf(at)) {
                    assertThat(Float.floatToIntBits(bent[i])).isEqualTo(Float.floatToIntBits(clean[i]));
                }
            }
            for (Execution execution : executions()) {
                assertThat(Awkward.bits(product(execution, a, value, x)))
                        .as("%s, n = %d, %s", rows, n, execution)
                        .isEqualTo(Awkward.bits(clean));
                assertThat(Awkward.bits(product(execution, a, spoilt, x)))
                        .as("%s, n = %d, %s", rows, n, execution)
                        .isEqualTo(Awkward.bits(bent));
            }
        }
    }

    @Test
    void theMatricesAreWhatTheyAreMeantToBe() {
        Random random = new Random(1);
        for (Rows rows : Rows.values()) {
            assertThat(IntStream.of(sizes(rows)).map(n -> n % 16).distinct().count())
                    .isEqualTo(16);
        }
        for (int n : sizes(Rows.LONG)) {
            CsrMatrix a = matrix(Rows.LONG, n, random);
            SellPattern pattern = SellPattern.of(Team.serial(), 8, n, n, a.rowStart(), a.column());
            assertThat(pattern.apart().entries()).isEqualTo(2 * n);
            assertThat(pattern.apart().segments()).isEqualTo(n > 4_096 ? 6 : n == 4_096 ? 4 : 2);
        }
        CsrMatrix hollow = matrix(Rows.HOLLOW, 4_100, random);
        assertThat(SellPattern.of(Team.serial(), 8, 4_100, 4_100, hollow.rowStart(), hollow.column())
                        .rowAt())
                .isNotNull();
    }
}
