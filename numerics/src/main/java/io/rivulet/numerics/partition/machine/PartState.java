// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.partition.LocalSolver;
import io.rivulet.numerics.partition.Mode;
import io.rivulet.numerics.partition.Subdomain;

/// What all work of a part shares: its rows, x in local numbers, and the solver for its block.
final class PartState {
    private final Execution execution;
    private final PartSettings settings;
    private Subdomain subdomain;
    private LocalSolver solver;
    private int firstAggregate;
    private int ownAggregates;

    /// x: owned values are its own, others the newest known.
    final double[] x;

    PartState(Execution execution, PartSettings settings, Subdomain subdomain) {
        this.execution = execution;
        this.settings = settings;
        this.subdomain = subdomain;
        this.x = new double[subdomain.size()];
        this.solver = newSolver();
        countAggregates();
    }

    private LocalSolver newSolver() {
        LocalSolver.Purpose purpose = switch (settings.mode()) {
            case ASYNCHRONOUS -> LocalSolver.Purpose.RELAXATION;
            case CONJUGATE_GRADIENTS -> LocalSolver.Purpose.DEFINITE;
            case GMRES -> LocalSolver.Purpose.GENERAL;
        };
        return new LocalSolver(execution, subdomain.block(), settings.symmetric(), purpose, settings.maxFactorBytes());
    }

    private void countAggregates() {
        firstAggregate = Integer.MAX_VALUE;
        int last = -1;
        for (int i = 0; i < subdomain.owned() && subdomain.aggregates() > 0; i++) {
            firstAggregate = Math.min(firstAggregate, subdomain.aggregateOf(i));
            last = Math.max(last, subdomain.aggregateOf(i));
        }
        ownAggregates = last < 0 ? 0 : last - firstAggregate + 1;
    }

    /// Other values of A or b, the same local numbers.
    void change(Subdomain changed) {
        boolean sameMatrix = changed.matrixVersion() == subdomain.matrixVersion();
        subdomain = changed;
        if (!sameMatrix) {
            solver = newSolver();
        }
    }

    Subdomain subdomain() {
        return subdomain;
    }

    LocalSolver solver() {
        return solver;
    }

    boolean asynchronous() {
        return settings.mode() == Mode.ASYNCHRONOUS;
    }

    int owned() {
        return subdomain.owned();
    }

    int extended() {
        return subdomain.extended();
    }

    /// y ← A·v over owned and overlap.
    void multiply(double[] v, double[] y) {
        subdomain.matrix().multiply(1.0, v, y, 0, extended());
    }

    /// v ← v + Z·c in all local numbers.
    void prolong(double[] c, double[] v) {
        for (int i = 0; i < v.length && c.length > 0; i++) {
            v[i] += c[subdomain.aggregateOf(i)];
        }
    }

    /// Zᵀ·(r − s) over owned rows.
    SparseVector restricted(double[] r, double[] s) {
        if (ownAggregates == 0) {
            return SparseVector.EMPTY;
        }
        double[] sums = new double[ownAggregates];
        for (int i = 0; i < owned(); i++) {
            sums[subdomain.aggregateOf(i) - firstAggregate] += r[i] - s[i];
        }
        int[] at = new int[ownAggregates];
        for (int k = 0; k < at.length; k++) {
            at[k] = firstAggregate + k;
        }
        return SparseVector.adopt(at, sums);
    }

    /// Units of a product and a local solve.
    long sweepCost() {
        return subdomain.matrix().nnz() + subdomain.size() + (solver.ready() ? solver.cost() : 0);
    }

    long sizeBytes() {
        return subdomain.sizeBytes() + solver.sizeBytes();
    }
}
