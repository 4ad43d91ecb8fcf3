// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.features;

import io.rivulet.fields.grid.Field;
import java.util.Arrays;

/// Connected cells above a threshold, without a way around the edges. **Source** Hoshen, Kopelman 1976, with the
/// union of Tarjan 1975.
///
/// @param sizes cells of each cluster, in the order of their first cells
public record Clusters(int[] sizes) {
    /// **Cost** one pass over the field and N² numbers.
    public static Clusters above(Field potential, double thresholdMv, boolean diagonal) {
        int n = potential.size();
        double[] v = potential.values();
        double threshold = thresholdMv / 1000;
        int[] root = new int[n * n];
        int[] size = new int[n * n];
        for (int at = 0; at < root.length; at++) {
            root[at] = at;
            if (v[at] > threshold) {
                size[at] = 1;
                int row = at / n;
                int column = at % n;
                join(v, threshold, root, size, at, column > 0 ? at - 1 : -1);
                join(v, threshold, root, size, at, row > 0 ? at - n : -1);
                if (diagonal && row > 0) {
                    join(v, threshold, root, size, at, column > 0 ? at - n - 1 : -1);
                    join(v, threshold, root, size, at, column < n - 1 ? at - n + 1 : -1);
                }
            }
        }
        int[] sizes = new int[root.length];
        int found = 0;
        for (int at = 0; at < root.length; at++) {
            if (root[at] == at && size[at] > 0) {
                sizes[found++] = size[at];
            }
        }
        return new Clusters(Arrays.copyOf(sizes, found));
    }

    private static void join(double[] v, double threshold, int[] root, int[] size, int at, int other) {
        if (other >= 0 && v[other] > threshold) {
            int one = find(root, at);
            int two = find(root, other);
            if (one != two) {
                int first = Math.min(one, two); // the order of the clusters stays that of their first cells
                int second = Math.max(one, two);
                root[second] = first;
                size[first] += size[second];
            }
        }
    }

    private static int find(int[] root, int at) {
        int now = at;
        while (root[now] != now) {
            root[now] = root[root[now]];
            now = root[now];
        }
        return now;
    }

    public int count() {
        return sizes.length;
    }

    /// 0 without a cluster.
    public int largest() {
        return Arrays.stream(sizes).max().orElse(0);
    }

    /// Standard deviation of the sizes, divided by their number; 0 with fewer than two.
    public double deviation() {
        if (sizes.length < 2) {
            return 0;
        }
        double mean = Arrays.stream(sizes).average().orElseThrow();
        double squares =
                Arrays.stream(sizes).mapToDouble(s -> (s - mean) * (s - mean)).sum();
        return Math.sqrt(squares / sizes.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Clusters that && Arrays.equals(sizes, that.sizes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    @Override
    public String toString() {
        return "Clusters" + Arrays.toString(sizes);
    }
}
