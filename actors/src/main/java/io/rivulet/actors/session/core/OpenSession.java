// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.MatrixClassView;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.UUID;

/// A session that the journal knows: puts its parts together and asks them, once a turn, in an order that matters.
/// Before the next slice is given, everything that wants to see x as it stands has ordered what it needs.
final class OpenSession {
    private static final long RETRY_MILLIS = 10_000;

    /// So long after its end a session stays for readers that have not come to it.
    private static final long LAST_READERS_MILLIS = 60_000;

    private final UUID id;
    private final String node;
    private final Turn turn;
    private final MachineSettings settings;
    private final LineRing ring;
    private final Lines lines;
    private final EntryOverlay overlay = new EntryOverlay();
    private final AppliedLog applied;
    final UpdateDesk desk;
    final Journal journal;
    final Engine engine;
    final Voting voting;
    final Verifications verifications;
    final Corrections corrections;
    final Signals signals;
    final Progress progress;
    final Racing racing;
    final Solutions solutions;
    final Inquiries inquiries;
    final RoutineChecks checks;
    final Checkpoints checkpoints;
    final Rebasing rebasing;
    final StatusReport status;
    final Presence presence;
    final Followers followers;
    final Closing closing;
    final MemberDesk members;
    final ReportDesk reports;
    private final Announcements announcements;
    private boolean reserving;
    private boolean passive;
    private boolean handingOver;

    OpenSession(UUID id, String node, Turn turn, MachineSettings settings) {
        this.id = id;
        this.node = node;
        this.turn = turn;
        this.settings = settings;
        ring = new LineRing(settings.ringBudget());
        lines = new Lines(turn, id, ring);
        applied = new AppliedLog(turn, lines);
        CostQueue queue = new CostQueue();
        desk = new UpdateDesk(turn, lines, queue, overlay, applied);
        journal = new Journal(turn, lines, queue, desk::drain);
        engine = new Engine(turn, settings.sliceUnits());
        members = new MemberDesk(id, node, turn, journal, settings.memberLeaseMillis());
        voting = new Voting(turn, journal, members, settings.memberLeaseMillis());
        Detectors detectors = new Detectors();
        verifications = new Verifications(node, turn, engine, voting, detectors);
        signals = new Signals(turn, id, lines, engine, verifications);
        progress =
                new Progress(turn, id, lines, engine, applied, verifications, signals, this::pressed, this::stateName);
        racing = new Racing(turn, id, node, lines, journal, engine, voting, verifications, this::correcting);
        solutions = new Solutions(
                turn,
                id,
                lines,
                journal,
                engine,
                verifications,
                racing,
                progress::facts,
                () -> correcting() || racing.isOn());
        corrections = new Corrections(turn, id, lines, journal, engine, verifications, detectors, this::reload);
        inquiries = new Inquiries(turn, engine, settings.readMillis());
        checks = new RoutineChecks(turn, id, lines, engine, verifications, progress);
        checkpoints = new Checkpoints(turn, journal, engine, settings.checkpointBudget());
        rebasing = new Rebasing(turn, journal, engine);
        status = new StatusReport(id, journal, engine, progress, applied, verifications, detectors, lines);
        presence = new Presence(turn, lines, status, settings);
        followers = new Followers(
                turn,
                lines,
                ring,
                settings.leaseMillis(),
                () -> journal.state().incarnation(),
                firstKept -> progress.snapshot(firstKept, status.stateName(), status.verified()));
        closing = new Closing(turn, journal, lines, solutions);
        reports = new ReportDesk(id, turn, lines, journal, desk, members, settings.memberLeaseMillis());
        announcements = new Announcements(turn, () -> options().propagating(), members);
        desk.onDurable(announcements::durable);
        applied.onRepaired(announcements::repaired);
    }

    private boolean pressed() {
        return followers.pressed();
    }

    private String stateName() {
        return status.stateName();
    }

    private SessionState state() {
        return journal.state();
    }

    SessionSettings options() {
        return state().openedOrThrow().settings();
    }

    /// Its first event has just become durable.
    Line.SessionOpened opened(MatrixClassView matrixClass, long estimatedBytes) {
        begin();
        SessionEvent.SessionOpened opened = state().openedOrThrow();
        engine.opened(new Examined(matrixClass, opened.problem().nnz()));
        Line.SessionOpened line = openedLine(matrixClass, estimatedBytes);
        lines.tell(line);
        engine.load(state());
        return line;
    }

    /// What `session_opened` says, with a token as of now.
    Line.SessionOpened openedLine(MatrixClassView matrixClass, long estimatedBytes) {
        SessionEvent.SessionOpened opened = state().openedOrThrow();
        long expiry = turn.millis() / 1_000 + ResumeToken.LIFE_SECONDS;
        return new Line.SessionOpened(
                opened.problem().rows(),
                opened.problem().nnz(),
                matrixClass,
                opened.method(),
                opened.preconditioner(),
                opened.reason(),
                opened.warnings(),
                node,
                ResumeToken.issue(opened.tokenSecret(), id, expiry),
                estimatedBytes / 1e6);
    }

    /// The journal knew it; this machine takes it over.
    void recovered(long awayMillis) {
        begin();
        if (state().closed() == null) {
            tellMigration(awayMillis);
            engine.load(state());
        } else {
            closing.recovered();
        }
    }

    private void tellMigration(long awayMillis) {
        String former = state().formerNode();
        if (!former.isEmpty() && !former.equals(node)) {
            lines.tell(new Line.SessionMigrated(former, node, awayMillis));
        }
    }

    private void begin() {
        SessionState state = state();
        if (options().showing().x() instanceof XSelection.Changes) {
            int rows = state.openedOrThrow().problem().rows();
            lines.addUpTo(new MirrorLog(rows, settings.ringBudget()));
        }
        lines.startAfter(state.incarnationBase(), state.seqReservedTo());
        followers.overflow(options().showing().buffer(), options().showing().overflow());
        checks.start(options());
        verifications.start(options().verifying().consensus());
        restartParts();
        overlay.unloaded(state.tail());
        presence.active();
    }

    private void restartParts() {
        SessionState state = state();
        desk.restart(state);
        members.restart(state);
        voting.restart();
        reports.restart(state);
        checkpoints.restart(state);
        rebasing.restart(state);
        verifications.incarnation(state.incarnation());
    }

    /// The journal was away and has been read again. What was in flight may be in it.
    ///
    /// @param before what was known to be durable
    void readAgain(SessionState before, long awayMillis) {
        SessionState state = state();
        restartParts();
        reserving = false;
        if (state.incarnation() == before.incarnation() + 1) {
            lines.reservedTo(state.seqReservedTo());
            catchUp(before.revision());
        } else {
            // Somebody else may have had the session meanwhile, and used numbers after those of ours.
            lines.startAfter(state.incarnationBase(), state.seqReservedTo());
            followers.jumpTo(state.incarnationBase());
            if (state.closed() == null) {
                tellMigration(awayMillis);
                unload();
                engine.load(state);
            }
        }
    }

    private void catchUp(long known) {
        for (SessionEvent.CostsApplied event : state().tail().eventsAfter(known)) {
            long revision = event.firstRevision();
            for (IdentifiedUpdate update : event.updates()) {
                if (revision > known) {
                    overlay.durable(update.update().matrix(), revision);
                    applied.durable(update, revision, turn.nanos());
                }
                revision++;
            }
        }
    }

    private boolean loading() {
        return engine.stage() == Engine.Stage.LOADING || engine.stage() == Engine.Stage.WAITING_FOR_MEMORY;
    }

    void dataLoaded(Input.DataLoaded data) {
        if (!loading()) {
            return;
        }
        engine.loaded(data);
        overlay.loaded(data.matrix(), state().tail(), data.revision());
        checkpoints.loadedFrom(data.checkpointSlot());
        progress.loaded();
        racing.loaded(data.checkpointSlot() == Input.DataLoaded.NO_CHECKPOINT
                && state().openedOrThrow().initialGuess() == null);
        checks.start(options());
        desk.dataLoaded(state());
    }

    void dataFailed(Problem problem) {
        if (!loading()) {
            return;
        }
        if (problem.code() == ProblemCode.STORAGE_UNAVAILABLE || problem.code() == ProblemCode.CAPACITY_EXCEEDED) {
            engine.loadLater();
        } else {
            engine.giveUp();
            fail(problem);
        }
    }

    void memoryAwaited() {
        if (engine.stage() != Engine.Stage.LOADING) {
            return;
        }
        engine.awaitMemory();
        Problem problem = Problem.of(
                        ProblemCode.CAPACITY_EXCEEDED, "the node has no memory for this session now; it waits for some")
                .session(id.toString())
                .retryAfter(RETRY_MILLIS);
        lines.tell(new Line.Error(problem, false));
        desk.refuseHeld(problem);
    }

    void sliceFailed(String incident) {
        Problem problem = Problems.incident(id, incident);
        boolean again = engine.failed();
        corrections.unloaded();
        forgetEngine();
        if (again) {
            lines.tell(new Line.Error(problem, false));
        } else {
            fail(problem);
        }
    }

    private void fail(Problem problem) {
        lines.tell(new Line.Error(problem.session(id.toString()), true));
        lines.tell(new Line.SessionClosed("failed", null));
        giveUpWaiting(problem);
    }

    /// A problem that the session goes on with.
    void tell(Problem problem) {
        lines.tell(new Line.Error(problem.session(id.toString()), false));
    }

    private void giveUpWaiting(Problem problem) {
        applied.answerWithoutRepair();
        inquiries.refuseAll(problem);
        solutions.refuseReaders(problem);
        desk.refuseHeld(problem);
    }

    private boolean correcting() {
        return corrections.pending(options());
    }

    /// For another engine on what is stored.
    private void reload(Output.LoadData.From from) {
        engine.release();
        forgetEngine();
        engine.load(state(), from);
    }

    private void unload() {
        unload(Problems.engineAway());
    }

    /// @param why nothing will come of what is under way
    private void unload(Problem why) {
        corrections.unloaded();
        engine.release();
        forgetEngine(why);
    }

    private void forgetEngine() {
        forgetEngine(Problems.engineAway());
    }

    private void forgetEngine(Problem why) {
        overlay.unloaded(state().tail());
        applied.unloaded();
        solutions.unloaded();
        signals.unloaded();
        verifications.unloaded(why);
        inquiries.unloaded(why);
        rebasing.unloaded();
        racing.unloaded();
    }

    void sliceDone(Slices.SliceResult result) {
        String refusedBefore = engine.partsRefusal();
        if (engine.sliceDone(result)) {
            String refused = engine.partsRefusal();
            if (refused != null && !refused.equals(refusedBefore)) {
                lines.tell(new Line.Error(Problems.inOnePiece(id, refused), false));
            }
            progress.slice(result, options(), state().tolerance(), solutions);
            racing.sliceDone(result.answered() != null);
        }
    }

    Tolerance verificationTolerance() {
        return RoutineChecks.tolerance(options(), state().tolerance());
    }

    void pump() {
        if (passive) {
            return;
        }
        if (handingOver) {
            pumpHandOver();
            return;
        }
        SessionEvent.Closed closed = state().closed();
        if (closing.pump() && closed != null) {
            Problem ended = Problems.ended(id, closed);
            giveUpWaiting(ended);
            unload(ended);
            turn.put(new Output.Purge());
        }
        if (!closing.told()) {
            pumpEngine();
        }
        announcements.pump();
        pumpTime();
        if (!closing.begun()) {
            members.pump();
        }
        reserve();
        inquiries.costReaders.pump(state());
        voting.pump();
        journal.pump();
        followers.pump();
        leave();
    }

    private void pumpEngine() {
        SessionState state = state();
        verifications.onTime();
        solutions.onTime();
        applied.answerLongWaiting(settings.readMillis());
        if (engine.stage() == Engine.Stage.FAILED) {
            applied.answerWithoutRepair();
            desk.refuseHeld(Problems.engineAway());
        }
        boolean behind = engine.stage() == Engine.Stage.LOADED && state.rebasedThrough() > engine.sent();
        boolean full =
                engine.idle() && overlay.full(state.openedOrThrow().problem().nnz());
        if (behind || full) {
            unload();
            engine.load(state);
        } else if (engine.loadDue()) {
            engine.load(state);
        }
        Tolerance tolerance = verificationTolerance();
        corrections.pump(options(), tolerance, progress.facts().converged());
        racing.pump(options(), tolerance, progress.facts(), closing.begun());
        inquiries.reads.pump();
        solutions.pump(options(), tolerance);
        checks.pump(options(), tolerance, correcting());
        signals.pump(options(), state.tolerance(), tolerance, correcting() || racing.isOn());
        int n = state.openedOrThrow().problem().rows();
        checkpoints.pump(n);
        engine.examine();
        rebasing.pump(state, n + (long) state.openedOrThrow().problem().nnz());
        if (!closing.begun()) {
            engine.pump(state, options().stopping().maxTimeMs());
        }
    }

    private void pumpTime() {
        boolean followed = !followers.isEmpty();
        if (followed) {
            presence.active();
            if (!closing.told()) {
                presence.heartbeat(options().heartbeatMillis(settings.heartbeatMillis()));
            }
        }
        if (!closing.begun() && journal.isReady() && presence.expired(options().expiresAfterS())) {
            closing.begin(new Input.Close(-1, "expired"), false);
        }
        boolean owed = engine.solved() < state().revision() || engine.busy();
        boolean wanted = followed || options().live() || options().swarm().costSource() != null;
        presence.row(!closing.begun() && (owed || wanted));
    }

    private void reserve() {
        SessionState state = state();
        if (reserving || !journal.isReady() || journal.ends() || !lines.needsReservation()) {
            return;
        }
        reserving = true;
        journal.submit(reserve -> new SessionEvent.Taken(state.incarnation(), node, reserve), new Journal.Effect() {
            @Override
            public void durable(SessionEvent event) {
                reserving = false;
            }

            @Override
            public void lost() {
                reserving = false;
            }
        });
    }

    private void leave() {
        if (closing.told()) {
            if (closing.toldFor(LAST_READERS_MILLIS)) {
                followers.finish();
            }
            if (followers.isEmpty()) {
                passivate();
            }
        } else if (followers.isEmpty()
                && !members.anyHeard()
                && presence.idleFor(settings.passivateMillis())
                && journal.isReady()
                && journal.isQuiet()
                && inquiries.isEmpty()
                && options().swarm().costSource() == null
                && !solutions.isBusy()
                && !verifications.isOut()
                && !racing.isOn()
                && restsOrCannotRun()) {
            presence.passiveRow();
            unload();
            passivate();
        }
    }

    private boolean restsOrCannotRun() {
        return switch (engine.stage()) {
            case LOADED -> (engine.atRest() || engine.idle() && state().paused()) && checkpoints.isStored();
            case FAILED -> true;
            case ABSENT, LOADING, WAITING_FOR_MEMORY -> false;
        };
    }

    private void passivate() {
        passive = true;
        lines.clear();
        turn.put(new Output.Passivate());
    }

    /// An input after all, before it was stopped.
    void wake() {
        if (passive) {
            passive = false;
            if (state().closed() == null) {
                engine.load(state());
            }
        }
    }

    void handOver() {
        if (!passive) {
            handingOver = true;
            giveUpWaiting(Problems.moving(id));
            racing.handOver();
            followers.handOver();
            checkpoints.handOver();
        }
    }

    private void pumpHandOver() {
        applied.answerWithoutRepair();
        desk.refuseHeld(Problems.moving(id));
        if (engine.stage() == Engine.Stage.LOADED) {
            checkpoints.pump(state().openedOrThrow().problem().rows());
        }
        journal.pump();
    }

    /// What was taken is durable, x is stored or will not be.
    boolean isHandedOver() {
        return passive
                || handingOver
                        && journal.isQuiet()
                        && checkpoints.isQuiet()
                        && (engine.stage() != Engine.Stage.LOADED || engine.idle());
    }

    /// Gives back what is shared with other sessions.
    void release() {
        lines.clear();
    }

    long lastSeq() {
        return lines.lastSeq();
    }

    long nanosToTick(long nowNanos, long most) {
        return journal.nanosToSend(nowNanos, followers.nanosToServe(nowNanos, most));
    }

    boolean waitsForTime() {
        return !inquiries.reads.isEmpty()
                || engine.busy()
                || closing.begun()
                || !journal.isReady()
                || announcements.isWaiting()
                || racing.isOn();
    }
}
