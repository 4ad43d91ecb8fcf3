// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.achol;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Setup.Failure;
import org.jspecify.annotations.Nullable;

/// Reads a matrix as a graph and eliminates its vertices, round by round.
final class Elimination {
    private static final double UNIT_ROUNDOFF = 0x1p-53;

    /// Weights beyond this are scaled down, so that sums of them don't overflow.
    private static final double LARGE = 0x1p900;

    private static final double SCALE_DOWN = 0x1p-200;

    private static final int COUNTED_PER_STEP = 4096;

    private final CsrMatrix a;
    private final double sign;
    private final double scale;
    private final ReducedGraph graph;
    private final FactorColumns factor;
    private final CliqueSampler sampler;
    private final long mostEntries;
    private int loaded;
    private @Nullable Rounds rounds;
    private boolean done;
    private @Nullable Failure failure;

    Elimination(CsrMatrix a, double sign, int copies, long seed, long mostEntries) {
        this.a = a;
        this.sign = sign;
        this.scale = largest(a) > LARGE ? SCALE_DOWN : 1.0;
        int n = a.rows();
        this.graph = new ReducedGraph(n, copies);
        this.factor = new FactorColumns(n);
        this.sampler = new CliqueSampler(graph, factor, n, copies, seed);
        this.mostEntries = mostEntries;
    }

    private static double largest(CsrMatrix a) {
        double most = 0.0;
        for (double v : a.value()) {
            most = Math.max(most, Math.abs(v));
        }
        return most;
    }

    /// A row or a vertex; answers the units used.
    long step() {
        Rounds order = rounds;
        if (order != null) {
            return eliminate(order);
        }
        if (loaded < a.rows()) {
            return load(loaded++);
        }
        rounds = new Rounds(graph, a.rows());
        done = a.rows() == 0;
        return 1L + a.rows();
    }

    private long load(int i) {
        int from = a.rowStart()[i];
        int to = a.rowStart()[i + 1];
        graph.open(i, to - from);
        double diagonal = 0.0;
        double sum = 0.0;
        for (int k = from; k < to; k++) {
            double v = sign * scale * a.value()[k];
            int j = a.column()[k];
            if (j == i) {
                diagonal = v;
            } else if (v != 0) {
                graph.put(i, j, -v);
                sum += Math.abs(v);
            }
        }
        if (!(diagonal > 0)) {
            failure = new Failure("diagonal of row " + i, sign * diagonal / scale);
        }
        double gap = diagonal - sum;
        double slack = (to - from + 1) * UNIT_ROUNDOFF * (diagonal + sum);
        graph.ground[i] = gap > slack ? gap : 0.0;
        return to - from + 1L;
    }

    private long eliminate(Rounds order) {
        if (order.counting()) {
            return order.count(COUNTED_PER_STEP);
        }
        if (order.roundIsOver()) {
            order.endRound(factor.columns());
            done = order.done();
            return 1;
        }
        int v = order.look();
        if (v < 0) {
            return 1;
        }
        long used = sampler.eliminate(v, order.round());
        if (used == 0) {
            factor.close(v, sign * scale * a.get(v, v), 1.0);
        }
        double pivot = factor.pivot()[factor.columns() - 1];
        if (!Double.isFinite(scale / pivot) || !Double.isFinite(pivot)) {
            failure = new Failure("pivot of row " + v, pivot / scale);
        } else if (factor.entries() > mostEntries) {
            failure = new Failure("entries of the factor", factor.entries());
        }
        return used + 1;
    }

    boolean done() {
        return done;
    }

    @Nullable
    Failure failure() {
        return failure;
    }

    /// What makes the factor, once all is eliminated. **Errors** before, [IllegalStateException].
    Assembly assembly(Execution execution) {
        Rounds order = rounds;
        if (order == null || !done) {
            throw new IllegalStateException("vertices are left");
        }
        return new Assembly(execution, factor, order.ends(), scale);
    }
}
