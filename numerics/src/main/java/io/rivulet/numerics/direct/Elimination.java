// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import org.jspecify.annotations.Nullable;

/// The elimination of the first columns of one front, in bounded steps: panel by panel, each followed by an update of
/// what lies behind it. What finds no safe pivot stays behind the eliminated ones, in front of the rows and columns
/// that were not to be eliminated here.
abstract class Elimination {
    /// A pivot may be this much smaller than what it eliminates: growth against fill by pivots that have to wait.
    static final double THRESHOLD = 0.01;

    /// Columns searched for pivots and updated one pivot at a time.
    static final int PANEL = 32;

    /// Multiply-adds of one step behind a panel.
    static final long STEP = 4_000_000;

    final Front front;

    /// Columns that may be eliminated; those behind get updates only.
    final int candidates;

    /// No front comes after this one: what finds no pivot by the tests is eliminated by complete pivoting.
    private final boolean last;

    int eliminated;
    int panelStart;
    int panelEnd;

    /// Columns behind the panel that are up to date end here.
    int updated;

    boolean complete;
    private boolean updating;
    private int failedInRow;
    private boolean finished;

    Elimination(Front front, int candidates, boolean last) {
        this.front = front;
        this.candidates = candidates;
        this.last = last;
        this.finished = candidates == 0;
    }

    /// One step; answers the multiply-adds done.
    final long step() {
        if (!updating) {
            panelStart = eliminated;
            panelEnd = complete ? candidates : Math.min(candidates, eliminated + PANEL);
            long work = front.size() + eliminatePanel();
            updated = panelEnd;
            updating = true;
            return work;
        }
        if (eliminated == panelStart || updated == front.size()) {
            long work = 1 + panelEnds();
            endPanel();
            return work;
        }
        return updateBehind();
    }

    /// Takes pivots in the panel as long as there are any, just one where pivoting is complete; answers the
    /// multiply-adds done.
    abstract long eliminatePanel();

    /// Brings some more columns behind the panel up to date; answers the multiply-adds done.
    abstract long updateBehind();

    /// All columns are up to date; answers the multiply-adds that this was still worth.
    long panelEnds() {
        return 0;
    }

    /// Exchanges two columns that are not eliminated.
    abstract void exchange(int j, int k);

    /// Where the largest entry of what is left of the candidates stands, null where all are zero.
    ///
    /// @param lower whether entries above the diagonal do not count
    final @Nullable Place largestLeft(boolean lower) {
        int row = -1;
        int column = -1;
        double most = 0.0;
        for (int j = eliminated; j < candidates; j++) {
            double[] c = front.column(j);
            for (int i = lower ? j : eliminated; i < candidates; i++) {
                if (Math.abs(c[i]) > most) {
                    most = Math.abs(c[i]);
                    row = i;
                    column = j;
                }
            }
        }
        return row < 0 ? null : new Place(row, column);
    }

    record Place(int row, int column) {}

    /// Columns without a pivot make room for those that were not in the panel.
    private void endPanel() {
        updating = false;
        int failed = panelEnd - eliminated;
        failedInRow = eliminated > panelStart ? failed : failedInRow + failed;
        boolean stuck = failedInRow >= candidates - eliminated;
        finished = eliminated == candidates || stuck && (!last || complete && eliminated == panelStart);
        complete = stuck;
        if (!stuck) {
            for (int i = 0; i < failed && eliminated + i < candidates - 1 - i; i++) {
                exchange(eliminated + i, candidates - 1 - i);
            }
        }
    }

    final boolean finished() {
        return finished;
    }

    /// Pivots found, which stand first.
    final int eliminated() {
        return eliminated;
    }

    /// Columns that should have been eliminated and were not.
    final int delayed() {
        return candidates - eliminated;
    }

    /// The factors of the eliminated part. `rows` and `columns` name those of the front as they stand now.
    abstract FrontFactors.Block pack(int[] rows, int[] columns);
}
