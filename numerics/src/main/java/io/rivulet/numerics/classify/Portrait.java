// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.ArrayList;
import java.util.List;

/// What can be seen of a matrix at a glance: where its entries lie, on a grid of `side`² cells, and how far the
/// diagonal dominates its rows.
/// **Cost** one pass over the entries.
///
/// @param cells entries that lie in each cell, row by row of the grid
/// @param dominance rows by |a_ii| / Σ_{j≠i} |a_ij|
/// @param bandwidth the largest |i − j| of an entry
public record Portrait(
        int side, int[] cells, List<Band> dominance, int bandwidth, int shortestRow, int longestRow, int rows) {
    /// Rows whose ratio lies in `from..to`, `to` excluded. The last band is open, and has the rows without an entry
    /// beside the diagonal.
    public record Band(double from, double to, int rows) {}

    /// Close around 1, where it is decided whether a row is dominant.
    private static final double[] EDGES = {0, 0.25, 0.5, 0.75, 0.9, 0.99, 1, 1.01, 1.1, 1.5, 2, 4, 10};

    public static Portrait of(CsrMatrix a, int mostCells) {
        int n = a.rows();
        int side = Math.min(n, mostCells);
        int[] cells = new int[side * side];
        int[] bands = new int[EDGES.length];
        int bandwidth = 0;
        int shortest = Integer.MAX_VALUE;
        int longest = 0;
        for (int i = 0; i < n; i++) {
            int from = a.rowStart()[i];
            int to = a.rowStart()[i + 1];
            int line = cell(i, n, side) * side;
            double diagonal = 0;
            double others = 0;
            for (int k = from; k < to; k++) {
                int j = a.column()[k];
                cells[line + cell(j, n, side)]++;
                bandwidth = Math.max(bandwidth, Math.abs(i - j));
                double size = Math.abs(a.value()[k]);
                if (j == i) {
                    diagonal = size;
                } else {
                    others += size;
                }
            }
            bands[band(others == 0 ? Double.POSITIVE_INFINITY : diagonal / others)]++;
            shortest = Math.min(shortest, to - from);
            longest = Math.max(longest, to - from);
        }
        return new Portrait(side, cells, named(bands), bandwidth, shortest, longest, n);
    }

    private static int cell(int place, int n, int side) {
        return (int) ((long) place * side / n);
    }

    private static int band(double ratio) {
        int band = EDGES.length - 1;
        while (ratio < EDGES[band]) {
            band--;
        }
        return band;
    }

    private static List<Band> named(int[] rows) {
        var bands = new ArrayList<Band>();
        for (int k = 0; k < rows.length; k++) {
            bands.add(new Band(EDGES[k], k + 1 < EDGES.length ? EDGES[k + 1] : Double.POSITIVE_INFINITY, rows[k]));
        }
        return List.copyOf(bands);
    }
}
