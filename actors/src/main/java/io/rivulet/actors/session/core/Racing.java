// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.consensus.core.PollResult;
import io.rivulet.actors.consensus.core.Quorum;
import io.rivulet.actors.consensus.core.Tally;
import io.rivulet.actors.race.core.Goal;
import io.rivulet.actors.race.core.Proposal;
import io.rivulet.actors.race.core.Race;
import io.rivulet.actors.race.core.RaceNews;
import io.rivulet.actors.race.core.RaceOrder;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.serialization.event.RecordedPoll;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionEvent.VotersChanged;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.RaceView;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The session's race: begins one where x is solved for from zero and the first slice did not do, tells the [Race]
/// what happens, has the voters asked, and has the winner's x taken over. A change of what is solved for ends it:
/// from then on repairs are local, and cheaper than another start from zero at another node.
///
/// **Owns** at most one race. **Survives** nothing: after a failover x begins at its checkpoint, or from zero with
/// another race.
final class Racing {
    /// Racers of a session that does not say how many.
    static final int USUAL = 3;

    private static final String TIME_OVER = new StopReason.TimeLimit(0).wireName();

    private final Turn turn;
    private final UUID session;
    private final String node;
    private final Lines lines;
    private final Journal journal;
    private final Engine engine;
    private final Voting voting;
    private final Verifications verifications;
    private final BooleanSupplier correcting;
    private final Map<Integer, RecordedPoll> polls = new HashMap<>();
    private final Set<Integer> toPoll = new LinkedHashSet<>();
    /// x began at zero, and no repair has ended since.
    private boolean cold;

    private boolean ripe;
    private @Nullable Race race;
    private long number;
    private double tolerance;
    private long askedEpoch;
    private boolean adopting;
    private @Nullable RaceView told;
    private long toldRevision = -1;

    Racing(
            Turn turn,
            UUID session,
            String node,
            Lines lines,
            Journal journal,
            Engine engine,
            Voting voting,
            Verifications verifications,
            BooleanSupplier correcting) {
        this.turn = turn;
        this.session = session;
        this.node = node;
        this.lines = lines;
        this.journal = journal;
        this.engine = engine;
        this.voting = voting;
        this.verifications = verifications;
        this.correcting = correcting;
    }

    // What the engine goes through

    void loaded(boolean fromZero) {
        unloaded();
        cold = fromZero;
        told = null;
    }

    /// It begins again from x = 0.
    void restarted() {
        cancel();
        cold = true;
        told = null;
    }

    /// The engine is gone.
    void unloaded() {
        cancel();
        adopting = false;
    }

    /// The next owner begins another, if it begins from zero.
    void handOver() {
        cancel();
    }

    /// @param answers x answers b already, and only its bound is still looked for
    void sliceDone(boolean answers) {
        cold &= engine.solved() < 0 && !answers;
        ripe = cold && engine.busy();
    }

    private void cancel() {
        if (race != null) {
            turn.put(new Output.OfRace(new RaceOrder.End(number)));
        }
        race = null;
        ripe = false;
        cold = false;
        toPoll.clear();
        polls.clear();
    }

    /// An x may still be taken from another node.
    boolean isOn() {
        return race != null;
    }

    /// How the race for x at `revision` ended; null where there was none.
    @Nullable
    RaceView view(long revision) {
        return revision == toldRevision ? told : null;
    }

    // Between slices

    /// To be called between slices, before everything that makes x public.
    ///
    /// @param facts of the last repair that ended
    /// @param ending nobody wants an x any more
    void pump(SessionSettings options, Tolerance verification, RunFacts facts, boolean ending) {
        Race now = race;
        if (now == null) {
            if (ripe && !ending) {
                begin(options);
            }
            return;
        }
        SessionState state = journal.state();
        boolean same = state.revision() == now.revision()
                && state.tolerance() == tolerance
                && !state.paused()
                && engine.stage() == Engine.Stage.LOADED;
        if (ending || !same) {
            cancel();
            return;
        }
        ownRun(now, facts);
        if (race == now) {
            ask(now, options, verification);
            decide(now, options, verification);
        }
    }

    private static int racers(SessionSettings.Swarm swarm) {
        boolean none = !swarm.enabled() || swarm.partitions() > 0;
        return none ? 1 : swarm.replicas() == 0 ? USUAL : swarm.replicas();
    }

    private void begin(SessionSettings options) {
        SessionState state = journal.state();
        int racers = racers(options.swarm());
        if (racers < 2 || !engine.idle() || state.paused() || engine.sent() != state.revision()) {
            return;
        }
        ripe = false;
        tolerance = state.tolerance();
        String method = engine.method();
        String preconditioner = engine.preconditioner();
        race = new Race(
                state.revision(),
                racers,
                node,
                method == null ? "" : method,
                preconditioner == null ? "" : preconditioner,
                turn.nanos());
        voting.want();
        turn.put(new Output.OfRace(new RaceOrder.Begin(
                ++number,
                state.revision(),
                racers,
                new Goal(
                        options.method(),
                        options.preconditioner(),
                        tolerance,
                        options.stopping().absoluteTolerance(),
                        options.stopping().errorBound(),
                        options.stopping().maxIterations(),
                        options.seed()))));
    }

    /// The session's own run is a racer, whose x needs no transport.
    private void ownRun(Race now, RunFacts facts) {
        boolean ended = engine.idle() && engine.solved() >= now.revision();
        if (!ended || adopting || now.racer(Race.OWN).stand() != Race.Stand.RUNNING) {
            return;
        }
        if (facts.converged() && engine.answered()) {
            var said = new Proposal("", engine.relativeResidual(), null, facts.iterations());
            if (now.proposed(Race.OWN, said, turn.nanos())) {
                toPoll.add(Race.OWN);
            }
        } else if (facts.stopReason().equals(TIME_OVER)) {
            // Nobody was to wait any longer.
            cancel();
        } else {
            now.failed(Race.OWN, facts.stopReason(), turn.nanos());
        }
    }

    private void ask(Race now, SessionSettings options, Tolerance verification) {
        VotersChanged voters = journal.state().voters();
        if (voters != null && voters.epoch() > askedEpoch) {
            for (int k = 1; k < now.racers().size(); k++) {
                if (now.reopened(k)) {
                    toPoll.add(k);
                }
            }
        }
        if (toPoll.isEmpty() || voters == null || !voting.isReady()) {
            return;
        }
        askedEpoch = voters.epoch();
        int probes = options.verifying().probeCount();
        for (int racer : List.copyOf(toPoll)) {
            if (racer != Race.OWN) {
                toPoll.remove(racer);
                now.asked(racer);
                turn.put(new Output.OfRace(
                        new RaceOrder.Poll(number, racer, voters.epoch(), voters.voters(), probes, verification)));
            } else if (engine.idle() && engine.answered() && verifications.hasRoom()) {
                toPoll.remove(racer);
                now.asked(racer);
                verifications.order(
                        new Verifications.Check(
                                Strategy.FULL_RESIDUAL, probes, verification, options.seed(), true, true, null),
                        new OwnPoll(now));
            }
        }
    }

    /// What the voters say of the session's own x.
    private final class OwnPoll implements Verifications.Receiver {
        private final Race of;

        private OwnPoll(Race of) {
            this.of = of;
        }

        @Override
        public void verdict(Line.VerificationResult line, Checked verdict) {
            lines.tell(line);
            RecordedPoll poll = verdict.poll();
            Line.Votes votes = line.votes();
            if (of == race && poll != null) {
                polls.put(Race.OWN, poll);
                of.named(Race.OWN, poll.subject().digest());
                of.polled(
                        Race.OWN,
                        new Tally(votes.inFavour(), votes.against(), new Quorum(votes.voters())),
                        verdict.relativeResidual());
            }
        }

        @Override
        public void failed(Problem problem) {
            lines.tell(new Line.Error(problem.session(session.toString()), false));
            if (of == race) {
                of.undecided(Race.OWN, problem.detail());
            }
        }

        @Override
        public void unloaded(Problem problem) {
            // The race is over with its engine.
        }
    }

    private void decide(Race now, SessionSettings options, Tolerance verification) {
        switch (now.outcome(turn.nanos())) {
            case Race.Outcome.Open() -> {}
            case Race.Outcome.Alone() -> cancel();
            case Race.Outcome.NoQuorum(Tally nearest) -> {
                boolean known = now.racer(Race.OWN).stand() == Race.Stand.NO_QUORUM;
                if (nearest != null && !known) {
                    lines.tell(new Line.Error(Problems.noQuorum(nearest).session(session.toString()), false));
                }
                end(now, -1, options);
            }
            case Race.Outcome.Won(int racer) when racer == Race.OWN -> end(now, racer, options);
            case Race.Outcome.Won(int racer) -> {
                if (!adopting && engine.idle() && !correcting.getAsBoolean()) {
                    adopting = true;
                    engine.correct(new Output.OfRace(new RaceOrder.Adopt(number, racer, now.revision(), verification)));
                }
            }
        }
    }

    // What is heard

    void heard(RaceNews news, SessionSettings options) {
        if (news instanceof RaceNews.Polled polled) {
            voting.polled(polled.result());
        }
        if (news instanceof RaceNews.Adopted adopted && adopting) {
            // Whatever has become of the race: the engine waits for this.
            adopting = false;
            engine.corrected(adopted.taken());
        }
        Race now = race;
        if (now == null || news.race() != number) {
            return;
        }
        int racer = news.racer();
        switch (news) {
            case RaceNews.Began began -> now.began(racer, began.node(), began.method(), began.preconditioner());
            case RaceNews.Unplaced unplaced -> unplaced(now, racer, unplaced.reason(), options);
            case RaceNews.Proposed proposed -> {
                if (now.proposed(racer, proposed.proposal(), turn.nanos())) {
                    toPoll.add(racer);
                }
            }
            case RaceNews.Failed failed -> now.failed(racer, failed.reason(), turn.nanos());
            case RaceNews.Lost lost -> {
                now.lost(racer, lost.reason());
                toPoll.remove(racer);
            }
            case RaceNews.Polled polled -> polled(now, racer, polled.result());
            case RaceNews.Adopted adopted -> adopted(now, adopted, options);
        }
    }

    private void unplaced(Race now, int racer, String reason, SessionSettings options) {
        now.unplaced(racer, reason);
        if (options.swarm().replicas() == 0) {
            return;
        }
        lines.tell(new Line.Error(
                Problem.of(ProblemCode.CAPACITY_EXCEEDED, "solver replica " + racer + " does not take part: " + reason)
                        .hint("The others solve without it; ask for fewer replicas, or start more solver nodes.")
                        .session(session.toString()),
                false));
    }

    private void polled(Race now, int racer, PollResult result) {
        polls.put(racer, result.votes());
        double found = result.finding() == null ? Double.NaN : result.finding().relativeResidual();
        now.polled(racer, result.tally(), found);
    }

    /// The engine's own copy of the problem has the last word.
    private void adopted(Race now, RaceNews.Adopted adopted, SessionSettings options) {
        if (adopted.taken()) {
            end(now, adopted.racer(), options);
            return;
        }
        String where = now.racer(adopted.racer()).node();
        String reason = "the residual of its x is " + adopted.relativeResidual() + " at the session's node";
        now.rejected(adopted.racer(), reason);
        lines.tell(new Line.Error(
                Problem.of(ProblemCode.SOLVER_FAILED, "the x of " + where + " was verified by votes, but " + reason)
                        .hint("It is not taken. One of the copies of the problem is damaged.")
                        .session(session.toString()),
                false));
    }

    // The end

    /// @param winner −1 for none
    private void end(Race ended, int winner, SessionSettings options) {
        for (int k = 0; k < ended.racers().size(); k++) {
            if (ended.racer(k).stand() == Race.Stand.AWAITED) {
                unplaced(ended, k, "no node had taken it when the race ended", options);
            }
        }
        told = RaceReport.of(ended, winner);
        toldRevision = ended.revision();
        RecordedPoll poll = polls.get(winner);
        if (winner >= 0 && poll != null && !journal.ends()) {
            double residual = ended.racer(winner).found();
            long revision = ended.revision();
            journal.submit(
                    reserve -> new SessionEvent.VerificationRecorded(
                            revision, Verifications.CONSENSUS, true, residual, reserve, poll),
                    Journal.Effect.NONE);
        }
        cancel();
    }
}
