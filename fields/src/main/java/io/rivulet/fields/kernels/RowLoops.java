// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.kernels;

import io.rivulet.numerics.kernels.Kernels;

/// The loops over one row. Every provider gives the same bits: each cell is computed by itself, with the same
/// operations in the same order. Sums are left to [Kernels].
///
/// **Thread** any; nothing is kept. **Cost** nothing is allocated.
public sealed interface RowLoops permits ScalarRows, VectorRows {
    /// Name for people.
    String provider();

    /// out ← u + d·L(u), where L sums the neighbours above, below, left, right and takes the cell four times off.
    void diffuse(Stencil u, double d, double[] out);

    /// The activator one step on from old values, clamped to [0, 1]; adds the boost to `potential` where it was above
    /// the threshold before it was clamped, and answers in how many cells.
    int activate(Stencil a, double[] h, Reaction with, double[] nextA, double[] potential);

    /// The inhibitor one step on from old values, clamped to [0, 1]. Apart from the activator, as the rows of both at
    /// once are more than a cache holds at one distance.
    void inhibit(Stencil h, double[] a, Reaction with, double[] nextH);

    /// Brings `values` between the bounds and answers how many were outside. NaN stays.
    int clamp(double[] values, int from, int to, double least, double largest);

    /// Whether neither NaN nor infinite is among them.
    boolean finite(double[] values, int from, int to);

    /// Writes the least of the values to `out[0]` and the largest to `out[1]`, a zero as +0. NaN is passed over.
    void extremes(double[] values, int from, int to, double[] out);

    /// squares[j] ← the gradient's square at column j of the row that begins at `at`: by `perRow` times the difference
    /// of the rows that begin at `below` and `above`, and by that of the neighbours, halved inside of the row.
    void squaredGradient(double[] values, int above, int at, int below, double perRow, double[] squares);

    /// Bit j of `bits`, counted from word `word` on, ← whether value `from` + j, or its magnitude, is above
    /// `threshold`; answers how many are. The words that are begun are written whole.
    int mark(double[] values, int from, int to, double threshold, boolean magnitude, long[] bits, int word);

    /// The definition of correct.
    static RowLoops scalar() {
        return ScalarRows.INSTANCE;
    }

    /// The fastest that this JVM can run; chosen once, as those of [Kernels] are.
    static RowLoops detect() {
        return Chosen.LOOPS;
    }

    /// Made at the first use.
    final class Chosen {
        private static final RowLoops LOOPS = choose();

        private Chosen() {}

        private static RowLoops choose() {
            if (Kernels.detect().kernels() == Kernels.scalar()) {
                return scalar();
            }
            try {
                return VectorRows.INSTANCE;
            } catch (LinkageError changed) { // an incubating interface may be another one in another JVM
                return scalar();
            }
        }
    }
}
