// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.linalg;

import java.util.Arrays;
import java.util.Random;

/// Matrices that a test can show in full.
public final class SmallMatrices {
    private SmallMatrices() {}

    /// These rows; zeros are not stored.
    public static CsrMatrix dense(double[][] rows) {
        TripletBuilder triplets = new TripletBuilder(rows.length);
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows.length; j++) {
                if (rows[i][j] != 0) {
                    triplets.add(i, j, rows[i][j]);
                }
            }
        }
        return triplets.build();
    }

    public static CsrMatrix identity(int n) {
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            triplets.add(i, i, 1);
        }
        return triplets.build();
    }

    /// d·x = b, entry by entry; zeros in `d` are stored.
    public static LinearSystem diagonal(double[] d, double[] b) {
        int n = d.length;
        int[] start = new int[n + 1];
        int[] column = new int[n];
        Arrays.setAll(start, i -> i);
        Arrays.setAll(column, i -> i);
        return new LinearSystem(CsrMatrix.adopt(n, start, column, d), DenseVector.copyOf(b));
    }

    /// Two of its rows have their only entry in the same column: no values make it regular.
    public static CsrMatrix withoutMatching() {
        return dense(new double[][] {{1, 0, 0}, {1, 0, 0}, {1, 1, 1}});
    }

    /// Integers from −3 to 3, zeros stored, at about this part of the places.
    public static CsrMatrix integers(Random random, int n, double density) {
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (random.nextDouble() < density) {
                    triplets.add(i, j, random.nextInt(7) - 3);
                }
            }
        }
        return triplets.build();
    }
}
