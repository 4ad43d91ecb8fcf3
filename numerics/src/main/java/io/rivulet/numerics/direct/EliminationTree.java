// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import java.util.Arrays;

/// What elimination in some order will do, without doing it: which column each column of the factor updates first, and
/// how many entries it has.
/// **Source** Liu 1990 (elimination trees); Gilbert, Ng, Peyton, *An efficient algorithm to compute row and column
/// counts for sparse Cholesky factorization*, SIMAX 15 (1994).
///
/// @param order the k-th eliminated unknown; a postorder of the tree, so that children come just before their parent
/// @param parent of each column by its place in the order, −1 for a root; above the column itself
/// @param count entries of each column of the factor, the diagonal included
record EliminationTree(int[] order, int[] parent, int[] count) {
    private static final int NONE = -1;

    /// **Cost** near O(edges + n).
    static EliminationTree of(Graph graph, int[] wanted) {
        int[] raw = parents(graph, wanted, inverse(wanted));
        int[] post = postorder(raw);
        int[] order = new int[wanted.length];
        int[] parent = new int[wanted.length];
        int[] placeOf = inverse(post);
        for (int k = 0; k < order.length; k++) {
            order[k] = wanted[post[k]];
            parent[k] = raw[post[k]] == NONE ? NONE : placeOf[raw[post[k]]];
        }
        return new EliminationTree(order, parent, counts(graph, order, inverse(order), parent));
    }

    static int[] inverse(int[] permutation) {
        int[] inverse = new int[permutation.length];
        for (int k = 0; k < inverse.length; k++) {
            inverse[permutation[k]] = k;
        }
        return inverse;
    }

    private static int[] parents(Graph graph, int[] order, int[] place) {
        int n = order.length;
        int[] parent = new int[n];
        int[] ancestor = new int[n];
        for (int k = 0; k < n; k++) {
            parent[k] = NONE;
            ancestor[k] = NONE;
            int node = order[k];
            for (int e = graph.start()[node]; e < graph.start()[node + 1]; e++) {
                int j = place[graph.neighbour()[e]];
                while (j != NONE && j < k) {
                    int above = ancestor[j];
                    ancestor[j] = k;
                    if (above == NONE) {
                        parent[j] = k;
                    }
                    j = above;
                }
            }
        }
        return parent;
    }

    /// Children before their parent, each subtree without a gap; children in ascending order.
    static int[] postorder(int[] parent) {
        int n = parent.length;
        int[] firstChild = new int[n];
        int[] nextSibling = new int[n];
        Arrays.fill(firstChild, NONE);
        for (int j = n - 1; j >= 0; j--) {
            if (parent[j] != NONE) {
                nextSibling[j] = firstChild[parent[j]];
                firstChild[parent[j]] = j;
            }
        }
        int[] post = new int[n];
        int[] stack = new int[n];
        int placed = 0;
        for (int root = 0; root < n; root++) {
            if (parent[root] != NONE) {
                continue;
            }
            int depth = 0;
            stack[0] = root;
            while (depth >= 0) {
                int j = stack[depth];
                int child = firstChild[j];
                if (child == NONE) {
                    post[placed++] = j;
                    depth--;
                } else {
                    firstChild[j] = nextSibling[child];
                    stack[++depth] = child;
                }
            }
        }
        return post;
    }

    /// Row i of the factor is a subtree of the tree; its leaves are found by first descendants, and a column has one
    /// entry for each subtree that reaches it.
    private static int[] counts(Graph graph, int[] order, int[] place, int[] parent) {
        int n = order.length;
        int[] firstDescendant = new int[n];
        int[] count = new int[n];
        Arrays.fill(firstDescendant, NONE);
        for (int j = 0; j < n; j++) {
            count[j] = firstDescendant[j] == NONE ? 1 : 0;
            for (int k = j; k != NONE && firstDescendant[k] == NONE; k = parent[k]) {
                firstDescendant[k] = j;
            }
        }
        int[] latestFirst = new int[n];
        int[] previousLeaf = new int[n];
        int[] ancestor = new int[n];
        Arrays.fill(latestFirst, NONE);
        Arrays.fill(previousLeaf, NONE);
        Arrays.setAll(ancestor, j -> j);
        for (int j = 0; j < n; j++) {
            if (parent[j] != NONE) {
                count[parent[j]]--;
            }
            int node = order[j];
            for (int e = graph.start()[node]; e < graph.start()[node + 1]; e++) {
                int i = place[graph.neighbour()[e]];
                if (i <= j || firstDescendant[j] <= latestFirst[i]) {
                    continue;
                }
                latestFirst[i] = firstDescendant[j];
                int before = previousLeaf[i];
                previousLeaf[i] = j;
                count[j]++;
                if (before != NONE) {
                    count[commonAncestor(ancestor, before)]--;
                }
            }
            if (parent[j] != NONE) {
                ancestor[j] = parent[j];
            }
        }
        for (int j = 0; j < n; j++) {
            if (parent[j] != NONE) {
                count[parent[j]] += count[j];
            }
        }
        return count;
    }

    private static int commonAncestor(int[] ancestor, int leaf) {
        int root = leaf;
        while (ancestor[root] != root) {
            root = ancestor[root];
        }
        for (int j = leaf; j != root; ) {
            int above = ancestor[j];
            ancestor[j] = root;
            j = above;
        }
        return root;
    }

    /// Entries of the factor, its diagonal included.
    long entries() {
        long sum = 0;
        for (int c : count) {
            sum += c;
        }
        return sum;
    }

    /// Multiply-adds of a symmetric elimination; an unsymmetric one on this pattern takes twice as many.
    double work() {
        double sum = 0.0;
        for (int c : count) {
            sum += 0.5 * c * (c - 1);
        }
        return sum;
    }
}
