// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.consensus.core.Electorate;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionEvent.SessionOpened;
import io.rivulet.serialization.event.VoterRemoval;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.problem.Problem;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

/// Everything one session decides, as a function of what happens to it: whoever drives it (an actor, the simulator, the
/// command line) feeds inputs, carries the outputs out in order, and feeds back what comes of them. Each part has a
/// class of its own; this one knows the phases of a session's life and holds inputs until the journal has been read.
///
/// **Owns** the session's lines, queues and cursors; they die with it. **Survives** what is in the journal.
/// **Bounded by** the limits named in its parts, and [#HELD] inputs before the journal has been read.
/// **Thread** one at a time. Deterministic: no clock, no randomness, no threads.
/// **More** docs/internals/session-life.md
public final class SessionMachine {
    static final int HELD = 1_024;

    private static final long UNUSED_MILLIS = 10_000;
    private static final long LONGEST_TICK_NANOS = 1_000_000_000;
    private static final long BUSY_TICK_NANOS = 50_000_000;
    private static final long SHORTEST_TICK_NANOS = 1_000_000;

    private enum Phase {
        /// The journal has not been read.
        LOADING,
        /// The journal holds no session.
        UNOPENED,
        /// The first event is on its way.
        OPENING,
        /// The session lives, or is ending, or has ended.
        OPEN
    }

    private final UUID id;
    private final String node;
    private final MachineSettings settings;
    private final Turn turn = new Turn();
    private final OpenSession session;
    private final Requests requests;
    private final Deque<Input> held = new ArrayDeque<>();
    private Phase phase = Phase.LOADING;
    private boolean started;
    private boolean leaving;
    private boolean handedOver;
    private boolean left;
    private long phaseNanos;

    /// @param node the name of the node that runs it
    public SessionMachine(UUID id, String node, MachineSettings settings) {
        this.id = id;
        this.node = node;
        this.settings = settings;
        this.session = new OpenSession(id, node, turn, settings);
        this.requests = new Requests(id, turn, session);
    }

    /// What is to be done about `input`, in order.
    public List<Output> on(Input input, Now now) {
        turn.begin(now);
        if (!started) {
            started = true;
            enter(Phase.LOADING);
        }
        dispatch(input);
        switch (phase) {
            case LOADING -> refuseHeldTooLong();
            case UNOPENED -> leaveUnused();
            case OPENING -> session.journal.pump();
            case OPEN -> session.pump();
        }
        if (leaving && !handedOver && mayLeave()) {
            handedOver = true;
            turn.put(new Output.HandedOver());
        }
        return turn.end();
    }

    private boolean mayLeave() {
        return switch (phase) {
            case LOADING, UNOPENED -> true;
            case OPENING -> false;
            case OPEN -> session.isHandedOver();
        };
    }

    private void enter(Phase next) {
        phase = next;
        phaseNanos = turn.nanos();
    }

    private void dispatch(Input input) {
        switch (input) {
            case Input.LedgerReady ready -> ledgerReady(ready.state(), ready.awayMillis());
            case Input.Appended appended -> session.journal.appended(appended.token());
            case Input.AppendFailed failed -> session.journal.failed(failed.token());
            case Input.Tick() -> {}
            case Input.RemovalAsked(long epoch, VoterRemoval removal) -> session.voting.removal(epoch, removal);
            case Input.ElectorateSeen(Electorate electorate) -> session.voting.seen(electorate);
            case Input.HandOver() -> handOver();
            default -> {
                if (leaving && Requests.replyOf(input) >= 0) {
                    refuse(input, Problems.moving(id));
                    return;
                }
                switch (phase) {
                    case LOADING, OPENING -> hold(input);
                    case UNOPENED -> unopened(input);
                    case OPEN -> open(input);
                }
            }
        }
    }

    private void ledgerReady(SessionState read, long awayMillis) {
        SessionState before = session.journal.state();
        boolean wasOpen = phase == Phase.OPEN;
        session.journal.ready(read);
        if (read.opened() == null) {
            enter(Phase.UNOPENED);
        } else if (wasOpen) {
            session.readAgain(before, awayMillis);
        } else {
            enter(Phase.OPEN);
            session.recovered(awayMillis);
        }
        takeHeld();
    }

    /// Who opens it goes first: what was sent before is not refused for a session that is there a moment later, or what
    /// was sent after would come first.
    private void takeHeld() {
        List<Input> waiting = List.copyOf(held);
        held.clear();
        waiting.stream().filter(Input.Open.class::isInstance).forEach(this::dispatch);
        waiting.stream().filter(input -> !(input instanceof Input.Open)).forEach(this::dispatch);
    }

    private void hold(Input input) {
        if (held.size() < HELD) {
            held.addLast(input);
        } else {
            refuse(input, Problems.busy("more than " + HELD + " requests wait for the session's journal"));
        }
    }

    private void refuseHeldTooLong() {
        if (turn.passed(phaseNanos, settings.ledgerMillis())) {
            held.forEach(input -> refuse(input, Problems.journalAway()));
            held.clear();
        }
    }

    private void refuse(Input input, Problem problem) {
        turn.reply(Requests.replyOf(input), new Answer.Refused(problem));
    }

    private void unopened(Input input) {
        phaseNanos = turn.nanos();
        left = false;
        switch (input) {
            case Input.Open opening -> begin(opening);
            case Input.Close close -> turn.reply(close.reply(), new Answer.Done());
            default -> refuse(input, Problems.notFound(id));
        }
    }

    /// Only what the journal holds is open: the answer leaves when it does.
    private void begin(Input.Open input) {
        enter(Phase.OPENING);
        SessionState state = session.journal.state();
        // The first event reserves nothing, so that the first line has the number 1.
        SessionOpened opened = input.opened().reservedTo(0);
        session.journal.submit(_ -> opened, new Journal.Effect() {
            @Override
            public void durable(SessionEvent event) {
                enter(Phase.OPEN);
                Line.SessionOpened told = session.opened(input.matrixClass(), input.estimatedBytes());
                SessionState now = session.journal.state();
                SessionEvent.Fork fork = opened.fork();
                turn.reply(
                        input.reply(),
                        fork == null
                                ? new Answer.Opened(true, now.incarnationBase() + 1)
                                : new Answer.Forked(true, now.revision(), fork.revision(), told));
                takeHeld();
                if (leaving) {
                    session.handOver();
                }
            }

            @Override
            public void lost() {
                enter(Phase.LOADING);
                refuse(input, UpdateDesk.storageUnavailable());
            }
        });
        if (state.incarnation() == 0) {
            session.journal.submit(_ -> state.taken(node), new NoEffect());
        }
    }

    private static final class NoEffect implements Journal.Effect {
        @Override
        public void durable(SessionEvent event) {
            // Comes with the first event, which has the effects of both.
        }

        @Override
        public void lost() {
            // As above.
        }
    }

    private void open(Input input) {
        if (Requests.replyOf(input) >= 0 || input instanceof Input.Follow) {
            session.wake();
        }
        requests.on(input);
    }

    private void handOver() {
        leaving = true;
        held.forEach(input -> refuse(input, Problems.moving(id)));
        held.clear();
        if (phase == Phase.OPEN) {
            session.handOver();
        }
    }

    private void leaveUnused() {
        if (!left && turn.passed(phaseNanos, UNUSED_MILLIS)) {
            left = true;
            turn.put(new Output.Passivate());
        }
    }

    /// In how many nanoseconds the next [Input.Tick] is wanted, at most a second, at least a millisecond.
    public long nanosToTick(Now now) {
        long most = phase == Phase.OPEN && !session.waitsForTime() ? LONGEST_TICK_NANOS : BUSY_TICK_NANOS;
        long wanted = phase == Phase.OPEN ? session.nanosToTick(now.nanos(), most) : most;
        return Math.max(SHORTEST_TICK_NANOS, wanted);
    }

    /// The machine is given up: what it took of budgets that sessions share is given back. To be called once, whatever
    /// the reason.
    public void release() {
        session.release();
    }

    /// The last line number used.
    public long droppedLines() {
        return session.followers.dropped();
    }

    public long lastSeq() {
        return session.lastSeq();
    }

    /// What is durable as far as the machine knows; for whoever carries outputs out.
    public SessionState state() {
        return session.journal.state();
    }
}
