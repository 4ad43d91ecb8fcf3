// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.search;

/// The loops of a search. Distances have the same bits with every provider, a lane being a stored series; bounds may
/// differ in their last bits, which [Query#margin] allows for, so that what is found doesn't.
sealed interface SearchLoops permits ScalarSearch, VectorSearch {
    /// Series of a group of summaries.
    int GROUP = 16;

    /// Series whose distances are computed at one time.
    int BATCH = 32;

    /// What each of sixteen series is away from the query at least, judged by its summary.
    ///
    /// @param summaries number s of series l of a group at (group·size + s)·16 + l
    void summaryBounds(Query query, float[] summaries, int group, float[] bounds, int at);

    /// What the series at `at` is away from the query at least: the ends, and what lies outside the query's envelope.
    /// Any number above `limit` stands for all of them. **Source** Keogh, Ratanamahatana 2005, "Exact indexing of
    /// dynamic time warping".
    float envelopeBound(Query query, float[] values, int at, float limit);

    /// The distances of 32 series; above `limit` any number above it.
    ///
    /// @param lanes value i of series l at i·32 + l
    /// @param row space, 32·(n + 2)
    void distances(Query query, float[] lanes, float[] row, float limit, float[] distances);

    /// The fastest that this JVM can run; chosen once.
    static SearchLoops detect() {
        return Holder.CHOSEN;
    }

    /// The choice.
    final class Holder {
        private static final String MODULE = "jdk.incubator.vector";

        static final SearchLoops CHOSEN = choose();

        private Holder() {}

        private static SearchLoops choose() {
            if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
                return ScalarSearch.INSTANCE;
            }
            try {
                return VectorSearch.lanes() >= VectorSearch.FEWEST_LANES
                        ? VectorSearch.INSTANCE
                        : ScalarSearch.INSTANCE;
            } catch (LinkageError changed) { // an incubating interface may be another one in another JVM
                return ScalarSearch.INSTANCE;
            }
        }
    }
}
