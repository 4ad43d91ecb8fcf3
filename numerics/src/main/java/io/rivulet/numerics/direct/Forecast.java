// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import io.rivulet.numerics.linalg.CsrMatrix;
import org.jspecify.annotations.Nullable;

/// What the factors of a matrix will take, known from its pattern before they are made; it spares them the search for
/// an order.
public final class Forecast {
    /// Columns that find no safe pivot in time make fronts larger than foretold.
    private static final double ALLOWANCE = 1.5;

    private static final long FREE_BYTES = 1 << 20;
    private static final int MULTIPLIES_PER_UNIT = 4;
    private static final long SLICE = 65_536;

    /// Units an entry after which the search for an order is given up.
    private static final long MAX_SEARCH = 50;

    /// Passes over the entries beside elimination: scaling, loading, products between blocks.
    private static final int PASSES = 14;

    private final Structure structure;
    private final long searched;

    /// `searched` are the units of the search for it.
    Forecast(Structure structure, long searched) {
        this.structure = structure;
        this.searched = searched;
    }

    /// Begins a search for that of L·D·Lᵀ of a `symmetric` matrix, or of L·U.
    public static Search search(CsrMatrix a, boolean symmetric, long maxUnits, long maxBytes) {
        return new Search(a, symmetric, maxUnits, maxBytes);
    }

    /// The result of a whole search.
    public static @Nullable Forecast of(CsrMatrix a, boolean symmetric, long maxUnits, long maxBytes) {
        Search search = search(a, symmetric, maxUnits, maxBytes);
        search.advance(Long.MAX_VALUE);
        return search.result();
    }

    /// A forecast in the making. It finds none where no values could make the matrix regular, and gives up as soon as
    /// factors are seen to need more than the units or bytes they may, or the order more than [#MAX_SEARCH] units
    /// an entry: that happens where there is none worth having.
    /// **Cost** as a rule 10 to 30 units an entry. **Thread** one at a time.
    public static final class Search {
        private final CsrMatrix a;
        private final boolean symmetric;
        private final long maxUnits;
        private final long maxBytes;
        private final Structure.Search search;
        private long spent;
        private boolean over;
        private @Nullable Forecast found;

        private Search(CsrMatrix a, boolean symmetric, long maxUnits, long maxBytes) {
            this.a = a;
            this.symmetric = symmetric;
            this.maxUnits = maxUnits;
            this.maxBytes = maxBytes;
            this.search = new Structure.Search(a, symmetric);
        }

        /// Works for about `units`; answers the units used, 0 once it is over.
        public long advance(long units) {
            long work = 0;
            while (work < units && !over) {
                long used = search.advance(SLICE);
                spent += used;
                work += used;
                Structure structure = search.result();
                if (structure != null) {
                    Forecast made = new Forecast(structure, spent);
                    found = made.units() > maxUnits || made.bytes() > maxBytes ? null : made;
                    over = true;
                } else {
                    over = givesUp();
                }
            }
            return work;
        }

        private boolean givesUp() {
            long bytes = (symmetric ? 8 : 16) * search.entries();
            return search.unmatched() >= 0
                    || bytes > maxBytes
                    || search.work() / MULTIPLIES_PER_UNIT > maxUnits
                    || spent > MAX_SEARCH * (a.nnz() + a.rows() + SLICE);
        }

        /// Whether [#result] is final.
        public boolean over() {
            return over;
        }

        /// Null before it is over, and where it found none.
        public @Nullable Forecast result() {
            return found;
        }

        /// Units so far.
        public long spent() {
            return spent;
        }
    }

    Structure structure() {
        return structure;
    }

    public boolean symmetric() {
        return structure.symmetric();
    }

    /// Units of the search for it.
    public long searched() {
        return searched;
    }

    /// Stored entries of the factors.
    public long entries() {
        return structure.fronts().entries() * (symmetric() ? 1 : 2);
    }

    /// Multiply-adds of their making.
    public double work() {
        return structure.work();
    }

    /// Units of their making, the search for an order left out.
    public long units() {
        return (long) (work() / MULTIPLIES_PER_UNIT)
                + (long) PASSES * structure.byRow().size();
    }

    /// Most bytes that their making may take, with room for columns that have to wait for a pivot.
    public long bytes() {
        return (long) (ALLOWANCE * structure.bytes()) + FREE_BYTES;
    }

    @Override
    public String toString() {
        return "Forecast[" + entries() + " entries, " + work() + " multiply-adds]";
    }
}
