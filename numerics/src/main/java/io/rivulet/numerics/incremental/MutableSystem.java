// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.local.Rows;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A and b under changes: a base matrix whose values change in place, and whole copies of the rows that got a new
/// entry.
/// Arrays that somebody else holds (the opener, a run, a reader) are copied before the first write to them.
/// **Cost** a change O(log row length); a new entry copies its row; [#snapshot] and [#pin] O(nnz) when there are copied
/// rows.
final class MutableSystem implements Rows {
    /// Copied rows are folded into the base beyond this part of n …
    private static final double MAX_COPIED_ROWS = 0.01;

    /// … but not before there are this many.
    private static final int FREE_COPIED_ROWS = 64;

    private static final double SYMMETRY_ULPS = 4 * 0x1p-52;

    private CsrMatrix base;
    private double[] b;
    private boolean ownsValues;
    private boolean ownsB;
    private boolean pinnedValues;
    private boolean pinnedB;
    private final LongTable<CopiedRow> copied = new LongTable<>();
    private long copiedEntries;
    private final LongTable<int[]> addedInColumn = new LongTable<>();
    private final boolean openedSymmetric;
    private final LongTable<Boolean> unequalPairs = new LongTable<>();
    private long matrixVersion;
    private long patternVersion;

    private record CopiedRow(int[] column, double[] value) {}

    MutableSystem(LinearSystem system, boolean symmetric) {
        base = system.a();
        b = system.b().values();
        openedSymmetric = symmetric;
    }

    @Override
    public int rows() {
        return base.rows();
    }

    double[] b() {
        return b;
    }

    /// Grows with every change of a value of A.
    long matrixVersion() {
        return matrixVersion;
    }

    /// Grows when the base gets another pattern.
    long patternVersion() {
        return patternVersion;
    }

    @Override
    public int nnz() {
        return base.nnz();
    }

    /// Still as symmetric as it was when it was opened.
    boolean symmetric() {
        return openedSymmetric && unequalPairs.isEmpty();
    }

    @Override
    public int[] columns(int i) {
        CopiedRow row = copied(i);
        return row == null ? base.column() : row.column();
    }

    @Override
    public double[] values(int i) {
        CopiedRow row = copied(i);
        return row == null ? base.value() : row.value();
    }

    @Override
    public int from(int i) {
        return copied(i) == null ? base.rowStart()[i] : 0;
    }

    @Override
    public int to(int i) {
        CopiedRow row = copied(i);
        return row == null ? base.rowStart()[i + 1] : row.column().length;
    }

    private @Nullable CopiedRow copied(int i) {
        return copied.get(i);
    }

    double get(int i, int j) {
        CopiedRow row = copied(i);
        if (row == null) {
            return base.get(i, j);
        }
        int at = Arrays.binarySearch(row.column(), j);
        return at < 0 ? 0.0 : row.value()[at];
    }

    /// The base, for an index over its columns.
    CsrMatrix base() {
        return base;
    }

    /// Rows that hold an entry of column `j` that the base does not, or null.
    int @Nullable [] addedIn(int j) {
        return addedInColumn.get(j);
    }

    /// All or nothing. `touched` gets every row whose residual changed, `changed` those of A that did. Answers true if
    /// all of b was replaced, and then `touched` has only the rows of the other changes.
    /// **Errors** an index outside the system throws [IndexOutOfBoundsException], a value that is not finite
    /// [IllegalArgumentException], and nothing is applied.
    boolean apply(CostUpdate update, RowSet touched, RowSet changed) {
        check(update);
        DenseVector vector = update.vector();
        if (vector != null) {
            b = vector.values().clone();
            ownsB = true;
            pinnedB = false;
        }
        for (int k = 0; k < update.set().size(); k++) {
            writableB()[update.set().indices()[k]] = update.set().values()[k];
            touched.add(update.set().indices()[k]);
        }
        for (int k = 0; k < update.delta().size(); k++) {
            writableB()[update.delta().indices()[k]] += update.delta().values()[k];
            touched.add(update.delta().indices()[k]);
        }
        for (EntryChange change : update.matrix()) {
            if (set(change.row(), change.column(), change.newValue())) {
                touched.add(change.row());
                changed.add(change.row());
            }
        }
        return vector != null;
    }

    private void check(CostUpdate update) {
        int n = rows();
        DenseVector vector = update.vector();
        if (vector != null && vector.size() != n) {
            throw new IndexOutOfBoundsException("a vector of " + vector.size() + " for " + n + " rows");
        }
        if (vector != null) {
            requireFinite(vector.values());
        }
        check(update.set(), n);
        check(update.delta(), n);
        for (EntryChange change : update.matrix()) {
            Objects.checkIndex(change.row(), n);
            Objects.checkIndex(change.column(), n);
        }
    }

    private static void check(SparseVector entries, int n) {
        for (int i : entries.indices()) {
            Objects.checkIndex(i, n);
        }
        requireFinite(entries.values());
    }

    private static void requireFinite(double[] values) {
        for (int k = 0; k < values.length; k++) {
            if (!Double.isFinite(values[k])) {
                throw new IllegalArgumentException("value " + k + " of the update is " + values[k]);
            }
        }
    }

    private double[] writableB() {
        if (!ownsB || pinnedB) {
            b = b.clone();
            ownsB = true;
            pinnedB = false;
        }
        return b;
    }

    private boolean set(int i, int j, double value) {
        CopiedRow row = copied(i);
        if (row == null) {
            int at = base.find(i, j);
            if (at >= 0) {
                if (base.value()[at] == value) {
                    return false;
                }
                if (!ownsValues || pinnedValues) {
                    base = base.withValues(base.value().clone());
                    ownsValues = true;
                    pinnedValues = false;
                }
                base.value()[at] = value;
            } else if (value == 0) {
                return false;
            } else {
                insert(i, j, value);
            }
        } else {
            int at = Arrays.binarySearch(row.column(), j);
            if (at < 0 && value == 0 || at >= 0 && row.value()[at] == value) {
                return false;
            }
            if (at >= 0) {
                row.value()[at] = value;
            } else {
                insert(i, j, value);
            }
        }
        matrixVersion++;
        if (openedSymmetric && i != j) {
            compareWithMirror(i, j, value);
        }
        return true;
    }

    private void insert(int i, int j, double value) {
        int[] column = columns(i);
        double[] values = values(i);
        int from = from(i);
        int length = to(i) - from;
        int at = -Arrays.binarySearch(column, from, from + length, j) - 1 - from;
        int[] widerColumn = new int[length + 1];
        double[] widerValue = new double[length + 1];
        System.arraycopy(column, from, widerColumn, 0, at);
        System.arraycopy(values, from, widerValue, 0, at);
        widerColumn[at] = j;
        widerValue[at] = value;
        System.arraycopy(column, from + at, widerColumn, at + 1, length - at);
        System.arraycopy(values, from + at, widerValue, at + 1, length - at);
        copiedEntries += copied(i) == null ? length + 1 : 1;
        copied.put(i, new CopiedRow(widerColumn, widerValue));
        int[] present = addedInColumn.get(j);
        int[] longer = present == null ? new int[1] : Arrays.copyOf(present, present.length + 1);
        longer[longer.length - 1] = i;
        addedInColumn.put(j, longer);
    }

    private void compareWithMirror(int i, int j, double value) {
        long pair = (long) Math.min(i, j) * rows() + Math.max(i, j);
        double mirror = get(j, i);
        if (Math.abs(value - mirror) <= SYMMETRY_ULPS * Math.max(Math.abs(value), Math.abs(mirror))) {
            unequalPairs.remove(pair);
        } else {
            unequalPairs.put(pair, true);
        }
    }

    boolean hasCopiedRows() {
        return !copied.isEmpty();
    }

    boolean wantsCompaction() {
        return copied.size() > Math.max(FREE_COPIED_ROWS, MAX_COPIED_ROWS * rows());
    }

    /// Folds the copied rows into a new base. **Cost** O(nnz).
    long compact() {
        if (copied.isEmpty()) {
            return 0;
        }
        base = compacted();
        ownsValues = true;
        pinnedValues = false;
        copied.clear();
        copiedEntries = 0;
        addedInColumn.clear();
        patternVersion++;
        return base.nnz();
    }

    private CsrMatrix compacted() {
        int n = rows();
        int[] start = new int[n + 1];
        for (int i = 0; i < n; i++) {
            start[i + 1] = start[i] + to(i) - from(i);
        }
        int[] column = new int[start[n]];
        double[] value = new double[start[n]];
        for (int i = 0; i < n; i++) {
            System.arraycopy(columns(i), from(i), column, start[i], start[i + 1] - start[i]);
            System.arraycopy(values(i), from(i), value, start[i], start[i + 1] - start[i]);
        }
        return CsrMatrix.adopt(n, start, column, value);
    }

    /// As [#snapshot], for whoever must not move anything here: what later changes and pushes do stays the same to the
    /// bit. **Cost** O(nnz) where rows were copied.
    LinearSystem lent() {
        ownsB = false;
        if (!copied.isEmpty()) {
            return new LinearSystem(compacted(), DenseVector.adopt(b));
        }
        ownsValues = false;
        return new LinearSystem(base, DenseVector.adopt(b));
    }

    /// A and b as they are, safe from later changes: the next one copies what it changes.
    LinearSystem snapshot() {
        compact();
        ownsValues = false;
        ownsB = false;
        return new LinearSystem(base, DenseVector.adopt(b));
    }

    /// As [#snapshot], until [#unpin]; for one run at a time.
    LinearSystem pin() {
        compact();
        pinnedValues = true;
        pinnedB = true;
        return new LinearSystem(base, DenseVector.adopt(b));
    }

    void unpin() {
        pinnedValues = false;
        pinnedB = false;
    }

    long sizeBytes() {
        long tables = copied.sizeBytes() + addedInColumn.sizeBytes() + unequalPairs.sizeBytes();
        return base.sizeBytes() + 8L * b.length + tables + 12L * copiedEntries + 64L * copied.size();
    }
}
