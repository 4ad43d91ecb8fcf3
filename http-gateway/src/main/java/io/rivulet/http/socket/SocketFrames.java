// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.socket;

import io.rivulet.actors.session.Sessions;
import io.rivulet.actors.session.SocketMembers;
import io.rivulet.actors.session.UpdateLanes;
import io.rivulet.actors.session.core.Answer.UpdateResult;
import io.rivulet.http.body.Bodies;
import io.rivulet.http.cost.CostIntake;
import io.rivulet.http.limit.EntryBudget;
import io.rivulet.http.limit.EntryShare;
import io.rivulet.http.limit.OwnSessions;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Problems;
import io.rivulet.http.route.Toll;
import io.rivulet.http.session.VerifyCalls;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.http.stream.OpenCalls;
import io.rivulet.http.stream.StreamSlots;
import io.rivulet.http.swarm.SwarmRoutes;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.CostMessage;
import io.rivulet.serialization.request.CostRequest;
import io.rivulet.serialization.request.CostRequestReader;
import io.rivulet.serialization.request.Frame;
import io.rivulet.serialization.request.JoinReader;
import io.rivulet.serialization.request.JoinRequest;
import io.rivulet.serialization.request.OpenRequest;
import io.rivulet.serialization.request.PingReader;
import io.rivulet.serialization.request.ProbeVote;
import io.rivulet.serialization.request.ProbeVoteReader;
import io.rivulet.serialization.request.ReportRequest;
import io.rivulet.serialization.request.SolveRequestReader;
import io.rivulet.serialization.request.Subscription;
import io.rivulet.serialization.request.VerifyRequestReader;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// What the frames of one socket ask for, carried out as the other calls do.
/// **Thread** calls of [#take] one after the other.
final class SocketFrames {
    private static final String KINDS =
            "Frames have type solve_request, subscribe, unsubscribe, cost_update, cost_report, verify, join, probe_vote or ping.";

    /// What comes of a frame.
    sealed interface Outcome {
        record Say(byte[] frame) implements Outcome {}

        /// The lines of `session` are wanted, the first one as the answer to `id`; `slot` null: none is taken yet.
        record Follow(
                UUID session, OptionalLong from, @Nullable String id, StreamSlots.@Nullable Slot slot)
                implements Outcome {
            void release() {
                if (slot != null) {
                    slot.release();
                }
            }
        }

        /// `said` once its members that verify are asked at this socket.
        record Joined(JoinRequest asked, @Nullable String id, byte[] said) implements Outcome {}

        /// What a member of this socket says about a task.
        record Vote(ProbeVote vote, @Nullable String id) implements Outcome {}

        /// `said` once its lines have ended.
        record Unfollow(UUID session, byte[] said) implements Outcome {}
    }

    private final Sessions sessions;
    private final Bodies bodies;
    private final GatewaySettings settings;
    private final String owner;
    private final SocketStreams streams;
    private final OwnSessions ownSessions;
    private final EntryShare entries;
    private final Toll toll;
    private final Call call;
    private final UpdateLanes lanes;
    private final SocketMembers members;
    private final AnswerTimeout timeout;
    private final VerifyCalls verifications;
    private final InstantSource clock = InstantSource.system();

    SocketFrames(
            Sessions sessions,
            Bodies bodies,
            GatewaySettings settings,
            SocketStreams streams,
            OwnSessions ownSessions,
            EntryBudget entries,
            Toll toll,
            Call call,
            UnaskedFrames unasked) {
        this.streams = streams;
        this.ownSessions = ownSessions;
        this.entries = entries.shareOf(call.owner());
        this.toll = toll;
        this.call = call;
        this.sessions = sessions;
        this.bodies = bodies;
        this.settings = settings;
        this.owner = call.owner();
        this.lanes = sessions.lanes(owner, false);
        this.members = sessions.swarm().members(owner, unasked::offer);
        this.timeout = AnswerTimeout.below(settings.connections().keepAlive());
        this.verifications = new VerifyCalls(sessions, timeout, clock);
    }

    /// Never fails: what is wrong with a frame, or refused, is said.
    CompletionStage<Outcome> take(byte[] text) {
        Frame frame = Frame.read(text);
        CompletionStage<Outcome> outcome;
        try {
            outcome = carryOut(frame, text);
        } catch (RuntimeException refused) {
            outcome = CompletableFuture.failedStage(refused);
        }
        return outcome.exceptionally(failure -> error(failure, frame.id()));
    }

    private Outcome error(Throwable failure, @Nullable String id) {
        return new Outcome.Say(refusal(failure, id));
    }

    /// The socket is over.
    void end() {
        members.leave();
    }

    /// What is said to a caller who may not call any more.
    byte[] revoked() {
        return SocketAnswer.last(OpenCalls.revoked(), clock.millis());
    }

    /// The answer to a message that is no frame at all.
    byte[] refusal(Problem problem, @Nullable String id) {
        return SocketAnswer.error(problem, id, clock.millis());
    }

    /// The answer to a frame that could not be carried out to its end.
    byte[] refusal(Throwable failure, @Nullable String id) {
        return SocketAnswer.error(Problems.told(failure), id, clock.millis());
    }

    /// The answer to what a member said about a task.
    byte[] heard(boolean known, Outcome.Vote said) {
        return known
                ? SocketAnswer.heard(said.vote().task(), said.id())
                : SocketAnswer.error(
                        Problem.of(
                                        ProblemCode.UNSUPPORTED_VALUE,
                                        "Task " + Call.shown(said.vote().task()) + " is over, or was never sent here.")
                                .at("/task")
                                .hint("Answer each probe_task on the socket that it came on, within its deadline_ms."),
                        said.id(),
                        clock.millis());
    }

    /// The answer to a session that can't be followed.
    byte[] refusal(Outcome.Follow wanted, Throwable failure) {
        Problem problem = Problems.told(failure).session(wanted.session().toString());
        return SocketAnswer.error(problem, wanted.id(), clock.millis());
    }

    /// Fails when it takes longer than an answer may.
    <T> CompletionStage<T> inTime(CompletionStage<T> answer) {
        return timeout.on(answer);
    }

    private CompletionStage<Outcome> carryOut(Frame frame, byte[] text) {
        String id = frame.id();
        String type = frame.typeOrThrow();
        return switch (type) {
            case "ping" -> {
                requireRoom(entries.takeLine());
                yield ping(PingReader.read(text), id);
            }
            case "join" -> {
                requireRoom(entries.takeCommand());
                yield join(JoinReader.read(text), id);
            }
            case "cost_update", "cost_report" -> costs(CostRequestReader.readAny(text, 0, text.length), id);
            case "verify" -> toll.frame(call).thenCompose(_ -> verify(text, id));
            case "probe_vote" -> {
                requireRoom(entries.takeLine());
                yield CompletableFuture.completedStage(new Outcome.Vote(ProbeVoteReader.read(text), id));
            }
            case "solve_request" -> toll.frame(call).thenCompose(_ -> solve(text, id));
            case "subscribe" -> {
                requireRoom(entries.takeCommand());
                Subscription wanted = Subscription.read(text);
                yield CompletableFuture.completedStage(new Outcome.Follow(wanted.session(), wanted.from(), id, null));
            }
            case "unsubscribe" -> {
                requireRoom(entries.takeLine());
                UUID session = Subscription.read(text).session();
                yield CompletableFuture.completedStage(
                        new Outcome.Unfollow(session, SocketAnswer.unsubscribed(session, id)));
            }
            default ->
                throw Problem.of(
                                ProblemCode.UNSUPPORTED_VALUE,
                                "There are no frames of type '" + Call.shown(type) + "'.")
                        .at("/type")
                        .hint(KINDS)
                        .exception();
        };
    }

    private static void requireRoom(@Nullable Problem busy) {
        if (busy != null) {
            throw busy.exception();
        }
    }

    private static CompletionStage<Outcome> say(byte[] frame) {
        return CompletableFuture.completedStage(new Outcome.Say(frame));
    }

    /// A member's is its heartbeat: from the answer it sees that it still is one.
    private CompletionStage<Outcome> ping(PingReader.Ping ping, @Nullable String id) {
        String member = ping.nodeId();
        return member == null
                ? say(SocketAnswer.pong(List.of(), id, clock.millis()))
                : timeout.on(members.ping(ping.session(), member))
                        .thenApply(still -> new Outcome.Say(SocketAnswer.pong(still.warnings(), id, clock.millis())));
    }

    private CompletionStage<Outcome> join(JoinRequest asked, @Nullable String id) {
        return timeout.on(members.join(asked))
                .thenApply(joined -> new Outcome.Joined(
                        asked, id, SocketAnswer.reply("joined", SwarmRoutes.json(joined, asked), id)));
    }

    private CompletionStage<Outcome> costs(CostMessage cost, @Nullable String id) {
        Problem busy = entries.take(cost);
        requireRoom(busy == null ? null : busy.session(cost.sessionId().toString()));
        CompletionStage<List<UpdateResult>> results = switch (cost) {
            case CostRequest update -> lanes.send(cost.sessionId(), List.of(update.update()));
            case ReportRequest report ->
                sessions.swarm().report(cost.sessionId(), owner, List.of(report.report()), false);
        };
        return timeout.on(results).thenApply(each -> switch (each.getFirst()) {
            case UpdateResult.Accepted accepted ->
                new Outcome.Say(SocketAnswer.reply("ack", CostIntake.acknowledgement(accepted, cost), id));
            case UpdateResult.Rejected rejected ->
                new Outcome.Say(SocketAnswer.error(
                        rejected.problem().session(cost.sessionId().toString()), id, clock.millis()));
        });
    }

    private CompletionStage<Outcome> verify(byte[] text, @Nullable String id) {
        return bodies.readMessage(
                        text,
                        in -> VerifyRequestReader.read(in, settings.requests().within(in.memory())))
                .thenCompose(asked -> verifications.carryOut(asked, owner))
                .thenApply(result -> new Outcome.Say(SocketAnswer.reply(result, id)));
    }

    private CompletionStage<Outcome> solve(byte[] text, @Nullable String id) {
        streams.requireRoom();
        CompletionStage<OpenRequest> request = bodies.readMessage(
                text, in -> SolveRequestReader.read(in, settings.requests().within(in.memory())));
        // The place comes first: else the session would be opened and its lines not be told.
        return request.thenCompose(asked -> streams.take().thenCompose(slot -> open(asked, id, slot)));
    }

    private CompletionStage<Outcome> open(OpenRequest asked, @Nullable String id, StreamSlots.Slot slot) {
        return timeout.on(ownSessions.requireRoom(call, asked).thenCompose(_ -> sessions.open(asked, owner)))
                .<Outcome>thenApply(
                        opened -> new Outcome.Follow(opened.id(), OptionalLong.of(opened.firstSeq()), id, slot))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        slot.release();
                    }
                });
    }
}
