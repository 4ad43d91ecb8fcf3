// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.race;

import io.rivulet.actors.consensus.SolutionDigest;
import io.rivulet.actors.parcel.Parcel;
import io.rivulet.actors.parcel.Parcels;
import io.rivulet.actors.race.core.Contender;
import io.rivulet.actors.race.core.Contenders;
import io.rivulet.actors.race.core.Goal;
import io.rivulet.actors.race.core.Proposal;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.store.MemoryBudget;
import io.rivulet.actors.verifier.VerifierActor;
import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.incremental.EngineReport;
import io.rivulet.numerics.incremental.ErrorBound;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.numerics.verify.TrueResidual;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One replica: reads the session's problem at the race's revision as a verifier does, solves it from x = 0 by its own
/// plan, in turns on the compute pool, proposes what it comes to and keeps that x until it is told to end.
///
/// **Owns** an engine, then one x; a lane of the pool; bytes of memory.
/// **Ends** when its owner ends or says so, and after [#LEASE] without a word of it.
final class ReplicaActor {
    /// For so long it works on without a word of its owner.
    static final Duration LEASE = Duration.ofSeconds(15);

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(ReplicaActor.class);

    sealed interface Command
            permits RaceMessage.ToReplica, Tick, SystemRead, Made, Turned, Finished, Failed, Wrapped, OwnerGone {}

    record Tick() implements Command {}

    record SystemRead(LinearSystem system) implements Command {}

    /// Its engine stands; null where there is no plan for it.
    record Made(@Nullable SolverEngine engine) implements Command {}

    record Turned(EngineReport report) implements Command {}

    /// Its x, and what it says of it.
    record Finished(DenseVector x, Proposal proposal) implements Command {}

    record Failed(Throwable why) implements Command {}

    /// x as a parcel, null where it could not be made.
    record Wrapped(@Nullable Parcel parcel) implements Command {}

    record OwnerGone() implements Command {}

    private final ActorContext<Command> context;
    private final ReplicaHost.Parts parts;
    private final RaceMessage.Run run;
    private final MemoryBudget.Reservation memory;
    private final ComputePool.Lane lane;
    private final Executor writers;
    private @Nullable SolverEngine engine;
    private @Nullable Finished finished;
    private @Nullable Parcel parcel;
    private boolean wrapping;
    private int silentTicks;

    private ReplicaActor(
            ActorContext<Command> context,
            ReplicaHost.Parts parts,
            RaceMessage.Run run,
            MemoryBudget.Reservation memory) {
        this.context = context;
        this.parts = parts;
        this.run = run;
        this.memory = memory;
        this.lane = parts.pool().lane(ComputePool.Share.SESSIONS);
        this.writers = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    }

    static Behavior<Command> create(ReplicaHost.Parts parts, RaceMessage.Run run, MemoryBudget.Reservation memory) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var actor = new ReplicaActor(context, parts, run, memory);
            context.watchWith(run.desk(), new OwnerGone());
            timers.startTimerWithFixedDelay(new Tick(), TICK, TICK);
            actor.read();
            return actor.working();
        }));
    }

    private Behavior<Command> working() {
        return Behaviors.receive(Command.class)
                .onMessage(Command.class, this::on)
                .onSignal(PostStop.class, _ -> {
                    stopped();
                    return Behaviors.same();
                })
                .build();
    }

    /// Whatever computes lets go of its memory before that is given back.
    private void stopped() {
        Parcel kept = parcel;
        if (kept != null) {
            parts.parcels().forget(kept);
        }
        lane.end(memory::close);
    }

    private Behavior<Command> on(Command command) {
        switch (command) {
            case RaceMessage.Renew _ -> {
                silentTicks = 0;
                run.desk().tell(new RaceMessage.Alive(run.racer()));
                proposeAgain();
            }
            case RaceMessage.SendX _ -> {
                silentTicks = 0;
                sendX();
            }
            case RaceMessage.End _ -> {
                return Behaviors.stopped();
            }
            case OwnerGone _ -> {
                return Behaviors.stopped();
            }
            case Tick _ -> {
                silentTicks++;
                if (silentTicks * TICK.toMillis() > LEASE.toMillis()) {
                    log.warn("nothing is heard of the owner of a race; its replica ends session={}", run.session());
                    return Behaviors.stopped();
                }
            }
            case SystemRead read -> onLane(() -> make(read.system()));
            case Made made -> {
                return made(made.engine());
            }
            case Turned turned -> {
                return turned(turned.report());
            }
            case Finished found -> {
                finished = found;
                engine = null;
                memory.shrinkTo((long) Double.BYTES * found.x().size());
                proposeAgain();
            }
            case Wrapped wrapped -> {
                wrapping = false;
                parcel = wrapped.parcel();
                sendParcel();
            }
            case Failed failed -> {
                log.warn("a replica failed session={}", run.session(), failed.why());
                return withdraw("it failed: " + failed.why().getMessage());
            }
        }
        return Behaviors.same();
    }

    // The problem and the engine

    private void read() {
        var system = new CompletableFuture<LinearSystem>();
        parts.verifier().tell(new VerifierActor.ReadSystem(run.session(), run.revision(), system));
        context.pipeToSelf(system, (found, failure) -> found == null ? new Failed(failure) : new SystemRead(found));
    }

    private void onLane(Callable<? extends Command> work) {
        context.<Command>pipeToSelf(lane.run(work::call), (done, failure) -> done == null ? new Failed(failure) : done);
    }

    /// On the compute pool.
    private Made make(LinearSystem system) {
        Goal goal = run.goal();
        Classification found = Classifier.classify(parts.execution().team(), system.a());
        List<Contender> all =
                Contenders.of(system, found, goal.method(), goal.preconditioner(), goal.seed(), run.racer() + 1);
        if (all.size() <= run.racer()) {
            return new Made(null);
        }
        Contender mine = all.get(run.racer());
        SolverEngine made = SolverEngine.open(
                parts.execution(),
                system,
                found,
                mine.plan(),
                goal.options(mine.seed()),
                null,
                run.revision(),
                memory::tryGrow);
        long more = made.memoryBytes() - memory.bytes();
        if (more > 0 && !memory.tryGrow(more)) {
            throw parts.room().memory().exceeded(more).exception();
        }
        return new Made(made);
    }

    private Behavior<Command> made(@Nullable SolverEngine made) {
        if (made == null) {
            return withdraw("no other method or preconditioner is known for this matrix");
        }
        engine = made;
        run.desk().tell(new RaceMessage.Began(run.racer(), made.method(), made.preconditioner()));
        turn(made);
        return Behaviors.same();
    }

    private void turn(SolverEngine present) {
        onLane(() -> new Turned(present.advance(parts.turnUnits())));
    }

    private Behavior<Command> turned(EngineReport report) {
        SolverEngine present = engine;
        if (present == null) {
            return Behaviors.same();
        }
        StopReason stop =
                report.repairs().isEmpty() ? null : report.repairs().getLast().stop();
        if (stop != null && !stop.converged()) {
            run.desk().tell(new RaceMessage.GaveUp(run.racer(), stop.wireName()));
            return Behaviors.stopped();
        }
        if (stop != null || report.answered() != null) {
            onLane(() -> finish(present, report.iterations()));
        } else {
            turn(present);
        }
        return Behaviors.same();
    }

    /// On the compute pool.
    private static Finished finish(SolverEngine present, long iterations) {
        DenseVector x = present.x();
        TrueResidual residual = TrueResidual.of(present.system(), x);
        ErrorBound bound = present.boundFor(x, residual);
        return new Finished(
                x,
                new Proposal(
                        SolutionDigest.of(x), residual.relative(), bound == null ? null : bound.value(), iterations));
    }

    // What it says

    /// At each renewal once more, since the first word may be lost.
    private void proposeAgain() {
        Finished found = finished;
        if (found != null) {
            run.desk().tell(new RaceMessage.Proposed(run.racer(), found.proposal()));
        }
    }

    private void sendX() {
        Finished found = finished;
        if (found == null) {
            return;
        }
        boolean whole = (long) Double.BYTES * found.x().size() <= Parcels.WHOLE_BYTES;
        if (whole || !Parcels.isRemote(run.desk())) {
            run.desk().tell(new RaceMessage.HereIsX(run.racer(), found.x()));
        } else if (parcel != null) {
            sendParcel();
        } else if (!wrapping) {
            wrapping = true;
            var message = new RaceMessage.HereIsX(run.racer(), found.x());
            context.pipeToSelf(
                    CompletableFuture.supplyAsync(() -> parts.parcels().wrap(message), writers),
                    (made, _) -> new Wrapped(made));
        }
    }

    private void sendParcel() {
        Parcel kept = parcel;
        if (kept != null) {
            run.desk().tell(new RaceMessage.XParcelled(run.racer(), kept));
        }
    }

    private Behavior<Command> withdraw(String reason) {
        ActorRef<RaceDesk.Command> desk = run.desk();
        desk.tell(new RaceMessage.Withdrawn(run.racer(), reason));
        return Behaviors.stopped();
    }
}
