// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;

/// The system tridiag(−1, 4, −1)·x = b as a test keeps it for itself: b starts as ones.
/// **Thread** one.
final class Tridiagonal {
    private static final double DIAGONAL = 4;

    final UUID id;
    final double[] b;

    Tridiagonal(UUID id, int n) {
        this.id = id;
        this.b = new double[n];
        Arrays.fill(b, 1);
    }

    /// A request that opens a live session on it.
    String request() {
        int n = b.length;
        StringBuilder rows = new StringBuilder();
        StringBuilder columns = new StringBuilder();
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < n; i++) {
            for (int j = Math.max(0, i - 1); j <= Math.min(n - 1, i + 1); j++) {
                String comma = rows.isEmpty() ? "" : ",";
                rows.append(comma).append(i);
                columns.append(comma).append(j);
                values.append(comma).append(i == j ? DIAGONAL : -1);
            }
        }
        return String.format(
                Locale.ROOT,
                "{\"session_id\":\"%s\",\"matrix\":{\"rows\":%d,\"cols\":%d,\"data\":{\"row_indices\":[%s],"
                        + "\"col_indices\":[%s],\"values\":[%s]}},\"vector\":%s,"
                        + "\"options\":{\"live\":true,\"tolerance\":1e-10}}",
                id,
                n,
                n,
                rows,
                columns,
                values,
                Arrays.toString(b));
    }

    /// ‖b − A·x‖∞
    double residual(double[] x) {
        return residual(x, b);
    }

    static double residual(double[] x, double[] b) {
        double largest = 0;
        for (int i = 0; i < b.length; i++) {
            double left = i == 0 ? 0 : x[i - 1];
            double right = i == b.length - 1 ? 0 : x[i + 1];
            largest = Math.max(largest, Math.abs(b[i] + left - DIAGONAL * x[i] + right));
        }
        return largest;
    }
}
