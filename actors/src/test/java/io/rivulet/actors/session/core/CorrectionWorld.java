// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.Replay;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.verify.Verification;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.line.MatrixClassView;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One machine with a real engine, a real verifier with its own copy, and a journal that never fails. Time passes when
/// nothing else is to be done.
final class CorrectionWorld {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long MS = 1_000_000;
    private static final long SLICE_UNITS = 20_000;
    private static final int STEPS = 200_000;
    private static final int NEWEST_CHARS = 600;

    /// Makes the engine of the `load`-th load, counted from 1.
    interface Maker {
        TestedEngine make(int load, LinearSystem system, SessionSettings settings, double tolerance, long revision);
    }

    final SessionMachine machine;
    final List<JsonNode> lines = new ArrayList<>();
    final List<SessionEvent> events = new ArrayList<>();
    final List<Output.LoadData.From> loads = new ArrayList<>();
    final List<Answer> answers = new ArrayList<>();
    private final LinearSystem base;
    private final Maker maker;
    private final List<CostUpdate> updates = new ArrayList<>();
    private final Deque<Input> inputs = new ArrayDeque<>();
    private final Deque<Output> outputs = new ArrayDeque<>();
    private SessionState journal = SessionState.EMPTY;
    private @Nullable TestedEngine engine;
    private long nanos = 1_000 * MS;

    /// What a slice is taken to last: with more, more of them are checked.
    long sliceNanos = 5 * MS;

    private long replies;

    /// Done to the engine once, when x is about to be judged for the first time after a repair.
    @Nullable
    Consumer<TestedEngine> damage;

    CorrectionWorld(LinearSystem base, SessionSettings settings, Maker maker) {
        this.base = base;
        this.maker = maker;
        machine = new SessionMachine(
                Samples.SESSION,
                "node",
                MachineSettings.of(new RingBudget(1 << 26), new CheckpointBudget(1 << 20), SLICE_UNITS));
        inputs.add(new Input.LedgerReady(SessionState.EMPTY));
        inputs.add(new Input.Open(++replies, Samples.opened(base.rows(), settings), Samples.CLASS, 1));
        step();
        step();
        inputs.add(new Input.Follow(-1, 1, 1, OptionalLong.of(1), Input.Follow.ENDLESS));
    }

    static CorrectionWorld healthy(LinearSystem base, SessionSettings settings) {
        return new CorrectionWorld(
                base,
                settings,
                (_, system, s, tolerance, revision) -> new TestedEngine(system, s, tolerance, revision));
    }

    TestedEngine engine() {
        return Objects.requireNonNull(engine, "no engine is loaded");
    }

    long ask(java.util.function.LongFunction<Input> question) {
        inputs.add(question.apply(++replies));
        return replies;
    }

    void update(IdentifiedUpdate update) {
        ask(reply -> new Input.Updates(reply, List.of(update), false));
    }

    /// Goes on until `done`, or fails.
    void until(BooleanSupplier done) {
        for (int k = 0; k < STEPS; k++) {
            if (done.getAsBoolean()) {
                return;
            }
            step();
        }
        throw new AssertionError("it never came to that; lines:\n" + String.join("\n", newest()));
    }

    /// Goes on for so long without anything having to happen.
    void pass(long millis) {
        long end = nanos + millis * MS;
        until(() -> nanos - end >= 0 && inputs.isEmpty() && outputs.isEmpty());
    }

    private void step() {
        if (!outputs.isEmpty()) {
            carryOut(outputs.removeFirst());
        } else if (!inputs.isEmpty()) {
            outputs.addAll(machine.on(inputs.removeFirst(), now()));
        } else {
            nanos += 50 * MS;
            inputs.add(new Input.Credit(1, 1, machine.lastSeq(), Input.Follow.ENDLESS));
            inputs.add(new Input.Tick());
        }
    }

    private Now now() {
        return new Now(nanos, 1_700_000_000_000L + nanos / MS);
    }

    private void carryOut(Output output) {
        switch (output) {
            case Output.Append append -> {
                for (SessionEvent event : append.events()) {
                    events.add(event);
                    journal = journal.after(event);
                    if (event instanceof SessionEvent.CostsApplied costs) {
                        costs.updates().forEach(update -> updates.add(update.update()));
                    }
                }
                inputs.add(new Input.Appended(append.token()));
            }
            case Output.Reply reply -> answers.add(reply.answer());
            case Output.Deliver delivery -> delivery.lines().forEach(line -> lines.add(read(line.bytes())));
            case Output.LoadData load -> load(load);
            case Output.ReleaseEngine() -> {
                engine = null;
                inputs.removeIf(CorrectionWorld::ofEngine);
            }
            case Output.RunSlice slice -> {
                nanos += sliceNanos;
                inputs.add(new Input.SliceDone(engine().slice(slice.order())));
            }
            case Output.RestartEngine() -> engine().handle.restart();
            case Output.CorrectEngine correct ->
                inputs.add(new Input.Corrected(
                        correct.order(), engine().correct(correct.correction(), correct.fromVerified())));
            case Output.AuditResidual audit ->
                inputs.add(new Input.Audited(audit.order(), engine().recomputedResidual()));
            case Output.SetTolerance set -> engine().handle.setTolerance(set.tolerance());
            case Output.StopRun stop -> engine().handle.stop(stop.timeLimitMillis());
            case Output.ComputeSolution compute -> {
                damageNow();
                inputs.add(new Input.SolutionReady(compute.order(), engine().solution()));
            }
            case Output.RunVerification verify -> verify(verify);
            case Output.StoreCheckpoint _ -> inputs.add(new Input.StoreFailed(true));
            case Output.StoreRebase _ -> inputs.add(new Input.StoreFailed(false));
            case Output.ExamineMatrix() ->
                inputs.add(new Input.MatrixExamined(
                        new Examined(Samples.CLASS, base.a().nnz()), journal.revision()));
            case Output.HoldPoll _,
                    Output.OfRace _,
                    Output.AskRemoval _,
                    Output.EndFollower _,
                    Output.ComputeEntries _,
                    Output.ComputeGradient _,
                    Output.TryChange _,
                    Output.StoreFork _,
                    Output.Announce _,
                    Output.UpdateIndex _,
                    Output.Purge _,
                    Output.Passivate _,
                    Output.HandedOver _ -> {}
        }
    }

    private static boolean ofEngine(Input input) {
        return input instanceof Input.SliceDone
                || input instanceof Input.SolutionReady
                || input instanceof Input.Corrected
                || input instanceof Input.Audited
                || input instanceof Input.Verified;
    }

    private LinearSystem stored(long revision) {
        return Replay.apply(base, updates.subList(0, (int) revision));
    }

    private void load(Output.LoadData load) {
        loads.add(load.from());
        SessionState state = load.state();
        LinearSystem present = stored(state.revision());
        SessionSettings settings = state.openedOrThrow().settings();
        engine = maker.make(loads.size(), present, settings, state.tolerance(), state.revision());
        MatrixClassView matrixClass = Samples.CLASS;
        inputs.add(new Input.DataLoaded(
                present.a()::get,
                new Examined(matrixClass, present.a().nnz()),
                state.revision(),
                Input.DataLoaded.NO_CHECKPOINT));
    }

    private void damageNow() {
        Consumer<TestedEngine> once = damage;
        damage = null;
        if (once != null) {
            once.accept(engine());
        }
    }

    /// The verifier has its own copy: the stored problem with the journal's updates.
    private void verify(Output.RunVerification order) {
        DenseVector x = engine().x();
        var verdict = Verification.verify(
                stored(order.revision()), x, order.strategy(), order.probeCount(), order.tolerance(), order.seed());
        engine().judged(x, verdict);
        inputs.add(new Input.Verified(order.order(), new Slices.VerifyResult(order.revision(), verdict, 1_000)));
    }

    private static JsonNode read(byte[] line) {
        try {
            return MAPPER.readTree(line);
        } catch (IOException e) {
            throw new AssertionError("not JSON", e);
        }
    }

    // What was told

    List<JsonNode> of(String type) {
        return lines.stream()
                .filter(line -> line.get("type").asText().equals(type))
                .toList();
    }

    boolean told(String type) {
        return !of(type).isEmpty();
    }

    List<String> actions() {
        return of("correction").stream()
                .map(line -> line.get("action").asText())
                .toList();
    }

    private List<String> newest() {
        return lines.stream()
                .filter(line -> !line.get("type").asText().equals("heartbeat"))
                .map(JsonNode::toString)
                .map(line -> line.substring(0, Math.min(NEWEST_CHARS, line.length())))
                .toList();
    }

    List<SessionEvent.CorrectionApplied> corrections() {
        return events.stream()
                .filter(SessionEvent.CorrectionApplied.class::isInstance)
                .map(SessionEvent.CorrectionApplied.class::cast)
                .toList();
    }

    SessionState journal() {
        return journal;
    }
}
