// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.graph;

/// The rows of a matrix in groups ("colours"): between two rows of one colour there is no entry, neither a_ij nor a_ji,
/// so that all rows of a colour can be relaxed at the same time.
/// **Ownership** the arrays belong to this object; callers must not write to them.
public final class Colouring {
    private final int[] order;
    private final int[] start;

    Colouring(int[] order, int[] start) {
        this.order = order;
        this.start = start;
    }

    /// How many colours there are.
    public int colours() {
        return start.length - 1;
    }

    /// All rows, those of colour 0 first, in ascending order within a colour.
    public int[] order() {
        return order;
    }

    /// Where colour c begins in [#order]; colour c + 1 begins where it ends.
    public int start(int colour) {
        return start[colour];
    }

    public long sizeBytes() {
        return 4L * (order.length + start.length);
    }
}
