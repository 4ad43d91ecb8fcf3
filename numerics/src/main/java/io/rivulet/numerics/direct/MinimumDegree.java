// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import java.util.Arrays;

/// Approximate minimum degree: an order of the unknowns in which elimination fills in little, found on the quotient
/// graph without forming the fill. Eliminated unknowns become elements (cliques), equal unknowns one supervariable,
/// elements inside the newest one are absorbed, unknowns without another neighbour go with the pivot.
/// Ties fall to the unknown whose degree was set last, so the same pattern gives the same order.
/// **Units** list entries read. **Cost** about nnz·(2 … 10); 4·(nnz + 12·n) bytes. **Thread** one at a time.
/// **Source** Amestoy, Davis, Duff, *An approximate minimum degree ordering algorithm*, SIMAX 17 (1996).
final class MinimumDegree {
    /// Unknowns with more neighbours than this times √n are dense: they come last.
    static final double DENSE_FACTOR = 10;

    /// But not before they have this many.
    static final int DENSE_FLOOR = 16;

    private static final int NONE = -1;

    private final int n;

    /// Lists of all nodes. Of an unknown: its elements, then its neighbours; of an element: its unknowns.
    private final int[] list;

    private final int[] start;
    private final int[] length;

    /// How many of the list of an unknown are elements; [#ELEMENT] and [#GONE] say that it is no unknown any more.
    private final int[] elements;

    private static final int ELEMENT = -1;
    private static final int GONE = -2;

    /// Unknowns that a supervariable stands for; 0 once it stands for none; negative while it is in the new element.
    private final int[] weight;

    /// Upper bound on the neighbours of an unknown; unknowns of an element.
    private final int[] degree;

    /// What took a node in: the supervariable or element that it went with.
    private final int[] takenBy;

    /// Turn in which a pivot was eliminated.
    private final int[] turn;

    /// Doubly linked lists of the unknowns of each degree.
    private final int[] first;

    private final int[] next;
    private final int[] previous;

    private final int[] hashFirst;
    private final int[] hashNext;
    private final int[] hashOf;

    /// 0 for a dead element; from [#mark] on: how many of its unknowns lie outside the new element.
    private final long[] stamp;

    private long mark = 1;
    private int free;
    private int smallestDegree;
    private int eliminated;
    private int largestElement;
    private int turns;
    private long entries;
    private double multiplications;
    private boolean finished;

    /// An order of the nodes of `graph`.
    MinimumDegree(Graph graph) {
        n = graph.nodes();
        free = graph.neighbour().length;
        // Room for one more element while the lists it is made of are still there.
        list = Arrays.copyOf(graph.neighbour(), Math.addExact(free + free / 5, n + 1));
        start = Arrays.copyOf(graph.start(), n);
        length = new int[n];
        elements = new int[n];
        weight = new int[n];
        degree = new int[n];
        takenBy = new int[n];
        stamp = new long[n];
        turn = new int[n];
        first = new int[n + 1];
        next = new int[n];
        previous = new int[n];
        hashFirst = new int[n];
        hashNext = new int[n];
        hashOf = new int[n];
        Arrays.fill(takenBy, NONE);
        Arrays.fill(first, NONE);
        Arrays.fill(hashFirst, NONE);
        Arrays.fill(stamp, 1);
        Arrays.fill(weight, 1);
        queueAll();
    }

    /// Queues each unknown by its degree; dense ones leave the graph and come last.
    private void queueAll() {
        int dense = (int) Math.min(n, Math.max(DENSE_FLOOR, DENSE_FACTOR * Math.sqrt(n)));
        for (int i = 0; i < n; i++) {
            length[i] = (i + 1 < n ? start[i + 1] : free) - start[i];
            if (length[i] > dense) {
                weight[i] = 0;
                elements[i] = GONE;
                turn[i] = n;
                eliminated++;
            } else {
                enqueue(i, length[i]);
            }
        }
    }

    /// Works for about `units`; answers the units used, 0 once the order is complete.
    long advance(long units) {
        long work = 0;
        while (work < units && !finished) {
            if (eliminated == n) {
                finished = true;
                work++;
            } else {
                work += eliminateOne();
            }
        }
        return work;
    }

    boolean done() {
        return finished;
    }

    /// Entries of the factor in the columns ordered so far.
    long entries() {
        return entries;
    }

    /// Multiply-adds for them, of a symmetric elimination.
    double multiplications() {
        return multiplications;
    }

    private void foretell(int columns, int rows) {
        double k = columns;
        double b = rows;
        entries += (long) columns * rows + (long) columns * (columns + 1) / 2;
        multiplications += k * k * k / 6 + k * k * b / 2 + k * b * b / 2;
    }

    /// order()[k] is the unknown that is eliminated k-th.
    int[] order() {
        int[] count = new int[n + 2];
        int[] turnOf = new int[n];
        for (int i = 0; i < n; i++) {
            turnOf[i] = turn[pivotOf(i)];
            count[turnOf[i] + 1]++;
        }
        for (int t = 0; t <= n; t++) {
            count[t + 1] += count[t];
        }
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[count[turnOf[i]]++] = i;
        }
        return order;
    }

    private int pivotOf(int i) {
        int root = i;
        while (elements[root] != ELEMENT && takenBy[root] != NONE) {
            root = takenBy[root];
        }
        for (int node = i; node != root; ) {
            int above = takenBy[node];
            takenBy[node] = root;
            node = above;
        }
        return root;
    }

    private long eliminateOne() {
        while (first[smallestDegree] == NONE) {
            smallestDegree++;
        }
        int pivot = first[smallestDegree];
        dequeue(pivot);
        long work = makeRoom(degree[pivot]);
        int before = eliminated;
        eliminated += weight[pivot];
        work += formElement(pivot);
        work += measureOverlaps(pivot);
        work += updateDegrees(pivot);
        work += mergeEqual(pivot);
        foretell(eliminated - before, degree[pivot]);
        work += finish(pivot);
        weight[pivot] = 0;
        turn[pivot] = turns++;
        return work;
    }

    private void enqueue(int i, int d) {
        int head = first[d];
        next[i] = head;
        previous[i] = NONE;
        if (head != NONE) {
            previous[head] = i;
        }
        first[d] = i;
        degree[i] = d;
        smallestDegree = Math.min(smallestDegree, d);
    }

    private void dequeue(int i) {
        if (previous[i] == NONE) {
            first[degree[i]] = next[i];
        } else {
            next[previous[i]] = next[i];
        }
        if (next[i] != NONE) {
            previous[next[i]] = previous[i];
        }
    }

    /// Moves all live lists to the front if the new element might not fit behind them.
    private long makeRoom(int size) {
        if (free + size <= list.length) {
            return 0;
        }
        // The first entry of each live list is kept aside and its place taken by the name of the owner.
        for (int node = 0; node < start.length; node++) {
            if (alive(node) && length[node] > 0) {
                int kept = list[start[node]];
                list[start[node]] = ~node;
                start[node] = kept;
            }
        }
        int to = 0;
        int from = 0;
        while (from < free) {
            int entry = list[from++];
            if (entry < 0) {
                int node = ~entry;
                list[to] = start[node];
                start[node] = to++;
                for (int k = 1; k < length[node]; k++) {
                    list[to++] = list[from++];
                }
            }
        }
        free = to;
        return list.length;
    }

    private boolean alive(int node) {
        return elements[node] == ELEMENT ? stamp[node] != 0 : elements[node] != GONE;
    }

    /// The unknowns around the pivot become its list; the elements they came from are absorbed.
    private long formElement(int pivot) {
        weight[pivot] = -weight[pivot];
        int from = start[pivot];
        int ofElements = elements[pivot];
        int to;
        int begin;
        int size = 0;
        long work = length[pivot] + 1L;
        if (ofElements == 0) {
            begin = from;
            to = from;
            for (int k = from; k < from + length[pivot]; k++) {
                int i = list[k];
                if (weight[i] > 0) {
                    size += take(i);
                    list[to++] = i;
                }
            }
        } else {
            begin = free;
            to = free;
            for (int k = from; k < from + length[pivot]; k++) {
                int node = list[k];
                if (k - from >= ofElements) {
                    if (weight[node] > 0) {
                        size += take(node);
                        list[to++] = node;
                    }
                    continue;
                }
                work += length[node];
                for (int m = start[node]; m < start[node] + length[node]; m++) {
                    int i = list[m];
                    if (weight[i] > 0) {
                        size += take(i);
                        list[to++] = i;
                    }
                }
                stamp[node] = 0;
                takenBy[node] = pivot;
            }
            free = to;
        }
        start[pivot] = begin;
        length[pivot] = to - begin;
        degree[pivot] = size;
        elements[pivot] = ELEMENT;
        return work;
    }

    private int take(int i) {
        int size = weight[i];
        weight[i] = -size;
        dequeue(i);
        return size;
    }

    /// Leaves in `stamp[e]` − `mark` how many unknowns each element e next to the new one has outside of it.
    private long measureOverlaps(int pivot) {
        long work = 0;
        for (int k = start[pivot]; k < start[pivot] + length[pivot]; k++) {
            int i = list[k];
            int size = -weight[i];
            work += elements[i];
            for (int m = start[i]; m < start[i] + elements[i]; m++) {
                int e = list[m];
                if (stamp[e] >= mark) {
                    stamp[e] -= size;
                } else if (stamp[e] != 0) {
                    stamp[e] = mark + degree[e] - size;
                }
            }
        }
        return work;
    }

    private long updateDegrees(int pivot) {
        long work = 0;
        for (int k = start[pivot]; k < start[pivot] + length[pivot]; k++) {
            int i = list[k];
            int from = start[i];
            int endOfElements = from + elements[i];
            int to = from;
            int bound = 0;
            int hash = 0;
            work += length[i] + 1L;
            for (int m = from; m < endOfElements; m++) {
                int e = list[m];
                if (stamp[e] == 0) {
                    continue;
                }
                int extra = (int) (stamp[e] - mark);
                if (extra > 0) {
                    bound = (int) Math.min(n, (long) bound + extra);
                    list[to++] = e;
                    hash += e;
                } else {
                    // All of e lies in the new element although no edge said so: aggressive absorption.
                    stamp[e] = 0;
                    takenBy[e] = pivot;
                }
            }
            int firstNeighbour = to;
            int keptElements = to - from + 1;
            for (int m = endOfElements; m < from + length[i]; m++) {
                int j = list[m];
                if (weight[j] > 0) {
                    bound = (int) Math.min(n, (long) bound + weight[j]);
                    list[to++] = j;
                    hash += j;
                }
            }
            if (bound == 0) {
                eliminateWith(pivot, i);
                continue;
            }
            degree[i] = Math.min(degree[i], bound);
            // The new element goes first; something of the list has just made room for it.
            list[to] = list[firstNeighbour];
            list[firstNeighbour] = list[from];
            list[from] = pivot;
            length[i] = to - from + 1;
            elements[i] = keptElements;
            hash = Math.floorMod(hash, n);
            hashOf[i] = hash;
            hashNext[i] = hashFirst[hash];
            hashFirst[hash] = i;
        }
        largestElement = Math.max(largestElement, degree[pivot]);
        mark += largestElement + 1L;
        return work;
    }

    /// i has no neighbour outside the new element, so eliminating it next adds nothing.
    private void eliminateWith(int pivot, int i) {
        int size = -weight[i];
        degree[pivot] -= size;
        eliminated += size;
        weight[i] = 0;
        elements[i] = GONE;
        takenBy[i] = pivot;
    }

    /// Unknowns with the same lists are one from now on.
    private long mergeEqual(int pivot) {
        long work = 0;
        for (int k = start[pivot]; k < start[pivot] + length[pivot]; k++) {
            int member = list[k];
            if (weight[member] >= 0) {
                continue;
            }
            int i = hashFirst[hashOf[member]];
            hashFirst[hashOf[member]] = NONE;
            while (i != NONE && hashNext[i] != NONE) {
                work += length[i];
                for (int m = start[i] + 1; m < start[i] + length[i]; m++) {
                    stamp[list[m]] = mark;
                }
                int before = i;
                int j = hashNext[i];
                while (j != NONE) {
                    work += 1;
                    if (sameList(i, j)) {
                        takenBy[j] = i;
                        weight[i] += weight[j];
                        weight[j] = 0;
                        elements[j] = GONE;
                        hashNext[before] = hashNext[j];
                    } else {
                        before = j;
                    }
                    j = hashNext[j];
                }
                mark++;
                i = hashNext[i];
            }
        }
        return work;
    }

    /// The list of `j` holds the marked nodes and no others, the new element at the head of both left out.
    private boolean sameList(int i, int j) {
        boolean same = length[i] == length[j] && elements[i] == elements[j];
        for (int m = start[j] + 1; same && m < start[j] + length[j]; m++) {
            same = stamp[list[m]] == mark;
        }
        return same;
    }

    /// Queues what is left of the new element by its new degree.
    private long finish(int pivot) {
        int from = start[pivot];
        int to = from;
        int end = from + length[pivot];
        for (int k = from; k < end; k++) {
            int i = list[k];
            int size = -weight[i];
            if (size > 0) {
                weight[i] = size;
                enqueue(i, Math.min(degree[i] + degree[pivot] - size, n - eliminated - size));
                list[to++] = i;
            }
        }
        length[pivot] = to - from;
        if (to == from) {
            stamp[pivot] = 0;
        }
        if (end == free) {
            free = to;
        }
        return (long) end - from + 1;
    }
}
