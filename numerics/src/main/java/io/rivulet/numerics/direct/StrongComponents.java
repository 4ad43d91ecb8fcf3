// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

/// The blocks of a block triangular form: unknowns that all depend on each other, each block after those it depends on.
/// **Cost** O(entries). **Source** Tarjan 1972; Duff, Reid 1978.
final class StrongComponents {
    private StrongComponents() {}

    /// The number of the block of each unknown. **Shapes** the equation of unknown i is row `rowOf[i]`; it holds i.
    static int[] blocks(NonZeros pattern, int[] rowOf) {
        int n = rowOf.length;
        int[] block = new int[n];
        int[] number = new int[n];
        int[] low = new int[n];
        int[] cursor = new int[n];
        int[] path = new int[n];
        int[] open = new int[n];
        int opened = 0;
        int numbers = 0;
        int blocks = 0;
        java.util.Arrays.fill(block, -1);
        for (int root = 0; root < n; root++) {
            if (number[root] != 0) {
                continue;
            }
            int depth = 0;
            path[0] = root;
            while (depth >= 0) {
                int i = path[depth];
                if (number[i] == 0) {
                    number[i] = ++numbers;
                    low[i] = numbers;
                    cursor[i] = pattern.start()[rowOf[i]];
                    open[opened++] = i;
                }
                int end = pattern.start()[rowOf[i] + 1];
                int next = -1;
                while (cursor[i] < end && next < 0) {
                    int j = pattern.column()[cursor[i]++];
                    if (number[j] == 0) {
                        next = j;
                    } else if (block[j] < 0) {
                        low[i] = Math.min(low[i], number[j]);
                    }
                }
                if (next >= 0) {
                    path[++depth] = next;
                    continue;
                }
                if (low[i] == number[i]) {
                    int member;
                    do {
                        member = open[--opened];
                        block[member] = blocks;
                    } while (member != i);
                    blocks++;
                }
                depth--;
                if (depth >= 0) {
                    low[path[depth]] = Math.min(low[path[depth]], low[i]);
                }
            }
        }
        return block;
    }
}
