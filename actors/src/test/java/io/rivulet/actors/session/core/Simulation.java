// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.incremental.Replay;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.verify.TrueResidual;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A small world with its own time and one source of chance: a journal that is slow, fails and conflicts, nodes that
/// crash between any two outputs or are cut off while another takes over, clients that repeat, readers that come and
/// go. One seed is one history, always the same.
final class Simulation {
    /// Chances of what goes wrong, per occasion.
    record Faults(
            double crash,
            double takeOver,
            double handOver,
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
                    r.nextInt(3) == 0 ? 0 : 0.002 * r.nextDouble(),
                    0.05,
                    0.05,
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

    static final long ACTIVE_NANOS = 2_000_000_000L;
    private static final int MOST_STEPS = 200_000;

    private final Random random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::nanos).thenComparingLong(Event::order));
    private final SimJournal journal = new SimJournal();
    private final SimStore store;
    private final RingBudget ringBudget = new RingBudget(1 << 22);
    private final MachineSettings settings;
    private final SessionSettings options;
    private final boolean takesUnopened;
    private final Map<Long, String> told = new HashMap<>();
    private final List<SimClient> clients = new ArrayList<>();
    private final List<SimReader> readers = new ArrayList<>();
    private final List<SimNode> nodes = new ArrayList<>();
    private Faults faults;
    private long nanos = 1_000_000_000L;
    private long healedNanos;
    private long order;
    private long lastReply;
    private final Map<Long, SimClient.Call> calls = new HashMap<>();
    private @Nullable SimNode current;
    int conflicts;
    int failures;
    int crashes;
    int handOvers;
    int checkpoints;
    int rebases;

    Simulation(long seed) {
        random = new Random(seed);
        faults = Faults.drawn(random);
        int n = 4 + random.nextInt(9);
        boolean iterative = random.nextBoolean();
        store = new SimStore(journal, Samples.dominant(n, random), iterative);
        settings = new MachineSettings(
                ringBudget,
                new CheckpointBudget(1 << 20),
                1 + random.nextInt(4_000),
                1_500,
                3_000,
                random.nextInt(4) == 0 ? 2_000 : 300_000,
                20_000,
                10_000);
        options = Samples.settings(
                random.nextInt(3) > 0,
                random.nextBoolean() ? 1 : 0,
                random.nextBoolean() ? 1 + random.nextInt(20) : 1_000,
                random.nextBoolean() ? new XSelection.None() : new XSelection.TopChanges(3));
        takesUnopened = random.nextBoolean();
        int clientCount = 1 + random.nextInt(3);
        for (int k = 0; k < clientCount; k++) {
            clients.add(new SimClient(this, k, n, random.nextInt(8) == 0));
        }
        int readerCount = 1 + random.nextInt(3);
        for (int k = 0; k < readerCount; k++) {
            readers.add(new SimReader(this, k, told));
        }
    }

    // What the others use

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

    boolean isActive() {
        return faults != Faults.NONE;
    }

    boolean isCrashTime() {
        return chance(faults.crash());
    }

    void crash(SimNode node) {
        crashes++;
        node.stop();
        readers.forEach(reader -> reader.lost(node));
    }

    /// The node that requests are routed to; a new one where there is none.
    SimNode current() {
        SimNode node = current;
        if (node == null || !node.alive) {
            node = newNode();
        } else if (isActive() && chance(faults.takeOver() / 50)) {
            // The old one is cut off, and does not know it yet.
            node = newNode();
        } else if (isActive() && chance(faults.handOver() / 5)) {
            node.handOver();
            node = node.alive ? node : newNode();
        }
        return node;
    }

    private SimNode newNode() {
        SimNode node = new SimNode(this, "node-" + nodes.size());
        nodes.add(node);
        current = node;
        return node;
    }

    long newReply(SimClient.Call call) {
        calls.put(++lastReply, call);
        return lastReply;
    }

    void replied(SimNode node, long reply, Answer answer) {
        SimClient.Call call = calls.remove(reply);
        if (call == null) {
            throw new AssertionError("reply " + reply + " was answered twice, or never asked: " + answer);
        }
        check(call.node() == node, "answered by another node");
        call.receiver().accept(answer);
    }

    void delivered(SimNode node, Output.Deliver delivery) {
        readers.get((int) delivery.follower() % readers.size()).receive(node, delivery);
    }

    void ended(SimNode node, long follower) {
        readers.get((int) follower % readers.size()).ended(node, follower);
    }

    int readerCount() {
        return readers.size();
    }

    // The history

    /// Lets everything happen, then heals the world, and looks at what has become of the promises.
    void run() {
        clients.forEach(SimClient::start);
        readers.forEach(SimReader::start);
        runUntil(nanos + ACTIVE_NANOS);
        faults = Faults.NONE;
        heal();
        runUntil(nanos + 8_000_000_000L);
        clients.forEach(SimClient::repeatEverything);
        runUntil(nanos + 30_000_000_000L);
        verify();
    }

    private void runUntil(long end) {
        for (int step = 0; !events.isEmpty() && events.peek().nanos() <= end; step++) {
            check(step < MOST_STEPS, "it never comes to rest");
            Event event = events.remove();
            nanos = event.nanos();
            event.action().run();
        }
        nanos = Math.max(nanos, end);
    }

    private void heal() {
        healedNanos = nanos;
        for (SimNode node : nodes) {
            if (node != current && node.alive) {
                crash(node);
            }
        }
        clients.getFirst().open();
        resume();
    }

    private void resume() {
        if (journal.state().paused() || nanos < healedNanos + 1_000_000_000L) {
            clients.getFirst().command(Input.Command.Kind.RESUME);
            after(500_000_000L, this::resume);
        }
    }

    private void verify() {
        SimNode node = current();
        check(node.alive, "nobody is alive");
        for (SimClient.Call call : calls.values()) {
            check(call.node() != node, "never answered: " + call);
        }
        clients.forEach(client -> client.verify(journal));
        readers.forEach(reader -> reader.verify(node));
        SessionState machine = node.machine.state();
        check(
                journal.replay().toSnapshot().equals(machine.toSnapshot()),
                "the machine holds another state than the journal");
        olderNodesAreFenced();
        oldValuesWereRight();
        solutionSolves(node);
        SimClient.end(this, node);
        runUntil(nanos + 15_000_000_000L);
        readers.forEach(reader -> reader.verifyEnd());
        check(journal.isClosed(), "it was not closed");
        nodes.forEach(SimNode::stop);
        check(ringBudget.freeBytes() == 1 << 22, "bytes of the node were not given back");
    }

    private void olderNodesAreFenced() {
        long newest = 0;
        for (SessionEvent event : journal.events()) {
            if (event instanceof SessionEvent.Taken taken) {
                check(taken.incarnation() >= newest, "incarnation " + taken.incarnation() + " after " + newest);
                newest = taken.incarnation();
            }
        }
    }

    private void oldValuesWereRight() {
        Map<Long, Double> changed = new HashMap<>();
        for (IdentifiedUpdate update : journal.updates()) {
            for (EntryChange change : update.update().matrix()) {
                long key = EntryTable.key(change.row(), change.column());
                Double before = changed.getOrDefault(key, store.base().a().get(change.row(), change.column()));
                check(change.oldValue() == null || change.oldValue().equals(before), "stale update applied: " + change);
                changed.put(key, change.newValue());
            }
        }
    }

    private void solutionSolves(SimNode node) {
        List<CostUpdate> all =
                journal.updates().stream().map(IdentifiedUpdate::update).toList();
        LinearSystem system = Replay.apply(store.base(), all);
        Answer.Solution[] solution = new Answer.Solution[1];
        SimClient.ask(this, node, reply -> new Input.ReadSolution(reply, 0), answer -> {
            check(answer instanceof Answer.Solution, "no solution but " + answer);
            solution[0] = (Answer.Solution) answer;
        });
        runUntil(nanos + 2_000_000_000L);
        Answer.Solution got = solution[0];
        check(got != null, "no solution at rest");
        check(
                got.result().revision() == all.size(),
                "solves revision " + got.result().revision());
        double relative = TrueResidual.of(system, got.result().x()).relative();
        check(relative <= node.machine.state().tolerance(), "residual " + relative);
        check(got.verified(), "not verified, though it solves");
    }
}
