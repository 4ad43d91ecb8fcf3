// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.precondition.Setup.Failure;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Elimination front by front: each is assembled from the matrix and the contributions of its children, its columns are
/// eliminated as dense ones, and what is left goes to its parent, columns without a safe pivot included.
/// **Units** entries; four multiply-adds count as one. **Errors** no room and no pivot are a [Failure]; the room is
/// checked before it is taken. **Thread** one at a time. **Source** Duff, Reid 1983, 1984.
final class FrontalElimination {
    private static final int MULTIPLIES_PER_UNIT = 4;

    /// Headers of the arrays of one front and its contribution.
    private static final long OBJECT_BYTES = 200;

    /// The matrix in the order of elimination.
    interface Entries {
        /// Adds to `front` what is eliminated with places `first` to `end` − 1: whole columns and rows, or the lower
        /// triangle, without the places before. Answers the entries read.
        long load(int first, int end, Front front, int[] rowIn, int[] columnIn);

        /// Row of A at a place, for messages.
        int rowAt(int place);
    }

    /// What a front leaves to its parent, by columns: all rows, or those from the diagonal on. The first `delayed`
    /// found no pivot.
    private record Contribution(int[] row, int[] column, int delayed, double[] value) {}

    private final AssemblyTree fronts;
    private final Entries entries;
    private final boolean symmetric;
    private final long maxBytes;
    private final Front front;
    private final int[] rowIn;
    private final int[] columnIn;
    private final FrontFactors.Block[] blocks;
    private final @Nullable Contribution[] waiting;
    private final int[] firstChild;
    private final int[] nextSibling;
    private long heldBytes;
    private int present;
    private int[] row = new int[0];
    private int[] column = new int[0];
    private @Nullable Elimination elimination;
    private @Nullable Failure failure;

    FrontalElimination(Team team, AssemblyTree fronts, Entries entries, boolean symmetric, long maxBytes) {
        this.front = new Front(team);
        this.fronts = fronts;
        this.entries = entries;
        this.symmetric = symmetric;
        this.maxBytes = maxBytes;
        int n = fronts.order().length;
        int count = fronts.fronts();
        rowIn = new int[n];
        columnIn = symmetric ? rowIn : new int[n];
        blocks = new FrontFactors.Block[count];
        waiting = new Contribution[count];
        firstChild = new int[count];
        nextSibling = new int[count];
        Arrays.fill(firstChild, -1);
        for (int s = count - 1; s >= 0; s--) {
            int parent = fronts.parent()[s];
            if (parent >= 0) {
                nextSibling[s] = firstChild[parent];
                firstChild[parent] = s;
            }
        }
        front.open(fronts.largestFront());
    }

    /// Bytes it will hold at most if every column finds its pivot: factors, waiting contributions, the working front.
    static long bytes(AssemblyTree fronts, boolean symmetric) {
        long values = symmetric ? fronts.entries() + fronts.stackPeak() / 2 : 2 * fronts.entries() + fronts.stackPeak();
        long names = (symmetric ? 1L : 2L) * (fronts.order().length + fronts.rows().length);
        return 8 * values + 8 * names + OBJECT_BYTES * fronts.fronts() + Front.bytes(fronts.largestFront());
    }

    boolean finished() {
        return present == fronts.fronts() || failure != null;
    }

    @Nullable
    Failure failure() {
        return failure;
    }

    /// The factors, once finished without failure.
    FrontFactors factors() {
        return new FrontFactors(fronts, blocks);
    }

    /// One bounded step; answers the units used.
    long step() {
        Elimination eliminating = elimination;
        if (eliminating == null) {
            return assemble();
        }
        if (!eliminating.finished()) {
            return 1 + eliminating.step() / MULTIPLIES_PER_UNIT;
        }
        return store(eliminating);
    }

    private long assemble() {
        int s = present;
        int delayed = 0;
        for (int c = firstChild[s]; c >= 0; c = nextSibling[c]) {
            delayed += Objects.requireNonNull(waiting[c]).delayed;
        }
        int candidates = delayed + fronts.columns(s);
        int m = delayed + fronts.size(s);
        if (heldBytes + Front.bytes(m) > maxBytes) {
            failure = new Failure("bytes of the factors, for columns that found no pivot", heldBytes + Front.bytes(m));
            return 1;
        }
        name(m);
        front.open(m);
        for (int j = 0; j < m; j++) {
            front.clear(j, symmetric ? j : 0);
        }
        long work = 1 + m + (long) m * m / (symmetric ? 16 : 8);
        work += entries.load(fronts.firstColumn()[s], fronts.firstColumn()[s + 1], front, rowIn, columnIn);
        for (int c = firstChild[s]; c >= 0; c = nextSibling[c]) {
            Contribution from = Objects.requireNonNull(waiting[c]);
            add(from);
            work += from.value.length;
            heldBytes -= 8L * from.value.length;
            waiting[c] = null;
        }
        boolean last = fronts.parent()[s] < 0;
        elimination = symmetric
                ? new SymmetricElimination(front, row, candidates, last)
                : new GeneralElimination(front, row, column, candidates, last);
        return work;
    }

    /// Names the rows and columns of the front: what children could not eliminate, its own, the others. In this order
    /// those of a child keep theirs, and a lower triangle stays one.
    private void name(int m) {
        int s = present;
        row = new int[m];
        column = symmetric ? row : new int[m];
        int to = 0;
        for (int c = firstChild[s]; c >= 0; c = nextSibling[c]) {
            Contribution from = Objects.requireNonNull(waiting[c]);
            System.arraycopy(from.row, 0, row, to, from.delayed);
            System.arraycopy(from.column, 0, column, to, from.delayed);
            to += from.delayed;
        }
        int further = fronts.rowStart()[s];
        for (int j = fronts.firstColumn()[s]; to < m; to++) {
            row[to] = j < fronts.firstColumn()[s + 1] ? j++ : fronts.rows()[further++];
            column[to] = row[to];
        }
        for (int i = 0; i < m; i++) {
            rowIn[row[i]] = i;
            columnIn[column[i]] = i;
        }
    }

    private void add(Contribution from) {
        int size = from.row.length;
        int at = 0;
        for (int j = 0; j < size; j++) {
            double[] to = front.column(columnIn[from.column[j]]);
            for (int i = symmetric ? j : 0; i < size; i++) {
                to[rowIn[from.row[i]]] += from.value[at++];
            }
        }
    }

    private long store(Elimination done) {
        elimination = null;
        int m = row.length;
        int pivots = done.eliminated();
        boolean root = fronts.parent()[present] < 0;
        if (root && done.delayed() > 0) {
            failure = new Failure("pivot of row " + entries.rowAt(row[pivots]), 0.0);
            return 1;
        }
        int rest = root ? 0 : m - pivots;
        long left = symmetric ? (long) rest * (rest + 1) / 2 : (long) rest * rest;
        long factor = (symmetric ? 1L : 2L) * Trapezoid.entries(m, pivots) + pivots;
        heldBytes += 8 * (factor + left) + (symmetric ? 8L : 16L) * m + OBJECT_BYTES;
        if (heldBytes + front.sizeBytes() > maxBytes) {
            failure = new Failure("bytes of the factors, for columns that found no pivot", heldBytes);
            return 1;
        }
        blocks[present] = done.pack(row, column);
        if (!root) {
            double[] value = new double[Math.toIntExact(left)];
            int at = 0;
            for (int j = pivots; j < m; j++) {
                int from = symmetric ? j : pivots;
                System.arraycopy(front.column(j), from, value, at, m - from);
                at += m - from;
            }
            int[] restRow = Arrays.copyOfRange(row, pivots, m);
            int[] restColumn = symmetric ? restRow : Arrays.copyOfRange(column, pivots, m);
            waiting[present] = new Contribution(restRow, restColumn, done.delayed(), value);
        }
        present++;
        return 1 + factor + left;
    }
}
