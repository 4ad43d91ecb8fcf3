// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// The Vector API, eight logical lanes in one vector of 512 bits or two of 256. Only [Detected] may touch this
/// class: it can't be loaded without the module.
///
/// Loops call vectors' own methods, which the compiler is told to inline, and no helper of ours for them: where a loop
/// ends up inside the compiled code of a caller, a helper that does not look frequent at that moment stays a call, and
/// vectors stay objects for good.
enum VectorKernels implements Kernels {
    INSTANCE;

    /// Narrower ones have no gather instruction.
    static final int LEAST_BITS = 256;

    // One species for all loops: the compiler drops vectors of several from its registers.
    private static final VectorSpecies<Double> DOUBLES =
            gatherBits() >= 512 ? DoubleVector.SPECIES_512 : DoubleVector.SPECIES_256;
    private static final VectorSpecies<Float> FLOATS =
            gatherBits() >= 512 ? FloatVector.SPECIES_512 : FloatVector.SPECIES_256;
    private static final boolean WHOLE = DOUBLES.length() == 8;
    private static final int HALF = 4;

    /// Calls of a loop until the compiler has seen enough of it. Before that, vectors are objects and a hundred times
    /// slower than numbers …
    private static final int WARM = 4_000;

    /// … so that only so many slices of a call are done with them, and scalar loops do the rest, with the same bits.
    private static final int WARMING_SLICES = 8;

    private static final int WARMING_ELEMENTS = 8 * WARMING_SLICES;

    // Counted without care: what is lost between threads delays the switch a little, and changes no bits.
    private static int summed;
    private static int summedTwice;
    private static int stepped;
    private static int weighted;
    private static int multiplied;
    private static int subtracted;
    private static int multipliedFloats;

    /// Bits of the widest vectors for which this processor has integer operations, hence gathers: with its first
    /// AVX it had 256 for floating point alone.
    static int gatherBits() {
        return Math.min(IntVector.SPECIES_PREFERRED.vectorBitSize(), DoubleVector.SPECIES_PREFERRED.vectorBitSize());
    }

    @Override
    public String provider() {
        return "vector-" + DOUBLES.vectorBitSize();
    }

    /// The lanes by the tree of all providers; `high` is not used where one vector holds all eight.
    private static double add(DoubleVector low, DoubleVector high) {
        double left = (low.lane(0) + low.lane(1)) + (low.lane(2) + low.lane(3));
        double right = WHOLE
                ? (low.lane(4) + low.lane(5)) + (low.lane(6) + low.lane(7))
                : (high.lane(0) + high.lane(1)) + (high.lane(2) + high.lane(3));
        return left + right;
    }

    @Override
    public double dot(double[] x, double[] y, int from, int to) {
        if (summed < WARM) {
            summed++;
            lanes(x, y, from, Math.min(to, from + WARMING_ELEMENTS));
            return Kernels.scalar().dot(x, y, from, to);
        }
        return lanes(x, y, from, to);
    }

    private static double lanes(double[] x, double[] y, int from, int to) {
        int full = from + ((to - from) & -8);
        DoubleVector low = DoubleVector.zero(DOUBLES);
        DoubleVector high = DoubleVector.zero(DOUBLES);
        for (int i = from; i < full; i += 8) {
            low = DoubleVector.fromArray(DOUBLES, x, i).fma(DoubleVector.fromArray(DOUBLES, y, i), low);
            if (!WHOLE) {
                high = DoubleVector.fromArray(DOUBLES, x, i + HALF)
                        .fma(DoubleVector.fromArray(DOUBLES, y, i + HALF), high);
            }
        }
        return add(low, high) + ScalarKernels.rest(x, y, full, to);
    }

    @Override
    public void dot2(double[] x, double[] y, int from, int to, double[] space, int at) {
        if (summedTwice < WARM) {
            summedTwice++;
            lanes2(x, y, from, Math.min(to, from + WARMING_ELEMENTS), space, at);
            Kernels.scalar().dot2(x, y, from, to, space, at);
        } else {
            lanes2(x, y, from, to, space, at);
        }
    }

    private static void lanes2(double[] x, double[] y, int from, int to, double[] space, int at) {
        int full = from + ((to - from) & -8);
        DoubleVector low = DoubleVector.zero(DOUBLES);
        DoubleVector high = DoubleVector.zero(DOUBLES);
        DoubleVector lowCarry = DoubleVector.zero(DOUBLES);
        DoubleVector highCarry = DoubleVector.zero(DOUBLES);
        for (int i = from; i < full; i += 8) {
            DoubleVector a = DoubleVector.fromArray(DOUBLES, x, i);
            DoubleVector b = DoubleVector.fromArray(DOUBLES, y, i);
            DoubleVector product = a.mul(b);
            DoubleVector next = low.add(product);
            lowCarry = lowCarry.add(error(low, product, next).add(a.fma(b, product.neg())));
            low = next;
            if (!WHOLE) {
                DoubleVector c = DoubleVector.fromArray(DOUBLES, x, i + HALF);
                DoubleVector d = DoubleVector.fromArray(DOUBLES, y, i + HALF);
                DoubleVector second = c.mul(d);
                DoubleVector after = high.add(second);
                highCarry = highCarry.add(error(high, second, after).add(c.fma(d, second.neg())));
                high = after;
            }
        }
        low.intoArray(space, at);
        lowCarry.intoArray(space, at + 8);
        if (!WHOLE) {
            high.intoArray(space, at + HALF);
            highCarry.intoArray(space, at + 8 + HALF);
        }
        Compensated.finish(space, at, 8, x, y, full, to);
    }

    private static DoubleVector error(DoubleVector a, DoubleVector b, DoubleVector sum) {
        DoubleVector part = sum.sub(a);
        return a.sub(sum.sub(part)).add(b.sub(part));
    }

    @Override
    public double step(double c, double[] p, double[] q, double[] x, double[] r, int from, int to) {
        if (stepped < WARM) {
            stepped++;
            int end = Math.min(to, from + WARMING_ELEMENTS);
            stepLanes(c, p, q, x, r, from, end);
            Kernels.scalar().step(c, p, q, x, r, end, to);
            return Kernels.scalar().dot(r, r, from, to);
        }
        return stepLanes(c, p, q, x, r, from, to);
    }

    private static double stepLanes(double c, double[] p, double[] q, double[] x, double[] r, int from, int to) {
        int full = from + ((to - from) & -8);
        DoubleVector plus = DoubleVector.broadcast(DOUBLES, c);
        DoubleVector minus = DoubleVector.broadcast(DOUBLES, -c);
        DoubleVector low = DoubleVector.zero(DOUBLES);
        DoubleVector high = DoubleVector.zero(DOUBLES);
        for (int i = from; i < full; i += 8) {
            DoubleVector.fromArray(DOUBLES, p, i)
                    .fma(plus, DoubleVector.fromArray(DOUBLES, x, i))
                    .intoArray(x, i);
            DoubleVector left = DoubleVector.fromArray(DOUBLES, q, i).fma(minus, DoubleVector.fromArray(DOUBLES, r, i));
            left.intoArray(r, i);
            low = left.fma(left, low);
            if (!WHOLE) {
                DoubleVector.fromArray(DOUBLES, p, i + HALF)
                        .fma(plus, DoubleVector.fromArray(DOUBLES, x, i + HALF))
                        .intoArray(x, i + HALF);
                DoubleVector right = DoubleVector.fromArray(DOUBLES, q, i + HALF)
                        .fma(minus, DoubleVector.fromArray(DOUBLES, r, i + HALF));
                right.intoArray(r, i + HALF);
                high = right.fma(right, high);
            }
        }
        Elementwise.axpy(c, p, x, full, to);
        Elementwise.axpy(-c, q, r, full, to);
        return add(low, high) + ScalarKernels.rest(r, r, full, to);
    }

    @Override
    public double weightedSquare(double[] w, double[] x, int from, int to) {
        if (weighted < WARM) {
            weighted++;
            weightedLanes(w, x, from, Math.min(to, from + WARMING_ELEMENTS));
            return Kernels.scalar().weightedSquare(w, x, from, to);
        }
        return weightedLanes(w, x, from, to);
    }

    private static double weightedLanes(double[] w, double[] x, int from, int to) {
        int full = from + ((to - from) & -8);
        DoubleVector low = DoubleVector.zero(DOUBLES);
        DoubleVector high = DoubleVector.zero(DOUBLES);
        for (int i = from; i < full; i += 8) {
            DoubleVector left = DoubleVector.fromArray(DOUBLES, x, i);
            low = DoubleVector.fromArray(DOUBLES, w, i).mul(left).fma(left, low);
            if (!WHOLE) {
                DoubleVector right = DoubleVector.fromArray(DOUBLES, x, i + HALF);
                high = DoubleVector.fromArray(DOUBLES, w, i + HALF).mul(right).fma(right, high);
            }
        }
        return add(low, high) + ScalarKernels.weightedRest(w, x, full, to);
    }

    /// From now on vectors do all they can, compiled or not: for tests, which want them and not the scalar loops.
    static void warm() {
        count(WARM);
    }

    /// As in a JVM that has just started.
    static void cool() {
        count(0);
    }

    private static void count(int calls) {
        summed = calls;
        summedTwice = calls;
        stepped = calls;
        weighted = calls;
        multiplied = calls;
        subtracted = calls;
        multipliedFloats = calls;
    }

    /// The end of what vectors do of the slices from `from` to `to`: full ones, and few at first.
    private static int vectorEnd(SellPattern pattern, int calls, int from, int to) {
        int full = Math.min(to, pattern.rows() / pattern.lanes());
        return calls < WARM ? Math.min(full, from + WARMING_SLICES) : full;
    }

    @Override
    public void multiply(SellMatrix a, int from, int to, double[] x, double[] y) {
        int end = vectorEnd(a.pattern(), multiplied, from, to);
        multiplied += multiplied < WARM ? 1 : 0;
        multiplyFull(a, from, end, x, y);
        if (end < to) {
            Kernels.scalar().multiply(a, Math.max(from, end), to, x, y);
        }
    }

    private static void multiplyFull(SellMatrix a, int from, int to, double[] x, double[] y) {
        int[] start = a.pattern().start();
        int[] column = a.pattern().column();
        double[] value = a.value();
        for (int slice = from; slice < to; slice++) {
            DoubleVector low = DoubleVector.zero(DOUBLES);
            DoubleVector high = DoubleVector.zero(DOUBLES);
            int end = start[slice + 1];
            for (int k = start[slice]; k < end; k += 8) {
                low = DoubleVector.fromArray(DOUBLES, value, k)
                        .fma(DoubleVector.fromArray(DOUBLES, x, 0, column, k), low);
                if (!WHOLE) {
                    high = DoubleVector.fromArray(DOUBLES, value, k + HALF)
                            .fma(DoubleVector.fromArray(DOUBLES, x, 0, column, k + HALF), high);
                }
            }
            low.add(0.0).intoArray(y, 8 * slice);
            if (!WHOLE) {
                high.add(0.0).intoArray(y, 8 * slice + HALF);
            }
        }
    }

    @Override
    public void residual2(SellMatrix a, int from, int to, double[] b, double[] x, double[] r, double[] size) {
        int[] start = a.pattern().start();
        int end = vectorEnd(a.pattern(), subtracted, from, to);
        subtracted += subtracted < WARM ? 1 : 0;
        for (int slice = from; slice < end; slice++) {
            residual2(a, start[slice], start[slice + 1], b, x, r, size, 8 * slice);
            if (!WHOLE) {
                residual2(a, start[slice] + HALF, start[slice + 1], b, x, r, size, 8 * slice + HALF);
            }
        }
        if (end < to) {
            Kernels.scalar().residual2(a, Math.max(from, end), to, b, x, r, size);
        }
    }

    /// The rows of one vector.
    private static void residual2(
            SellMatrix a, int from, int to, double[] b, double[] x, double[] r, double[] size, int at) {
        int[] column = a.pattern().column();
        int[] rowAt = a.pattern().rowAt();
        double[] value = a.value();
        DoubleVector factor = DoubleVector.broadcast(DOUBLES, -a.sign());
        DoubleVector sum = rowAt == null
                ? DoubleVector.fromArray(DOUBLES, b, at)
                : DoubleVector.fromArray(DOUBLES, b, 0, rowAt, at);
        DoubleVector carry = DoubleVector.zero(DOUBLES);
        DoubleVector magnitude = sum.abs();
        for (int k = from; k < to; k += 8) {
            DoubleVector entry = DoubleVector.fromArray(DOUBLES, value, k).mul(factor);
            DoubleVector other = DoubleVector.fromArray(DOUBLES, x, 0, column, k);
            DoubleVector product = entry.mul(other);
            DoubleVector next = sum.add(product);
            carry = carry.add(error(sum, product, next).add(entry.fma(other, product.neg())));
            sum = next;
            magnitude = magnitude.add(product.abs());
        }
        sum.add(carry).add(0.0).intoArray(r, at);
        magnitude.intoArray(size, at);
    }

    @Override
    public void multiply(FloatSell a, int from, int to, float[] x, float[] y) {
        int end = vectorEnd(a.pattern(), multipliedFloats, from, to);
        multipliedFloats += multipliedFloats < WARM ? 1 : 0;
        multiplyFull(a, from, end, x, y);
        if (end < to) {
            Kernels.scalar().multiply(a, Math.max(from, end), to, x, y);
        }
    }

    private static void multiplyFull(FloatSell a, int from, int to, float[] x, float[] y) {
        int[] start = a.pattern().start();
        int[] column = a.pattern().column();
        float[] value = a.value();
        for (int slice = from; slice < to; slice++) {
            FloatVector low = FloatVector.zero(FLOATS);
            FloatVector high = FloatVector.zero(FLOATS);
            int end = start[slice + 1];
            for (int k = start[slice]; k < end; k += 16) {
                low = FloatVector.fromArray(FLOATS, value, k).fma(FloatVector.fromArray(FLOATS, x, 0, column, k), low);
                if (!WHOLE) {
                    high = FloatVector.fromArray(FLOATS, value, k + 8)
                            .fma(FloatVector.fromArray(FLOATS, x, 0, column, k + 8), high);
                }
            }
            low.add(0.0f).intoArray(y, 16 * slice);
            if (!WHOLE) {
                high.add(0.0f).intoArray(y, 16 * slice + 8);
            }
        }
    }
}
