// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Answer.UpdateResult;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.session.core.Samples;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Sends updates through some host, counts on nothing, and repeats what it does not know the outcome of, with the
/// same identity.
final class SimClient {
    private enum Fate {
        UNKNOWN,
        ACCEPTED,
        REFUSED,
        /// Nobody can tell it any more.
        TOO_OLD
    }

    /// One batch that was sent down a lane, of updates that had not been sent before; what was accepted of it.
    private record Batch(List<UpdateIdentity> accepted) {}

    private final Simulation sim;
    private final int index;
    private final int n;
    private final boolean wordy;
    private final boolean waitsApplied;
    private final Map<IdentifiedUpdate, Fate> fates = new LinkedHashMap<>();
    private final List<List<Batch>> orders = new ArrayList<>();
    private final Set<IdentifiedUpdate> repeated = new HashSet<>();
    private SimHost host;
    private UpdateLanes lanes;
    private long nextId;
    private long nextSequence;

    SimClient(Simulation sim, int index, int n, boolean wordy) {
        this.sim = sim;
        this.index = index;
        this.n = n;
        this.wordy = wordy;
        this.waitsApplied = sim.random().nextInt(3) == 0;
        this.host = sim.cluster().any();
        this.lanes = connect();
    }

    private UpdateLanes connect() {
        orders.add(new ArrayList<>());
        return host.gateway.lanes(waitsApplied);
    }

    /// Its host is gone, and with it all answers.
    void lost(SimHost gone) {
        SimHost other = sim.cluster().reachable();
        if (host == gone && other != null) {
            host = other;
            lanes = connect();
        } else if (host == gone) {
            sim.after(sim.nanos(20, 40), () -> lost(gone));
        }
    }

    private void ask(LongFunction<Input> input, Consumer<Answer> receiver) {
        SimHost at = host;
        at.run(() -> {
            CompletionStage<Answer> _ = at.gateway
                    .ask(new SimGateway.Question(input))
                    .whenComplete((answer, failure) -> {
                        if (failure == null) {
                            sim.guard(() -> receiver.accept(answer));
                        }
                    });
        });
    }

    void start() {
        open();
        sim.after(sim.nanos(1, 100), this::act);
    }

    void open() {
        ask(reply -> new Input.Open(reply, Samples.opened(n, sim.options()), Samples.CLASS, 1_000), answer -> {
            if (answer instanceof Answer.Opened) {
                sim.check(sim.journal().state().opened() != null, "opened before it is durable");
            }
        });
        if (sim.journal().state().opened() == null) {
            sim.after(sim.nanos(100, 300), this::open);
        }
    }

    private void act() {
        if (!sim.isActive()) {
            return;
        }
        Random r = sim.random();
        switch (r.nextInt(16)) {
            case 0 -> read(reply -> new Input.ReadStatus(reply));
            case 1 -> read(reply -> new Input.ReadSolution(reply, 0));
            case 2 -> {
                boolean gradient = r.nextBoolean();
                read(reply -> gradient
                        ? new Input.ReadGradient(reply, n - 1, 1e-6, 5)
                        : new Input.ReadEntries(reply, new int[] {0, n - 1}, 1e-6));
            }
            case 3 -> read(reply -> new Input.Verify(reply, null, false, 5));
            case 4 -> command(Input.Command.Kind.values()[r.nextInt(6)]);
            case 5, 6 -> repeat();
            default -> sendFresh(1 + r.nextInt(r.nextInt(16) == 0 ? 60 : 5));
        }
        sim.after(sim.nanos(1, 160), this::act);
    }

    private void read(LongFunction<Input> input) {
        ask(input, answer -> {
            if (answer instanceof Answer.Entries || answer instanceof Answer.Verification) {
                sim.check(sim.journal().state().opened() != null, "answered before it was opened");
            } else if (answer instanceof Answer.Solution solution) {
                sim.answersItsRevision(solution.result());
            }
        });
    }

    void command(Input.Command.Kind kind) {
        if (kind == Input.Command.Kind.PAUSE && sim.chance(0.5)) {
            sim.after(sim.nanos(100, 800), () -> command(Input.Command.Kind.RESUME));
        }
        double tolerance = sim.chance(0.5) ? 1e-9 : 1e-7;
        ask(reply -> new Input.Command(reply, kind, tolerance), answer -> {
            if (answer instanceof Answer.Status && kind == Input.Command.Kind.SET_TOLERANCE) {
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
            if (!update.identity().madeByServer() && !dependsOnA(update)) {
                again.add(update);
            }
        }
        send(again, null);
    }

    private static boolean dependsOnA(IdentifiedUpdate update) {
        return update.update().matrix().stream().anyMatch(change -> change.oldValue() != null);
    }

    /// Until the fate of each is known.
    void repeatEverything() {
        List<IdentifiedUpdate> unknown = fates.entrySet().stream()
                .filter(e ->
                        e.getValue() == Fate.UNKNOWN && !e.getKey().identity().madeByServer())
                .map(Map.Entry::getKey)
                .toList();
        if (!unknown.isEmpty()) {
            send(unknown, null);
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

    private void sendFresh(int count) {
        List<IdentifiedUpdate> updates = fresh(count);
        Batch batch = new Batch(new ArrayList<>());
        orders.getLast().add(batch);
        send(updates, batch);
    }

    private void send(List<IdentifiedUpdate> updates, @Nullable Batch batch) {
        if (batch == null) {
            repeated.addAll(updates);
        }
        SimHost at = host;
        UpdateLanes lane = lanes;
        at.run(() -> {
            CompletionStage<List<UpdateResult>> _ = lane.send(Samples.SESSION, updates)
                    .whenComplete((results, failure) -> {
                        if (failure == null) {
                            sim.guard(() -> results(updates, results, batch));
                        }
                    });
        });
    }

    private void results(List<IdentifiedUpdate> updates, List<UpdateResult> results, @Nullable Batch batch) {
        sim.check(results.size() == updates.size(), "as many results as updates");
        for (int k = 0; k < updates.size(); k++) {
            IdentifiedUpdate update = updates.get(k);
            result(update, results.get(k));
            // One that depends on A may have been refused before, and nobody heard it: then it came later.
            boolean first = !repeated.contains(update) && !dependsOnA(update);
            if (batch != null && results.get(k) instanceof UpdateResult.Accepted && first) {
                batch.accepted().add(update.identity());
            }
        }
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
                boolean tooOld = code == ProblemCode.UPDATE_TOO_OLD;
                if (!unknown && fates.get(update) == Fate.UNKNOWN) {
                    fates.put(update, tooOld ? Fate.TOO_OLD : Fate.REFUSED);
                }
                sim.check(
                        unknown || tooOld || fates.get(update) != Fate.ACCEPTED,
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
                case REFUSED -> {
                    // Another copy of one that depends on A may come when A is another one.
                    boolean mayBe = dependsOnA(update) && sim.copies(update.identity()) > 1;
                    sim.check(mayBe || !journal.holds(update.identity()), () -> "refused, but applied: " + update);
                }
                case UNKNOWN ->
                    sim.check(update.identity().madeByServer(), () -> "never learned what became of " + update);
                case TOO_OLD -> {}
            }
        });
        for (List<Batch> lane : orders) {
            long newest = 0;
            for (Batch batch : lane) {
                for (UpdateIdentity identity : batch.accepted()) {
                    long revision = journal.revision(identity);
                    long before = newest;
                    sim.check(
                            revision >= before,
                            () -> identity.updateId() + " is " + revision + ", sent after " + before);
                    newest = revision;
                }
            }
        }
    }

    /// The session may have found that nobody needed it.
    void wake() {
        read(reply -> new Input.ReadStatus(reply));
    }

    void end() {
        for (int k = 0; k < 2; k++) {
            ask(reply -> new Input.Close(reply, "deleted"), answer -> {
                sim.check(answer instanceof Answer.Done, () -> "not closed: " + answer);
                sim.check(sim.journal().isClosed(), "closed before it is durable");
            });
        }
    }
}
