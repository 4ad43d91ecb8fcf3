// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.CheckpointBudget;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.session.core.MachineSettings;
import io.rivulet.actors.session.core.Now;
import io.rivulet.actors.session.core.Output;
import io.rivulet.actors.session.core.RingBudget;
import io.rivulet.actors.session.core.Samples;
import io.rivulet.actors.session.core.SessionState;
import io.rivulet.actors.session.core.Slices;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.incremental.Replay;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.verify.TrueResidual;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSettings.CostAggregation;
import io.rivulet.serialization.event.SessionSettings.Overflow;
import io.rivulet.serialization.event.UpdateIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A small world with its own time and one source of chance: three hosts on a network that loses, repeats and
/// delays, of which one has the session; they crash between any two outputs, are cut off or stand still while
/// another takes over, and come back with what they still wanted to say; a journal that is slow, fails, conflicts
/// and is not heard; clients and members that repeat, readers that come and go. One seed is one history, always the
/// same.
final class Simulation {
    /// Chances of what goes wrong, per occasion.
    record Faults(
            double messageLost,
            double messageRepeated,
            double slowMessage,
            double appendLost,
            double appendUnknown,
            double unreadable,
            double memoryShort,
            double sliceThrows,
            double verifierAway,
            double slowJournal) {
        static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        static Faults drawn(Random r) {
            return new Faults(
                    r.nextBoolean() ? 0 : 0.1 * r.nextDouble(),
                    r.nextBoolean() ? 0 : 0.2 * r.nextDouble(),
                    0.1 * r.nextDouble(),
                    0.1 * r.nextDouble(),
                    0.1 * r.nextDouble(),
                    0.1 * r.nextDouble(),
                    0.2,
                    0.002,
                    0.1,
                    0.3 * r.nextDouble());
        }
    }

    private record Event(long nanos, long order, Runnable action) {}

    private static final long ACTIVE_NANOS = 1_500_000_000L;
    private static final long SHORT_NANOS = 500_000_000L;

    /// Of so many worlds, one is not short.
    private static final int LONG = 10;

    private static final int MOST_STEPS = 200_000;

    /// So often readers are waited for, of whom one line may be under way.
    private static final int PATIENT = 5;

    /// A host crashes before an output at most so many after it could have.
    private static final int CRASH_WITHIN = 400;

    private final Random random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::nanos).thenComparingLong(Event::order));
    private final SimJournal journal;
    private final SimCluster cluster;
    private final SimStore store;
    private final RingBudget ringBudget = new RingBudget(1 << 22);
    private final MachineSettings settings;
    private final CostAggregation rule;
    private final SessionSettings options;
    private final boolean takesUnopened;
    private final Map<Long, String> told = new HashMap<>();
    private final List<SimClient> clients = new ArrayList<>();
    private final List<SimReporter> reporters = new ArrayList<>();
    private final List<SimReader> readers = new ArrayList<>();
    private final List<SimNode> nodes = new ArrayList<>();
    /// Null where lines do not add up to x.
    private final @Nullable SimMirrors mirrors;

    private Faults faults;
    private long nanos = 1_000_000_000L;
    private long healedNanos;
    private long order;
    private final Map<Object, Integer> copies = new HashMap<>();
    private final Duration patience;
    private final boolean brief;
    /// Outputs until the next crash; negative for never.
    private int crashIn;
    private @Nullable AssertionError broken;
    /// Kinds of outputs before which a host has crashed.
    final Set<String> crashedBefore = new TreeSet<>();
    int conflicts;
    int failures;
    int crashes;
    int cuts;
    int pauses;
    int handOvers;
    int checkpoints;
    int rebases;
    /// Reports that changed a cost.
    int combined;

    Simulation(long seed, SimJournal journal) {
        this.journal = journal;
        random = new Random(seed);
        faults = Faults.drawn(random);
        brief = seed % LONG != 0;
        patience = Duration.ofMillis(300 + random.nextInt(2_500));
        crashIn = random.nextInt(4) == 0 ? -1 : 1 + random.nextInt(CRASH_WITHIN);
        cluster = new SimCluster(this);
        mirrors = random.nextBoolean()
                ? new SimMirrors(random.nextBoolean() ? 0 : Math.pow(10, -random.nextInt(8)))
                : null;
        int n = 4 + random.nextInt(5);
        boolean iterative = random.nextBoolean();
        store = new SimStore(journal, Samples.dominant(n, random), iterative, this::solved);
        settings = new MachineSettings(
                ringBudget,
                new CheckpointBudget(1 << 20),
                1 + random.nextInt(4_000),
                1_500,
                3_000,
                random.nextInt(4) == 0 ? 2_000 : 300_000,
                20_000,
                10_000,
                5_000);
        rule = CostAggregation.values()[random.nextInt(CostAggregation.values().length)];
        options = Samples.settings(random.nextInt(3) > 0, 0, 1, new XSelection.None()).toBuilder()
                .showing(showing())
                .swarm(new SessionSettings.Swarm(true, 0, Topology.MESH, rule, null))
                .build();
        takesUnopened = random.nextBoolean();
        int clientCount = brief ? 1 : 1 + random.nextInt(3);
        for (int k = 0; k < clientCount; k++) {
            clients.add(new SimClient(this, k, n, random.nextInt(8) == 0));
        }
        // Members that live keep the session in memory, so most worlds have none.
        int reporterCount = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 0;
        for (int k = 0; k < reporterCount; k++) {
            reporters.add(new SimReporter(this, k, n));
        }
        int readerCount = brief ? 1 : 1 + random.nextInt(3);
        for (int k = 0; k < readerCount; k++) {
            readers.add(new SimReader(this, k, told));
        }
    }

    private SessionSettings.Showing showing() {
        XSelection x = mirrors != null
                ? new XSelection.Changes()
                : random.nextBoolean() ? new XSelection.None() : new XSelection.TopChanges(3);
        Overflow[] strategies = Overflow.values();
        return new SessionSettings.Showing(
                random.nextBoolean() ? 1 : 0,
                x,
                mirrors == null ? 0 : mirrors.deadband(),
                random.nextBoolean() ? 1 + random.nextInt(20) : 1_000,
                strategies[random.nextInt(strategies.length)]);
    }

    private void solved(long revision, DenseVector x) {
        if (mirrors != null) {
            mirrors.solved(revision, x);
        }
    }

    // What the others use

    @Nullable
    SimMirrors mirrors() {
        return mirrors;
    }

    Random random() {
        return random;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    long nanos(int fromMillis, int toMillis) {
        return 1_000 + fromMillis * 1_000_000L + (long) (random.nextDouble() * (toMillis - fromMillis) * 1e6);
    }

    long journalNanos() {
        return chance(faults.slowJournal()) ? nanos(5, 600) : nanos(0, 4);
    }

    Now now() {
        return new Now(nanos, 1_700_000_000_000L + nanos / 1_000_000);
    }

    void after(long delayNanos, Runnable action) {
        events.add(new Event(nanos + delayNanos, order++, action));
    }

    MachineSettings settings() {
        return settings;
    }

    SessionSettings options() {
        return options;
    }

    SimJournal journal() {
        return journal;
    }

    SimStore store() {
        return store;
    }

    Faults faults() {
        return faults;
    }

    boolean takesUnopened() {
        return takesUnopened;
    }

    void check(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }

    /// As above; what is wrong is put into words only when it is.
    void check(boolean condition, Supplier<String> what) {
        if (!condition) {
            throw new AssertionError(what.get());
        }
    }

    /// How long until something else happens to a host.
    long untilTrouble() {
        return brief ? nanos(10, 300) : nanos(50, 600);
    }

    boolean isActive() {
        return faults != Faults.NONE;
    }

    /// Whether the host crashes before it carries `next` out.
    boolean isCrashTime(Output next) {
        if (!isActive() || crashIn < 0 || --crashIn > 0) {
            return false;
        }
        crashIn = 1 + random.nextInt(CRASH_WITHIN);
        crashedBefore.add(next.getClass().getSimpleName());
        return true;
    }

    SimCluster cluster() {
        return cluster;
    }

    List<SimNode> nodes() {
        return nodes;
    }

    /// How long an answer is waited for.
    Duration patience() {
        return patience;
    }

    /// Runs what a future would swallow the failure of.
    void guard(Runnable action) {
        try {
            action.run();
        } catch (AssertionError | RuntimeException failure) {
            if (broken == null) {
                broken = failure instanceof AssertionError error ? error : new AssertionError(failure);
            }
        }
    }

    /// A host is gone, and the connections to it.
    void lost(SimHost host) {
        clients.forEach(client -> after(nanos(1, 20), () -> client.lost(host)));
        reporters.forEach(reporter -> after(nanos(1, 20), () -> reporter.lost(host)));
        readers.forEach(reader -> after(nanos(1, 20), () -> reader.lost(host)));
    }

    void arrived(Input input) {
        if (input instanceof Input.Updates updates) {
            updates.updates().forEach(update -> copies.merge(SimJournal.key(update.identity()), 1, Integer::sum));
        }
    }

    /// How often a copy of it has reached a machine.
    int copies(UpdateIdentity identity) {
        return copies.getOrDefault(SimJournal.key(identity), 0);
    }

    void delivered(SimNode node, Output.Deliver delivery) {
        SimReader reader = readers.get((int) (delivery.follower() % readers.size()));
        SimHost at = reader.host();
        cluster.send(node.host(), at.number, false, host -> {
            if (reader.host() == host) {
                reader.receive(delivery.follower(), delivery);
            }
        });
    }

    void ended(SimNode node, Output.EndFollower end) {
        SimReader reader = readers.get((int) (end.follower() % readers.size()));
        SimHost at = reader.host();
        if (end.moved()) {
            cluster.send(node.host(), at.number, false, host -> {
                if (reader.host() == host) {
                    reader.moved(end.follower());
                }
            });
        }
    }

    int readerCount() {
        return readers.size();
    }

    // The history

    /// Lets everything happen, then heals the world, and looks at what has become of the promises.
    void run() {
        clients.forEach(SimClient::start);
        reporters.forEach(SimReporter::start);
        readers.forEach(SimReader::start);
        cluster.start();
        runUntil(nanos + (brief ? SHORT_NANOS : ACTIVE_NANOS));
        faults = Faults.NONE;
        healedNanos = nanos;
        cluster.heal();
        clients.getFirst().open();
        resume();
        runUntil(nanos + 5_000_000_000L);
        clients.forEach(SimClient::repeatEverything);
        runUntil(nanos + 5_000_000_000L);
        reporters.forEach(SimReporter::stop);
        clients.getFirst().wake();
        runUntil(nanos + 1_000_000_000L);
        verify();
    }

    private void runUntil(long end) {
        for (int step = 0; !events.isEmpty() && events.peek().nanos() <= end; step++) {
            check(step < MOST_STEPS, "it never comes to rest");
            Event event = events.remove();
            nanos = event.nanos();
            event.action().run();
            if (broken != null) {
                throw broken;
            }
        }
        nanos = Math.max(nanos, end);
    }

    private void resume() {
        if (journal.state().paused() || nanos < healedNanos + 4_000_000_000L) {
            clients.getFirst().command(Input.Command.Kind.RESUME);
            after(500_000_000L, this::resume);
        }
    }

    private void verify() {
        SimNode node = cluster.owner().node;
        check(node != null, "nobody has the session");
        for (SimNode each : nodes) {
            check(each == node || !each.alive, "two have the session");
        }
        check(!node.hasUnanswered(), "a question was never answered");
        clients.forEach(client -> client.verify(journal));
        reporters.forEach(SimReporter::verify);
        combined = SimReports.verify(this, journal, rule);
        for (int k = 0; k < PATIENT && !readers.stream().allMatch(reader -> reader.isUpTo(node.machine)); k++) {
            runUntil(nanos + 100_000_000L);
        }
        readers.forEach(reader -> reader.verify(node.machine));
        SessionState machine = node.machine.state();
        check(
                journal.replay().toSnapshot().equals(machine.toSnapshot()),
                "the machine holds another state than the journal");
        olderNodesAreFenced();
        oldValuesWereRight();
        solutionSolves(node);
        clients.getFirst().end();
        runUntil(nanos + 5_000_000_000L);
        readers.forEach(SimReader::verifyEnd);
        check(journal.isClosed(), "it was not closed");
        nodes.stream().filter(each -> each.alive).forEach(SimNode::stop);
        check(ringBudget.freeBytes() == 1 << 22, "bytes of the node were not given back");
    }

    /// The x of a revision solves the system with exactly the updates up to it, as well as it says.
    void answersItsRevision(Slices.SolutionResult result) {
        check(result.revision() <= journal.updates().size(), "x of a revision that is not durable");
        List<CostUpdate> applied = journal.updates().subList(0, (int) result.revision()).stream()
                .map(IdentifiedUpdate::update)
                .toList();
        double relative =
                TrueResidual.of(Replay.apply(store.base(), applied), result.x()).relative();
        check(
                Math.abs(relative - result.relativeResidual()) <= 1e-12,
                () -> "says " + result.relativeResidual() + ", is " + relative);
    }

    /// Between two `Taken` only the incarnation of the first has written: numbers grow by one.
    private void olderNodesAreFenced() {
        long newest = 0;
        for (SessionEvent event : journal.events()) {
            if (event instanceof SessionEvent.Taken taken) {
                check(taken.incarnation() == newest + 1, "incarnation " + taken.incarnation() + " after " + newest);
                newest = taken.incarnation();
            }
        }
    }

    private void oldValuesWereRight() {
        Map<Long, Double> changed = new HashMap<>();
        for (IdentifiedUpdate update : journal.updates()) {
            for (EntryChange change : update.update().matrix()) {
                long key = ((long) change.row() << Integer.SIZE) + change.column();
                Double before = changed.getOrDefault(key, store.base().a().get(change.row(), change.column()));
                check(change.oldValue() == null || change.oldValue().equals(before), "stale update applied: " + change);
                changed.put(key, change.newValue());
            }
        }
    }

    private void solutionSolves(SimNode node) {
        long revision = journal.updates().size();
        Answer.Solution[] solution = new Answer.Solution[1];
        CompletionStage<Answer> _ = cluster.any()
                .gateway
                .ask(new SimGateway.Question(reply -> new Input.ReadSolution(reply, 0)), Duration.ofSeconds(2))
                .whenComplete((answer, failure) -> guard(() -> {
                    check(
                            answer instanceof Answer.Solution,
                            () -> "no solution but " + answer + ", " + failure + ", paused "
                                    + journal.state().paused());
                    solution[0] = (Answer.Solution) answer;
                }));
        runUntil(nanos + 2_000_000_000L);
        Answer.Solution got = solution[0];
        check(got != null, "no solution at rest");
        check(
                got.result().revision() == revision,
                () -> "solves revision " + got.result().revision());
        answersItsRevision(got.result());
        double relative = got.result().relativeResidual();
        check(relative <= node.machine.state().tolerance(), () -> "residual " + relative);
        check(got.verified(), "not verified, though it solves");
        if (mirrors != null) {
            double[] x = got.result().x().values();
            readers.stream()
                    .filter(reader -> reader.isUpTo(node.machine))
                    .forEach(reader -> check(
                            reader.mirror().isWithin(mirrors.deadband(), x),
                            () -> Arrays.toString(reader.mirror().x()) + " is not " + Arrays.toString(x)));
        }
    }
}
