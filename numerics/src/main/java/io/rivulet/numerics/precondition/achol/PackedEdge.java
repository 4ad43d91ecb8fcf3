// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.achol;

/// One end of an edge in one word: the vertex at the other end, the weight with its sign and whole exponent but 18
/// bits of fraction, and how many parallel copies of equal weight it stands for. Rounding a weight changes the graph by
/// a factor 1 ± 2⁻¹⁹ and leaves it a graph, which no preconditioner notices; a fixed exponent range would lose edges.
final class PackedEdge {
    static final int MAX_COPIES = 4;

    private static final long COPIES = MAX_COPIES - 1L;
    private static final long WEIGHT = 0xffff_ffffL & ~COPIES;

    /// Half of the last bit of a weight that is kept.
    private static final long HALF = 1L << 33;

    private PackedEdge() {}

    /// `copies` from 1 to [#MAX_COPIES].
    static long of(int to, double weight, int copies) {
        long bits = Double.doubleToRawLongBits(weight) + HALF;
        return (long) to << 32 | bits >>> 32 & WEIGHT | copies - 1L;
    }

    static int to(long edge) {
        return (int) (edge >>> 32);
    }

    static double weight(long edge) {
        return Double.longBitsToDouble((edge & WEIGHT) << 32);
    }

    static int copies(long edge) {
        return (int) (edge & COPIES) + 1;
    }
}
