// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.experience;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Entries of a square matrix in any order; those at one place are added.
final class Assembly {
    private final List<TreeMap<Integer, Double>> rows = new ArrayList<>();

    Assembly(int n) {
        for (int i = 0; i < n; i++) {
            rows.add(new TreeMap<>());
        }
    }

    void add(int i, int j, double value) {
        rows.get(i).merge(j, value, Double::sum);
    }

    CsrMatrix matrix() {
        int n = rows.size();
        int[] start = new int[n + 1];
        for (int i = 0; i < n; i++) {
            start[i + 1] = start[i] + rows.get(i).size();
        }
        int[] column = new int[start[n]];
        double[] value = new double[start[n]];
        int k = 0;
        for (TreeMap<Integer, Double> row : rows) {
            for (var entry : row.entrySet()) {
                column[k] = entry.getKey();
                value[k++] = entry.getValue();
            }
        }
        return CsrMatrix.adopt(n, start, column, value);
    }
}
