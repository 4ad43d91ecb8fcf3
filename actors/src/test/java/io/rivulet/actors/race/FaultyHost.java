// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.race;

import io.rivulet.actors.consensus.SolutionDigest;
import io.rivulet.actors.parcel.Parcels;
import io.rivulet.actors.race.core.Proposal;
import io.rivulet.numerics.linalg.DenseVector;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/// A host of replicas that does what no replica should.
public final class FaultyHost {
    public enum Fault {
        /// Proposes nonsense, as exact as can be.
        LIES,
        /// Proposes one x and sends another.
        SWAPS,
        /// Says that it runs, and no more.
        SILENT,
        /// Runs, and its node is gone.
        DIES,
        /// Has no room.
        REFUSES
    }

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    public final String name;
    public final AtomicInteger taken = new AtomicInteger();
    public final AtomicInteger ended = new AtomicInteger();
    public final AtomicInteger asked = new AtomicInteger();
    private final Fault fault;
    private final Parcels parcels;

    private FaultyHost(String name, Fault fault, Parcels parcels) {
        this.name = name;
        this.fault = fault;
        this.parcels = parcels;
    }

    public static FaultyHost start(ActorSystem<?> system, String name, Fault fault) {
        var host = new FaultyHost(name, fault, Parcels.start(system, System::nanoTime));
        ActorRef<ReplicaHost.Command> door = system.systemActorOf(host.hosting(), "faulty-host", Props.empty());
        system.receptionist().tell(Receptionist.register(ReplicaHost.KEY, door));
        return host;
    }

    /// How many hosts `system` knows.
    public static int known(ActorSystem<?> system) throws Exception {
        Receptionist.Listing listing = AskPattern.<Receptionist.Command, Receptionist.Listing>ask(
                        system.receptionist(),
                        replyTo -> Receptionist.find(ReplicaHost.KEY, replyTo),
                        PATIENCE,
                        system.scheduler())
                .toCompletableFuture()
                .get();
        return listing.getServiceInstances(ReplicaHost.KEY).size();
    }

    private Behavior<ReplicaHost.Command> hosting() {
        return Behaviors.setup(context -> Behaviors.receiveMessage(command -> {
            if (command instanceof RaceMessage.Run run) {
                asked.incrementAndGet();
                if (fault == Fault.REFUSES) {
                    run.desk().tell(new RaceMessage.Refused(run.racer(), name, "the node " + name + " has no room"));
                } else {
                    taken.incrementAndGet();
                    ActorRef<ReplicaActor.Command> replica = context.spawnAnonymous(replica(run));
                    run.desk().tell(new RaceMessage.Taken(run.racer(), name, replica));
                    run.desk().tell(new RaceMessage.Began(run.racer(), "guess", "none"));
                }
            }
            return Behaviors.same();
        }));
    }

    private Behavior<ReplicaActor.Command> replica(RaceMessage.Run run) {
        return Behaviors.setup(context -> {
            DenseVector wrong = constant((int) run.rows(), 1);
            if (fault == Fault.LIES || fault == Fault.SWAPS) {
                run.desk()
                        .tell(new RaceMessage.Proposed(
                                run.racer(), new Proposal(SolutionDigest.of(wrong), 1e-300, 1e-300, 1)));
            } else if (fault == Fault.DIES) {
                context.getSystem().terminate();
            }
            return Behaviors.receiveMessage(command -> {
                switch (command) {
                    case RaceMessage.SendX _ ->
                        run.desk()
                                .tell(new RaceMessage.XParcelled(
                                        run.racer(),
                                        parcels.wrap(new RaceMessage.HereIsX(
                                                run.racer(),
                                                fault == Fault.SWAPS ? constant((int) run.rows(), 2) : wrong))));
                    case RaceMessage.Renew _ -> run.desk().tell(new RaceMessage.Alive(run.racer()));
                    case RaceMessage.End _ -> {
                        ended.incrementAndGet();
                        return Behaviors.stopped();
                    }
                    default -> {}
                }
                return Behaviors.same();
            });
        });
    }

    private static DenseVector constant(int rows, double value) {
        double[] x = new double[rows];
        Arrays.fill(x, value);
        return DenseVector.adopt(x);
    }
}
