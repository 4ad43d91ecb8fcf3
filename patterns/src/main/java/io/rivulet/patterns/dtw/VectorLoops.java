// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.dtw;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;

/// The Vector API. Only [Detected] may touch this class: it can't be loaded without the module.
enum VectorLoops implements DtwLoops {
    INSTANCE;

    /// Narrower ones gain nothing.
    static final int LEAST_BITS = 256;

    /// Shorter series are done before registers are filled.
    private static final int FEWEST_VALUES = 16;

    /// Calls until the compiler has seen enough of a loop. Before that, vectors are objects and a hundred times slower
    /// than numbers …
    private static final int WARM = 3_000;

    /// … so that only the first so many values of a call are given to them, for practice, and scalar loops answer, with
    /// the same bits.
    private static final int PRACTICE = 48;

    // Counted without care: what is lost between threads delays the switch a little, and changes no bits.
    private static int doubles;
    private static int floats;

    static int bits() {
        return Math.min(DoubleVector.SPECIES_PREFERRED.vectorBitSize(), FloatVector.SPECIES_PREFERRED.vectorBitSize());
    }

    @Override
    public String provider() {
        return "vector-" + FloatVector.SPECIES_PREFERRED.vectorBitSize();
    }

    @Override
    public double distance(double[] a, double[] b, Cost cost, int radius, double limit) {
        if (a.length < FEWEST_VALUES || b.length < FEWEST_VALUES) {
            return ScalarLoops.INSTANCE.distance(a, b, cost, radius, limit);
        }
        if (doubles < WARM) {
            doubles++;
            double[] x = Arrays.copyOf(a, Math.min(a.length, PRACTICE));
            double[] y = Arrays.copyOf(b, x.length);
            DoubleStrips.distance(x, y, cost, Math.min(radius, x.length), limit);
            return ScalarLoops.INSTANCE.distance(a, b, cost, radius, limit);
        }
        return DoubleStrips.distance(a, b, cost, radius, limit);
    }

    @Override
    public float distance(float[] a, float[] b, Cost cost, int radius, float limit) {
        if (a.length < FEWEST_VALUES || b.length < FEWEST_VALUES) {
            return ScalarLoops.INSTANCE.distance(a, b, cost, radius, limit);
        }
        if (floats < WARM) {
            floats++;
            float[] x = Arrays.copyOf(a, Math.min(a.length, PRACTICE));
            float[] y = Arrays.copyOf(b, x.length);
            FloatStrips.distance(x, y, cost, Math.min(radius, x.length), limit);
            return ScalarLoops.INSTANCE.distance(a, b, cost, radius, limit);
        }
        return FloatStrips.distance(a, b, cost, radius, limit);
    }

    /// As after many calls, or before the first: for tests of both.
    static void warm(boolean is) {
        doubles = is ? WARM : 0;
        floats = doubles;
    }
}
