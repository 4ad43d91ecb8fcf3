// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import java.util.ArrayDeque;
import java.util.Deque;

/// Whether the residual stands still, or grows, over the checks of one revision while the solver iterates. A residual
/// at
/// or below the tolerance, or as small as doubles allow, does neither. Whether it grows is seen only where every row
/// was
/// read.
/// **Bounded by** [#HISTORY] measurements.
/// **Source** numerics specification, §4.6 and §8.5.
final class ResidualWatch {
    static final int HISTORY = 1_000;

    /// Checks over which it has to fall.
    static final int WINDOW = 50;

    /// It stands still if its minimum fell by less than this part over the window.
    private static final double LEAST_FALL = 0.1;

    /// Variance of the last residuals below which the rule that is kept for compatibility says so; advisory.
    private static final double LEAST_VARIANCE = 1e-12;

    /// It grows if it is so many times what it was at its first check, all that was gained being lost: an engine does
    /// not
    /// give away an x that is worse than the one it began with, however its residual wanders on the way …
    private static final double GROWTH = 10;

    /// … and rose at so many checks in a row.
    private static final int RISING = 5;

    /// A residual that is so many times what the solver says belies it; recurrences stray less.
    private static final double BELIED = 10;

    private final Deque<Double> residuals = new ArrayDeque<>();
    private final Deque<Double> minima = new ArrayDeque<>();
    private long revision = -1;
    private long iteration = -1;
    private double least = Double.POSITIVE_INFINITY;
    /// Of what was computed from every row: the first and the last.
    private double first = Double.NaN;

    private double last = Double.NaN;
    private boolean unbounded;
    private boolean belied;
    private int rising;
    private boolean quiet;

    void add(Measurement m) {
        if (m.revision() != revision || m.iteration() < iteration) {
            reset();
            revision = m.revision();
        }
        double residual = m.residual();
        quiet = residual <= m.tolerance() || m.floor() || m.converged();
        if (m.iteration() == iteration) {
            return;
        }
        iteration = m.iteration();
        least = Double.isNaN(residual) ? least : Math.min(least, residual);
        belied = m.proven() > BELIED * m.claimed();
        unbounded = !Double.isFinite(m.proven());
        if (!Double.isNaN(m.exact())) {
            first = Double.isNaN(first) ? m.exact() : first;
            rising = m.exact() > last ? rising + 1 : 0;
            last = m.exact();
        }
        residuals.addLast(residual);
        minima.addLast(least);
        if (residuals.size() > HISTORY) {
            residuals.removeFirst();
            minima.removeFirst();
        }
    }

    boolean stagnates() {
        return !quiet && minima.size() > WINDOW && least > (1 - LEAST_FALL) * minimumBefore();
    }

    /// It does not even waver, or the solver says that it falls: x does not move.
    boolean frozen() {
        if (belied) {
            return true;
        }
        var newestFirst = residuals.descendingIterator();
        for (int k = 0; k <= WINDOW && newestFirst.hasNext(); k++) {
            if (newestFirst.next() != last) {
                return false;
            }
        }
        return true;
    }

    private double minimumBefore() {
        var newestFirst = minima.descendingIterator();
        double minimum = least;
        for (int k = 0; k <= WINDOW && newestFirst.hasNext(); k++) {
            minimum = newestFirst.next();
        }
        return minimum;
    }

    /// The variance of the last residuals is next to nothing. It says so of any sequence that has converged, and never
    /// of a plateau whose size is large: nothing follows from it.
    boolean hardlyVaries() {
        if (quiet || residuals.size() < WINDOW) {
            return false;
        }
        double sum = 0.0;
        double squares = 0.0;
        var newestFirst = residuals.descendingIterator();
        for (int k = 0; k < WINDOW; k++) {
            double residual = newestFirst.next();
            sum += residual;
            squares += residual * residual;
        }
        double mean = sum / WINDOW;
        return squares / WINDOW - mean * mean < LEAST_VARIANCE;
    }

    boolean diverges() {
        return unbounded || !quiet && rising >= RISING && last > GROWTH * first;
    }

    int size() {
        return residuals.size();
    }

    void reset() {
        residuals.clear();
        minima.clear();
        revision = -1;
        iteration = -1;
        least = Double.POSITIVE_INFINITY;
        first = Double.NaN;
        last = Double.NaN;
        unbounded = false;
        belied = false;
        rising = 0;
        quiet = false;
    }
}
