// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

/// A matrix in SELL-16 form: floats, sixteen rows to a slice. **Shapes** rows × columns, any. For preconditioners
/// alone.
/// **Thread** one writer or any number of readers. **Cost** 8 bytes a place.
final class FloatSell {
    static final int LANES = 16;

    private final SellPattern pattern;
    private final float[] value;
    private final float[] apart;

    /// **Errors** more places than an array can have throw [IllegalArgumentException].
    FloatSell(Team team, int rows, int columns, int[] rowStart, int[] column) {
        SellPattern made = SellPattern.of(team, LANES, rows, columns, rowStart, column);
        if (made == null) {
            throw new IllegalArgumentException(column.length + " entries are too many for one array of places");
        }
        pattern = made;
        value = new float[pattern.places()];
        apart = new float[pattern.apart().entries()];
    }

    /// Takes over the values of compressed rows with the pattern this was made of.
    void refresh(Team team, int[] rowStart, float[] values) {
        team.run(Chunks.of(pattern.rows()), window -> refresh(rowStart, values, window));
        RowsApart rows = pattern.apart();
        for (int k = 0; k < rows.row().length; k++) {
            int from = rowStart[rows.row()[k]];
            System.arraycopy(values, from, apart, rows.start()[k], rows.start()[k + 1] - rows.start()[k]);
        }
    }

    private void refresh(int[] rowStart, float[] from, int window) {
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
