// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition;

import java.util.Arrays;

/// Which part owns which row; every row has exactly one owner.
/// **Shapes** n rows, k parts, none of them empty. **Thread** any.
public final class RowPartition {
    public static final int MIN_PARTS = 2;
    public static final int MAX_PARTS = 64;

    private final int parts;
    private final int[] partOf;
    private final int[] start;
    private final int[] rows;

    /// Takes the array over. **Cost** O(n). **Errors** a number of parts out of range, an owner that is none of them
    /// and a part without rows throw [IllegalArgumentException].
    public static RowPartition adopt(int parts, int[] partOf) {
        return new RowPartition(parts, partOf);
    }

    private RowPartition(int parts, int[] partOf) {
        if (parts < MIN_PARTS || parts > MAX_PARTS) {
            throw new IllegalArgumentException(parts + " parts, not " + MIN_PARTS + " to " + MAX_PARTS);
        }
        this.parts = parts;
        this.partOf = partOf;
        this.start = new int[parts + 1];
        for (int owner : partOf) {
            if (owner < 0 || owner >= parts) {
                throw new IllegalArgumentException("part " + owner + " of " + parts);
            }
            start[owner + 1]++;
        }
        for (int p = 0; p < parts; p++) {
            if (start[p + 1] == 0) {
                throw new IllegalArgumentException("part " + p + " has no rows");
            }
            start[p + 1] += start[p];
        }
        this.rows = new int[partOf.length];
        int[] next = start.clone();
        for (int i = 0; i < partOf.length; i++) {
            rows[next[partOf[i]]++] = i;
        }
    }

    public int parts() {
        return parts;
    }

    /// n
    public int rows() {
        return partOf.length;
    }

    /// The owner of row i.
    public int partOf(int i) {
        return partOf[i];
    }

    public int size(int part) {
        return start[part + 1] - start[part];
    }

    /// The rows of a part, ascending; a copy.
    public int[] rowsOf(int part) {
        return Arrays.copyOfRange(rows, start[part], start[part + 1]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowPartition that && parts == that.parts && Arrays.equals(partOf, that.partOf);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(partOf);
    }

    @Override
    public String toString() {
        return "RowPartition[" + rows() + " rows in " + parts + " parts]";
    }
}
