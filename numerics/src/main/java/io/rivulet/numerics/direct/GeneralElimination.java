// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

/// The elimination of the first rows and columns of a front without symmetry. A pivot comes from the rows that may be
/// eliminated and bounds the growth over all; a column that has none is left for the parent, with some row.
/// Afterwards column k holds U above its pivot and L below, and the contribution lies behind the pivots.
/// **Cost** k·m² multiply-adds and less, in steps of a few million. **Thread** one at a time.
/// **Source** Duff, Reid 1984 (unsymmetric multifrontal); Amestoy, Puglisi 2002 (threshold and delay).
final class GeneralElimination extends Elimination {
    private final int[] row;
    private final int[] column;

    /// Rows exchanged by the pivots of this panel, which the columns behind follow later.
    private final int[] exchangedWith;

    GeneralElimination(Front front, int[] row, int[] column, int candidates, boolean last) {
        super(front, candidates, last);
        this.row = row;
        this.column = column;
        exchangedWith = new int[candidates];
    }

    @Override
    long eliminatePanel() {
        long work = 0;
        while (eliminated < panelEnd && (complete ? chooseLargest() : choosePivot())) {
            work += (long) (front.size() - eliminated) * (panelEnd - eliminated + 1);
            eliminate();
            eliminated++;
            if (complete) {
                break;
            }
        }
        return work;
    }

    @Override
    long updateBehind() {
        int m = front.size();
        int pivots = eliminated - panelStart;
        long work = 0;
        int from = updated;
        while (updated < m && work < STEP) {
            followExchanges(front.column(updated));
            solveAbove(front.column(updated));
            updated++;
            work += (long) pivots * (m - panelStart);
        }
        front.update(panelStart, eliminated, from, updated, eliminated, false);
        return work;
    }

    private void followExchanges(double[] c) {
        for (int k = panelStart; k < eliminated; k++) {
            int other = exchangedWith[k];
            double kept = c[k];
            c[k] = c[other];
            c[other] = kept;
        }
    }

    /// The rows of U in a column behind the panel.
    private void solveAbove(double[] c) {
        for (int k = panelStart; k < eliminated - 1; k++) {
            Front.oneIntoOne(c, front.column(k), -c[k], k + 1, eliminated);
        }
    }

    @Override
    long panelEnds() {
        for (int k = 0; k < panelStart; k++) {
            followExchanges(front.column(k));
        }
        return (long) panelStart * (eliminated - panelStart);
    }

    private boolean choosePivot() {
        for (int j = eliminated; j < panelEnd; j++) {
            double[] c = front.column(j);
            double most = Front.largest(c, eliminated, candidates);
            double beyond = Front.largest(c, candidates, front.size());
            if (most > 0 && most >= THRESHOLD * beyond) {
                int i = eliminated;
                while (Math.abs(c[i]) != most) {
                    i++;
                }
                exchange(eliminated, j);
                exchangeRows(i);
                return true;
            }
        }
        return false;
    }

    private boolean chooseLargest() {
        Place largest = largestLeft(false);
        if (largest == null) {
            return false;
        }
        exchange(eliminated, largest.column());
        exchangeRows(largest.row());
        return true;
    }

    @Override
    void exchange(int j, int k) {
        front.swapColumns(j, k);
        int kept = column[j];
        column[j] = column[k];
        column[k] = kept;
    }

    /// Row i of the columns of the panel becomes the pivot row.
    private void exchangeRows(int i) {
        int e = eliminated;
        exchangedWith[e] = i;
        if (i != e) {
            for (int j = panelStart; j < panelEnd; j++) {
                double[] c = front.column(j);
                double kept = c[e];
                c[e] = c[i];
                c[i] = kept;
            }
            int kept = row[e];
            row[e] = row[i];
            row[i] = kept;
        }
    }

    private void eliminate() {
        int e = eliminated;
        int m = front.size();
        double[] pivot = front.column(e);
        double d = pivot[e];
        for (int i = e + 1; i < m; i++) {
            pivot[i] /= d;
        }
        for (int j = e + 1; j < panelEnd; j++) {
            double[] c = front.column(j);
            if (c[e] != 0) {
                Front.oneIntoOne(c, pivot, -c[e], e + 1, m);
            }
        }
    }

    @Override
    FrontFactors.Block pack(int[] rows, int[] columns) {
        int m = front.size();
        double[] lower = new double[Trapezoid.entries(m, eliminated)];
        double[] upper = new double[lower.length];
        double[] diagonal = new double[eliminated];
        int at = 0;
        for (int k = 0; k < eliminated; k++) {
            double[] c = front.column(k);
            diagonal[k] = c[k];
            System.arraycopy(c, k + 1, lower, at, m - k - 1);
            at += m - k - 1;
        }
        for (int j = 1; j < m; j++) {
            double[] c = front.column(j);
            int end = Math.min(j, eliminated);
            int to = j - 1;
            for (int k = 0; k < end; k++) {
                upper[to] = c[k] / diagonal[k];
                to += m - k - 2;
            }
        }
        return new FrontFactors.Block(rows, columns, eliminated, lower, upper, diagonal, new double[0]);
    }
}
