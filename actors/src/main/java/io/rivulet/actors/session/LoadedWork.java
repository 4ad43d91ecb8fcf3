// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.incident.Incidents;
import io.rivulet.actors.partition.PartedRuns;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.solver.EngineHandle;
import io.rivulet.actors.solver.EngineLoader;
import io.rivulet.serialization.event.SessionSnapshot;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// One load of a session's engine and what became of it: the engine's lane, and the way back to the shell. What comes
/// after another load does not count any more.
///
/// @param engine completes when the load does
/// @param abandoned completes when the load is given up
/// **Thread** any.
record LoadedWork(
        long number,
        SessionSnapshot stored,
        ComputePool.Lane lane,
        CompletableFuture<EngineLoader.Loaded> engine,
        CompletableFuture<Void> abandoned,
        @Nullable PartedRuns parted,
        ActorRef<SessionCommand> shell) {
    long incarnation() {
        return stored.incarnation();
    }

    /// On the lane, after what was given to it before.
    <T> CompletionStage<T> onLane(Function<EngineHandle, T> work) {
        EngineLoader.Loaded loaded = engine.getNow(null);
        return loaded == null
                ? CompletableFuture.failedStage(new CancellationException("the engine is not loaded"))
                : lane.run(() -> work.apply(loaded.engine()));
    }

    /// As [#onLane] where the engine has to be at `revision`.
    <T> CompletionStage<T> onLaneAt(long revision, Function<EngineHandle, T> work) {
        return onLane(engine -> {
            if (engine.revision() != revision) {
                throw new IllegalStateException("the engine is at revision " + engine.revision() + ", not " + revision);
            }
            return work.apply(engine);
        });
    }

    void say(Input input) {
        shell.tell(new SessionCommand.WorkDone(number, input));
    }

    /// Tells what became of `work`: nothing, where the load was given up meanwhile.
    ///
    /// @param done with nothing to be told where it gives null
    <T> void sayWhenDone(
            CompletionStage<T> work, Function<T, @Nullable Input> done, Function<Throwable, Input> failed) {
        work.whenComplete((result, failure) -> {
            Input input = failure == null ? done.apply(result) : cancelled(failure) ? null : failed.apply(failure);
            if (input != null) {
                say(input);
            }
        });
    }

    private static boolean cancelled(Throwable failure) {
        Throwable cause = Incidents.cause(failure);
        return cause instanceof CancellationException;
    }
}
