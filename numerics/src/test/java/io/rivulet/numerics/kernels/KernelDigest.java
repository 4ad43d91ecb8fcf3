// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import io.rivulet.numerics.kernels.Awkward.Pattern;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;
import java.util.Random;

/// Says which kernels a JVM runs, why, and a digest of the bits of all that they do, often enough to be compiled.
final class KernelDigest {
    private static final int ROUNDS = 12;

    private KernelDigest() {}

    static String of(Execution execution) {
        long digest = 1;
        for (Pattern pattern : Pattern.values()) {
            Random random = new Random(pattern.ordinal());
            int n = 20_000;
            CsrMatrix awkward = Awkward.matrix(pattern, n, random);
            // Numbers that stay finite over all rounds.
            CsrMatrix a =
                    awkward.withValues(random.doubles(awkward.nnz(), -1, 1).toArray());
            SparseOperator operator = SparseOperator.packed(execution, a, 1.0);
            operator.prepare();
            float[] single = Awkward.floats(a.nnz(), random);
            FloatOperator floats = new FloatOperator(execution, n, n, a.rowStart(), a.column(), single);
            double[] x = random.doubles(n, -1, 1).toArray();
            double[] y = new double[n];
            double[] z = new double[n];
            float[] narrow = Awkward.floats(n, random);
            float[] product = new float[n];
            double[] sums = new double[4];
            for (int round = 0; round < ROUNDS; round++) {
                sums[0] = operator.multiplyDot(x, y);
                sums[1] = operator.residual(x, y, z);
                sums[2] = operator.vectors().dot2(x, z);
                sums[3] = operator.vectors().step(1e-3, y, z, z, x);
                for (int chunk = 0; chunk < Chunks.of(n); chunk++) {
                    floats.multiply(chunk, narrow, product);
                }
                digest = 31 * digest + Arrays.hashCode(Awkward.bits(sums));
                digest = 31 * digest + Arrays.hashCode(Awkward.bits(x));
                digest = 31 * digest + Arrays.hashCode(Awkward.bits(y));
                digest = 31 * digest + Arrays.hashCode(Awkward.bits(product));
                Arrays.setAll(x, i -> Math.scalb(x[i], -Math.getExponent(x[i])));
            }
        }
        return Long.toHexString(digest);
    }

    public static void main(String[] arguments) {
        Detected detected = Kernels.detect();
        if (detected.kernels() instanceof VectorKernels) {
            VectorKernels.warm();
        }
        System.out.println(detected.kernels().provider() + "|" + detected.reason());
        System.out.println(of(Execution.serial()));
    }
}
