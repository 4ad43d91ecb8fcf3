// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// What a partition costs: values to be exchanged, and how evenly the entries are spread.
///
/// @param halos by part, columns of its rows that others own
/// @param entries by part, stored entries of its rows
/// @param haloFraction the sum of the halos over n
/// @param balance most entries of a part over their mean; 1 is even
public record PartitionMeasure(List<Integer> halos, List<Long> entries, double haloFraction, double balance) {
    public PartitionMeasure {
        halos = List.copyOf(halos);
        entries = List.copyOf(entries);
    }

    /// **Cost** one pass over the pattern. Stored zeros count: a change may fill them.
    public static PartitionMeasure of(CsrMatrix a, RowPartition partition) {
        int n = a.rows();
        List<Integer> halos = new ArrayList<>();
        List<Long> entries = new ArrayList<>();
        int[] seenBy = new int[n];
        Arrays.fill(seenBy, -1);
        for (int part = 0; part < partition.parts(); part++) {
            int halo = 0;
            long stored = 0;
            for (int i : partition.rowsOf(part)) {
                stored += a.rowStart()[i + 1] - a.rowStart()[i];
                for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                    int j = a.column()[k];
                    if (partition.partOf(j) != part && seenBy[j] != part) {
                        seenBy[j] = part;
                        halo++;
                    }
                }
            }
            halos.add(halo);
            entries.add(stored);
        }
        double mean = (double) Math.max(1, a.nnz()) / partition.parts();
        return new PartitionMeasure(halos, entries, (double) sum(halos) / n, Collections.max(entries) / mean);
    }

    private static long sum(List<Integer> counts) {
        return counts.stream().mapToLong(Integer::longValue).sum();
    }

    /// Values that one exchange between all parts carries.
    public long halo() {
        return sum(halos);
    }
}
