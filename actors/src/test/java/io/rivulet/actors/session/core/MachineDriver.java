// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.session.core.Slices.Repair;
import io.rivulet.actors.session.core.Slices.SliceResult;
import io.rivulet.numerics.incremental.Answered;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.numerics.verify.Verification;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.line.XJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Drives one machine by hand: what it wants is kept for the test to look at, and answered when the test says so.
final class MachineDriver {
    private static final long MS = 1_000_000;
    static final int ROWS = 3;

    final SessionMachine machine;
    final List<Output> outputs = new ArrayList<>();
    final List<String> lines = new ArrayList<>();
    private SessionState journal = SessionState.EMPTY;
    private long nanos = 1_000 * MS;
    private long replies;
    private boolean following;
    private final LinearSystem solved = Samples.dominant(ROWS, new Random(1));

    MachineDriver() {
        machine = new SessionMachine(
                Samples.SESSION,
                "node",
                MachineSettings.of(new RingBudget(1 << 24), new CheckpointBudget(1 << 20), 1_000));
    }

    /// A session that was opened, with its data loaded, followed from its first line.
    static MachineDriver open(SessionSettings settings) {
        MachineDriver d = new MachineDriver();
        d.begin(settings);
        return d;
    }

    void begin(SessionSettings settings) {
        feed(new Input.LedgerReady(SessionState.EMPTY));
        feed(new Input.Open(reply(), Samples.opened(ROWS, settings), Samples.CLASS, 2_000_000));
        write();
        follow();
        load();
    }

    /// As above, with the first solve finished.
    static MachineDriver solved(SessionSettings settings) {
        MachineDriver d = open(settings);
        d.sliceDone(true);
        d.answerOrders();
        d.write();
        d.tick(30);
        d.outputs.clear();
        d.lines.clear();
        return d;
    }

    long reply() {
        return ++replies;
    }

    void pass(long millis) {
        nanos += millis * MS;
    }

    Now now() {
        return new Now(nanos, 1_700_000_000_000L + nanos / MS);
    }

    void tick(long millis) {
        pass(millis);
        if (following) {
            feed(new Input.Credit(1, 1, Long.MAX_VALUE, Input.Follow.ENDLESS));
        }
        feed(new Input.Tick());
    }

    /// Time passes without anybody reading.
    void tickAlone(long millis) {
        pass(millis);
        feed(new Input.Tick());
    }

    List<Output> feed(Input input) {
        List<Output> now = machine.on(input, now());
        for (Output output : now) {
            if (output instanceof Output.Deliver delivery) {
                delivery.lines().forEach(line -> lines.add(new String(line.bytes(), StandardCharsets.UTF_8)));
            }
        }
        outputs.addAll(now);
        return now;
    }

    void follow() {
        following = true;
        feed(new Input.Follow(-1, 1, 1, OptionalLong.of(1), Input.Follow.ENDLESS));
    }

    <T extends Output> List<T> all(Class<T> kind) {
        return outputs.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends Output> T last(Class<T> kind) {
        List<T> found = all(kind);
        if (found.isEmpty()) {
            throw new AssertionError("no " + kind.getSimpleName() + " in " + outputs);
        }
        return found.getLast();
    }

    Answer answer(long reply) {
        return all(Output.Reply.class).stream()
                .filter(r -> r.reply() == reply)
                .map(Output.Reply::answer)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no answer " + reply + " in " + outputs));
    }

    boolean isAnswered(long reply) {
        return all(Output.Reply.class).stream().anyMatch(r -> r.reply() == reply);
    }

    /// The newest append becomes durable.
    List<SessionEvent> write() {
        Output.Append append = last(Output.Append.class);
        append.events().forEach(event -> journal = journal.after(event));
        feed(new Input.Appended(append.token()));
        return append.events();
    }

    /// The newest append fails; whether it is in the journal is not known.
    void failAppend(boolean written) {
        Output.Append append = last(Output.Append.class);
        if (written) {
            append.events().forEach(event -> journal = journal.after(event));
        }
        feed(new Input.AppendFailed(append.token()));
    }

    /// The ledger has read the journal and taken the session over.
    void ledgerReady() {
        journal = journal.after(journal.taken("node"));
        feed(new Input.LedgerReady(journal));
    }

    SessionState journal() {
        return journal;
    }

    /// Takes over what a journal holds, at `epochMillis`.
    void recover(SessionState stored, long epochMillis) {
        nanos += (epochMillis - now().epochMillis()) * MS;
        journal = stored;
        ledgerReady();
        load();
    }

    void load() {
        SessionState loading = last(Output.LoadData.class).state();
        feed(new Input.DataLoaded(
                (row, column) -> row == column ? 4 : 0, new Examined(Samples.CLASS, 7), loading.revision(), -1));
    }

    /// The slice that is out ends, with a repair of everything it was given.
    void sliceDone(boolean converged) {
        Slices.SliceOrder order = last(Output.RunSlice.class).order();
        long revision = order.updates().isEmpty()
                ? machine.state().revision()
                : order.updates().getLast().revision();
        StopReason stop = converged ? new StopReason.ResidualMet(1e-9) : new StopReason.Diverged(7);
        Repair repair = Samples.repair(revision - 1, revision, "warm_restart", stop, converged ? 1e-9 : 7);
        sliceDone(false, revision, List.of(repair));
    }

    void sliceDone(boolean busy, long revision, List<Repair> repairs) {
        sliceDone(busy, revision, repairs, null);
    }

    void sliceDone(boolean busy, long revision, List<Repair> repairs, @Nullable Answered answered) {
        sliceDone(busy, revision, repairs, answered, 50);
    }

    void sliceDone(boolean busy, long revision, List<Repair> repairs, @Nullable Answered answered, long work) {
        feed(new Input.SliceDone(new SliceResult(
                busy,
                false,
                revision,
                repairs.isEmpty() ? -1 : revision,
                3,
                1e-9,
                1e-9,
                List.of(),
                repairs,
                answered,
                "cg",
                "amg",
                work,
                1_000,
                1_000,
                null)));
    }

    /// What the engine and the verifier were asked for comes back.
    void answerOrders() {
        for (Output output : List.copyOf(outputs)) {
            if (output instanceof Output.ComputeSolution compute) {
                DenseVector x = DenseVector.copyOf(new double[ROWS]);
                feed(new Input.SolutionReady(
                        compute.order(),
                        new Slices.SolutionResult(
                                machine.state().revision(), x, XJson.dense(x.values()), 1e-9, 1e-9, 1e-10, null, 5)));
            } else if (output instanceof Output.RunVerification verify) {
                feed(new Input.Verified(verify.order(), new Slices.VerifyResult(verify.revision(), verdict(), 5)));
            }
        }
    }

    /// A verdict in favour: of x = 0 for b = 0.
    private io.rivulet.numerics.verify.Verdict verdict() {
        LinearSystem zero = new LinearSystem(solved.a(), DenseVector.copyOf(new double[ROWS]));
        return Verification.verify(
                zero,
                DenseVector.copyOf(new double[ROWS]),
                io.rivulet.numerics.verify.Strategy.FULL_RESIDUAL,
                1,
                1e-8,
                1);
    }

    long update(boolean waitApplied, IdentifiedUpdate... updates) {
        long reply = reply();
        feed(new Input.Updates(reply, List.of(updates), waitApplied));
        return reply;
    }

    List<Answer.UpdateResult> results(long reply) {
        return ((Answer.UpdateResults) answer(reply)).each();
    }

    /// The types of the lines read so far.
    List<String> types() {
        return lines.stream()
                .map(line -> line.replaceAll("(?s).*?\"type\":\"([a-z_]+)\".*", "$1"))
                .toList();
    }
}
