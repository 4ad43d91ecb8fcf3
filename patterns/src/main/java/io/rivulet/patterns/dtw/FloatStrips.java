// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.dtw;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// `DoubleStrips` with other vectors: the Vector API has no type for both, and a loop written over its common
/// supertype does not stay in registers.
///
/// The table in strips of rows, each walked along its anti-diagonals in registers: a lane is a row, one column behind
/// the row above it, so that a step makes one cell of every row. Lane 0 is the lowest row of a register: what goes
/// down to the next strip can then be stored with the whole register, whose other lanes the next steps overwrite.
/// Costs are not negative, so that they order as their bits do, and the least of two is one instruction.
///
/// Columns left of the table cost +∞ because of the +∞ around b; what is right of it or below it is never read by
/// a cell of the table.
/// **Thread** any; nothing is kept.
final class FloatStrips {
    private static final VectorSpecies<Float> REALS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> BITS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = REALS.length();

    /// Registers of a strip, without a band and with one. More hide more of the latency of a step, and waste more
    /// where a band begins and ends.
    private static final int WIDE = 4;

    private static final int NARROW = 2;

    /// Each lane gets its upper neighbour, the top one that of lane 0.
    private static final VectorShuffle<Integer> DOWN = VectorShuffle.fromOp(BITS, lane -> (lane + 1) % LANES);

    private static final VectorMask<Integer> TOP = VectorMask.fromLong(BITS, 1L << (LANES - 1));

    private static final float INFINITY = Float.POSITIVE_INFINITY;

    private FloatStrips() {}

    static float distance(float[] a, float[] b, Cost cost, int radius, float limit) {
        int n = a.length;
        int m = b.length;
        boolean banded = radius < Math.max(n, m) - 1;
        int rows = LANES * (banded ? NARROW : WIDE);
        float[] column = new float[m + 2 * rows];
        Arrays.fill(column, INFINITY);
        System.arraycopy(b, 0, column, rows, m);
        float[] edge = new float[m + 3 * rows];
        Arrays.fill(edge, INFINITY);
        edge[rows] = 0;
        float[] strip = new float[rows];
        boolean absolute = cost == Cost.ABS;
        for (int from = 0; from < n; from += rows) {
            for (int k = 0; k < rows; k++) {
                strip[rows - 1 - k] = from + k < n ? a[from + k] : 0;
            }
            int lowest = Math.min(rows, n - from) - 1; // the rows below it are computed, and read by nobody
            if (banded) {
                int first = Math.max(1, from + 1 - radius);
                int last = (int) Math.min((long) m + lowest, from + 1L + radius + 2L * lowest);
                band(strip, column, edge, absolute, first, last, from, radius);
            } else {
                full(strip, column, edge, absolute, m + lowest);
            }
            if (from + rows >= n) {
                float result = strip[rows - 1 - lowest];
                return result > limit ? INFINITY : result;
            }
            if (limit < INFINITY && least(edge, rows, from + rows, m, radius) > limit) {
                return INFINITY;
            }
        }
        throw new IllegalArgumentException("a series needs a value");
    }

    /// The least of row `row`, which `edge` holds.
    private static float least(float[] edge, int offset, int row, int m, int radius) {
        float least = INFINITY;
        int to = (int) Math.min(m, (long) row + radius);
        for (int j = Math.max(1, row - radius); j <= to; j++) {
            least = edge[offset + j] < least ? edge[offset + j] : least;
        }
        return least;
    }

    private static IntVector load(float[] from, int at) {
        return FloatVector.fromArray(REALS, from, at).reinterpretAsInts();
    }

    private static IntVector cell(FloatVector a, float[] column, int at, boolean absolute, IntVector before) {
        FloatVector difference = a.sub(FloatVector.fromArray(REALS, column, at));
        FloatVector cost = absolute ? difference.abs() : difference.mul(difference);
        return cost.add(before.reinterpretAsFloats()).reinterpretAsInts();
    }

    /// Four registers over all columns; the last values of the rows replace `strip`.
    private static void full(float[] strip, float[] column, float[] edge, boolean absolute, int steps) {
        int rows = WIDE * LANES;
        FloatVector a0 = FloatVector.fromArray(REALS, strip, 3 * LANES);
        FloatVector a1 = FloatVector.fromArray(REALS, strip, 2 * LANES);
        FloatVector a2 = FloatVector.fromArray(REALS, strip, LANES);
        FloatVector a3 = FloatVector.fromArray(REALS, strip, 0);
        IntVector infinity = IntVector.broadcast(BITS, Float.floatToRawIntBits(INFINITY));
        IntVector p0 = infinity;
        IntVector p1 = infinity;
        IntVector p2 = infinity;
        IntVector p3 = infinity;
        IntVector d0 = infinity.withLane(LANES - 1, Float.floatToRawIntBits(edge[rows]));
        IntVector d1 = infinity;
        IntVector d2 = infinity;
        IntVector d3 = infinity;
        for (int t = 1; t <= steps; t++) {
            IntVector r0 = p0.rearrange(DOWN);
            IntVector r1 = p1.rearrange(DOWN);
            IntVector r2 = p2.rearrange(DOWN);
            IntVector u0 = r0.blend(load(edge, rows + t - LANES + 1), TOP);
            IntVector u1 = r1.blend(r0, TOP);
            IntVector u2 = r2.blend(r1, TOP);
            IntVector u3 = p3.rearrange(DOWN).blend(r2, TOP);
            int at = rows + t - LANES;
            p0 = cell(a0, column, at, absolute, d0.min(u0).min(p0));
            p1 = cell(a1, column, at - LANES, absolute, d1.min(u1).min(p1));
            p2 = cell(a2, column, at - 2 * LANES, absolute, d2.min(u2).min(p2));
            p3 = cell(a3, column, at - 3 * LANES, absolute, d3.min(u3).min(p3));
            d0 = u0;
            d1 = u1;
            d2 = u2;
            d3 = u3;
            p3.reinterpretAsFloats().intoArray(edge, t + 1);
        }
        p0.reinterpretAsFloats().intoArray(strip, 3 * LANES);
        p1.reinterpretAsFloats().intoArray(strip, 2 * LANES);
        p2.reinterpretAsFloats().intoArray(strip, LANES);
        p3.reinterpretAsFloats().intoArray(strip, 0);
    }

    /// Two registers from step `first` to `last`, cells outside the band +∞.
    ///
    /// @param from rows above the strip
    private static void band(
            float[] strip, float[] column, float[] edge, boolean absolute, int first, int last, int from, int radius) {
        int rows = NARROW * LANES;
        FloatVector a0 = FloatVector.fromArray(REALS, strip, LANES);
        FloatVector a1 = FloatVector.fromArray(REALS, strip, 0);
        IntVector infinity = IntVector.broadcast(BITS, Float.floatToRawIntBits(INFINITY));
        IntVector p0 = infinity;
        IntVector p1 = infinity;
        IntVector d0 = infinity.withLane(LANES - 1, Float.floatToRawIntBits(edge[rows + first - 1]));
        IntVector d1 = infinity;
        // A cell lies in the band while j − i + radius is between 0 and 2·radius: as bits without sign, while it is
        // at most 2·radius.
        IntVector behind = IntVector.zero(BITS).addIndex(2).sub(2 * (LANES - 1));
        IntVector place0 = behind.add(first - from - 1 + radius);
        IntVector place1 = place0.sub(2 * LANES);
        int inside = 2 * radius;
        for (int t = first; t <= last; t++) {
            IntVector r0 = p0.rearrange(DOWN);
            IntVector u0 = r0.blend(load(edge, rows + t - LANES + 1), TOP);
            IntVector u1 = p1.rearrange(DOWN).blend(r0, TOP);
            int at = rows + t - LANES;
            IntVector c0 = cell(a0, column, at, absolute, d0.min(u0).min(p0));
            IntVector c1 = cell(a1, column, at - LANES, absolute, d1.min(u1).min(p1));
            p0 = infinity.blend(c0, place0.compare(VectorOperators.ULE, inside));
            p1 = infinity.blend(c1, place1.compare(VectorOperators.ULE, inside));
            d0 = u0;
            d1 = u1;
            place0 = place0.add(1);
            place1 = place1.add(1);
            p1.reinterpretAsFloats().intoArray(edge, t + 1);
        }
        p0.reinterpretAsFloats().intoArray(strip, LANES);
        p1.reinterpretAsFloats().intoArray(strip, 0);
    }
}
