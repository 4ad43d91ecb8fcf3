// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.CheckpointBudget;
import io.rivulet.actors.session.core.Examined;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.session.core.MachineSettings;
import io.rivulet.actors.session.core.Now;
import io.rivulet.actors.session.core.Output;
import io.rivulet.actors.session.core.RingBudget;
import io.rivulet.actors.session.core.SessionMachine;
import io.rivulet.actors.session.core.SessionState;
import io.rivulet.actors.session.core.Slices;
import io.rivulet.numerics.incremental.Conditioning;
import io.rivulet.numerics.incremental.MemoryEstimate;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.market.MatrixMarket;
import io.rivulet.numerics.verify.TrueResidual;
import io.rivulet.serialization.event.ProblemRef;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.line.MatrixClassView;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A session without a server: the same machine decides, its journal is memory, and its slices run right here.
/// **Thread** the reader's does all the work; only [#cancel] may come from another.
public final class LocalSolve implements SolveSource {
    private static final String NODE = "local";
    private static final long FOLLOWER = 1;
    private static final long OPENING = 1;
    private static final long CREDIT_BYTES = 1L << 40;
    private static final long TICK_NANOS = 20_000_000;
    private static final long MOST_WAIT_NANOS = 50_000_000;
    /// More than any machine holds, and few enough to multiply.
    private static final long MOST_COUNTED = 1L << 40;
    /// About 5 ms of work.
    private static final long SLICE_UNITS = 2_000_000;

    private final LocalProblem problem;
    private final SessionSettings settings;
    private final Execution execution;
    private final LocalTimes times;
    private final boolean refineBound;
    private final long deadlineNanos;
    private final SessionMachine machine;
    private final Deque<Input> inputs = new ArrayDeque<>();
    private final Deque<byte[]> lines = new ArrayDeque<>();
    private @Nullable LocalEngine engine;
    private long lastTickNanos = System.nanoTime();
    private boolean ended;
    private volatile boolean cancelled;

    private LocalSolve(LocalProblem problem, SolveWishes wishes, LocalTimes times) {
        this.problem = problem;
        this.settings = wishes.settings();
        this.execution = wishes.execution();
        this.times = times;
        this.refineBound = wishes.refineBound();
        this.deadlineNanos = wishes.maxTimeMillis() == 0
                ? Long.MAX_VALUE
                : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wishes.maxTimeMillis());
        RingBudget ring = new RingBudget(RingBudget.DEFAULT_BYTES);
        CheckpointBudget checkpoints = new CheckpointBudget(CheckpointBudget.DEFAULT_BYTES_PER_SECOND);
        this.machine = new SessionMachine(UUID.randomUUID(), NODE, MachineSettings.of(ring, checkpoints, SLICE_UNITS));
        SessionEvent.Taken taken = new SessionEvent.Taken(1, NODE, SessionState.SEQ_RESERVE);
        inputs.add(new Input.LedgerReady(SessionState.EMPTY.after(taken)));
        inputs.add(new Input.Open(OPENING, opened(), MatrixClassView.of(problem.found()), problem.estimatedBytes()));
    }

    /// **Errors** a system that can't be solved so is a [io.rivulet.serialization.problem.RivuletException].
    public static LocalSolve open(SystemInput input, SolveWishes wishes) {
        MemoryLimit limit = new MemoryLimit(input.name(), wishes.memoryBytes());
        LocalTimes times = new LocalTimes(System::nanoTime);
        MatrixMarket.Sizes promised = input.promisedSizes();
        if (promised != null) {
            long rows = Math.min(promised.rows(), MOST_COUNTED);
            long entries = Math.min(promised.entries(), MOST_COUNTED);
            limit.requireAtLeast(MemoryEstimate.least(rows, entries), promised);
        }
        LinearSystem system = input.readSystem(limit);
        times.read();
        Execution execution = wishes.execution();
        LocalProblem problem = LocalProblem.check(system, execution, wishes.method(), wishes.preconditioner());
        limit.require(
                problem.estimatedBytes(),
                new MatrixMarket.Sizes(system.rows(), system.a().nnz()));
        times.planned();
        return new LocalSolve(problem, wishes, times);
    }

    private SessionEvent.SessionOpened opened() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        CsrMatrix a = problem.system().a();
        return new SessionEvent.SessionOpened(
                NODE,
                System.currentTimeMillis(),
                new ProblemRef(NODE, a.rows(), a.nnz()),
                settings,
                problem.plan().method().wireName(),
                problem.plan().preconditioner().wireName(),
                problem.plan().reason(),
                problem.warnings(),
                null,
                HexFormat.of().formatHex(secret),
                SessionState.SEQ_RESERVE);
    }

    @Override
    public byte @Nullable [] nextLine() {
        while (lines.isEmpty() && !ended) {
            turn();
        }
        return lines.poll();
    }

    private void turn() {
        long nanos = System.nanoTime();
        if (nanos - lastTickNanos > TICK_NANOS) {
            lastTickNanos = nanos;
            inputs.addFirst(new Input.Tick());
        } else if (inputs.isEmpty()) {
            LockSupport.parkNanos(this, Math.min(machine.nanosToTick(now()), MOST_WAIT_NANOS));
            return;
        }
        for (Output output : machine.on(inputs.remove(), now())) {
            carryOut(output);
        }
    }

    private static Now now() {
        return new Now(System.nanoTime(), System.currentTimeMillis());
    }

    private void carryOut(Output output) {
        switch (output) {
            case Output.Append append -> inputs.add(new Input.Appended(append.token()));
            case Output.Reply reply -> replied(reply.answer());
            case Output.Deliver deliver -> {
                deliver.lines().forEach(line -> lines.add(withoutEnd(line.bytes())));
                ended |= deliver.end();
            }
            case Output.EndFollower _ -> ended = true;
            case Output.LoadData load -> load(load.state());
            case Output.RunSlice slice -> {
                if (cancelled) {
                    engine().engine().stop(0);
                }
                Slices.SliceResult done = engine().run(slice.order());
                times.slice(done);
                inputs.add(new Input.SliceDone(done));
            }
            case Output.RestartEngine _ -> engine().engine().restart();
            case Output.CorrectEngine wanted ->
                inputs.add(new Input.Corrected(wanted.order(), engine().engine().correct(wanted.correction(), null)));
            case Output.AuditResidual wanted ->
                inputs.add(new Input.Audited(
                        wanted.order(),
                        TrueResidual.of(
                                        engine().engine().system(),
                                        engine().engine().x())
                                .relative()));
            case Output.SetTolerance change -> engine().engine().setTolerance(change.tolerance());
            case Output.StopRun stop -> engine().engine().stop(stop.timeLimitMillis());
            case Output.ComputeSolution wanted -> {
                Slices.SolutionResult solution = engine().solution();
                times.verified(solution.nanos());
                inputs.add(new Input.SolutionReady(wanted.order(), solution));
            }
            case Output.RunVerification wanted -> {
                Slices.VerifyResult verified =
                        engine().verify(wanted.strategy(), wanted.probeCount(), wanted.tolerance(), wanted.seed());
                times.verified(verified.nanos());
                inputs.add(new Input.Verified(wanted.order(), verified));
            }
            // Nothing outlives this process, and nobody asks for single entries or votes, or sends updates.
            case Output.StoreCheckpoint _ -> inputs.add(new Input.StoreFailed(true));
            case Output.StoreRebase _ -> inputs.add(new Input.StoreFailed(false));
            case Output.Announce _,
                    Output.HoldPoll _,
                    Output.OfRace _,
                    Output.AskRemoval _,
                    Output.ComputeEntries _,
                    Output.ComputeGradient _,
                    Output.TryChange _,
                    Output.StoreFork _,
                    Output.ExamineMatrix _,
                    Output.UpdateIndex _,
                    Output.Purge _,
                    Output.Passivate _,
                    Output.HandedOver _,
                    Output.ReleaseEngine _ -> {}
        }
    }

    private void replied(Answer answer) {
        switch (answer) {
            case Answer.Refused refused -> throw refused.problem().exception();
            case Answer.Opened opened ->
                inputs.add(new Input.Follow(-1, FOLLOWER, 1, OptionalLong.of(opened.firstSeq()), CREDIT_BYTES));
            default -> {}
        }
    }

    private void load(SessionState state) {
        LocalEngine loaded = new LocalEngine(problem, execution, settings, System::nanoTime);
        engine = loaded;
        CsrMatrix a = problem.system().a();
        inputs.add(new Input.DataLoaded(
                a::get,
                new Examined(MatrixClassView.of(problem.found()), a.nnz()),
                state.revision(),
                Input.DataLoaded.NO_CHECKPOINT));
    }

    private LocalEngine engine() {
        return Objects.requireNonNull(engine, "no data was loaded");
    }

    private static byte[] withoutEnd(byte[] line) {
        return line.length > 0 && line[line.length - 1] == '\n' ? Arrays.copyOf(line, line.length - 1) : line;
    }

    @Override
    public double @Nullable [] x() {
        return engine == null ? null : engine.engine().x().values();
    }

    @Override
    public @Nullable SolveFacts facts() {
        LocalEngine solved = engine;
        if (solved == null) {
            return null;
        }
        Conditioning conditioning = solved.engine().conditioning();
        RefinedBound refined = refineBound ? RefinedBound.of(solved.engine(), this::timeIsUp) : null;
        return times.facts(solved.componentwiseBackwardError(), solved.largestX(), conditioning, refined);
    }

    @Override
    public double updatedResidual(long iteration) {
        return engine == null ? Double.NaN : engine.updatedResidual(iteration);
    }

    private boolean timeIsUp() {
        return cancelled || System.nanoTime() - deadlineNanos > 0;
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public void close() {
        ended = true;
    }
}
