// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.kernels.Awkward.Pattern;
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

class OperatorTest {
    private static final int[] SIZES = {1, 2, 7, 8, 9, 15, 16, 17, 33, 100, 4095, 4096, 4097, 9_001, 21_000};
    private static final List<ThreadTeam> TEAMS = new ArrayList<>();

    static {
        for (int width : new int[] {2, 3, 64}) {
            TEAMS.add(ThreadTeam.start(
                    width, work -> Thread.ofPlatform().daemon(true).unstarted(work), () -> false));
        }
    }

    @AfterAll
    static void close() {
        TEAMS.forEach(ThreadTeam::close);
    }

    private static List<Execution> executions() {
        List<Execution> executions = new ArrayList<>();
        for (Kernels kernels : KernelProviders.all()) {
            executions.add(new Execution(Team.serial(), kernels));
            TEAMS.forEach(team -> executions.add(new Execution(team, kernels)));
        }
        return executions;
    }

    /// The definition: one chain a row, or chains of 2048 entries added pair by pair.
    static double[] defined(CsrMatrix a, double sign, double[] x) {
        double[] y = new double[a.rows()];
        for (int i = 0; i < a.rows(); i++) {
            List<Double> sums = new ArrayList<>();
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                if ((k - a.rowStart()[i]) % 2048 == 0) {
                    sums.add(0.0);
                }
                sums.set(sums.size() - 1, Math.fma(sign * a.value()[k], x[a.column()[k]], sums.getLast()));
            }
            while (sums.size() > 1) {
                List<Double> pairs = new ArrayList<>();
                for (int k = 0; k < sums.size(); k += 2) {
                    pairs.add(k + 1 < sums.size() ? sums.get(k) + sums.get(k + 1) : sums.get(k));
                }
                sums = pairs;
            }
            y[i] = (sums.isEmpty() ? 0.0 : sums.getFirst()) + 0.0;
        }
        return y;
    }

    @ParameterizedTest
    @EnumSource
    void everyProductHasTheBitsOfItsDefinition(Pattern pattern) {
        Random random = new Random(pattern.ordinal());
        for (int n : SIZES) {
            CsrMatrix a = Awkward.matrix(pattern, n, random);
            double[] x = Awkward.vector(n, random);
            for (double sign : new double[] {1.0, -1.0}) {
                long[] expected = Awkward.bits(defined(a, sign, x));
                for (Execution execution : executions()) {
                    SparseOperator plain = SparseOperator.plain(execution, a, sign);
                    SparseOperator packed = SparseOperator.packed(execution, a, sign);
                    assertThat(plain.prepare()).isZero();
                    assertThat(packed.prepare()).isEqualTo(2L * a.nnz());
                    for (SparseOperator operator : List.of(plain, packed)) {
                        double[] y = Awkward.vector(n, random);
                        operator.multiply(x, y);
                        assertThat(Awkward.bits(y))
                                .as("%s, n = %d, sign %s, %s", pattern, n, sign, execution)
                                .isEqualTo(expected);
                    }
                }
                double[] y = new double[n];
                a.multiply(x, y);
                assertThat(sign < 0 || Arrays.equals(Awkward.bits(y), expected)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void residualsInTwiceThePrecisionHaveTheBitsOfTheirDefinition(Pattern pattern) {
        Random random = new Random(20 + pattern.ordinal());
        for (int n : SIZES) {
            CsrMatrix a = Awkward.matrix(pattern, n, random);
            double[] x = Awkward.vector(n, random);
            double[] b = Awkward.vector(n, random);
            double[] expected = new double[n];
            double[] magnitude = new double[n];
            for (int i = 0; i < n; i++) {
                double sum = b[i];
                double carry = 0;
                magnitude[i] = Math.abs(b[i]);
                for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                    double product = -a.value()[k] * x[a.column()[k]];
                    double next = sum + product;
                    double part = next - sum;
                    double lost = (sum - (next - part)) + (product - part);
                    carry += lost + Math.fma(-a.value()[k], x[a.column()[k]], -product);
                    magnitude[i] += Math.abs(product);
                    sum = next;
                }
                expected[i] = (sum + carry) + 0.0;
            }
            for (Execution execution : executions()) {
                SparseOperator packed = SparseOperator.packed(execution, a, -1.0);
                packed.prepare();
                for (SparseOperator operator : List.of(packed, SparseOperator.plain(execution, a, -1.0))) {
                    double[] r = Awkward.vector(n, random);
                    double[] size = Awkward.vector(n, random);
                    execution.team().run(Chunks.of(n), chunk -> operator.residual2(chunk, b, x, r, size));
                    assertThat(Awkward.bits(r)).as("%s, n = %d", pattern, n).isEqualTo(Awkward.bits(expected));
                    assertThat(Awkward.bits(size)).as("%s, n = %d", pattern, n).isEqualTo(Awkward.bits(magnitude));
                }
            }
        }
    }

    @Test
    void fusedPassesGiveTheBitsOfSeparateOnesForEveryTeamAndProvider() {
        Random random = new Random(11);
        for (int n : new int[] {5, 4_100, 21_000}) {
            CsrMatrix a = Awkward.matrix(Pattern.RAGGED, n, random);
            double[] x = random.doubles(n, -1, 1).toArray();
            double[] b = random.doubles(n, -1, 1).toArray();
            List<Double> sums = new ArrayList<>();
            for (Execution execution : executions()) {
                SparseOperator operator = SparseOperator.packed(execution, a, 1.0);
                operator.prepare();
                double[] y = new double[n];
                double[] r = new double[n];
                double xy = operator.multiplyDot(x, y);
                double norm = operator.residual(b, x, r);
                assertThat(Awkward.bits(y)).isEqualTo(Awkward.bits(defined(a, 1.0, x)));
                for (int i = 0; i < n; i++) {
                    assertThat(r[i]).isEqualTo(b[i] - y[i]);
                }
                assertThat(xy).isEqualTo(operator.vectors().dot(x, y));
                assertThat(norm).isEqualTo(operator.vectors().norm2(r));
                sums.add(xy);
                sums.add(norm);
            }
            for (int k = 0; k < sums.size(); k++) {
                assertThat(sums.get(k)).isEqualTo(sums.get(k % 2));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void newValuesAreTakenOverInPlaceAndAnotherPatternIsNot(Pattern pattern) {
        Random random = new Random(12);
        int n = 9_500;
        CsrMatrix a = Awkward.matrix(pattern, n, random);
        CsrMatrix changed = a.withValues(Awkward.vector(a.nnz(), random));
        CsrMatrix other = Awkward.matrix(pattern, n, random);
        double[] x = Awkward.vector(n, random);
        for (Execution execution : executions()) {
            SparseOperator operator = SparseOperator.packed(execution, a, -1.0);
            operator.prepare();
            assertThat(operator.refresh(other)).isFalse();
            assertThat(operator.refresh(changed)).isTrue();
            assertThat(operator.matrix()).isSameAs(changed);
            double[] y = new double[n];
            operator.multiply(x, y);
            assertThat(Awkward.bits(y)).isEqualTo(Awkward.bits(defined(changed, -1.0, x)));
        }
    }

    @Test
    void whatIsNotANumberInOneRowStaysThere() {
        Random random = new Random(13);
        int n = 5_000;
        CsrMatrix a = Awkward.matrix(Pattern.RAGGED, n, random);
        double[] x = random.doubles(n, -1, 1).toArray();
        x[17] = Double.NaN;
        x[4_000] = Double.POSITIVE_INFINITY;
        double[] expected = defined(a, 1.0, x);
        for (Execution execution : executions()) {
            SparseOperator operator = SparseOperator.packed(execution, a, 1.0);
            operator.prepare();
            double[] y = new double[n];
            operator.multiply(x, y);
            for (int i = 0; i < n; i++) {
                assertThat(Double.isFinite(y[i])).as("row %d", i).isEqualTo(Double.isFinite(expected[i]));
            }
        }
    }

    @Test
    void aPatternSortsItsWindowsOnlyWhereThatSavesPlaces() {
        Random random = new Random(14);
        int n = 50_000;
        CsrMatrix even = Awkward.matrix(Pattern.EVEN, n, random);
        CsrMatrix ragged = Awkward.matrix(Pattern.RAGGED, n, random);
        SellPattern evenly = SellPattern.of(Team.serial(), 8, n, n, even.rowStart(), even.column());
        SellPattern sorted = SellPattern.of(Team.serial(), 8, n, n, ragged.rowStart(), ragged.column());
        assertThat(evenly.rowAt()).isNull();
        assertThat(evenly.places()).isLessThan((int) (1.1 * even.nnz()));
        assertThat(sorted.rowAt()).isNotNull();
        assertThat(sorted.places()).isLessThan((int) (1.05 * ragged.nnz()));
        int[] rows = sorted.rowAt().clone();
        for (int window = 0; window < Chunks.of(n); window++) {
            Arrays.sort(rows, Chunks.from(window), Chunks.to(window, n));
        }
        assertThat(rows).isEqualTo(IntStream.range(0, n).toArray());
    }
}
