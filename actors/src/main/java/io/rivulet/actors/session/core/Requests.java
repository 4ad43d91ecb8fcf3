// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What reaches an open session: requests of clients are checked, counted as activity and passed to the part that
/// answers them; results of orders go to the part that gave them.
final class Requests {
    /// Settings that may wait to become durable.
    static final int COMMANDS = 256;

    /// So long a verification waits for the repair of what was acknowledged before it.
    private static final long VERIFY_WAIT_MILLIS = 1_000;

    private final UUID id;
    private final Turn turn;
    private final OpenSession session;

    Requests(UUID id, Turn turn, OpenSession session) {
        this.id = id;
        this.turn = turn;
        this.session = session;
    }

    static long replyOf(Input input) {
        return switch (input) {
            case Input.Open i -> i.reply();
            case Input.Updates i -> i.reply();
            case Input.Follow i -> i.reply();
            case Input.ReadStatus i -> i.reply();
            case Input.ReadSolution i -> i.reply();
            case Input.ReadEntries i -> i.reply();
            case Input.ReadCosts i -> i.reply();
            case Input.ReadGradient i -> i.reply();
            case Input.WhatIf i -> i.reply();
            case Input.PrepareFork i -> i.reply();
            case Input.Verify i -> i.reply();
            case Input.Command i -> i.reply();
            case Input.Tell i -> i.reply();
            case Input.Close i -> i.reply();
            case Input.Join i -> i.reply();
            case Input.Ping i -> i.reply();
            case Input.Reports i -> i.reply();
            case Input.ReadSwarm i -> i.reply();
            default -> -1;
        };
    }

    void on(Input input) {
        Problem problem = refusal(input);
        if (problem != null) {
            refuse(replyOf(input), problem);
            return;
        }
        if (replyOf(input) >= 0 && !(input instanceof Input.Ping)) {
            session.presence.active();
        }
        switch (input) {
            case Input.Open i -> reattach(i);
            case Input.Updates i -> session.desk.take(i, state());
            case Input.Follow i -> follow(i);
            case Input.Credit i -> session.followers.credit(i.follower(), i.streams(), i.upTo(), i.bytes());
            case Input.Unfollow i -> session.followers.detach(i.follower());
            case Input.ReadStatus i -> status(i.reply());
            case Input.ReadSolution i -> solution(i);
            case Input.ReadEntries i -> entries(i);
            case Input.ReadCosts i -> session.inquiries.costReaders.add(i);
            case Input.ReadGradient i -> gradient(i);
            case Input.WhatIf i -> whatIf(i);
            case Input.PrepareFork i -> fork(i);
            case Input.Verify i -> verify(i);
            case Input.Command i -> command(i);
            case Input.Tell i -> {
                session.tell(i.problem());
                turn.reply(i.reply(), new Answer.Done());
            }
            case Input.Close i -> close(i);
            case Input.Join i -> session.members.join(i);
            case Input.Ping i -> session.members.ping(i);
            case Input.Reports i -> session.reports.take(i);
            case Input.ReadSwarm i -> session.members.read(i);
            case Input.DataLoaded i -> session.dataLoaded(i);
            case Input.DataFailed i -> session.dataFailed(i.problem());
            case Input.MemoryAwaited() -> session.memoryAwaited();
            case Input.SliceDone i -> session.sliceDone(i.result());
            case Input.Corrected i -> session.corrections.corrected(i.order(), i.applied());
            case Input.Audited i -> session.corrections.audited(i.order(), i.relativeResidual());
            case Input.PartsHeard _ -> session.engine.partsHeard();
            case Input.MatrixExamined i -> session.engine.examined(i.examined(), i.revision());
            case Input.SliceFailed i -> session.sliceFailed(i.incident());
            case Input.SolutionReady i -> session.solutions.ready(i.order(), i.result(), session.options());
            case Input.EntriesReady i -> session.inquiries.reads.entriesReady(i.reply(), i.entries());
            case Input.GradientReady i ->
                session.inquiries.gradients.answer(i.reply(), new Answer.Gradient(i.result()));
            case Input.WhatIfReady i -> session.inquiries.whatIfs.answer(i.reply(), new Answer.WhatIf(i.result()));
            case Input.ForkPrepared i ->
                session.inquiries.forks.answer(i.reply(), new Answer.ForkPoint(i.opened(), i.matrixClass()));
            case Input.OrderRefused i -> session.inquiries.refused(i);
            case Input.Verified i -> session.verifications.verified(i.order(), i.result());
            case Input.Polled i -> session.verifications.polled(i.order(), i.result());
            case Input.OfRace i -> session.racing.heard(i.news(), session.options());
            case Input.VerifyFailed i -> session.verifications.failed(i.order(), i.problem());
            case Input.Checkpointed i -> session.checkpoints.stored(i);
            case Input.Rebased i -> session.rebasing.stored(i, state());
            case Input.SourceFailed i -> session.tell(i.problem());
            case Input.StoreFailed i -> storeFailed(i.checkpoint());
            case Input.Appended _,
                    Input.AppendFailed _,
                    Input.LedgerReady _,
                    Input.Tick _,
                    Input.HandOver _,
                    Input.RemovalAsked _,
                    Input.ElectorateSeen _ -> throw new IllegalArgumentException("not a request: " + input);
        }
    }

    private SessionState state() {
        return session.journal.state();
    }

    private void refuse(long reply, Problem problem) {
        turn.reply(reply, new Answer.Refused(problem));
    }

    /// Why nothing at all can be done about a request, or null.
    private @Nullable Problem refusal(Input input) {
        SessionEvent.Closed closed = state().closed();
        boolean ending = session.closing.begun();
        return switch (input) {
            case Input.Close _ -> null;
            case Input.Open _
            when closed != null ->
                Problem.of(ProblemCode.SESSION_EXPIRED, "session " + id + " has ended; its id can't be used again")
                        .session(id.toString());
            case Input.Follow _ when !session.closing.told() -> null;
            default -> {
                if (replyOf(input) < 0 || !ending) {
                    boolean writes = input instanceof Input.Updates
                            || input instanceof Input.Reports
                            || input instanceof Input.Join;
                    yield writes && !session.journal.isReady() ? Problems.journalAway() : null;
                }
                yield closed == null ? Problems.notFound(id) : Problems.ended(id, closed);
            }
        };
    }

    private void reattach(Input.Open open) {
        SessionEvent.SessionOpened mine = state().openedOrThrow();
        SessionEvent.SessionOpened theirs = open.opened();
        SessionEvent.Fork fork = mine.fork();
        SessionEvent.Fork asked = theirs.fork();
        boolean same = mine.owner().equals(theirs.owner());
        if (same && fork != null && asked != null && fork.of().equals(asked.of())) {
            Line.SessionOpened line = session.openedLine(open.matrixClass(), open.estimatedBytes());
            turn.reply(open.reply(), new Answer.Forked(false, state().revision(), fork.revision(), line));
        } else if (same
                && fork == null
                && asked == null
                && mine.problem().hash().equals(theirs.problem().hash())) {
            turn.reply(open.reply(), new Answer.Opened(false, 1));
        } else {
            refuse(open.reply(), Problems.exists(id));
        }
    }

    private void follow(Input.Follow follow) {
        Problem problem = session.followers.attach(
                follow.follower(), follow.streams(), follow.from(), follow.creditBytes(), state().incarnationBase());
        if (problem == null) {
            turn.reply(follow.reply(), new Answer.Done());
        } else {
            refuse(follow.reply(), problem);
        }
    }

    private void status(long reply) {
        turn.reply(
                reply,
                new Answer.Status(session.status.view(
                        session.checks.schedule(), session.presence.activeMillis(), session.followers.streams())));
    }

    private boolean engineFailed(long reply) {
        boolean failed = session.engine.stage() == Engine.Stage.FAILED;
        if (failed) {
            refuse(
                    reply,
                    Problem.of(ProblemCode.SOLVER_FAILED, "the session's engine has failed; its stream tells why")
                            .session(id.toString()));
        }
        return failed;
    }

    private void solution(Input.ReadSolution read) {
        if (!engineFailed(read.reply())) {
            long revision = Math.max(read.minRevision(), state().revision());
            session.inquiries.reads.add(
                    read.reply(),
                    () -> session.engine.solved() >= revision,
                    () -> session.solutions.read(read.reply()));
        }
    }

    /// Tried on the x of a finished repair, unless the session is paused: then on x as it stands.
    private void whatIf(Input.WhatIf asked) {
        int n = state().openedOrThrow().problem().rows();
        Problem problem = UpdateCheck.places(asked.change(), n);
        List<Integer> wanted = asked.indices();
        for (int k = 0; wanted != null && k < wanted.size() && problem == null; k++) {
            problem = UpdateCheck.index("/x_indices/" + k, wanted.get(k), n);
        }
        if (problem != null) {
            refuse(asked.reply(), problem);
        } else if (!engineFailed(asked.reply())) {
            long revision = state().revision();
            Engine engine = session.engine;
            session.inquiries.whatIfs.add(
                    asked.reply(),
                    () -> engine.revision() >= revision && (engine.solved() >= revision || state().paused()),
                    () -> new Output.TryChange(asked.reply(), asked.change(), wanted, engine.tolerance()));
        }
    }

    private void fork(Input.PrepareFork asked) {
        if (!engineFailed(asked.reply())) {
            long revision = state().revision();
            session.inquiries.forks.add(
                    asked.reply(),
                    () -> session.engine.revision() >= Math.max(revision, state().rebasedThrough()),
                    () -> new Output.StoreFork(
                            asked.reply(),
                            asked.fork(),
                            session.engine.revision(),
                            state().rebases().size() >= Rebasing.DELTAS));
        }
    }

    private void entries(Input.ReadEntries read) {
        int n = state().openedOrThrow().problem().rows();
        for (int k = 0; k < read.indices().length; k++) {
            Problem problem = UpdateCheck.index("/indices/" + k, read.indices()[k], n);
            if (problem != null) {
                refuse(read.reply(), problem);
                return;
            }
        }
        if (!engineFailed(read.reply())) {
            session.inquiries.reads.entries(read, state().revision());
        }
    }

    /// Of A after all that was acknowledged before, once a repair has included it.
    private void gradient(Input.ReadGradient asked) {
        int n = state().openedOrThrow().problem().rows();
        Problem problem = UpdateCheck.index("/index", asked.index(), n);
        if (problem != null) {
            refuse(asked.reply(), problem);
        } else if (!engineFailed(asked.reply())) {
            long revision = state().revision();
            Engine engine = session.engine;
            session.inquiries.gradients.add(
                    asked.reply(),
                    () -> engine.revision() >= revision && (engine.solved() >= revision || state().paused()),
                    () -> new Output.ComputeGradient(asked.reply(), asked.index(), asked.error(), asked.count()));
        }
    }

    private void verify(Input.Verify verify) {
        if (engineFailed(verify.reply())) {
            return;
        }
        long revision = state().revision();
        long since = turn.nanos();
        Engine engine = session.engine;
        if (verify.consensus()) {
            session.voting.want();
        }
        session.inquiries.reads.add(
                verify.reply(),
                () -> session.verifications.hasRoom()
                        && (!verify.consensus() || session.voting.isReady())
                        && engine.revision() >= revision
                        && (engine.solved() < 0
                                || engine.solved() >= revision
                                || state().paused()
                                || turn.passed(since, VERIFY_WAIT_MILLIS)),
                () -> order(verify));
    }

    private void order(Input.Verify verify) {
        SessionSettings options = session.options();
        Strategy asked = verify.strategy();
        session.verifications.order(
                new Verifications.Check(
                        asked == null ? options.verifying().strategy() : asked,
                        verify.probeCount(),
                        session.verificationTolerance(),
                        options.seed(),
                        session.progress.facts().converged() && !session.engine.busy(),
                        verify.consensus()
                                || asked == null && options.verifying().consensus(),
                        null),
                new Verifications.Receiver() {
                    @Override
                    public void verdict(Line.VerificationResult line, Checked verdict) {
                        turn.reply(verify.reply(), new Answer.Verification(line));
                    }

                    @Override
                    public void failed(Problem problem) {
                        refuse(verify.reply(), problem);
                    }
                });
    }

    private void command(Input.Command command) {
        switch (command.kind()) {
            case PAUSE -> change("paused", 1, command.reply());
            case RESUME -> change("paused", 0, command.reply());
            case SET_TOLERANCE -> {
                if (command.tolerance() > 0 && Double.isFinite(command.tolerance())) {
                    change("tolerance", command.tolerance(), command.reply());
                } else {
                    refuse(
                            command.reply(),
                            Problem.of(ProblemCode.OUT_OF_RANGE, "a tolerance of " + command.tolerance())
                                    .at("/tolerance")
                                    .hint("it has to be positive"));
                }
            }
            case RESTART -> {
                session.engine.restart();
                session.racing.restarted();
                session.corrections.rearm();
                status(command.reply());
            }
            case VERIFY -> {
                session.inquiries.reads.add(
                        -1,
                        () -> session.verifications.hasRoom(),
                        () -> session.checks.order(session.options(), session.verificationTolerance()));
                status(command.reply());
            }
            case SOLUTION -> {
                session.solutions.wantLine(() -> {});
                status(command.reply());
            }
        }
    }

    private void change(String setting, double value, long reply) {
        if (!session.journal.isReady()) {
            refuse(reply, Problems.journalAway());
            return;
        }
        if (session.journal.waiting() >= COMMANDS) {
            refuse(reply, Problems.busy("more than " + COMMANDS + " commands wait to become durable"));
            return;
        }
        session.journal.submit(
                reserve -> new SessionEvent.SettingChanged(setting, value, reserve), new Journal.Effect() {
                    @Override
                    public void durable(SessionEvent event) {
                        status(reply);
                    }

                    @Override
                    public void lost() {
                        refuse(reply, UpdateDesk.storageUnavailable());
                    }
                });
    }

    private void close(Input.Close close) {
        if (state().closed() != null) {
            turn.reply(close.reply(), new Answer.Done());
        } else if (!session.journal.isReady()) {
            refuse(close.reply(), Problems.journalAway());
        } else {
            boolean lastSolution = session.options().live()
                    && !session.followers.isEmpty()
                    && session.engine.stage() == Engine.Stage.LOADED
                    && session.engine.solved() >= 0
                    && !session.solutions.isTold();
            session.closing.begin(close, lastSolution);
        }
    }

    private void storeFailed(boolean checkpoint) {
        if (checkpoint) {
            session.checkpoints.failed();
        } else {
            session.rebasing.failed();
        }
    }
}
