// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.session.core.Answer.UpdateResult;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Sends updates, counts on nothing, and repeats what it does not know the outcome of, with the same identity.
final class SimClient {
    /// A request that waits for its answer.
    record Call(SimNode node, Consumer<Answer> receiver) {}

    private enum Fate {
        UNKNOWN,
        ACCEPTED,
        REFUSED
    }

    private final Simulation sim;
    private final int index;
    private final int n;
    private final boolean wordy;
    private final Map<IdentifiedUpdate, Fate> fates = new LinkedHashMap<>();
    private long nextId;
    private long nextSequence;

    SimClient(Simulation sim, int index, int n, boolean wordy) {
        this.sim = sim;
        this.index = index;
        this.n = n;
        this.wordy = wordy;
    }

    static void ask(Simulation sim, SimNode node, LongFunction<Input> input, Consumer<Answer> receiver) {
        long reply = sim.newReply(new Call(node, receiver));
        node.feed(input.apply(reply));
    }

    void start() {
        open();
        sim.after(sim.nanos(1, 100), this::act);
    }

    void open() {
        ask(
                sim,
                sim.current(),
                reply -> new Input.Open(reply, Samples.opened(n, sim.options()), Samples.CLASS, 1_000),
                answer -> {
                    if (answer instanceof Answer.Opened) {
                        sim.check(sim.journal().state().opened() != null, "opened before it is durable");
                    } else if (sim.isActive() || isMoving(answer)) {
                        sim.after(sim.nanos(100, 300), this::open);
                    }
                });
    }

    private static boolean isMoving(Answer answer) {
        return answer instanceof Answer.Refused refused && refused.problem().code() == ProblemCode.DRAINING;
    }

    private void act() {
        if (!sim.isActive()) {
            return;
        }
        Random r = sim.random();
        switch (r.nextInt(16)) {
            case 0 -> read(reply -> new Input.ReadStatus(reply));
            case 1 -> read(reply -> new Input.ReadSolution(reply, 0));
            case 2 -> read(reply -> new Input.ReadEntries(reply, new int[] {0, n - 1}, 1e-6));
            case 3 -> read(reply -> new Input.Verify(reply, null, 5));
            case 4 -> command(Input.Command.Kind.values()[r.nextInt(6)]);
            case 5, 6 -> repeat();
            default -> send(fresh(1 + r.nextInt(r.nextInt(8) == 0 ? 60 : 5)), r.nextInt(3) == 0);
        }
        sim.after(sim.nanos(1, 80), this::act);
    }

    private void read(LongFunction<Input> input) {
        ask(sim, sim.current(), input, answer -> {
            if (answer instanceof Answer.Entries || answer instanceof Answer.Verification) {
                sim.check(sim.journal().state().opened() != null, "answered before it was opened");
            }
        });
    }

    void command(Input.Command.Kind kind) {
        if (kind == Input.Command.Kind.PAUSE && sim.chance(0.5)) {
            sim.after(sim.nanos(100, 800), () -> command(Input.Command.Kind.RESUME));
        }
        double tolerance = sim.chance(0.5) ? 1e-9 : 1e-7;
        ask(sim, sim.current(), reply -> new Input.Command(reply, kind, tolerance), answer -> {
            if (answer instanceof Answer.Status && kind == Input.Command.Kind.SET_TOLERANCE && sim.isActive()) {
                sim.check(sim.journal().state().tolerance() != 1e-8, "answered before it is durable");
            } else if (answer instanceof Answer.Refused && kind == Input.Command.Kind.RESUME) {
                sim.after(sim.nanos(100, 300), () -> command(Input.Command.Kind.RESUME));
            }
        });
    }

    private void repeat() {
        List<IdentifiedUpdate> known = new ArrayList<>(fates.keySet());
        List<IdentifiedUpdate> again = new ArrayList<>();
        for (int k = 0; k < 4 && !known.isEmpty(); k++) {
            IdentifiedUpdate update = known.get(sim.random().nextInt(known.size()));
            // One that may be stale now and not the next time is sent once: its fate has to be known.
            boolean dependent = update.update().matrix().stream().anyMatch(change -> change.oldValue() != null);
            if (!update.identity().madeByServer() && !dependent) {
                again.add(update);
            }
        }
        send(again, sim.chance(0.3));
    }

    /// Until the fate of each is known.
    void repeatEverything() {
        List<IdentifiedUpdate> unknown = fates.entrySet().stream()
                .filter(e ->
                        e.getValue() == Fate.UNKNOWN && !e.getKey().identity().madeByServer())
                .map(Map.Entry::getKey)
                .toList();
        if (!unknown.isEmpty()) {
            send(unknown, true);
            sim.after(sim.nanos(1_000, 2_000), this::repeatEverything);
        }
    }

    private List<IdentifiedUpdate> fresh(int count) {
        List<IdentifiedUpdate> updates = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            IdentifiedUpdate update = new IdentifiedUpdate(identity(), update());
            fates.put(update, Fate.UNKNOWN);
            updates.add(update);
            if (!update.identity().madeByServer() && sim.chance(0.1)) {
                updates.add(update);
            }
        }
        return updates;
    }

    private UpdateIdentity identity() {
        UUID id = new UUID(100 + index, ++nextId);
        return switch (sim.random().nextInt(5)) {
            case 0 -> new UpdateIdentity(id, null, UpdateIdentity.MADE_BY_SERVER, -1);
            case 1, 2 -> {
                // Out of order, but never the same twice.
                long sequence = (nextSequence / 8) * 8 + (7 - nextSequence % 8);
                nextSequence++;
                yield new UpdateIdentity(id, source(), sequence, -1);
            }
            default ->
                new UpdateIdentity(id, wordy ? source() : null, -1, sim.now().epochMillis());
        };
    }

    private String source() {
        return "client-" + index + (wordy ? "x".repeat(2_500) : "");
    }

    private CostUpdate update() {
        Random r = sim.random();
        int i = r.nextInt(r.nextInt(40) == 0 ? n + 2 : n);
        int j = r.nextInt(n);
        return switch (r.nextInt(7)) {
            case 0 ->
                new CostUpdate(
                        null,
                        SparseVector.adopt(new int[] {i}, new double[] {r.nextDouble()}),
                        SparseVector.EMPTY,
                        List.of());
            case 1 ->
                new CostUpdate(
                        DenseVector.adopt(r.doubles(n, -1, 1).toArray()),
                        SparseVector.EMPTY,
                        SparseVector.EMPTY,
                        List.of());
            case 2 -> Samples.entry(j, j, 4 + r.nextDouble(), null);
            case 6 -> Samples.entry(j % 2, j % 2, 4 + r.nextInt(2), null);
            case 3 -> Samples.entry(j % 2, j % 2, 4 + r.nextInt(2), guess(j % 2));
            case 4 ->
                new CostUpdate(
                        null,
                        SparseVector.EMPTY,
                        SparseVector.adopt(new int[] {j, i}, new double[] {1, r.nextDouble()}),
                        List.of(new EntryChange(j, (j + 2) % n, 0.2 * r.nextDouble(), null)));
            default -> Samples.delta(i, r.nextDouble() - 0.5);
        };
    }

    private @Nullable Double guess(int j) {
        Double base = sim.store().base().a().get(j, j);
        return sim.chance(0.4) ? base : Double.valueOf(4 + sim.random().nextInt(2));
    }

    private void send(List<IdentifiedUpdate> updates, boolean waitApplied) {
        SimNode node = sim.current();
        ask(sim, node, reply -> new Input.Updates(reply, updates, waitApplied), answer -> {
            switch (answer) {
                case Answer.UpdateResults results -> {
                    sim.check(results.each().size() == updates.size(), "as many results as updates");
                    for (int k = 0; k < updates.size(); k++) {
                        result(updates.get(k), results.each().get(k));
                    }
                }
                case Answer.Refused _ -> {}
                default -> throw new AssertionError("not an answer to updates: " + answer);
            }
        });
    }

    private void result(IdentifiedUpdate update, UpdateResult result) {
        switch (result) {
            case UpdateResult.Accepted a -> {
                sim.check(sim.journal().holds(update.identity()), () -> "acknowledged, but not durable: " + update);
                sim.check(
                        a.duplicate() || at(a.revision()).equals(update),
                        () -> "another update is revision " + a.revision());
                sim.check(a.revision() <= sim.journal().updates().size(), "a revision that is not durable");
                sim.check(a.applied() == null || a.applied().revision() == a.revision(), "applied another revision");
                fates.put(update, Fate.ACCEPTED);
            }
            case UpdateResult.Rejected rejected -> {
                ProblemCode code = rejected.problem().code();
                boolean unknown = code == ProblemCode.STORAGE_UNAVAILABLE
                        || code == ProblemCode.SESSION_BUSY
                        || code == ProblemCode.DRAINING
                        || code == ProblemCode.CAPACITY_EXCEEDED;
                if (!unknown && fates.get(update) == Fate.UNKNOWN) {
                    fates.put(update, Fate.REFUSED);
                }
                sim.check(
                        unknown || fates.get(update) != Fate.ACCEPTED,
                        () -> "refused after it was acknowledged: " + rejected.problem());
            }
        }
    }

    private IdentifiedUpdate at(long revision) {
        return sim.journal().updates().get((int) revision - 1);
    }

    void verify(SimJournal journal) {
        fates.forEach((update, fate) -> {
            switch (fate) {
                case ACCEPTED -> sim.check(journal.holds(update.identity()), () -> "lost: " + update);
                case REFUSED -> sim.check(!journal.holds(update.identity()), () -> "refused, but applied: " + update);
                case UNKNOWN ->
                    sim.check(update.identity().madeByServer(), () -> "never learned what became of " + update);
            }
        });
    }

    static void end(Simulation sim, SimNode node) {
        for (int k = 0; k < 2; k++) {
            ask(sim, node, reply -> new Input.Close(reply, "deleted"), answer -> {
                sim.check(answer instanceof Answer.Done, () -> "not closed: " + answer);
                sim.check(sim.journal().isClosed(), "closed before it is durable");
            });
        }
    }
}
