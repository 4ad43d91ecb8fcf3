// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.dtw;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// `FloatStrips` with other vectors: the Vector API has no type for both, and a loop written over its common
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
final class DoubleStrips {
    private static final VectorSpecies<Double> REALS = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> BITS = LongVector.SPECIES_PREFERRED;
    private static final int LANES = REALS.length();

    /// Registers of a strip, without a band and with one. More hide more of the latency of a step, and waste more
    /// where a band begins and ends.
    private static final int WIDE = 4;

    private static final int NARROW = 2;

    /// Each lane gets its upper neighbour, the top one that of lane 0.
    private static final VectorShuffle<Long> DOWN = VectorShuffle.fromOp(BITS, lane -> (lane + 1) % LANES);

    private static final VectorMask<Long> TOP = VectorMask.fromLong(BITS, 1L << (LANES - 1));

    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private DoubleStrips() {}

    static double distance(double[] a, double[] b, Cost cost, int radius, double limit) {
        int n = a.length;
        int m = b.length;
        boolean banded = radius < Math.max(n, m) - 1;
        int rows = LANES * (banded ? NARROW : WIDE);
        double[] column = new double[m + 2 * rows];
        Arrays.fill(column, INFINITY);
        System.arraycopy(b, 0, column, rows, m);
        double[] edge = new double[m + 3 * rows];
        Arrays.fill(edge, INFINITY);
        edge[rows] = 0;
        double[] strip = new double[rows];
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
                double result = strip[rows - 1 - lowest];
                return result > limit ? INFINITY : result;
            }
            if (limit < INFINITY && least(edge, rows, from + rows, m, radius) > limit) {
                return INFINITY;
            }
        }
        throw new IllegalArgumentException("a series needs a value");
    }

    /// The least of row `row`, which `edge` holds.
    private static double least(double[] edge, int offset, int row, int m, int radius) {
        double least = INFINITY;
        int to = (int) Math.min(m, (long) row + radius);
        for (int j = Math.max(1, row - radius); j <= to; j++) {
            least = edge[offset + j] < least ? edge[offset + j] : least;
        }
        return least;
    }

    private static LongVector load(double[] from, int at) {
        return DoubleVector.fromArray(REALS, from, at).reinterpretAsLongs();
    }

    private static LongVector cell(DoubleVector a, double[] column, int at, boolean absolute, LongVector before) {
        DoubleVector difference = a.sub(DoubleVector.fromArray(REALS, column, at));
        DoubleVector cost = absolute ? difference.abs() : difference.mul(difference);
        return cost.add(before.reinterpretAsDoubles()).reinterpretAsLongs();
    }

    /// Four registers over all columns; the last values of the rows replace `strip`.
    private static void full(double[] strip, double[] column, double[] edge, boolean absolute, int steps) {
        int rows = WIDE * LANES;
        DoubleVector a0 = DoubleVector.fromArray(REALS, strip, 3 * LANES);
        DoubleVector a1 = DoubleVector.fromArray(REALS, strip, 2 * LANES);
        DoubleVector a2 = DoubleVector.fromArray(REALS, strip, LANES);
        DoubleVector a3 = DoubleVector.fromArray(REALS, strip, 0);
        LongVector infinity = LongVector.broadcast(BITS, Double.doubleToRawLongBits(INFINITY));
        LongVector p0 = infinity;
        LongVector p1 = infinity;
        LongVector p2 = infinity;
        LongVector p3 = infinity;
        LongVector d0 = infinity.withLane(LANES - 1, Double.doubleToRawLongBits(edge[rows]));
        LongVector d1 = infinity;
        LongVector d2 = infinity;
        LongVector d3 = infinity;
        for (int t = 1; t <= steps; t++) {
            LongVector r0 = p0.rearrange(DOWN);
            LongVector r1 = p1.rearrange(DOWN);
            LongVector r2 = p2.rearrange(DOWN);
            LongVector u0 = r0.blend(load(edge, rows + t - LANES + 1), TOP);
            LongVector u1 = r1.blend(r0, TOP);
            LongVector u2 = r2.blend(r1, TOP);
            LongVector u3 = p3.rearrange(DOWN).blend(r2, TOP);
            int at = rows + t - LANES;
            p0 = cell(a0, column, at, absolute, d0.min(u0).min(p0));
            p1 = cell(a1, column, at - LANES, absolute, d1.min(u1).min(p1));
            p2 = cell(a2, column, at - 2 * LANES, absolute, d2.min(u2).min(p2));
            p3 = cell(a3, column, at - 3 * LANES, absolute, d3.min(u3).min(p3));
            d0 = u0;
            d1 = u1;
            d2 = u2;
            d3 = u3;
            p3.reinterpretAsDoubles().intoArray(edge, t + 1);
        }
        p0.reinterpretAsDoubles().intoArray(strip, 3 * LANES);
        p1.reinterpretAsDoubles().intoArray(strip, 2 * LANES);
        p2.reinterpretAsDoubles().intoArray(strip, LANES);
        p3.reinterpretAsDoubles().intoArray(strip, 0);
    }

    /// Two registers from step `first` to `last`, cells outside the band +∞.
    ///
    /// @param from rows above the strip
    private static void band(
            double[] strip,
            double[] column,
            double[] edge,
            boolean absolute,
            int first,
            int last,
            int from,
            int radius) {
        int rows = NARROW * LANES;
        DoubleVector a0 = DoubleVector.fromArray(REALS, strip, LANES);
        DoubleVector a1 = DoubleVector.fromArray(REALS, strip, 0);
        LongVector infinity = LongVector.broadcast(BITS, Double.doubleToRawLongBits(INFINITY));
        LongVector p0 = infinity;
        LongVector p1 = infinity;
        LongVector d0 = infinity.withLane(LANES - 1, Double.doubleToRawLongBits(edge[rows + first - 1]));
        LongVector d1 = infinity;
        // A cell lies in the band while j − i + radius is between 0 and 2·radius: as bits without sign, while it is
        // at most 2·radius.
        LongVector behind = LongVector.zero(BITS).addIndex(2).sub(2 * (LANES - 1));
        LongVector place0 = behind.add(first - from - 1 + radius);
        LongVector place1 = place0.sub(2 * LANES);
        int inside = 2 * radius;
        for (int t = first; t <= last; t++) {
            LongVector r0 = p0.rearrange(DOWN);
            LongVector u0 = r0.blend(load(edge, rows + t - LANES + 1), TOP);
            LongVector u1 = p1.rearrange(DOWN).blend(r0, TOP);
            int at = rows + t - LANES;
            LongVector c0 = cell(a0, column, at, absolute, d0.min(u0).min(p0));
            LongVector c1 = cell(a1, column, at - LANES, absolute, d1.min(u1).min(p1));
            p0 = infinity.blend(c0, place0.compare(VectorOperators.ULE, inside));
            p1 = infinity.blend(c1, place1.compare(VectorOperators.ULE, inside));
            d0 = u0;
            d1 = u1;
            place0 = place0.add(1);
            place1 = place1.add(1);
            p1.reinterpretAsDoubles().intoArray(edge, t + 1);
        }
        p0.reinterpretAsDoubles().intoArray(strip, LANES);
        p1.reinterpretAsDoubles().intoArray(strip, 0);
    }
}
