// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.RunsElsewhere;
import io.rivulet.numerics.solve.StopReason;
import org.jspecify.annotations.Nullable;

/// Repairs by runs, one at a time: pins the system for each, and takes samples of x on its way.
final class GlobalRepairs {
    private final EngineParts parts;
    private final SampleTaker samples;
    private @Nullable RunsElsewhere elsewhere;
    private @Nullable GlobalRepair repair;
    private long iterations;

    GlobalRepairs(EngineParts parts, SampleTaker samples) {
        this.parts = parts;
        this.samples = samples;
    }

    /// See [SolverEngine#runElsewhere].
    void runElsewhere(RunsElsewhere others) {
        elsewhere = others;
    }

    /// Begins a repair of x as it is; answers the units used.
    long start(Target target) {
        parts.tracker().lookAtAll();
        MutableSystem system = parts.system();
        long version = system.matrixVersion();
        LinearSystem frozen = system.pin();
        NullSpace nullSpace = parts.policy().nullSpace(frozen.a(), version);
        GlobalRepair starting = new GlobalRepair(
                parts.execution(),
                parts.outer(),
                frozen,
                version,
                system.symmetric(),
                parts.policy().proven(version),
                parts.ladder(),
                target,
                parts.options().maxIterations(),
                parts.options().seed(),
                parts.cache(),
                nullSpace,
                elsewhere);
        samples.begin(starting.norm());
        repair = starting;
        return system.rows();
    }

    /// The present one.
    @Nullable
    GlobalRepair present() {
        return repair;
    }

    /// A step of the present one, which is to stop for the reason `asked`, if there is one; answers the units used.
    ///
    /// @param work done by the engine before it
    long step(GlobalRepair running, @Nullable StopReason asked, long throughRevision, long work) {
        if (asked != null) {
            running.stop(asked);
        }
        int before = running.iterations();
        long used = running.step();
        if (running.iterations() > before) {
            iterations += running.iterations() - before;
            used += samples.iterated(
                    running, throughRevision, iterations, parts.outer().certificate(), work + used);
        }
        if (running.ended() != null) {
            leave();
        }
        return used + 1;
    }

    /// A turn of the engine ends; answers the units used.
    long turnEnds(long throughRevision, long work) {
        GlobalRepair running = repair;
        return running == null
                ? 0
                : samples.sliceEnds(
                        running, throughRevision, iterations, parts.outer().certificate(), work);
    }

    /// Gives the present one up, if there is one.
    void leave() {
        repair = null;
        parts.system().unpin();
    }

    /// Iterations of all of them.
    long iterations() {
        return iterations;
    }

    boolean waiting() {
        GlobalRepair running = repair;
        return running != null && running.waiting();
    }

    /// See [SolverEngine#x].
    DenseVector x() {
        GlobalRepair running = repair;
        double[] iterate = running != null && running.updatedNorm() < running.norm() ? running.running() : null;
        return iterate == null ? DenseVector.copyOf(parts.outer().x()) : DenseVector.adopt(iterate);
    }

    /// See [SolverEngine#method].
    String method() {
        RunsElsewhere others = elsewhere;
        return others != null && others.active()
                ? others.method()
                : parts.ladder().plan().method().wireName();
    }

    /// See [SolverEngine#preconditioner].
    String preconditioner() {
        RunsElsewhere others = elsewhere;
        return others != null && others.active()
                ? others.preconditioner()
                : parts.ladder().plan().preconditioner().wireName();
    }

    long sizeBytes() {
        GlobalRepair running = repair;
        return (elsewhere == null ? 0 : elsewhere.sizeBytes()) + (running == null ? 0 : running.sizeBytes());
    }
}
