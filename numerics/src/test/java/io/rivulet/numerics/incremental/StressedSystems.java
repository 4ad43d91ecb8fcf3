// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Small seeded systems from the ends of what doubles can hold: subnormal entries, rows, columns or all of A times
/// 10^±150, gaps of a few roundings, right-hand sides from 0 to 10³⁰⁰.
final class StressedSystems {
    private StressedSystems() {}

    /// What is done to the entries of a matrix.
    enum Entries {
        PLAIN,
        /// The diagonal is the sum of the rest and 10⁻¹⁵ of it.
        NEARLY_SINGULAR,
        LARGE,
        SMALL,
        ROWS_APART,
        COLUMNS_APART,
        SOME_SUBNORMAL,
        /// All entries around and below the smallest normal double.
        ALL_SUBNORMAL
    }

    /// What b is like.
    enum Rhs {
        PLAIN,
        ZERO,
        SUBNORMAL,
        TINY,
        HUGE,
        APART
    }

    /// Of 1 to `maxRows` unknowns.
    static LinearSystem of(RandomSystems.Kind kind, Entries entries, Rhs rhs, int maxRows, RandomGenerator random) {
        int n = 1 + random.nextInt(maxRows);
        CsrMatrix a = stressed(RandomSystems.matrix(kind, n, random), entries, random);
        double[] b = new double[n];
        Arrays.setAll(
                b,
                _ -> random.nextGaussian()
                        * switch (rhs) {
                            case PLAIN -> 1.0;
                            case ZERO -> 0.0;
                            case SUBNORMAL -> 0x1p-1060;
                            case TINY -> 1e-300;
                            case HUGE -> 1e300;
                            case APART -> Math.pow(10, random.nextInt(-150, 151));
                        });
        return new LinearSystem(a, DenseVector.adopt(b));
    }

    private static CsrMatrix stressed(CsrMatrix a, Entries entries, RandomGenerator random) {
        double[] value = a.value().clone();
        double[] by = new double[a.rows()];
        Arrays.setAll(by, _ -> Math.pow(10, random.nextInt(-150, 151)));
        for (int i = 0; i < a.rows(); i++) {
            double off = 0.0;
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                int j = a.column()[k];
                off += j == i ? 0.0 : Math.abs(value[k]);
                value[k] = switch (entries) {
                    case PLAIN, NEARLY_SINGULAR -> value[k];
                    case LARGE -> value[k] * 1e150;
                    case SMALL -> value[k] * 1e-150;
                    case ROWS_APART -> value[k] * by[i];
                    case COLUMNS_APART -> value[k] * by[j];
                    case SOME_SUBNORMAL -> j != i && random.nextBoolean() ? value[k] * 0x1p-1050 : value[k];
                    case ALL_SUBNORMAL -> value[k] * 0x1p-1030;
                };
            }
            if (entries == Entries.NEARLY_SINGULAR) {
                int k = a.find(i, i);
                value[k] = Math.copySign(off * (1 + 1e-15) + (off == 0 ? 1 : 0), value[k]);
            }
        }
        return a.withValues(value);
    }
}
