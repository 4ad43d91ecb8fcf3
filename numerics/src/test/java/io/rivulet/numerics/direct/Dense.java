// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import io.rivulet.numerics.linalg.CsrMatrix;

/// Gauss–Jordan elimination with complete pivoting, for small matrices.
final class Dense {
    private static final double TINY = 1e-13;

    private Dense() {}

    static int rank(CsrMatrix a) {
        return reduce(table(a));
    }

    static double condition1(CsrMatrix a) {
        double[][] table = table(a);
        int n = a.rows();
        reduce(table);
        double norm = 0;
        double ofInverse = 0;
        for (int j = 0; j < n; j++) {
            double sum = 0;
            double sumOfInverse = 0;
            for (int i = 0; i < n; i++) {
                sum += Math.abs(a.get(i, j));
                sumOfInverse += Math.abs(table[i][n + j]);
            }
            norm = Math.max(norm, sum);
            ofInverse = Math.max(ofInverse, sumOfInverse);
        }
        return norm * ofInverse;
    }

    private static double[][] table(CsrMatrix a) {
        int n = a.rows();
        double[][] table = new double[n][2 * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                table[i][j] = a.get(i, j);
            }
            table[i][n + i] = 1;
        }
        return table;
    }

    /// Leaves some order of the rows of A⁻¹ on the right.
    private static int reduce(double[][] table) {
        int n = table.length;
        boolean[] usedRow = new boolean[n];
        boolean[] usedColumn = new boolean[n];
        for (int step = 0; step < n; step++) {
            int row = -1;
            int column = -1;
            double most = TINY;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    if (!usedRow[i] && !usedColumn[j] && Math.abs(table[i][j]) > most) {
                        most = Math.abs(table[i][j]);
                        row = i;
                        column = j;
                    }
                }
            }
            if (row < 0) {
                return step;
            }
            usedRow[row] = true;
            usedColumn[column] = true;
            double pivot = table[row][column];
            for (int j = 0; j < 2 * n; j++) {
                table[row][j] /= pivot;
            }
            for (int i = 0; i < n; i++) {
                double factor = table[i][column];
                if (i != row && factor != 0) {
                    for (int j = 0; j < 2 * n; j++) {
                        table[i][j] -= factor * table[row][j];
                    }
                }
            }
        }
        return n;
    }
}
