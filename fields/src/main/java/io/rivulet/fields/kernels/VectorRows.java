// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.kernels;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The Vector API. Only [RowLoops.Chosen] may touch this class: it can't be loaded without the module.
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

    private static DoubleVector load(double[] from, int at) {
        return DoubleVector.fromArray(DOUBLES, from, at);
    }

    /// At the columns from j on, the first of which is not 0 and the last of which is not the last.
    private static DoubleVector laplacian(Stencil u, int j, DoubleVector cell) {
        return load(u.up, u.upAt + j)
                .add(load(u.down, u.downAt + j))
                .add(load(u.row, u.at + j - 1))
                .add(load(u.row, u.at + j + 1))
                .add(cell.mul(-4.0)); // exact, so that the sum has the bits of an fma
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
            DoubleVector cell = load(u.row, u.at + j);
            laplacian(u, j, cell).fma(DoubleVector.broadcast(DOUBLES, d), cell).intoArray(out, u.at + j);
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
            DoubleVector x = load(a.row, at);
            DoubleVector spread = laplacian(a, j, x).fma(broadcast(with.activatorDiffusion()), x);
            DoubleVector birth = x.fma(broadcast(1).sub(x), load(h, at).neg());
            DoubleVector next = birth.fma(broadcast(with.activatorRate()), spread);
            clamp(next, 0, 1).intoArray(nextA, at);
            VectorMask<Double> above = next.compare(VectorOperators.GT, with.threshold());
            if (above.anyTrue()) {
                load(potential, at).add(broadcast(with.boost()), above).intoArray(potential, at);
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
            DoubleVector y = load(h.row, at);
            DoubleVector spread = laplacian(h, j, y).fma(broadcast(with.inhibitorDiffusion()), y);
            DoubleVector next = load(a, at).sub(y).fma(broadcast(with.inhibitorRate()), spread);
            clamp(next, 0, 1).intoArray(nextH, at);
        }
        ScalarRows.inhibit(h, a, with, nextH, end, last + 1);
    }

    private static DoubleVector broadcast(double value) {
        return DoubleVector.broadcast(DOUBLES, value);
    }

    private static DoubleVector clamp(DoubleVector value, double least, double largest) {
        DoubleVector raised = value.blend(least, value.compare(VectorOperators.LT, least));
        return raised.blend(largest, raised.compare(VectorOperators.GT, largest));
    }

    @Override
    public int clamp(double[] values, int from, int to, double least, double largest) {
        int end = end(from, to, clamped);
        if (clamped < WARM) {
            clamped++;
        }
        int outside = 0;
        for (int i = from; i < end; i += LANES) {
            DoubleVector value = load(values, i);
            VectorMask<Double> out =
                    value.compare(VectorOperators.LT, least).or(value.compare(VectorOperators.GT, largest));
            if (out.anyTrue()) {
                clamp(value, least, largest).intoArray(values, i);
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
            poison = load(values, i).fma(DoubleVector.zero(DOUBLES), poison);
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
        DoubleVector least = broadcast(out[0]);
        DoubleVector largest = broadcast(out[1]);
        for (int i = from; i < end; i += LANES) {
            DoubleVector value = load(values, i);
            least = least.blend(value, value.lt(least));
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
            DoubleVector down =
                    load(values, below + j).sub(load(values, above + j)).mul(perRow);
            DoubleVector across =
                    load(values, at + j + 1).sub(load(values, at + j - 1)).mul(ScalarRows.HALF);
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
            now |= load(values, first + k)
                            .compare(VectorOperators.GT, threshold)
                            .toLong()
                    << k;
        }
        return now;
    }

    private static long magnitudes(double[] values, int first, double threshold) {
        long now = 0;
        for (int k = 0; k < Long.SIZE; k += LANES) {
            now |= load(values, first + k)
                            .abs()
                            .compare(VectorOperators.GT, threshold)
                            .toLong()
                    << k;
        }
        return now;
    }
}
