// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import java.util.Arrays;

/// The columns that are eliminated together, in one dense front each, and the rows that front has. Columns with the
/// same rows below are together anyway; small fronts join their parent's where that costs few stored zeros, because a
/// front has a price of its own. Fronts come in a postorder in which little waits on the stack.
/// **Source** Duff, Reid 1983 (multifrontal elimination); Ashcraft, Grimes 1989 (relaxed supernodes); Liu 1986 (order
/// of children).
///
/// @param order the unknown at each place
/// @param firstColumn places `firstColumn[s]` to `firstColumn[s + 1] − 1` are eliminated in front s
/// @param parent of each front, above itself; −1 for a root
/// @param rowStart where the further rows of each front begin in `rows`
/// @param rows places above the front's own columns, ascending
/// @param stackPeak most entries of contributions that wait at one time, two triangles with their diagonals each
record AssemblyTree(int[] order, int[] firstColumn, int[] parent, int[] rowStart, int[] rows, long stackPeak) {
    /// Fronts of at most this many columns join …
    private static final int[] JOIN_COLUMNS = {4, 16, 48, Integer.MAX_VALUE};

    /// … while at most this part of the joint factor would be zeros.
    private static final double[] JOIN_ZEROS = {0.8, 0.1, 0.05, 0.01};

    private static final int NONE = -1;

    int fronts() {
        return parent.length;
    }

    /// Columns and rows of front s.
    int columns(int s) {
        return firstColumn[s + 1] - firstColumn[s];
    }

    int size(int s) {
        return columns(s) + rowStart[s + 1] - rowStart[s];
    }

    static AssemblyTree of(Graph graph, EliminationTree tree) {
        return new Builder(graph, tree).build();
    }

    /// Rows of the largest front.
    int largestFront() {
        int largest = 0;
        for (int s = 0; s < fronts(); s++) {
            largest = Math.max(largest, size(s));
        }
        return largest;
    }

    /// Entries of the lower factor, stored zeros and the diagonal included.
    long entries() {
        long sum = 0;
        for (int s = 0; s < fronts(); s++) {
            long k = columns(s);
            sum += k * (k + 1) / 2 + k * (size(s) - k);
        }
        return sum;
    }

    /// Multiply-adds of a symmetric elimination.
    double work() {
        double sum = 0.0;
        for (int s = 0; s < fronts(); s++) {
            double k = columns(s);
            double b = size(s) - k;
            sum += k * k * k / 6 + k * k * b / 2 + k * b * b / 2;
        }
        return sum;
    }

    private static final class Builder {
        private final Graph graph;
        private final EliminationTree tree;
        private final int nodes;
        private final int[] begin;
        private final int[] columns;
        private final int[] size;
        private final int[] above;
        private final int[] firstMember;
        private final int[] lastMember;
        private final int[] nextMember;
        private final int[] firstChild;
        private final int[] nextSibling;
        private final long[] zeros;

        Builder(Graph graph, EliminationTree tree) {
            this.graph = graph;
            this.tree = tree;
            int n = tree.order().length;
            int[] nodeOf = new int[n];
            int[] starts = new int[n + 1];
            int count = 0;
            for (int j = 0; j < n; j++) {
                boolean continues = j > 0 && tree.parent()[j - 1] == j && tree.count()[j - 1] == tree.count()[j] + 1;
                if (!continues) {
                    starts[count++] = j;
                }
                nodeOf[j] = count - 1;
            }
            starts[count] = n;
            nodes = count;
            begin = Arrays.copyOf(starts, count + 1);
            columns = new int[count];
            size = new int[count];
            above = new int[count];
            firstMember = new int[count];
            lastMember = new int[count];
            nextMember = new int[count];
            firstChild = new int[count];
            nextSibling = new int[count];
            zeros = new long[count];
            Arrays.fill(nextMember, NONE);
            Arrays.fill(firstChild, NONE);
            for (int s = 0; s < count; s++) {
                columns[s] = begin[s + 1] - begin[s];
                size[s] = tree.count()[begin[s]];
                int up = tree.parent()[begin[s + 1] - 1];
                above[s] = up == NONE ? NONE : nodeOf[up];
                firstMember[s] = s;
                lastMember[s] = s;
            }
        }

        AssemblyTree build() {
            boolean[] joined = new boolean[nodes];
            for (int s = 0; s < nodes; s++) {
                joinChildren(s, joined);
                if (above[s] != NONE) {
                    nextSibling[s] = firstChild[above[s]];
                    firstChild[above[s]] = s;
                }
            }
            int[] post = order(joined);
            return layOut(post);
        }

        /// Takes children of s into s. The children of s stand in their list in descending order.
        private void joinChildren(int s, boolean[] joined) {
            int kept = NONE;
            int child = firstChild[s];
            while (child != NONE) {
                int next = nextSibling[child];
                if (worthJoining(child, s)) {
                    long extra = extraZeros(child, s);
                    zeros[s] += zeros[child] + extra;
                    columns[s] += columns[child];
                    size[s] += columns[child];
                    nextMember[lastMember[child]] = firstMember[s];
                    firstMember[s] = firstMember[child];
                    joined[child] = true;
                    for (int grand = firstChild[child]; grand != NONE; ) {
                        int after = nextSibling[grand];
                        nextSibling[grand] = kept;
                        kept = grand;
                        grand = after;
                    }
                } else {
                    nextSibling[child] = kept;
                    kept = child;
                }
                child = next;
            }
            firstChild[s] = kept;
        }

        private long extraZeros(int child, int s) {
            return (long) columns[child] * (columns[child] + size[s] - size[child]);
        }

        private boolean worthJoining(int child, int s) {
            long k = columns[child] + columns[s];
            long total = k * (k + 1) / 2 + k * (size[s] - columns[s]);
            double part = (double) (zeros[child] + zeros[s] + extraZeros(child, s)) / total;
            int tier = 0;
            while (k > JOIN_COLUMNS[tier]) {
                tier++;
            }
            return part <= JOIN_ZEROS[tier];
        }

        /// A postorder of the fronts that are left, children with the most to gain from being first in front.
        private int[] order(boolean[] joined) {
            long[] peak = new long[nodes];
            int left = 0;
            for (int s = 0; s < nodes; s++) {
                if (!joined[s]) {
                    left++;
                    sortChildren(s, peak);
                }
            }
            int[] post = new int[left];
            int[] stack = new int[nodes];
            int placed = 0;
            for (int root = 0; root < nodes; root++) {
                if (joined[root] || above[root] != NONE) {
                    continue;
                }
                int depth = 0;
                stack[0] = root;
                while (depth >= 0) {
                    int s = stack[depth];
                    int child = firstChild[s];
                    if (child == NONE) {
                        post[placed++] = s;
                        depth--;
                    } else {
                        firstChild[s] = nextSibling[child];
                        stack[++depth] = child;
                    }
                }
            }
            return post;
        }

        private long contribution(int s) {
            long rest = size[s] - columns[s];
            return rest * (rest + 1);
        }

        private void sortChildren(int s, long[] peak) {
            int count = 0;
            for (int c = firstChild[s]; c != NONE; c = nextSibling[c]) {
                count++;
            }
            Integer[] children = new Integer[count];
            int at = 0;
            for (int c = firstChild[s]; c != NONE; c = nextSibling[c]) {
                children[at++] = c;
            }
            if (count > 1) {
                Arrays.sort(children, (x, y) -> {
                    int byGain = Long.compare(peak[y] - contribution(y), peak[x] - contribution(x));
                    return byGain != 0 ? byGain : Integer.compare(x, y);
                });
            }
            firstChild[s] = NONE;
            for (int k = count - 1; k >= 0; k--) {
                nextSibling[children[k]] = firstChild[s];
                firstChild[s] = children[k];
            }
            long waiting = 0;
            for (Integer c : children) {
                peak[s] = Math.max(peak[s], waiting + peak[c]);
                waiting += contribution(c);
            }
            peak[s] = Math.max(peak[s], waiting);
        }

        private AssemblyTree layOut(int[] post) {
            int n = tree.order().length;
            int fronts = post.length;
            int[] order = new int[n];
            int[] firstColumn = new int[fronts + 1];
            int[] frontOf = new int[nodes];
            int place = 0;
            for (int f = 0; f < fronts; f++) {
                for (int s = firstMember[post[f]]; s != NONE; s = nextMember[s]) {
                    frontOf[s] = f;
                    for (int j = begin[s]; j < begin[s + 1]; j++) {
                        order[place++] = tree.order()[j];
                    }
                }
                firstColumn[f + 1] = place;
            }
            int[] parent = new int[fronts];
            int[] rowStart = new int[fronts + 1];
            for (int f = 0; f < fronts; f++) {
                int up = above[post[f]];
                parent[f] = up == NONE ? NONE : frontOf[up];
                rowStart[f + 1] = Math.addExact(rowStart[f], size[post[f]] - columns[post[f]]);
            }
            int[] rows = new int[rowStart[fronts]];
            fillRows(order, firstColumn, parent, rowStart, rows);
            return new AssemblyTree(order, firstColumn, parent, rowStart, rows, stackPeak(parent, rowStart));
        }

        private void fillRows(int[] order, int[] firstColumn, int[] parent, int[] rowStart, int[] rows) {
            int[] placeOf = EliminationTree.inverse(order);
            int fronts = parent.length;
            int[] seenBy = new int[order.length];
            Arrays.fill(seenBy, NONE);
            int[] firstOf = new int[fronts];
            int[] nextOf = new int[fronts];
            Arrays.fill(firstOf, NONE);
            for (int f = 0; f < fronts; f++) {
                int last = firstColumn[f + 1];
                int to = rowStart[f];
                for (int j = firstColumn[f]; j < last; j++) {
                    int node = order[j];
                    for (int e = graph.start()[node]; e < graph.start()[node + 1]; e++) {
                        int i = placeOf[graph.neighbour()[e]];
                        if (i >= last && seenBy[i] != f) {
                            seenBy[i] = f;
                            rows[to++] = i;
                        }
                    }
                }
                for (int c = firstOf[f]; c != NONE; c = nextOf[c]) {
                    for (int k = rowStart[c]; k < rowStart[c + 1]; k++) {
                        int i = rows[k];
                        if (i >= last && seenBy[i] != f) {
                            seenBy[i] = f;
                            rows[to++] = i;
                        }
                    }
                }
                if (to != rowStart[f + 1]) {
                    throw new IllegalStateException("front " + f + " has " + (to - rowStart[f]) + " rows, counted were "
                            + (rowStart[f + 1] - rowStart[f]));
                }
                Arrays.sort(rows, rowStart[f], to);
                if (parent[f] != NONE) {
                    nextOf[f] = firstOf[parent[f]];
                    firstOf[parent[f]] = f;
                }
            }
        }

        private static long stackPeak(int[] parent, int[] rowStart) {
            long[] fromChildren = new long[parent.length];
            long waiting = 0;
            long peak = 0;
            for (int f = 0; f < parent.length; f++) {
                long rest = rowStart[f + 1] - rowStart[f];
                waiting += rest * (rest + 1) - fromChildren[f];
                peak = Math.max(peak, waiting);
                if (parent[f] != NONE) {
                    fromChildren[parent[f]] += rest * (rest + 1);
                }
            }
            return peak;
        }
    }
}
