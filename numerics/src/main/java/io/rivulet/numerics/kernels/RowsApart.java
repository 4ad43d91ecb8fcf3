// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.PairwiseSum;

/// Rows that do not fit into slices, ascending: long ones, cut into segments that may be summed up at the same
/// time, and empty ones, which have no column to repeat and no segment.
///
/// @param row their numbers
/// @param start entries of row k are at `start[k]` … `start[k + 1]` of `column`
/// @param segment its segments are `segment[k]` … `segment[k + 1]`
/// @param first those of window w are `first[w]` … `first[w + 1]`
record RowsApart(int[] row, int[] start, int[] column, int[] segment, int[] first) {
    /// Rows with no entry, or with more than `longest`.
    static RowsApart of(int rows, int[] rowStart, int[] column, int longest) {
        int count = 0;
        int entries = 0;
        for (int i = 0; i < rows; i++) {
            int length = rowStart[i + 1] - rowStart[i];
            if (length == 0 || length > longest) {
                count++;
                entries += length;
            }
        }
        int[] row = new int[count];
        int[] start = new int[count + 1];
        int[] own = new int[entries];
        int[] segment = new int[count + 1];
        int[] first = new int[Chunks.of(rows) + 1];
        int k = 0;
        for (int i = 0; i < rows; i++) {
            int length = rowStart[i + 1] - rowStart[i];
            if (length == 0 || length > longest) {
                row[k] = i;
                System.arraycopy(column, rowStart[i], own, start[k], length);
                start[k + 1] = start[k] + length;
                segment[k + 1] = segment[k] + (length + CsrMatrix.SEGMENT - 1) / CsrMatrix.SEGMENT;
                k++;
                first[i / Chunks.ROWS + 1]++;
            }
        }
        for (int w = 1; w < first.length; w++) {
            first[w] += first[w - 1];
        }
        return new RowsApart(row, start, own, segment, first);
    }

    int entries() {
        return column.length;
    }

    int segments() {
        return segment[row.length];
    }

    int segmentStart(int number) {
        int k = rowOf(number);
        return start[k] + (number - segment[k]) * CsrMatrix.SEGMENT;
    }

    int segmentEnd(int number) {
        return Math.min(start[rowOf(number) + 1], segmentStart(number) + CsrMatrix.SEGMENT);
    }

    /// The last row that begins at or before a segment: rows without any stand before the one that has it.
    private int rowOf(int number) {
        int low = 0;
        int high = row.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (segment[middle] <= number) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /// The sum of row k from those of its segments, which are overwritten.
    double total(int k, double[] segmentSum) {
        return PairwiseSum.fold(segmentSum, segment[k], segment[k + 1] - segment[k]);
    }

    long sizeBytes() {
        return 4L * (row.length + start.length + column.length + segment.length + first.length);
    }
}
