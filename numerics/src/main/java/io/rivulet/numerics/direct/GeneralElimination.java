// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

/// The elimination of the first rows and columns of a front without symmetry. A pivot comes from the rows that may be
/// eliminated and bounds the growth over all; a column that has none is left for the parent, with some row.
/// Afterwards column k holds U above its pivot and L below, and the contribution lies behind the pivots.
/// **Cost** k·m² multiply-adds and less, in steps of a few million. **Thread** one at a time.
/// **Source** Duff, Reid 1984 (unsymmetric multifrontal); Amestoy, Puglisi 2002 (threshold and delay).
final class GeneralElimination implements Elimination {
    private final Front front;
    private final int[] row;
    private final int[] column;
    private final int candidates;
    private final boolean last;

    /// Rows exchanged by the pivots of this panel, which the columns behind follow later.
    private final int[] exchangedWith;

    private int eliminated;
    private int panelStart;
    private int panelEnd;
    private int updated;
    private boolean updating;
    private boolean complete;
    private int failedInRow;
    private boolean finished;

    GeneralElimination(Front front, int[] row, int[] column, int candidates, boolean last) {
        this.front = front;
        this.row = row;
        this.column = column;
        this.candidates = candidates;
        this.last = last;
        exchangedWith = new int[candidates];
        finished = candidates == 0;
    }

    @Override
    public boolean finished() {
        return finished;
    }

    @Override
    public int eliminated() {
        return eliminated;
    }

    @Override
    public int delayed() {
        return candidates - eliminated;
    }

    @Override
    public long step() {
        return updating ? updateBehind() : eliminatePanel();
    }

    private long eliminatePanel() {
        panelStart = eliminated;
        panelEnd = complete ? candidates : Math.min(candidates, eliminated + PANEL);
        long work = front.size();
        while (eliminated < panelEnd && (complete ? chooseLargest() : choosePivot())) {
            work += (long) (front.size() - eliminated) * (panelEnd - eliminated + 1);
            eliminate();
            eliminated++;
            if (complete) {
                break;
            }
        }
        updated = panelEnd;
        updating = true;
        return work;
    }

    private long updateBehind() {
        int m = front.size();
        int pivots = eliminated - panelStart;
        if (pivots == 0 || updated == m) {
            return endPanel();
        }
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

    private long endPanel() {
        updating = false;
        for (int k = 0; k < panelStart; k++) {
            followExchanges(front.column(k));
        }
        long work = 1 + (long) panelStart * (eliminated - panelStart);
        int failed = panelEnd - eliminated;
        failedInRow = eliminated > panelStart ? failed : failedInRow + failed;
        boolean stuck = failedInRow >= candidates - eliminated;
        finished = eliminated == candidates || stuck && (!last || complete && eliminated == panelStart);
        complete = stuck;
        if (!stuck) {
            for (int i = 0; i < failed && eliminated + i < candidates - 1 - i; i++) {
                exchangeColumns(eliminated + i, candidates - 1 - i);
            }
        }
        return work;
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
                exchangeColumns(eliminated, j);
                exchangeRows(i);
                return true;
            }
        }
        return false;
    }

    private boolean chooseLargest() {
        int pivotRow = -1;
        int pivotColumn = -1;
        double most = 0.0;
        for (int j = eliminated; j < candidates; j++) {
            double[] c = front.column(j);
            for (int i = eliminated; i < candidates; i++) {
                if (Math.abs(c[i]) > most) {
                    most = Math.abs(c[i]);
                    pivotRow = i;
                    pivotColumn = j;
                }
            }
        }
        if (pivotRow < 0) {
            return false;
        }
        exchangeColumns(eliminated, pivotColumn);
        exchangeRows(pivotRow);
        return true;
    }

    private void exchangeColumns(int j, int k) {
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
    public FrontFactors.Block pack(int[] rows, int[] columns) {
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
