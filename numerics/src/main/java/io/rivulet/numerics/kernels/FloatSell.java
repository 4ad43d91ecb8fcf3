// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

/// A matrix in SELL-16 form: floats, sixteen rows to a slice. **Shapes** rows × columns, any. For preconditioners
/// alone.
/// **Thread** any. **Cost** 8 bytes a place.
final class FloatSell {
    static final int LANES = 16;

    private final SellPattern pattern;
    private final float[] value;
    private final float[] apart;

    /// Of compressed rows. **Errors** more places than an array can have throw [IllegalArgumentException].
    FloatSell(Team team, int rows, int columns, int[] rowStart, int[] column, float[] values) {
        SellPattern made = SellPattern.of(team, LANES, rows, columns, rowStart, column);
        if (made == null) {
            throw new IllegalArgumentException(rowStart[rows] + " entries are too many for one array of places");
        }
        pattern = made;
        value = new float[pattern.places()];
        apart = new float[pattern.apart().entries()];
        team.run(Chunks.of(rows), window -> fill(rowStart, values, window));
        RowsApart own = pattern.apart();
        for (int k = 0; k < own.row().length; k++) {
            int from = rowStart[own.row()[k]];
            System.arraycopy(values, from, apart, own.start()[k], own.start()[k + 1] - own.start()[k]);
        }
    }

    private void fill(int[] rowStart, float[] from, int window) {
        int[] start = pattern.start();
        int[] rowAt = pattern.rowAt();
        int end = Chunks.to(window, pattern.rows());
        for (int position = Chunks.from(window); position < end; position++) {
            int row = rowAt == null ? position : rowAt[position];
            if (rowStart[row + 1] - rowStart[row] <= pattern.longest()) {
                int at = start[position / LANES] + position % LANES;
                for (int k = rowStart[row]; k < rowStart[row + 1]; k++) {
                    value[at] = from[k];
                    at += LANES;
                }
            }
        }
    }

    SellPattern pattern() {
        return pattern;
    }

    float[] value() {
        return value;
    }

    /// Values of the rows apart.
    float[] apart() {
        return apart;
    }

    long sizeBytes() {
        return pattern.sizeBytes() + 4L * (value.length + apart.length);
    }
}
