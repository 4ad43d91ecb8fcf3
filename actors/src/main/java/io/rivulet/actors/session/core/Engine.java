// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.session.core.Slices.SliceOrder;
import io.rivulet.actors.session.core.Slices.SliceResult;
import io.rivulet.numerics.incremental.RevisedUpdate;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.MatrixClassView;
import io.rivulet.serialization.view.PartitionsView;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The engine as the machine sees it: whether it is in memory, what it was given, how far it is, and one slice at a
/// time. It gets every durable update exactly once, in order: those of the [Tail] after [#sent].
final class Engine {
    enum Stage {
        ABSENT,
        LOADING,
        WAITING_FOR_MEMORY,
        LOADED,
        FAILED
    }

    private static final int MOST_FAILURES = 3;
    private static final long EXAMINE_AFTER_MILLIS = 1_000;
    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    private final Turn turn;
    private final long sliceUnits;
    private Stage stage = Stage.ABSENT;
    /// Null while A is another one than was looked at.
    private @Nullable Examined examined;

    private boolean examining;
    private @Nullable String method;
    private @Nullable String preconditioner;
    private int failures;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private long loadAfterNanos;
    private boolean loadOwed;

    private double tolerance;
    /// Told to start from x = 0, and no repair has ended since: nothing is solved until then.
    private boolean restarted;

    /// The slice that is out began before that.
    private boolean beforeRestart;

    /// It will be told before its next slice; telling it once more would change nothing.
    private boolean restartOrdered;

    /// A correction is out: no slice before its answer.
    private boolean correcting;

    /// x is that of a repair which has ended, and answers everything the engine was given.
    private boolean answered;

    private boolean sliceOut;
    private boolean onlyFed;
    private boolean busy;
    private boolean again;
    /// Nothing is gained by a slice before parts are heard of; what was heard during a slice counts after it.
    private boolean waiting;

    private boolean heardMeanwhile;
    private @Nullable PartitionsView partitions;
    private long sent;
    /// The last update sent that changes A.
    private long matrixRevision;
    private long revision;
    private long solved = -1;
    private long iterations;
    private double relativeResidual = Double.NaN;
    private double absoluteResidual = Double.NaN;
    private long memoryBytes;
    private long xVersion;
    private long work;
    private long restNanos;
    private long runStartedNanos;
    private boolean running;
    private boolean stopAsked;
    private double iterationMillis;
    private double flops;

    Engine(Turn turn, long sliceUnits) {
        this.turn = turn;
        this.sliceUnits = sliceUnits;
    }

    void load(SessionState state) {
        load(state, Output.LoadData.From.CHECKPOINT);
    }

    void load(SessionState state, Output.LoadData.From from) {
        stage = Stage.LOADING;
        tolerance = state.tolerance();
        loadOwed = false;
        turn.put(new Output.LoadData(state, from));
    }

    void loaded(Input.DataLoaded data) {
        stage = Stage.LOADED;
        examined = data.examined();
        matrixRevision = data.revision();
        method = null;
        preconditioner = null;
        sliceOut = false;
        correcting = false;
        answered = false;
        busy = true;
        again = false;
        waiting = false;
        sent = data.revision();
        revision = data.revision();
        solved = -1;
        restarted = false;
        restartOrdered = false;
        pauseMillis = FIRST_PAUSE_MILLIS;
        moved();
    }

    void awaitMemory() {
        stage = Stage.WAITING_FOR_MEMORY;
    }

    /// Loads again after a pause, each longer than the one before.
    void loadLater() {
        stage = Stage.ABSENT;
        loadOwed = true;
        loadAfterNanos = turn.nanos() + TimeUnit.MILLISECONDS.toNanos(pauseMillis);
        pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
    }

    boolean loadDue() {
        return loadOwed && turn.nanos() - loadAfterNanos >= 0;
    }

    /// A slice threw. False after the last time that is worth trying.
    boolean failed() {
        release();
        failures++;
        if (failures < MOST_FAILURES) {
            loadLater();
            return true;
        }
        giveUp();
        return false;
    }

    void giveUp() {
        stage = Stage.FAILED;
        loadOwed = false;
    }

    void release() {
        if (stage == Stage.LOADED || stage == Stage.LOADING || stage == Stage.WAITING_FOR_MEMORY) {
            turn.put(new Output.ReleaseEngine());
        }
        examining = false;
        stage = Stage.ABSENT;
        loadOwed = false;
        sliceOut = false;
        correcting = false;
        answered = false;
        busy = false;
        running = false;
        solved = -1;
        moved();
    }

    private void moved() {
        xVersion++;
        restNanos = turn.nanos();
    }

    /// Gives the next slice, if there is anything to do. To be called last of all that concerns the engine.
    void pump(SessionState state, long maxTimeMs) {
        if (stage != Stage.LOADED || sliceOut || correcting) {
            return;
        }
        follow(state.tolerance());
        List<RevisedUpdate> updates = state.tail().updatesAfter(sent);
        boolean paused = state.paused();
        if (updates.isEmpty() && (paused || !busy || waiting)) {
            return;
        }
        if (!paused) {
            limitTime(maxTimeMs);
        }
        onlyFed = paused;
        sliceOut = true;
        heardMeanwhile = false;
        restartOrdered = false;
        sent = updates.isEmpty() ? sent : updates.getLast().revision();
        answered &= updates.isEmpty();
        for (RevisedUpdate update : updates) {
            if (!update.update().matrix().isEmpty()) {
                matrixRevision = update.revision();
                examined = null;
            }
        }
        turn.put(new Output.RunSlice(new SliceOrder(updates, paused ? 0 : sliceUnits)));
    }

    private void limitTime(long maxTimeMs) {
        if (!running) {
            running = true;
            stopAsked = false;
            runStartedNanos = turn.nanos();
        } else if (maxTimeMs > 0 && !stopAsked && turn.passed(runStartedNanos, maxTimeMs)) {
            stopAsked = true;
            turn.put(new Output.StopRun(maxTimeMs));
        }
    }

    /// False where no slice is out: its engine is gone.
    boolean sliceDone(SliceResult result) {
        if (!sliceOut) {
            return false;
        }
        sliceOut = false;
        if (result.work() > 0 || !result.repairs().isEmpty() || result.revision() != revision) {
            moved();
        }
        long more = result.iterations() - iterations;
        if (more > 0) {
            iterationMillis = result.nanos() / 1e6 / more;
        }
        if (result.nanos() > 0 && result.work() > 0) {
            flops = 2e9 * result.work() / result.nanos();
        }
        revision = result.revision();
        if (restarted && (beforeRestart || result.repairs().isEmpty())) {
            beforeRestart = false;
        } else {
            restarted = false;
            solved = result.solvedRevision();
        }
        answered |= solved >= 0 && !result.repairs().isEmpty() && solved == revision;
        iterations = result.iterations();
        method = result.method();
        preconditioner = result.preconditioner();
        relativeResidual = result.relativeResidual();
        absoluteResidual = result.absoluteResidual();
        memoryBytes = result.memoryBytes();
        work += result.work();
        busy = result.busy() || again || onlyFed;
        waiting = result.waiting() && !again && !heardMeanwhile && !onlyFed;
        partitions = result.partitions();
        again = false;
        failures = result.repairs().isEmpty() ? failures : 0;
        return true;
    }

    /// The run that was timed is over; the next slice begins another.
    void runEnded() {
        running = false;
    }

    /// Parts have said something.
    void partsHeard() {
        waiting = false;
        heardMeanwhile = true;
    }

    /// How it is solved in parts; null where nobody asked for that, or no slice has told yet.
    @Nullable
    PartitionsView partitions() {
        return partitions;
    }

    /// Why the last run was in one piece though it was to be in parts; null otherwise.
    @Nullable
    String partsRefusal() {
        PartitionsView known = partitions;
        return known == null ? null : known.refusal();
    }

    /// There is more to do, whatever a slice that is out says.
    void kick() {
        waiting = false;
        busy = true;
        again = sliceOut;
    }

    void restart() {
        if (stage == Stage.LOADED && !restartOrdered) {
            turn.put(new Output.RestartEngine());
            restartOrdered = true;
            running = false;
            restarted = true;
            answered = false;
            beforeRestart = sliceOut;
            solved = -1;
            kick();
        }
    }

    /// Has x mended, or another one taken over; only between slices, of which there are none before [#corrected].
    void correct(Output order) {
        correcting = true;
        turn.put(order);
    }

    /// @param applied nothing is solved until a repair has ended
    void corrected(boolean applied) {
        correcting = false;
        if (applied && stage == Stage.LOADED) {
            running = false;
            restarted = true;
            answered = false;
            solved = -1;
            moved();
            kick();
        }
    }

    /// x as it stands is that of a repair which has ended, and answers every update that the engine was given.
    boolean answered() {
        return answered;
    }

    private void follow(double durableTolerance) {
        if (durableTolerance != tolerance) {
            tolerance = durableTolerance;
            answered = false;
            turn.put(new Output.SetTolerance(tolerance));
            running = false;
            moved();
            kick();
        }
    }

    /// The tolerance that x has been told to meet.
    double tolerance() {
        return tolerance;
    }

    /// In memory and between slices: what is ordered now sees x as it stands.
    boolean idle() {
        return stage == Stage.LOADED && !sliceOut && !correcting;
    }

    /// In memory, between slices, and with nothing to do.
    boolean atRest() {
        return idle() && !busy;
    }

    /// Milliseconds since x moved last.
    boolean restedFor(long millis) {
        return atRest() && turn.passed(restNanos, millis);
    }

    Stage stage() {
        return stage;
    }

    /// Has A looked at again when it has changed and rests.
    void examine() {
        if (examined == null && !examining && restedFor(EXAMINE_AFTER_MILLIS)) {
            examining = true;
            turn.put(new Output.ExamineMatrix());
        }
    }

    void examined(Examined found, long ofRevision) {
        examining = false;
        if (ofRevision >= matrixRevision) {
            examined = found;
        }
    }

    @Nullable
    MatrixClassView matrixClass() {
        Examined known = examined;
        return known == null ? null : known.matrixClass();
    }

    /// −1 while it is not known.
    int nnz() {
        Examined known = examined;
        return known == null ? -1 : known.nnz();
    }

    void opened(Examined known) {
        examined = known;
    }

    /// The method in use, null before the first slice.
    @Nullable
    String method() {
        return method;
    }

    @Nullable
    String preconditioner() {
        return preconditioner;
    }

    boolean busy() {
        return busy;
    }

    /// The last update that it was given.
    long sent() {
        return sent;
    }

    /// The last update that it has folded in, as of the last slice.
    long revision() {
        return revision;
    }

    /// The revision that the last finished repair answered; −1 before the first.
    long solved() {
        return solved;
    }

    long iterations() {
        return iterations;
    }

    double relativeResidual() {
        return relativeResidual;
    }

    double absoluteResidual() {
        return absoluteResidual;
    }

    long memoryBytes() {
        return memoryBytes;
    }

    /// Changes whenever x, or what it has to answer, may have changed.
    long xVersion() {
        return xVersion;
    }

    /// Units of work over the life of this machine.
    long work() {
        return work;
    }

    double runMillis() {
        return (turn.nanos() - runStartedNanos) / 1e6;
    }

    Line.Performance performance() {
        return new Line.Performance(iterationMillis, memoryBytes / 1e6, flops);
    }
}
