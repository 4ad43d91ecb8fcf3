// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.partition;

import io.rivulet.actors.parcel.Parcels;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.store.GuestRoom;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.partition.Mode;
import io.rivulet.numerics.partition.run.SolveInParts;
import io.rivulet.numerics.solve.Method;
import io.rivulet.serialization.event.SessionSettings;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;

/// A node's solves in parts: it takes parts of others' sessions, and its own sessions get theirs placed.
/// **More** docs/internals/partitioned-solve.md
/// **Thread** any.
public final class SolvesInParts {
    private final Execution execution;
    private final Post post;
    private final LongSupplier nanoTime;

    private SolvesInParts(Execution execution, Post post, LongSupplier nanoTime) {
        this.execution = execution;
        this.post = post;
        this.nanoTime = nanoTime;
    }

    /// @param turnUnits of a part's turn on the pool
    /// @param hosts whether the node takes parts
    public static SolvesInParts start(
            ActorSystem<?> system,
            boolean hosts,
            GuestRoom room,
            ComputePool pool,
            long turnUnits,
            Parcels parcels,
            LongSupplier nanoTime) {
        Execution execution = Execution.on(pool.team());
        Executor writers = system.dispatchers().lookup(DispatcherSelector.blocking());
        var post = new Post(parcels, writers);
        if (hosts) {
            ActorRef<PartitionHost.Command> _ = system.systemActorOf(
                    PartitionHost.create(new PartitionHost.Parts(room, pool, execution, turnUnits, post)),
                    "rivulet-partition-host",
                    Props.empty());
        }
        return new SolvesInParts(execution, post, nanoTime);
    }

    /// The runs of one engine, which has to be closed with it.
    ///
    /// @param spawn makes an actor that ends with the session
    /// @param wake told when something was heard that the engine waits for
    public PartedRuns open(
            SessionSettings settings,
            Function<Behavior<PartsDesk.Command>, ActorRef<PartsDesk.Command>> spawn,
            Runnable wake) {
        var door = new PartsDoor(wake, nanoTime);
        door.opened(spawn.apply(
                PartsDesk.create(UUID.randomUUID().toString(), settings.swarm().partitions(), door, post)));
        Mode wish = settings.method() == Method.CG
                ? Mode.CONJUGATE_GRADIENTS
                : settings.method() == Method.GMRES ? Mode.GMRES : null;
        return new PartedRuns(
                new SolveInParts(
                        execution,
                        settings.swarm().partitions(),
                        settings.swarm().topology(),
                        wish,
                        door,
                        settings.seed()),
                door);
    }
}
