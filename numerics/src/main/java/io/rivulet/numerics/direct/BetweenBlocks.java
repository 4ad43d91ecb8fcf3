// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import java.util.Arrays;

/// The entries of a block triangular matrix outside its diagonal blocks, scaled, and the fronts of each block.
final class BetweenBlocks {
    /// Fronts of block s: `range[2·s]` to `range[2·s + 1] − 1`.
    private final int[] range;

    private final int[] firstPlace;

    /// By place of the row; empty where there is one block.
    private final int[] start;

    private final int[] place;
    private final double[] value;

    BetweenBlocks(PlacedEntries entries, Structure structure) {
        AssemblyTree fronts = structure.fronts();
        this.firstPlace = fronts.firstColumn();
        int blocks = 1 + Arrays.stream(structure.block()).max().orElse(-1);
        if (blocks <= 1) {
            range = new int[] {0, fronts.fronts()};
            start = new int[0];
            place = new int[0];
            value = new double[0];
            return;
        }
        range = new int[2 * blocks];
        int begin = 0;
        for (int s = 0; s < fronts.fronts(); s++) {
            // The unknowns of a block all depend on each other: they have one tree.
            if (fronts.parent()[s] < 0) {
                int block = structure.block()[fronts.order()[firstPlace[s]]];
                range[2 * block] = begin;
                range[2 * block + 1] = s + 1;
                begin = s + 1;
            }
        }
        int n = fronts.order().length;
        start = new int[n + 1];
        int[] places = new int[structure.byRow().size()];
        double[] values = new double[places.length];
        for (int k = 0; k < n; k++) {
            start[k + 1] = entries.copyBetween(k, places, values, start[k]);
        }
        place = Arrays.copyOf(places, start[n]);
        value = Arrays.copyOf(values, start[n]);
    }

    int blocks() {
        return range.length / 2;
    }

    int firstFront(int block) {
        return range[2 * block];
    }

    int endFront(int block) {
        return range[2 * block + 1];
    }

    int entries() {
        return place.length;
    }

    long sizeBytes() {
        return 12L * place.length + 4L * (start.length + range.length);
    }

    /// Takes what is solved already off the right-hand side of a block.
    void substitute(int block, double[] x) {
        if (start.length > 0) {
            for (int k = firstPlace[firstFront(block)]; k < firstPlace[endFront(block)]; k++) {
                double sum = x[k];
                for (int e = start[k]; e < start[k + 1]; e++) {
                    sum = Math.fma(-value[e], x[place[e]], sum);
                }
                x[k] = sum;
            }
        }
    }

    /// Takes a block that is solved off the right-hand sides of the others.
    void substituteTransposed(int block, double[] x) {
        if (start.length > 0) {
            for (int k = firstPlace[firstFront(block)]; k < firstPlace[endFront(block)]; k++) {
                for (int e = start[k]; e < start[k + 1]; e++) {
                    x[place[e]] = Math.fma(-value[e], x[k], x[place[e]]);
                }
            }
        }
    }
}
