// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Numbers and patterns on which kernels that are not quite the same differ.
final class Awkward {
    /// What a pattern is like.
    enum Pattern {
        EVEN,
        RAGGED,
        /// Mostly empty rows.
        HOLLOW,
        /// Few rows, thousands of entries.
        HUBS,
        /// Row n/2 and column 0 are full.
        CROSS
    }

    private Awkward() {}

    /// Zeros of both signs, subnormals, huge ones, and ordinary ones.
    static double number(RandomGenerator random) {
        return switch (random.nextInt(14)) {
            case 0 -> -0.0;
            case 1 -> 0.0;
            case 2 -> random.nextGaussian() * 0x1p-1060;
            case 3 -> random.nextBoolean() ? Double.MIN_VALUE : -Double.MIN_VALUE;
            case 4 -> random.nextGaussian() * 0x1p500;
            case 5 -> random.nextGaussian() * 0x1p-500;
            default -> random.nextGaussian();
        };
    }

    static double[] vector(int n, RandomGenerator random) {
        double[] x = new double[n];
        Arrays.setAll(x, _ -> number(random));
        return x;
    }

    static float[] floats(int n, RandomGenerator random) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = switch (random.nextInt(12)) {
                case 0 -> -0.0f;
                case 1 -> Float.MIN_VALUE;
                case 2 -> (float) random.nextGaussian() * 0x1p60f;
                case 3 -> (float) random.nextGaussian() * 0x1p-140f;
                default -> (float) random.nextGaussian();
            };
        }
        return x;
    }

    static CsrMatrix matrix(Pattern pattern, int n, RandomGenerator random) {
        int[] start = new int[n + 1];
        int[][] rows = new int[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = row(pattern, i, n, random);
            start[i + 1] = start[i] + rows[i].length;
        }
        int[] column = new int[start[n]];
        for (int i = 0; i < n; i++) {
            System.arraycopy(rows[i], 0, column, start[i], rows[i].length);
        }
        return CsrMatrix.adopt(n, start, column, vector(start[n], random));
    }

    private static int[] row(Pattern pattern, int i, int n, RandomGenerator random) {
        if (pattern == Pattern.CROSS && i == n / 2) {
            return IntStream.range(0, n).toArray();
        }
        int length = switch (pattern) {
            case EVEN, CROSS -> 5;
            case RAGGED -> random.nextInt(12);
            case HOLLOW -> random.nextInt(10) == 0 ? random.nextInt(4) : 0;
            case HUBS -> random.nextInt(200) == 0 ? 100 + random.nextInt(7_000) : random.nextInt(3);
        };
        IntStream columns = random.ints(length, 0, n);
        return (pattern == Pattern.CROSS ? IntStream.concat(columns, IntStream.of(0)) : columns)
                .sorted()
                .distinct()
                .toArray();
    }

    /// The bits, all NaN alike.
    static long[] bits(double[] x) {
        return Arrays.stream(x).mapToLong(Double::doubleToLongBits).toArray();
    }

    static int[] bits(float[] x) {
        int[] bits = new int[x.length];
        Arrays.setAll(bits, i -> Float.floatToIntBits(x[i]));
        return bits;
    }
}
