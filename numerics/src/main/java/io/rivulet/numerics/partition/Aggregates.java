// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;

/// Rows of each part in a few connected groups of about the same size, numbered over all parts.
record Aggregates(int count, int[] of) {
    static final Aggregates NONE = new Aggregates(0, new int[0]);

    /// Groups may differ by this much; their shape matters more.
    private static final double SLACK = 0.1;

    static Aggregates of(CsrMatrix a, RowPartition partition, int perPart, long seed) {
        PartitionGraph graph = PartitionGraph.of(a);
        int[] of = new int[a.rows()];
        int[] position = new int[a.rows()];
        Arrays.fill(position, -1);
        int count = 0;
        Bisection bisection = new Bisection(Bisection.COARSEST, SLACK);
        for (int part = 0; part < partition.parts(); part++) {
            int groups = Math.min(perPart, partition.size(part));
            Partitioner.split(graph, partition.rowsOf(part), count, groups, bisection, seed, position, of);
            count += groups;
        }
        return new Aggregates(count, of);
    }

    /// The groups of some rows.
    int[] at(int[] rows) {
        if (count == 0) {
            return of;
        }
        int[] groups = new int[rows.length];
        for (int k = 0; k < rows.length; k++) {
            groups[k] = of[rows[k]];
        }
        return groups;
    }
}
