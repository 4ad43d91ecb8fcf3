// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.implicit;

import io.rivulet.fields.grid.Boundary;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;

/// I − c·L for the five-point Laplacian L of an N×N grid, row by row: symmetric, and every diagonal entry larger than
/// the others of its row together by at least 1. Hence |A⁻¹|∞ ≤ 1, and a residual bounds the error.
final class DiffusionMatrix {
    private static final int POINTS = 5;

    private DiffusionMatrix() {}

    static CsrMatrix of(int n, Boundary boundary, double c) {
        TripletBuilder entries = new TripletBuilder(n * n, POINTS * n * n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                int at = i * n + j;
                double diagonal = 1;
                int[][] neighbours = {{i - 1, j}, {i + 1, j}, {i, j - 1}, {i, j + 1}};
                for (int[] other : neighbours) {
                    boolean inside = Math.min(other[0], other[1]) >= 0 && Math.max(other[0], other[1]) < n;
                    if (inside || boundary == Boundary.PERIODIC) {
                        entries.add(at, Math.floorMod(other[0], n) * n + Math.floorMod(other[1], n), -c);
                    }
                    diagonal += inside || boundary != Boundary.NEUMANN ? c : 0;
                }
                entries.add(at, at, diagonal);
            }
        }
        return entries.build();
    }
}
