// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.incident.Incidents;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.verifier.JournalReplay;
import io.rivulet.actors.wire.UpdateBatch;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent.CostsApplied;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the updates of one session to another that follows it, in their order: asks for those after the
/// last one that is durable there, and sends them on under the source's name and revisions, by which each
/// counts once. Following is a hop like those of a swarm: an update that may go no further stays where it
/// is, others arrive with one hop less left.
///
/// **Owns** nothing that lasts: where it goes on, the follower's own memory of sources says. **Survives** with its
/// session. **Bounded by** one question and one batch at a time. **Errors** an update that the follower can't take
/// is told and left out; a source that is gone is told, and ends it.
final class CostFollower {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(200);
    /// After these there is nothing to wait for.
    private static final Set<ProblemCode> ENDS = Set.of(
            ProblemCode.SESSION_NOT_FOUND,
            ProblemCode.SESSION_EXPIRED,
            ProblemCode.UPDATE_TOO_OLD,
            ProblemCode.TOO_MANY_SOURCES);
    private static final int TOO_MANY = 429;
    private static final int SERVER_FAULT = 500;

    private static final Logger log = LoggerFactory.getLogger(CostFollower.class);

    sealed interface Command {}

    private record Heard(Answer.Costs costs) implements Command {}

    private record Failed(Problem problem) implements Command {}

    private record Taken(long question, SessionCommand.@Nullable Answered answered) implements Command {}

    private record Again(long question) implements Command {}

    /// What follows whom.
    ///
    /// @param source the session that is followed
    /// @param after its last revision that the follower has
    record Route(UUID follower, String owner, UUID source, long after) {}

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final SessionAsks asks;
    private final JournalReplay journal;
    private final Route route;
    private final ActorRef<SessionCommand> shell;
    private long after;
    private long question;
    private List<IdentifiedUpdate> batch = List.of();
    private long batchEnd;

    private CostFollower(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            SessionAsks asks,
            JournalReplay journal,
            Route route,
            ActorRef<SessionCommand> shell) {
        this.context = context;
        this.timers = timers;
        this.asks = asks;
        this.journal = journal;
        this.route = route;
        this.shell = shell;
        this.after = route.after();
    }

    static Behavior<Command> create(
            SessionAsks asks, JournalReplay journal, Route route, ActorRef<SessionCommand> shell) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var follower = new CostFollower(context, timers, asks, journal, route, shell);
            follower.ask();
            return follower.following();
        }));
    }

    /// The name under which a session's updates reach those that follow it.
    static String sourceName(UUID session) {
        return UpdateIdentity.OF_SESSION + session;
    }

    private Behavior<Command> following() {
        return Behaviors.receiveMessage(command -> switch (command) {
            case Heard heard -> heard(heard.costs());
            case Failed failed -> failed(failed.problem());
            case Taken taken -> {
                yield taken.question() == question ? taken(taken.answered()) : Behaviors.same();
            }
            case Again again -> {
                if (again.question() == question) {
                    ask();
                }
                yield Behaviors.same();
            }
        });
    }

    private void ask() {
        question++;
        long wanted = after;
        context.pipeToSelf(
                asks.ask(
                        route.source(),
                        route.owner(),
                        Answer.Costs.class,
                        PATIENCE,
                        replyTo -> new SessionCommand.ReadCosts(route.owner(), wanted, replyTo)),
                (costs, failure) -> costs == null
                        ? new Failed(Incidents.problemOf(failure, log, "following costs"))
                        : new Heard(costs));
    }

    private Behavior<Command> heard(Answer.Costs costs) {
        CostsApplied updates = costs.updates();
        if (updates != null) {
            send(updates);
        } else if (costs.kept()) {
            ask();
        } else {
            context.pipeToSelf(
                    journal.costsAfter(route.source(), after),
                    (found, failure) -> found == null
                            ? new Failed(Incidents.problemOf(failure, log, "reading a journal for costs"))
                            : new Heard(new Answer.Costs(found, true)));
        }
        return Behaviors.same();
    }

    private void send(CostsApplied updates) {
        List<IdentifiedUpdate> renamed = new ArrayList<>();
        long revision = updates.firstRevision();
        for (IdentifiedUpdate update : updates.updates()) {
            // What came from the follower itself has been applied there.
            boolean own = sourceName(route.follower()).equals(update.identity().sourceNode());
            if (update.goesOn() && !own) {
                renamed.add(renamed(update, revision));
            }
            revision++;
        }
        batch = renamed;
        batchEnd = revision - 1;
        if (renamed.isEmpty()) {
            after = batchEnd;
            ask();
        } else {
            sendBatch();
        }
    }

    private void sendBatch() {
        long number = ++question;
        context.ask(
                SessionCommand.Answered.class,
                shell,
                PATIENCE,
                replyTo -> new SessionCommand.Update(route.owner(), new UpdateBatch(batch), false, null, null, replyTo),
                (answered, _) -> new Taken(number, answered));
    }

    /// What an entry of A was before is a matter of the source alone, which has decided it.
    private IdentifiedUpdate renamed(IdentifiedUpdate update, long revision) {
        CostUpdate change = update.update();
        var here = new CostUpdate(
                change.vector(),
                change.set(),
                change.delta(),
                change.matrix().stream()
                        .map(entry -> new EntryChange(entry.row(), entry.column(), entry.newValue(), null))
                        .toList());
        String source = sourceName(route.source());
        return new IdentifiedUpdate(
                new UpdateIdentity(update.identity().updateId(), source, revision, -1), here, update.depth() - 1);
    }

    /// Only what was answered is behind it; the rest is asked for again.
    private Behavior<Command> taken(SessionCommand.@Nullable Answered answered) {
        if (answered == null
                || !(answered.unpacked() instanceof Answer.UpdateResults results)
                || results.each().size() != batch.size()) {
            pause();
            return Behaviors.same();
        }
        for (int k = 0; k < batch.size(); k++) {
            long revision = batch.get(k).identity().sequence();
            if (results.each().get(k) instanceof Answer.UpdateResult.Rejected(Problem problem)) {
                if (ENDS.contains(problem.code())) {
                    return failed(problem);
                }
                if (passes(problem)) {
                    pause();
                    return Behaviors.same();
                }
                shell.tell(new SessionCommand.SourceSaid(leftOut(revision, problem)));
            }
            after = revision;
        }
        after = batchEnd;
        ask();
        return Behaviors.same();
    }

    private static boolean passes(Problem problem) {
        int status = problem.code().status();
        return status == TOO_MANY || status >= SERVER_FAULT;
    }

    private Problem leftOut(long revision, Problem problem) {
        return Problem.of(
                problem.code(),
                "update " + revision + " of session " + route.source() + " is left out here: " + problem.detail());
    }

    private Behavior<Command> failed(Problem problem) {
        if (ENDS.contains(problem.code())) {
            shell.tell(new SessionCommand.SourceSaid(Problem.of(
                            problem.code(),
                            "the costs of session " + route.source() + " can't be followed any more: "
                                    + problem.detail())
                    .hint("Send updates to this session itself, or open another one that follows another source.")));
            return Behaviors.stopped();
        }
        pause();
        return Behaviors.same();
    }

    private void pause() {
        timers.startSingleTimer(new Again(question), PAUSE);
    }
}
