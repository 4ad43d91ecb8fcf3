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

    Forecast(Structure structure) {
        this.structure = structure;
    }

    /// For L·D·Lᵀ of a `symmetric` matrix, or for L·U. Null where no values could make the matrix regular, and as soon
    /// as
    /// factors are seen to need more than `maxUnits` or `maxBytes`, or the search for an order more than
    /// [#MAX_SEARCH] units an entry: that happens where it finds none worth having.
    /// **Cost** as a rule 10 to 30 units an entry.
    public static @Nullable Forecast of(CsrMatrix a, boolean symmetric, long maxUnits, long maxBytes) {
        Structure.Search search = new Structure.Search(a, symmetric);
        long spent = 0;
        while (search.result() == null) {
            spent += search.advance(SLICE);
            long bytes = (symmetric ? 8 : 16) * search.entries();
            if (search.unmatched() >= 0
                    || bytes > maxBytes
                    || search.work() / MULTIPLIES_PER_UNIT > maxUnits
                    || spent > MAX_SEARCH * (a.nnz() + a.rows() + SLICE)) {
                return null;
            }
        }
        Forecast found = new Forecast(search.result());
        return found.units() > maxUnits || found.bytes() > maxBytes ? null : found;
    }

    Structure structure() {
        return structure;
    }

    public boolean symmetric() {
        return structure.symmetric();
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
