// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.precondition.Preconditioner;
import io.rivulet.numerics.precondition.Setup;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A0 = Zᵀ·A·Z with Z piecewise constant on aggregates, put together from what each part says of its rows, and its
/// dense factors. It takes out what local solves can't see: errors that hardly change over a part.
/// **Shapes** A0 c×c, c <= [Decomposition#MAX_AGGREGATES]. **Thread** one at a time. **Cost** c³/12 units once, c²/4 a
/// solve; 8·c² bytes.
/// **Source** Nicolaides 1987; Tang, Nabben, Vuik, Erlangga 2009 (how it is combined: A-DEF2).
public final class CoarseSpace {
    private final int size;
    private final Setup setup;

    /// From the [#contribution]s of all parts.
    /// **Errors** contributions of another size throw [IndexOutOfBoundsException].
    public CoarseSpace(int size, Iterable<SparseVector> contributions) {
        this.size = size;
        TripletBuilder builder = new TripletBuilder(size);
        for (SparseVector contribution : contributions) {
            for (int k = 0; k < contribution.size(); k++) {
                int at = contribution.indices()[k];
                builder.add(at / size, at % size, contribution.values()[k]);
            }
        }
        CsrMatrix matrix = builder.build();
        this.setup = Setup.dense(matrix);
    }

    /// The entries of A0 that come from the owned rows of a part, at row·c + column. **Cost** one pass over its matrix.
    public static SparseVector contribution(Subdomain subdomain) {
        int size = subdomain.aggregates();
        CsrMatrix matrix = subdomain.matrix();
        Map<Integer, Double> sums = new TreeMap<>();
        for (int i = 0; i < subdomain.owned(); i++) {
            int row = subdomain.aggregateOf(i) * size;
            for (int k = matrix.rowStart()[i]; k < matrix.rowStart()[i + 1]; k++) {
                sums.merge(row + subdomain.aggregateOf(matrix.column()[k]), matrix.value()[k], Double::sum);
            }
        }
        return SparseVector.adopt(
                sums.keySet().stream().mapToInt(Integer::intValue).toArray(),
                sums.values().stream().mapToDouble(Double::doubleValue).toArray());
    }

    /// Works on the factors for about `units`; answers the units used, 0 once there are.
    public long advance(long units) {
        return setup.advance(units);
    }

    public boolean ready() {
        return setup.result() != null;
    }

    /// A0⁻¹·r, a generalised inverse where A0 is singular. **Errors** [IllegalStateException] before it is [#ready].
    public DenseVector solve(double[] r) {
        @Nullable Preconditioner factors = setup.result();
        if (factors == null) {
            throw new IllegalStateException("the coarse factors are not made yet");
        }
        double[] z = new double[size];
        factors.apply(r, z);
        return DenseVector.adopt(z);
    }
}
