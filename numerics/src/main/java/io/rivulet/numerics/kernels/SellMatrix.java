// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import io.rivulet.numerics.linalg.CsrMatrix;
import org.jspecify.annotations.Nullable;

/// ±A in SELL-8 form: doubles, eight rows to a slice. A copy, so that A may change afterwards.
/// **Thread** one writer or any number of readers. **Cost** 12 bytes a place.
final class SellMatrix {
    static final int LANES = 8;

    private final SellPattern pattern;
    private final double sign;
    private final double[] value;
    private final double[] apart;

    private SellMatrix(SellPattern pattern, double sign) {
        this.pattern = pattern;
        this.sign = sign;
        this.value = new double[pattern.places()];
        this.apart = new double[pattern.apart().entries()];
    }

    /// `sign`·A; null where it has more places than an array.
    static @Nullable SellMatrix of(Team team, CsrMatrix a, double sign) {
        SellPattern pattern = SellPattern.of(team, LANES, a.rows(), a.rows(), a.rowStart(), a.column());
        if (pattern == null) {
            return null;
        }
        SellMatrix matrix = new SellMatrix(pattern, sign);
        matrix.refresh(team, a);
        return matrix;
    }

    /// Takes over the values of a matrix with the same pattern. **Cost** one pass.
    void refresh(Team team, CsrMatrix a) {
        team.run(Chunks.of(pattern.rows()), window -> refresh(a, window));
        RowsApart rows = pattern.apart();
        for (int k = 0; k < rows.row().length; k++) {
            int from = a.rowStart()[rows.row()[k]];
            for (int at = rows.start()[k]; at < rows.start()[k + 1]; at++) {
                apart[at] = sign * a.value()[from + at - rows.start()[k]];
            }
        }
    }

    private void refresh(CsrMatrix a, int window) {
        int[] rowStart = a.rowStart();
        double[] from = a.value();
        int[] start = pattern.start();
        int[] rowAt = pattern.rowAt();
        int end = Chunks.to(window, pattern.rows());
        for (int position = Chunks.from(window); position < end; position++) {
            int row = rowAt == null ? position : rowAt[position];
            if (rowStart[row + 1] - rowStart[row] <= pattern.longest()) {
                int at = start[position / LANES] + position % LANES;
                for (int k = rowStart[row]; k < rowStart[row + 1]; k++) {
                    value[at] = sign * from[k];
                    at += LANES;
                }
            }
        }
    }

    SellPattern pattern() {
        return pattern;
    }

    double sign() {
        return sign;
    }

    double[] value() {
        return value;
    }

    /// Values of the rows apart.
    double[] apart() {
        return apart;
    }

    long sizeBytes() {
        return pattern.sizeBytes() + 8L * (value.length + apart.length);
    }
}
