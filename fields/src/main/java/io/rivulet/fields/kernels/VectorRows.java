// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.kernels;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The Vector API. Only [RowLoops.Chosen] may touch this class: it can't be loaded without the module.
///
/// Loops call vectors' own methods, which the compiler is told to inline, and no helper of ours. Where one loop ends up
/// inside the compiled code of a caller, a helper is inlined only if it looks frequent at that moment; if it does not,
/// vectors stay objects for good and the loop is ten times slower.
enum VectorRows implements RowLoops {
    INSTANCE;

    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = DOUBLES.length();

    /// Calls of a loop until the compiler has seen enough of it. Before that, vectors are objects and a hundred times
    /// slower than numbers …
    private static final int WARM = 4_000;

    /// … so that only so many vectors of a call are done with them, and scalar loops do the rest, with the same bits.
    private static final int WARMING_VECTORS = 4;

    // Counted without care: what is lost between threads delays the switch a little, and changes no bits.
    private static int diffused;
    private static int activated;
    private static int inhibited;
    private static int clamped;
    private static int summed;
    private static int compared;
    private static int sloped;
    private static int marked;

    @Override
    public String provider() {
        return "vector-" + DOUBLES.vectorBitSize();
    }

    /// Where the vectors of a loop end that could go on to `to`.
    private static int end(int from, int to, int calls) {
        int vectors = Math.max(to - from, 0) / LANES;
        return from + LANES * (calls < WARM ? Math.min(vectors, WARMING_VECTORS) : vectors);
    }

    @Override
    public void diffuse(Stencil u, double d, double[] out) {
        int last = u.size - 1;
        int end = end(1, last, diffused);
        if (diffused < WARM) {
            diffused++;
        }
        ScalarRows.diffuse(u, d, out, 0, 1);
        for (int j = 1; j < end; j += LANES) {
            DoubleVector cell = DoubleVector.fromArray(DOUBLES, u.row, u.at + j);
            DoubleVector.fromArray(DOUBLES, u.up, u.upAt + j)
                    .add(DoubleVector.fromArray(DOUBLES, u.down, u.downAt + j))
                    .add(DoubleVector.fromArray(DOUBLES, u.row, u.at + j - 1))
                    .add(DoubleVector.fromArray(DOUBLES, u.row, u.at + j + 1))
                    .add(cell.mul(-4.0)) // exact, so that the sum has the bits of an fma
                    .fma(DoubleVector.broadcast(DOUBLES, d), cell)
                    .intoArray(out, u.at + j);
        }
        ScalarRows.diffuse(u, d, out, end, last + 1);
    }

    @Override
    public int activate(Stencil a, double[] h, Reaction with, double[] nextA, double[] potential) {
        int last = a.size - 1;
        int end = end(1, last, activated);
        if (activated < WARM) {
            activated++;
        }
        int active = ScalarRows.activate(a, h, with, nextA, potential, 0, 1);
        for (int j = 1; j < end; j += LANES) {
            int at = a.at + j;
            DoubleVector x = DoubleVector.fromArray(DOUBLES, a.row, at);
            DoubleVector spread = DoubleVector.fromArray(DOUBLES, a.up, a.upAt + j)
                    .add(DoubleVector.fromArray(DOUBLES, a.down, a.downAt + j))
                    .add(DoubleVector.fromArray(DOUBLES, a.row, a.at + j - 1))
                    .add(DoubleVector.fromArray(DOUBLES, a.row, a.at + j + 1))
                    .add(x.mul(-4.0))
                    .fma(DoubleVector.broadcast(DOUBLES, with.activatorDiffusion()), x);
            DoubleVector birth = x.fma(
                    DoubleVector.broadcast(DOUBLES, 1).sub(x),
                    DoubleVector.fromArray(DOUBLES, h, at).neg());
            DoubleVector next = birth.fma(DoubleVector.broadcast(DOUBLES, with.activatorRate()), spread);
            DoubleVector raised = next.blend(0, next.compare(VectorOperators.LT, 0));
            raised.blend(1, raised.compare(VectorOperators.GT, 1)).intoArray(nextA, at);
            VectorMask<Double> above = next.compare(VectorOperators.GT, with.threshold());
            if (above.anyTrue()) {
                DoubleVector.fromArray(DOUBLES, potential, at)
                        .add(DoubleVector.broadcast(DOUBLES, with.boost()), above)
                        .intoArray(potential, at);
                active += above.trueCount();
            }
        }
        return active + ScalarRows.activate(a, h, with, nextA, potential, end, last + 1);
    }

    @Override
    public void inhibit(Stencil h, double[] a, Reaction with, double[] nextH) {
        int last = h.size - 1;
        int end = end(1, last, inhibited);
        if (inhibited < WARM) {
            inhibited++;
        }
        ScalarRows.inhibit(h, a, with, nextH, 0, 1);
        for (int j = 1; j < end; j += LANES) {
            int at = h.at + j;
            DoubleVector y = DoubleVector.fromArray(DOUBLES, h.row, at);
            DoubleVector spread = DoubleVector.fromArray(DOUBLES, h.up, h.upAt + j)
                    .add(DoubleVector.fromArray(DOUBLES, h.down, h.downAt + j))
                    .add(DoubleVector.fromArray(DOUBLES, h.row, h.at + j - 1))
                    .add(DoubleVector.fromArray(DOUBLES, h.row, h.at + j + 1))
                    .add(y.mul(-4.0))
                    .fma(DoubleVector.broadcast(DOUBLES, with.inhibitorDiffusion()), y);
            DoubleVector next = DoubleVector.fromArray(DOUBLES, a, at)
                    .sub(y)
                    .fma(DoubleVector.broadcast(DOUBLES, with.inhibitorRate()), spread);
            DoubleVector raised = next.blend(0, next.compare(VectorOperators.LT, 0));
            raised.blend(1, raised.compare(VectorOperators.GT, 1)).intoArray(nextH, at);
        }
        ScalarRows.inhibit(h, a, with, nextH, end, last + 1);
    }

    @Override
    public int clamp(double[] values, int from, int to, double least, double largest) {
        int end = end(from, to, clamped);
        if (clamped < WARM) {
            clamped++;
        }
        int outside = 0;
        for (int i = from; i < end; i += LANES) {
            DoubleVector value = DoubleVector.fromArray(DOUBLES, values, i);
            VectorMask<Double> out =
                    value.compare(VectorOperators.LT, least).or(value.compare(VectorOperators.GT, largest));
            if (out.anyTrue()) {
                DoubleVector raised = value.blend(least, value.compare(VectorOperators.LT, least));
                raised.blend(largest, raised.compare(VectorOperators.GT, largest))
                        .intoArray(values, i);
                outside += out.trueCount();
            }
        }
        return outside + RowLoops.scalar().clamp(values, end, to, least, largest);
    }

    @Override
    public boolean finite(double[] values, int from, int to) {
        int end = end(from, to, summed);
        if (summed < WARM) {
            summed++;
        }
        DoubleVector poison = DoubleVector.zero(DOUBLES);
        for (int i = from; i < end; i += LANES) {
            poison = DoubleVector.fromArray(DOUBLES, values, i).fma(DoubleVector.zero(DOUBLES), poison);
        }
        boolean finite = poison.compare(VectorOperators.EQ, 0.0).allTrue();
        return RowLoops.scalar().finite(values, end, to) && finite;
    }

    @Override
    public void extremes(double[] values, int from, int to, double[] out) {
        int end = end(from, to, compared);
        if (compared < WARM) {
            compared++;
        }
        RowLoops.scalar().extremes(values, end, to, out);
        DoubleVector least = DoubleVector.broadcast(DOUBLES, out[0]);
        DoubleVector largest = DoubleVector.broadcast(DOUBLES, out[1]);
        for (int i = from; i < end; i += LANES) {
            DoubleVector value = DoubleVector.fromArray(DOUBLES, values, i);
            least = least.blend(value, value.compare(VectorOperators.LT, least));
            largest = largest.blend(value, value.compare(VectorOperators.GT, largest));
        }
        out[0] = least.reduceLanes(VectorOperators.MIN) + 0.0;
        out[1] = largest.reduceLanes(VectorOperators.MAX) + 0.0;
    }

    @Override
    public void squaredGradient(double[] values, int above, int at, int below, double perRow, double[] squares) {
        int last = squares.length - 1;
        int end = end(1, last, sloped);
        if (sloped < WARM) {
            sloped++;
        }
        ScalarRows.squaredGradient(values, above, at, below, perRow, squares, 0, 1);
        for (int j = 1; j < end; j += LANES) {
            DoubleVector down = DoubleVector.fromArray(DOUBLES, values, below + j)
                    .sub(DoubleVector.fromArray(DOUBLES, values, above + j))
                    .mul(perRow);
            DoubleVector across = DoubleVector.fromArray(DOUBLES, values, at + j + 1)
                    .sub(DoubleVector.fromArray(DOUBLES, values, at + j - 1))
                    .mul(ScalarRows.HALF);
            across.fma(across, down.mul(down)).intoArray(squares, j);
        }
        ScalarRows.squaredGradient(values, above, at, below, perRow, squares, end, last + 1);
    }

    @Override
    public int mark(double[] values, int from, int to, double threshold, boolean magnitude, long[] bits, int word) {
        int vectors = end(from, to, marked);
        if (marked < WARM) {
            marked++;
        }
        int end = from + (vectors - from & -Long.SIZE);
        int count = 0;
        for (int first = from; first < end; first += Long.SIZE) {
            long now = magnitude ? magnitudes(values, first, threshold) : word(values, first, threshold);
            bits[word + (first - from) / Long.SIZE] = now;
            count += Long.bitCount(now);
        }
        int rest = word + (end - from) / Long.SIZE;
        return count + RowLoops.scalar().mark(values, end, to, threshold, magnitude, bits, rest);
    }

    private static long word(double[] values, int first, double threshold) {
        long now = 0;
        for (int k = 0; k < Long.SIZE; k += LANES) {
            now |= DoubleVector.fromArray(DOUBLES, values, first + k)
                            .compare(VectorOperators.GT, threshold)
                            .toLong()
                    << k;
        }
        return now;
    }

    private static long magnitudes(double[] values, int first, double threshold) {
        long now = 0;
        for (int k = 0; k < Long.SIZE; k += LANES) {
            now |= DoubleVector.fromArray(DOUBLES, values, first + k)
                            .abs()
                            .compare(VectorOperators.GT, threshold)
                            .toLong()
                    << k;
        }
        return now;
    }
}
