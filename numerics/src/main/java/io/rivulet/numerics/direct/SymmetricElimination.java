// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import java.util.Arrays;

/// The elimination of the first columns of a symmetric front, of which the lower triangle is stored. A pivot, one
/// column or two, is taken where it bounds the growth over the whole front; what finds none is left for the parent.
/// Afterwards column k holds L below its pivot, and the contribution of the front lies behind the pivots.
/// **Cost** k·m² / 2 multiply-adds and less, in steps of a few million. **Thread** one at a time.
/// **Source** Duff, Reid 1983; Ashcraft, Grimes, Lewis 1998 (bounded pivoting); Duff 2004 (MA57: the tests).
final class SymmetricElimination extends Elimination {
    private static final double[] NO_TIES = new double[0];

    private final int[] id;

    /// D: the diagonal, and below it the entry that ties pivot k to k + 1, 0 for a pivot of one column.
    private final double[] diagonal;

    private final double[] tie;

    /// `id` names the rows of the front and is permuted with them.
    SymmetricElimination(Front front, int[] id, int candidates, boolean last) {
        super(front, candidates, last);
        this.id = id;
        diagonal = new double[candidates];
        tie = new double[candidates];
    }

    @Override
    FrontFactors.Block pack(int[] rows, int[] columns) {
        int m = front.size();
        double[] lower = new double[Trapezoid.entries(m, eliminated)];
        int at = 0;
        boolean tied = false;
        for (int k = 0; k < eliminated; k++) {
            System.arraycopy(front.column(k), k + 1, lower, at, m - k - 1);
            at += m - k - 1;
            tied |= tie[k] != 0;
        }
        return new FrontFactors.Block(
                rows,
                columns,
                eliminated,
                lower,
                lower,
                Arrays.copyOf(diagonal, eliminated),
                tied ? Arrays.copyOf(tie, eliminated) : NO_TIES);
    }

    @Override
    long eliminatePanel() {
        long work = 0;
        int width;
        do {
            width = complete ? chooseLargest() : choosePivot();
            work += (long) width * (front.size() - eliminated) * (panelEnd - eliminated + 2) / 2;
            if (width == 1) {
                eliminateOne();
            } else if (width == 2) {
                eliminateTwo();
            }
            eliminated += width;
        } while (width > 0 && eliminated < panelEnd && !complete);
        return work;
    }

    @Override
    long updateBehind() {
        int m = front.size();
        int pivots = eliminated - panelStart;
        long work = 0;
        int from = updated;
        while (updated < m && work < STEP) {
            int j = updated++;
            spread(j);
            work += (long) pivots * (m - j);
        }
        front.update(panelStart, eliminated, from, updated, from, true);
        return work;
    }

    /// Row j of D·Lᵀ above column j, for the pivots of this panel.
    private void spread(int j) {
        double[] c = front.column(j);
        for (int k = panelStart; k < eliminated; k++) {
            double own = front.column(k)[j];
            if (tie[k] == 0) {
                c[k] = diagonal[k] * own;
            } else {
                double other = front.column(k + 1)[j];
                c[k] = diagonal[k] * own + tie[k] * other;
                c[k + 1] = tie[k] * own + diagonal[k + 1] * other;
                k++;
            }
        }
    }

    /// Brings a pivot to the place where it is eliminated; answers how many columns it has, 0 if none will do.
    private int choosePivot() {
        for (int c = eliminated; c < panelEnd; c++) {
            double own = Math.abs(front.column(c)[c]);
            double beside = largest(c, -1);
            if (own > 0 && own >= THRESHOLD * beside) {
                exchange(eliminated, c);
                return 1;
            }
            int partner = partner(c);
            if (partner >= 0 && goodPair(c, partner)) {
                movePair(Math.min(c, partner), Math.max(c, partner));
                return 2;
            }
        }
        return 0;
    }

    /// Of what is left of the last front the largest entry, which bounds all others.
    private int chooseLargest() {
        Place largest = largestLeft(true);
        if (largest == null) {
            return 0;
        }
        if (largest.row() == largest.column()) {
            exchange(eliminated, largest.column());
            return 1;
        }
        movePair(largest.column(), largest.row());
        return 2;
    }

    /// The largest entry of row and column c but that of row `but` and the diagonal.
    private double largest(int c, int but) {
        double most = 0.0;
        for (int r = eliminated; r < c; r++) {
            if (r != but) {
                most = Math.max(most, Math.abs(front.column(r)[c]));
            }
        }
        double[] own = front.column(c);
        if (but <= c) {
            return Math.max(most, Front.largest(own, c + 1, front.size()));
        }
        return Math.max(most, Math.max(Front.largest(own, c + 1, but), Front.largest(own, but + 1, front.size())));
    }

    /// The candidate of this panel that c is tied to most; −1 if to none.
    private int partner(int c) {
        int partner = -1;
        double most = 0.0;
        for (int r = eliminated; r < panelEnd; r++) {
            double entry = r == c ? 0.0 : Math.abs(r < c ? front.column(r)[c] : front.column(c)[r]);
            if (entry > most) {
                most = entry;
                partner = r;
            }
        }
        return partner;
    }

    private boolean goodPair(int c, int r) {
        double cc = front.column(c)[c];
        double rr = front.column(r)[r];
        double cr = front.column(Math.min(c, r))[Math.max(c, r)];
        double besideC = largest(c, r);
        double besideR = largest(r, c);
        double determinant = Math.abs(cc * rr - cr * cr);
        double bound = determinant / THRESHOLD;
        return determinant > 0
                && Math.abs(rr) * besideC + Math.abs(cr) * besideR <= bound
                && Math.abs(cr) * besideC + Math.abs(cc) * besideR <= bound;
    }

    private void movePair(int lower, int higher) {
        exchange(eliminated, lower);
        exchange(eliminated + 1, higher);
    }

    /// Exchanges rows and columns a and b of the front, the finished rows of L and of D·Lᵀ with them.
    @Override
    void exchange(int a, int b) {
        if (a == b) {
            return;
        }
        int low = Math.min(a, b);
        int high = Math.max(a, b);
        double[] toLow = front.column(high);
        double[] toHigh = front.column(low);
        double ofHigh = toLow[high];
        double ofLow = toHigh[low];
        double between = toHigh[high];
        toLow[low] = ofHigh;
        toLow[high] = between;
        toHigh[high] = ofLow;
        for (int k = low + 1; k < high; k++) {
            double[] c = front.column(k);
            toLow[k] = c[high];
            c[high] = toHigh[k];
        }
        for (int k = 0; k < low; k++) {
            double[] c = front.column(k);
            double kept = c[low];
            c[low] = c[high];
            c[high] = kept;
        }
        front.swapColumns(low, high);
        int name = id[low];
        id[low] = id[high];
        id[high] = name;
    }

    private void eliminateOne() {
        int e = eliminated;
        int m = front.size();
        double[] pivot = front.column(e);
        double d = pivot[e];
        diagonal[e] = d;
        tie[e] = 0.0;
        for (int j = e + 1; j < panelEnd; j++) {
            front.column(j)[e] = pivot[j];
        }
        for (int i = e + 1; i < m; i++) {
            pivot[i] /= d;
        }
        for (int j = e + 1; j < panelEnd; j++) {
            double[] c = front.column(j);
            if (c[e] != 0) {
                Front.oneIntoOne(c, pivot, -c[e], j, m);
            }
        }
    }

    private void eliminateTwo() {
        int e = eliminated;
        int m = front.size();
        double[] one = front.column(e);
        double[] two = front.column(e + 1);
        double between = one[e + 1];
        diagonal[e] = one[e];
        diagonal[e + 1] = two[e + 1];
        tie[e] = between;
        tie[e + 1] = 0.0;
        one[e + 1] = 0.0;
        for (int j = e + 2; j < panelEnd; j++) {
            front.column(j)[e] = one[j];
            front.column(j)[e + 1] = two[j];
        }
        double p = two[e + 1] / between;
        double q = one[e] / between;
        double scale = 1.0 / ((p * q - 1.0) * between);
        for (int i = e + 2; i < m; i++) {
            double first = one[i];
            double second = two[i];
            one[i] = scale * (p * first - second);
            two[i] = scale * (q * second - first);
        }
        for (int j = e + 2; j < panelEnd; j++) {
            double[] c = front.column(j);
            Front.oneIntoOne(c, one, -c[e], j, m);
            Front.oneIntoOne(c, two, -c[e + 1], j, m);
        }
    }
}
