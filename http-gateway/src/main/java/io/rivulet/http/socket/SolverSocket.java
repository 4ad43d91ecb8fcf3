// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.socket;

import io.rivulet.actors.session.Sessions;
import io.rivulet.http.socket.SocketFrames.Outcome;
import io.rivulet.http.stream.LineSplit;
import io.rivulet.http.stream.StreamForm;
import io.rivulet.http.stream.StreamSlots;
import io.rivulet.http.stream.Streams;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.MergeHub;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/// One WebSocket: frames in, answers in their order out, and between them the lines of the sessions that it follows.
/// A client that reads slowly holds up its own lines alone; what does not fit meanwhile is left out as on any stream.
/// **Bounded by** [#FRAME_BYTES] a frame, [#AT_ONCE] frames under way, [#SESSIONS] sessions, each within
/// [FollowStage#WINDOW_BYTES].
public final class SolverSocket {
    public static final int FRAME_BYTES = 8 << 20;
    static final int AT_ONCE = 16;
    static final int SESSIONS = 1_024;

    private final ActorSystem<?> system;
    private final Streams streams;
    private final SocketFrames frames;
    private final SocketStreams own;
    private final UnaskedFrames unasked;
    private final SocketForm form;
    private final String owner;
    private final Sessions sessions;
    private final FollowedSessions followed = new FollowedSessions(SESSIONS);

    SolverSocket(
            ActorSystem<?> system,
            Streams streams,
            SocketFrames frames,
            SocketStreams own,
            UnaskedFrames unasked,
            SocketForm form,
            Sessions sessions,
            String owner) {
        this.system = system;
        this.streams = streams;
        this.frames = frames;
        this.own = own;
        this.unasked = unasked;
        this.form = form;
        this.sessions = sessions;
        this.owner = owner;
    }

    /// For one connection, once.
    Flow<Message, Message, NotUsed> flow() {
        Pair<Sink<byte[], NotUsed>, Source<byte[], NotUsed>> lines =
                MergeHub.of(byte[].class, 1).preMaterialize(system);
        var verifier = new SocketVerifier(sessions, owner, unasked);
        own.onLost(() -> unasked.end(frames.revoked()));
        return Flow.of(Message.class)
                .takeWhile(_ -> !own.lost())
                .mapAsync(1, message -> form.read(message, FRAME_BYTES, system))
                .mapAsync(AT_ONCE, read -> answer(read, lines.first(), verifier))
                .<byte[]>mapConcat(answers -> answers)
                // The socket is over when its client is, whomever it follows.
                .merge(lines.second(), true)
                .merge(unasked.source(), true)
                .watchTermination((nothing, over) -> {
                    own.begin();
                    over.whenComplete((_, _) -> {
                        frames.end();
                        own.end();
                        verifier.close();
                    });
                    return nothing;
                })
                .map(form::message);
    }

    private CompletionStage<List<byte[]>> answer(
            SocketForm.Read read, Sink<byte[], NotUsed> lines, SocketVerifier verifier) {
        return switch (read) {
            case SocketForm.Read.Unfit(Problem problem, String id) ->
                CompletableFuture.completedStage(List.of(frames.refusal(problem, id)));
            case SocketForm.Read.Json(byte[] text) ->
                frames.take(text).thenCompose(outcome -> switch (outcome) {
                    case Outcome.Say(byte[] frame) -> CompletableFuture.completedStage(List.of(frame));
                    case Outcome.Joined joined -> seat(joined, verifier);
                    case Outcome.Vote said ->
                        frames.inTime(verifier.said(said.vote()))
                                .handle((known, failure) -> List.of(
                                        failure == null
                                                ? frames.heard(known, said)
                                                : frames.refusal(failure, said.id())));
                    case Outcome.Follow follow -> follow(follow, lines);
                    case Outcome.Unfollow unfollow ->
                        followed.leave(unfollow.session()).thenApply(_ -> List.of(unfollow.said()));
                });
        };
    }

    private CompletionStage<List<byte[]>> seat(Outcome.Joined joined, SocketVerifier verifier) {
        return frames.inTime(verifier.joined(joined.asked()))
                .handle((_, failure) ->
                        List.of(failure == null ? joined.said() : frames.refusal(failure, joined.id())));
    }

    /// Says nothing by itself: the first line does.
    private CompletionStage<List<byte[]>> follow(Outcome.Follow wanted, Sink<byte[], NotUsed> lines) {
        FollowedSessions.Begun begun = followed.begin(wanted.session());
        if (begun == null) {
            wanted.release();
            RuntimeException full = Problem.of(
                            ProblemCode.TOO_MANY_STREAMS, "This socket follows " + SESSIONS + " sessions already.")
                    .exception();
            return CompletableFuture.completedStage(List.of(frames.refusal(wanted, full)));
        }
        FollowedSessions.Followed mine = begun.followed();
        return begun.former()
                .thenCompose(_ -> slot(wanted))
                .thenCompose(slot -> frames.inTime(lines(wanted, slot)).whenComplete((_, failure) -> {
                    if (failure != null) {
                        slot.release();
                    }
                }))
                .handle((source, failure) -> {
                    if (failure != null) {
                        followed.end(wanted.session(), mine);
                        return List.of(frames.refusal(wanted, failure));
                    }
                    run(source, wanted, mine, lines);
                    return List.of();
                });
    }

    private CompletionStage<Source<ByteString, NotUsed>> lines(Outcome.Follow wanted, StreamSlots.Slot slot) {
        return sessions.reads()
                .inherited(wanted.session(), owner)
                .thenCompose(inherited -> streams.lines(
                        wanted.session(), owner, wanted.from(), slot, StreamForm.NDJSON, inherited.orElse(null)));
    }

    private CompletionStage<StreamSlots.Slot> slot(Outcome.Follow wanted) {
        StreamSlots.Slot taken = wanted.slot();
        return taken == null ? own.take() : CompletableFuture.completedStage(taken);
    }

    private void run(
            Source<ByteString, NotUsed> source,
            Outcome.Follow wanted,
            FollowedSessions.Followed mine,
            Sink<byte[], NotUsed> lines) {
        CompletionStage<Done> over = source.mapConcat(LineSplit::each)
                .zipWithIndex()
                .map(line -> (Long) line.second() == 0 ? SocketAnswer.reply(line.first(), wanted.id()) : line.first())
                .via(mine.end().flow())
                .watchTermination(Keep.right())
                .to(lines)
                .run(system);
        mine.begin(over);
        over.whenComplete((_, _) -> followed.end(wanted.session(), mine));
    }
}
