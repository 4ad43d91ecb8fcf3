// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.cluster.Membership;
import io.rivulet.actors.cluster.MemoryAllocation;
import io.rivulet.actors.cluster.NodeIdentity;
import io.rivulet.actors.cluster.NodeRole;
import io.rivulet.actors.cluster.NodeVitals;
import io.rivulet.actors.consensus.MemberSeats;
import io.rivulet.actors.consensus.PollDesk;
import io.rivulet.actors.consensus.VoterActor;
import io.rivulet.actors.consensus.core.Electorate;
import io.rivulet.actors.field.Fields;
import io.rivulet.actors.parcel.Parcels;
import io.rivulet.actors.partition.SolvesInParts;
import io.rivulet.actors.pattern.BankUpkeep;
import io.rivulet.actors.pattern.Patterns;
import io.rivulet.actors.race.Races;
import io.rivulet.actors.solver.Calibration;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.store.FieldRecordings;
import io.rivulet.actors.store.FieldStore;
import io.rivulet.actors.store.GuestRoom;
import io.rivulet.actors.store.LostNodes;
import io.rivulet.actors.swarm.SwarmLinks;
import io.rivulet.actors.swarm.SwarmRegistry;
import io.rivulet.actors.task.Tasks;
import io.rivulet.actors.telemetry.Telemetry;
import io.rivulet.actors.verifier.JournalReplay;
import io.rivulet.actors.verifier.VerifierActor;
import io.rivulet.numerics.kernels.Execution;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.SingletonActor;

/// Puts a node's sessions together: its compute pool, what it shares with other nodes, the actors that every session
/// uses, and sharding on top.
/// **Thread** one, once.
final class SessionsStart {
    private final ActorSystem<?> system;
    private final NodeIdentity self;
    private final ActorsSettings settings;
    private final SessionStores stores;
    private final InstantSource clock = InstantSource.system();
    private final LongSupplier nanoTime = System::nanoTime;
    private final SecureRandom random = new SecureRandom();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final LocalSessions local = new LocalSessions();
    private final NodeCounters counters = new NodeCounters(clock::millis);
    private final NodeMeters meters;
    private final ComputePool pool;
    private final JournalReplay replay;
    private final VitalsReader vitals;
    private final Membership membership;
    private final SwarmRegistry registry;
    private final Parcels parcels;
    private final MemberSeats seats;

    SessionsStart(
            ActorSystem<?> system,
            NodeIdentity self,
            ActorsSettings settings,
            SessionStores stores,
            Telemetry telemetry) {
        this.system = system;
        this.meters = new NodeMeters(telemetry);
        this.self = self;
        this.settings = settings;
        this.stores = stores;
        this.pool = ComputePool.start(
                settings.compute().threads(),
                settings.compute().verificationShare(),
                ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime);
        this.replay = new JournalReplay(
                stores.journal(), id -> SessionLedger.persistenceId(id).id());
        this.vitals = new VitalsReader(system, self, local, stores.memory().totalBytes(), draining::get);
        this.membership = Membership.start(system, vitals::now, clock);
        this.registry = SwarmRegistry.start(system, membership, settings.swarm().memberLease(), clock);
        this.parcels = Parcels.start(system, nanoTime);
        this.seats = MemberSeats.start(system, clock);
        meters.observe(counters, local, stores.memory(), pool, membership);
    }

    Sessions start() {
        ClusterSharding sharding = ClusterSharding.get(system);
        var directory = new SessionDirectory(stores.index(), local);
        var asks = new SessionAsks(sharding, directory, local, parcels, system);
        ActorRef<VerifierActor.Command> verifier = system.systemActorOf(
                VerifierActor.create(
                        pool,
                        replay,
                        stores.problems(),
                        settings.verifier().cacheBytes(),
                        settings.verifier().maxWaiting(),
                        nanoTime,
                        counters.probes::add),
                "rivulet-verifier",
                Props.empty());
        if (membership.votes()) {
            vote(verifier);
        }
        SessionNode node = node(asks, verifier);
        startShards(sharding, node);
        membership.onRemoved(asks::memberRemoved);
        membership.onLost(new LossNotes(stores.index(), new LostNodes(stores.database())));
        startJanitor(node);
        return new Sessions(
                system,
                node,
                directory,
                asks,
                membership,
                registry,
                startFields(),
                startTasks(),
                startPatterns(),
                draining,
                random);
    }

    private void vote(ActorRef<VerifierActor.Command> verifier) {
        vitals.votes(new NodeVitals.Voting(
                self.key().publicKey(),
                system.systemActorOf(
                        VoterActor.create(
                                self.name(), self.key(), verifier, pool, parcels, absence(), random::nextLong),
                        "rivulet-voter",
                        Props.empty())));
        membership.tellNow();
    }

    /// What this node sees of a voter by itself: no node of the cluster, no member of it, and at no socket.
    private VoterActor.Absence absence() {
        Duration lease = settings.swarm().memberLease();
        return (session, voter) -> {
            boolean known =
                    registry.voters().stream().map(Electorate.Standing::voter).anyMatch(voter::equals)
                            || membership.members().electorate().present().stream()
                                    .anyMatch(node -> node.name().equals(voter.name()));
            return known ? CompletableFuture.completedStage(false) : seats.isGone(session, voter, lease);
        };
    }

    private SessionNode node(SessionAsks asks, ActorRef<VerifierActor.Command> verifier) {
        long sliceUnits = Calibration.unitsIn(settings.compute().slice(), nanoTime);
        var voters = new ClusterVoters(membership.members(), registry, seats);
        ActorRef<PollDesk.Command> polls = system.systemActorOf(
                PollDesk.create(voters, pool, parcels, settings.verifier().voteTimeout(), random::nextLong, nanoTime),
                "rivulet-polls",
                Props.empty());
        var room = new GuestRoom(self.name(), stores.memory(), draining::get);
        return new SessionNode(
                self.name(),
                settings,
                settings.machine(sliceUnits),
                pool,
                settings.loader(
                        stores, Execution.on(pool.team()), nanoTime, () -> pool.lane(ComputePool.Share.SESSIONS)),
                stores,
                verifier,
                counters,
                meters,
                local,
                membership.members(),
                parcels,
                asks,
                SolvesInParts.start(system, membership.has(NodeRole.SOLVER), room, pool, sliceUnits, parcels, nanoTime),
                Races.start(system, membership.has(NodeRole.SOLVER), room, pool, sliceUnits, verifier, polls, parcels),
                voters,
                polls,
                seats,
                registry::present,
                SwarmLinks.start(system, self.name(), random::nextLong, nanoTime),
                clock,
                nanoTime);
    }

    private void startShards(ClusterSharding sharding, SessionNode node) {
        sharding.init(Entity.of(
                        SessionShell.TYPE,
                        entity -> SessionShell.create(UUID.fromString(entity.getEntityId()), entity.getShard(), node))
                .withRole(NodeRole.SOLVER.wireName())
                .withMessageExtractor(SessionShards.extractor())
                .withAllocationStrategy(new MemoryAllocation(
                        membership.members(),
                        Cluster.get(system).selfMember().address().toString(),
                        nanoTime))
                .withStopMessage(new SessionCommand.Stop()));
    }

    private Fields startFields() {
        return Fields.start(
                system,
                new Fields.Parts(
                        pool,
                        new FieldStore(stores.database(), clock),
                        new FieldRecordings(stores.database(), clock),
                        stores.memory(),
                        parcels,
                        meters.telemetry.meters(),
                        clock,
                        nanoTime,
                        settings.compute().slice(),
                        settings.field().resumeWindow()));
    }

    private Tasks startTasks() {
        return Tasks.start(system, clock, random, meters.telemetry.meters());
    }

    private Patterns startPatterns() {
        ActorsSettings.Ledger ledger = settings.ledger();
        var upkeep = new BankUpkeep(
                ledger.snapshotEvery(),
                ledger.snapshotsKept(),
                ledger.restartMin(),
                ledger.restartMax(),
                settings.ask().timeout());
        return Patterns.start(
                system,
                new Patterns.Parts(
                        settings.pattern(), upkeep, pool, stores.memory(), meters.telemetry.meters(), clock, nanoTime));
    }

    private void startJanitor(SessionNode node) {
        ClusterSingleton.get(system)
                .init(SingletonActor.of(
                                Janitor.create(
                                        node,
                                        replay,
                                        (id, command) -> node.asks().entity(id).tell(command)),
                                "rivulet-janitor")
                        .withSettings(ClusterSingletonSettings.create(system).withRole(NodeRole.SOLVER.wireName())));
    }
}
