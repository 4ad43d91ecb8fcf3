// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.lcs;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The Vector API: a comparison of a vector gives its bits at once.
enum VectorMatchBits implements MatchBits {
    INSTANCE;

    static final int FEWEST_LANES = 4;

    private static final VectorSpecies<Double> REALS = DoubleVector.SPECIES_PREFERRED;

    /// Rows until the compiler has seen enough; before that vectors are objects, and only the first word is theirs.
    private static final int WARM = 10_000;

    // Counted without care: what is lost between threads delays the switch a little, and changes no bits.
    private static int rows;

    static int lanes() {
        return REALS.length();
    }

    @Override
    public void row(double x, double[] b, double epsilon, long[] bits) {
        int whole = b.length / Long.SIZE;
        if (rows < WARM) {
            rows++;
            whole = Math.min(whole, 1);
        }
        for (int word = 0; word < whole; word++) {
            long found = 0;
            for (int k = 0; k < Long.SIZE; k += REALS.length()) {
                found |= DoubleVector.fromArray(REALS, b, word * Long.SIZE + k)
                                .sub(x)
                                .abs()
                                .compare(VectorOperators.LE, epsilon)
                                .toLong()
                        << k;
            }
            bits[word] = found;
        }
        ScalarMatchBits.fill(x, b, epsilon, bits, whole);
    }
}
