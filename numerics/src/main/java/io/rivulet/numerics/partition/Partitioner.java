// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition;

import io.rivulet.numerics.graph.CuthillMckee;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Locale;

/// Cuts the rows of a matrix into parts of about as many entries each that need few values of each other.
/// Deterministic for a seed. **Shapes** A n×n, any pattern. **Thread** any.
/// **Source** George, Liu 1981 (ranges); Karypis, Kumar 1998 (multilevel); numerics specification §9.1.
public final class Partitioner {
    /// A halo of more than this part of n costs more than its solve is worth.
    public static final double MAX_HALO_FRACTION = 0.10;

    /// A partition with this balance or a better one is chosen by its halo alone.
    public static final double BALANCE_LIMIT = 1.05;

    /// With more entries than this one multilevel bisection is tried, and no growing on the whole graph.
    private static final int SMALL_ENTRIES = 1_000_000;

    private static final int TRIES = 4;

    /// Seeds of tries are further apart than those of the parts of one.
    private static final long SEED_STEP = 1_000;

    private Partitioner() {}

    /// The best of [#ranges] and some bisections: the one with the smallest halo of those within [#BALANCE_LIMIT], else
    /// the most even one. **Cost** about 2 µs an entry; 0.4 µs with many.
    public static Partitioned partition(CsrMatrix a, int parts, long seed) {
        if (parts < RowPartition.MIN_PARTS || parts > RowPartition.MAX_PARTS) {
            return new Partitioned.Refused(
                    parts + " parts; " + RowPartition.MIN_PARTS + " to " + RowPartition.MAX_PARTS + " are possible");
        }
        if (a.rows() < parts) {
            return new Partitioned.Refused(a.rows() + " rows are too few for " + parts + " parts");
        }
        Candidate best = best(a, parts, seed);
        PartitionMeasure measure = best.measure();
        if (measure.haloFraction() > MAX_HALO_FRACTION) {
            return new Partitioned.Refused(String.format(
                    Locale.ROOT,
                    "in %d parts, %d values of others are needed, %.1f %% of the %d rows; more than %.0f %% are not"
                            + " worth exchanging",
                    parts,
                    measure.halo(),
                    100 * measure.haloFraction(),
                    a.rows(),
                    100 * MAX_HALO_FRACTION));
        }
        return new Partitioned.Accepted(best.partition(), measure, best.how());
    }

    private record Candidate(RowPartition partition, PartitionMeasure measure, String how) {
        static Candidate of(CsrMatrix a, RowPartition partition, String how) {
            return new Candidate(partition, PartitionMeasure.of(a, partition), how);
        }

        Candidate orBetter(Candidate other) {
            return better(other.measure, measure) ? other : this;
        }
    }

    private static Candidate best(CsrMatrix a, int parts, long seed) {
        PartitionGraph graph = PartitionGraph.of(a);
        Candidate best = Candidate.of(a, ranges(graph, parts), "ranges after reverse Cuthill–McKee");
        boolean small = a.nnz() <= SMALL_ENTRIES;
        for (int attempt = 0; attempt < (small ? TRIES : 1); attempt++) {
            RowPartition found = multilevel(graph, parts, seed + attempt * SEED_STEP, Bisection.COARSEST);
            best = best.orBetter(Candidate.of(a, found, "multilevel bisection"));
        }
        if (small) {
            RowPartition found = multilevel(graph, parts, seed, Integer.MAX_VALUE);
            best = best.orBetter(Candidate.of(a, found, "grown bisection"));
        }
        return best;
    }

    private static boolean better(PartitionMeasure one, PartitionMeasure other) {
        boolean oneEven = one.balance() <= BALANCE_LIMIT;
        boolean otherEven = other.balance() <= BALANCE_LIMIT;
        if (oneEven && otherEven) {
            return one.halo() < other.halo();
        }
        return oneEven || !otherEven && one.balance() < other.balance();
    }

    /// Ranges of about as many entries in the order of reverse Cuthill–McKee.
    /// **Errors** more parts than rows throw [IllegalArgumentException].
    public static RowPartition ranges(CsrMatrix a, int parts) {
        return ranges(PartitionGraph.of(a), parts);
    }

    private static RowPartition ranges(PartitionGraph graph, int parts) {
        int n = graph.vertices();
        int[] position = CuthillMckee.positions(graph.pattern());
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[position[i]] = i;
        }
        int[] partOf = new int[n];
        long left = graph.totalSize();
        int at = 0;
        for (int part = 0; part < parts; part++) {
            long wanted = left / (parts - part);
            long taken = 0;
            int keep = parts - part - 1;
            do {
                partOf[order[at]] = part;
                taken += graph.size()[order[at++]];
            } while (n - at > keep && (keep == 0 || taken + graph.size()[order[at]] / 2 <= wanted));
            left -= taken;
        }
        return RowPartition.adopt(parts, partOf);
    }

    /// Bisections of bisections. **Errors** more parts than rows throw [IllegalArgumentException].
    public static RowPartition multilevel(CsrMatrix a, int parts, long seed) {
        return multilevel(PartitionGraph.of(a), parts, seed, Bisection.COARSEST);
    }

    /// Graphs of up to `coarsest` vertices are cut without matching.
    static RowPartition multilevel(PartitionGraph graph, int parts, long seed, int coarsest) {
        int depth = Integer.SIZE - Integer.numberOfLeadingZeros(parts - 1);
        Bisection bisection = new Bisection(coarsest, Math.pow(BALANCE_LIMIT, 1.0 / depth) - 1);
        int n = graph.vertices();
        int[] partOf = new int[n];
        int[] all = new int[n];
        int[] position = new int[n];
        for (int i = 0; i < n; i++) {
            all[i] = i;
            position[i] = -1;
        }
        split(graph, all, 0, parts, bisection, seed, position, partOf);
        return RowPartition.adopt(parts, partOf);
    }

    /// Cuts some rows into parts from `first` on. `position` is space of one entry a row, all −1.
    static void split(
            PartitionGraph whole,
            int[] rows,
            int first,
            int parts,
            Bisection bisection,
            long seed,
            int[] position,
            int[] partOf) {
        if (parts == 1) {
            for (int i : rows) {
                partOf[i] = first;
            }
            return;
        }
        int low = parts / 2;
        PartitionGraph graph = whole.among(rows, position);
        byte[] side = bisection.of(graph, (double) low / parts, seed + first);
        int[][] halves = halves(rows, side, low, parts - low);
        split(whole, halves[0], first, low, bisection, seed, position, partOf);
        split(whole, halves[1], first + low, parts - low, bisection, seed, position, partOf);
    }

    /// The rows of each side; the last of one that has too many go over where the other has fewer rows than parts.
    private static int[][] halves(int[] rows, byte[] side, int low, int high) {
        int zeros = 0;
        for (byte s : side) {
            zeros += 1 - s;
        }
        int wanted = Math.clamp(zeros, low, rows.length - high);
        for (int v = rows.length - 1; v >= 0 && zeros != wanted; v--) {
            if (side[v] == 0 == zeros > wanted) {
                side[v] = (byte) (1 - side[v]);
                zeros += zeros > wanted ? -1 : 1;
            }
        }
        int[][] halves = {new int[zeros], new int[rows.length - zeros]};
        int[] end = new int[2];
        for (int v = 0; v < rows.length; v++) {
            halves[side[v]][end[side[v]]++] = rows[v];
        }
        return halves;
    }
}
