// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

/// The elimination of the first columns of one front, in bounded steps. What finds no safe pivot stays behind the
/// eliminated ones, in front of the rows and columns that were not to be eliminated here.
interface Elimination {
    /// A pivot may be this much smaller than what it eliminates: growth against fill by pivots that have to wait.
    double THRESHOLD = 0.01;

    /// Columns searched for pivots and updated one pivot at a time.
    int PANEL = 32;

    /// Multiply-adds of one step behind a panel.
    long STEP = 4_000_000;

    /// One step; answers the multiply-adds done.
    long step();

    boolean finished();

    /// Pivots found, which stand first.
    int eliminated();

    /// Columns that should have been eliminated and were not.
    int delayed();

    /// The factors of the eliminated part. `rows` and `columns` name those of the front as they stand now.
    FrontFactors.Block pack(int[] rows, int[] columns);
}
