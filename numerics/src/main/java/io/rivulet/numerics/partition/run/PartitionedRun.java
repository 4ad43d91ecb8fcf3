// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.run;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.partition.machine.SolveSettings;
import io.rivulet.numerics.solve.RepairRun;
import io.rivulet.numerics.solve.StopReason;
import org.jspecify.annotations.Nullable;

/// A run whose work its parts do: here it only counts.
final class PartitionedRun implements RepairRun {
    final CsrMatrix a;
    final double[] rhs;
    final SolveSettings settings;
    private final SolveInParts office;
    private final SparseOperator operator;
    private final double[] zero;
    private int iterations;
    private int before;
    private long owedWork;
    private double norm;
    private @Nullable DenseVector best;
    private @Nullable StopReason stopped;

    PartitionedRun(
            SolveInParts office, Execution execution, CsrMatrix a, double[] rhs, SolveSettings settings, long work) {
        this.office = office;
        this.a = a;
        this.rhs = rhs;
        this.settings = settings;
        this.operator = SparseOperator.plain(execution, a, 1.0);
        this.zero = new double[rhs.length];
        double sum = 0.0;
        for (double each : rhs) {
            sum += each * each;
        }
        this.norm = Math.sqrt(sum);
        this.owedWork = work;
    }

    @Override
    public Progress advance(long units) {
        int known = iterations;
        long work = owedWork + (stopped == null ? office.turn(this, units) : 0);
        owedWork = 0;
        return new Progress(iterations - known, norm, work, stopped);
    }

    @Override
    public boolean waiting() {
        return stopped == null && office.waits(this);
    }

    /// How far the parts have come.
    ///
    /// @param newNorm ‖r − A·d‖₂ of the last cut, NaN where there is none
    void reached(int newIterations, double newNorm, @Nullable DenseVector newBest) {
        iterations = before + newIterations;
        norm = Double.isNaN(newNorm) ? norm : newNorm;
        best = newBest;
    }

    /// Its parts begin again.
    void begunAgain() {
        before = iterations;
    }

    void stop(StopReason reason) {
        stopped = reason;
    }

    @Nullable
    StopReason stopped() {
        return stopped;
    }

    @Override
    public double[] correction() {
        return best == null ? zero : best.values();
    }

    @Override
    public SparseOperator operator() {
        return operator;
    }
}
