// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.SteppedSetup;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// L·D·Lᵀ or L·U of a sparse matrix, as a preconditioner that is its inverse. A forecast made for the same pattern
/// spares it the search for an order.
/// **Units** entries; four multiply-adds count as one. **Errors** a matrix without factors, and factors that need more
/// than `maxBytes`, are a [Setup.Failure]; what they will need is known before they are made, but for columns that find
/// no safe pivot. **Thread** one at a time.
public final class SparseDirectSetup extends SteppedSetup<SparseFactors> {
    private final Team team;
    private final CsrMatrix a;
    private final boolean symmetric;
    private final long maxBytes;
    private Structure.@Nullable Search search;
    private @Nullable Structure structure;
    private @Nullable Scaling scaling;
    private @Nullable FrontalElimination elimination;
    private @Nullable PlacedEntries entries;

    private SparseDirectSetup(
            Execution execution, CsrMatrix a, boolean symmetric, long maxBytes, @Nullable Forecast known) {
        this.team = execution.team();
        this.a = a;
        this.symmetric = symmetric;
        this.maxBytes = maxBytes;
        if (known != null && known.symmetric() == symmetric && known.structure().fits(a)) {
            structure = known.structure();
        }
    }

    /// L·D·Lᵀ of a symmetric matrix.
    public static SparseDirectSetup ldl(Execution execution, CsrMatrix a, long maxBytes, @Nullable Forecast known) {
        return new SparseDirectSetup(execution, a, true, maxBytes, known);
    }

    /// L·U.
    public static SparseDirectSetup lu(Execution execution, CsrMatrix a, long maxBytes, @Nullable Forecast known) {
        return new SparseDirectSetup(execution, a, false, maxBytes, known);
    }

    @Override
    protected long step(long units) {
        FrontalElimination eliminating = elimination;
        if (eliminating != null) {
            return eliminate(eliminating);
        }
        Structure known = structure;
        if (known == null) {
            return analyse(units);
        }
        Scaling scale = scaling;
        if (scale == null) {
            refuse(known.bytes());
            scaling = symmetric ? Scaling.symmetric(a) : Scaling.general(a);
            return 10L * a.nnz() + 1;
        }
        PlacedEntries placed = new PlacedEntries(a, known, scale);
        entries = placed;
        elimination = new FrontalElimination(team, known.fronts(), placed, symmetric, maxBytes);
        return 4L * a.rows() + 1;
    }

    private long analyse(long units) {
        Structure.Search searching = search;
        if (searching == null) {
            search = new Structure.Search(a, symmetric);
            return 2L * a.nnz() + 1;
        }
        long work = searching.advance(units);
        structure = searching.result();
        if (searching.unmatched() >= 0) {
            fail("columns left for row " + searching.unmatched(), 0.0);
        } else if (structure == null) {
            refuse((symmetric ? 8 : 16) * searching.entries());
        }
        if (structure != null || failure() != null) {
            search = null;
        }
        return work + 1;
    }

    private void refuse(long bytes) {
        if (bytes > maxBytes) {
            fail("bytes of the factors", bytes);
        }
    }

    private long eliminate(FrontalElimination eliminating) {
        if (!eliminating.finished()) {
            return eliminating.step();
        }
        Failure failed = eliminating.failure();
        if (failed != null) {
            fail(failed);
        } else {
            Structure known = Objects.requireNonNull(structure);
            BetweenBlocks between = new BetweenBlocks(Objects.requireNonNull(entries), known);
            finish(new SparseFactors(known, Objects.requireNonNull(scaling), eliminating.factors(), between));
        }
        elimination = null;
        return 1 + a.nnz();
    }
}
