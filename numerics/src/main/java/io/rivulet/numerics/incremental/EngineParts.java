// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.RunCache;
import java.util.function.LongPredicate;

/// What the classes of one engine work on together.
///
/// @param opened the class of the matrix that the engine was opened with
/// @param outer x and its residual
record EngineParts(
        Execution execution,
        Classification opened,
        EngineOptions options,
        MutableSystem system,
        OuterIterate outer,
        Ladder ladder,
        RunCache cache,
        RepairPolicy policy,
        XTracker tracker,
        PushStarter pushes) {
    /// For an engine that starts from `x`, which it takes over.
    static EngineParts of(
            Execution execution,
            LinearSystem start,
            Classification c,
            Plan plan,
            EngineOptions options,
            double[] x,
            LongPredicate room) {
        MutableSystem system = new MutableSystem(start, c.symmetric());
        OuterIterate outer = new OuterIterate(execution.team(), system, x);
        return new EngineParts(
                execution,
                c,
                options,
                system,
                outer,
                new Ladder(plan, start.rows(), room),
                new RunCache(),
                new RepairPolicy(c, start.a().nnz()),
                new XTracker(options.x(), options.deadband(), x),
                new PushStarter(system, outer));
    }

    /// x ← 0; its residual is that of before until rows are computed again.
    /// **Cost** 2·n.
    void zeroX() {
        takeX(new double[system.rows()]);
    }

    /// x becomes this array; as [#zeroX].
    void takeX(double[] x) {
        tracker.lookAtAll();
        outer.replace(x, new double[x.length], new double[x.length], 0.0);
    }

    long sizeBytes() {
        return system.sizeBytes()
                + outer.sizeBytes()
                + tracker.sizeBytes()
                + Math.max(cache.sizeBytes(), ladder.factorBytes())
                + pushes.sizeBytes();
    }
}
