// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import io.rivulet.http.SocketFrames.Outcome;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.UniqueKillSwitch;
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
final class SolverSocket {
    static final int FRAME_BYTES = 8 << 20;
    static final int AT_ONCE = 16;
    static final int SESSIONS = 1_024;

    private static final byte LINE_END = '\n';

    private final ActorSystem<?> system;
    private final Streams streams;
    private final SocketFrames frames;
    private final SocketForm form;
    private final String owner;
    private final Map<UUID, UniqueKillSwitch> followed = new ConcurrentHashMap<>();

    SolverSocket(ActorSystem<?> system, Streams streams, SocketFrames frames, SocketForm form, String owner) {
        this.system = system;
        this.streams = streams;
        this.frames = frames;
        this.form = form;
        this.owner = owner;
    }

    /// For one connection, once.
    Flow<Message, Message, NotUsed> flow() {
        Pair<Sink<byte[], NotUsed>, Source<byte[], NotUsed>> lines =
                MergeHub.of(byte[].class, 1).preMaterialize(system);
        return Flow.of(Message.class)
                .mapAsync(1, message -> form.read(message, FRAME_BYTES, system))
                .mapAsync(AT_ONCE, read -> answer(read, lines.first()))
                .<byte[]>mapConcat(answers -> answers)
                // The socket is over when its client is, whomever it follows.
                .merge(lines.second(), true)
                .map(form::message);
    }

    private CompletionStage<List<byte[]>> answer(SocketForm.Read read, Sink<byte[], NotUsed> lines) {
        return switch (read) {
            case SocketForm.Read.Unfit(Problem problem) ->
                CompletableFuture.completedStage(List.of(frames.refusal(problem)));
            case SocketForm.Read.Json(byte[] text) ->
                frames.take(text).thenCompose(outcome -> switch (outcome) {
                    case Outcome.Say(byte[] frame) -> CompletableFuture.completedStage(List.of(frame));
                    case Outcome.Follow follow -> follow(follow, lines);
                    case Outcome.Unfollow unfollow -> {
                        leave(unfollow.session());
                        yield CompletableFuture.completedStage(List.of(unfollow.said()));
                    }
                });
        };
    }

    private void leave(UUID session) {
        UniqueKillSwitch end = followed.remove(session);
        if (end != null) {
            end.shutdown();
        }
    }

    /// Says nothing by itself: the first line does.
    private CompletionStage<List<byte[]>> follow(Outcome.Follow wanted, Sink<byte[], NotUsed> lines) {
        leave(wanted.session());
        StreamSlots.Slot slot;
        try {
            if (followed.size() >= SESSIONS) {
                throw Problem.of(ProblemCode.TOO_MANY_STREAMS, "This socket follows " + SESSIONS + " sessions already.")
                        .exception();
            }
            slot = streams.slots().take();
        } catch (RuntimeException full) {
            return CompletableFuture.completedStage(List.of(frames.refusal(wanted, full)));
        }
        return streams.lines(wanted.session(), owner, wanted.from(), slot).handle((source, failure) -> {
            if (failure != null) {
                slot.release();
                return List.of(frames.refusal(wanted, failure));
            }
            run(source, wanted, lines);
            return List.of();
        });
    }

    private void run(Source<ByteString, NotUsed> source, Outcome.Follow wanted, Sink<byte[], NotUsed> lines) {
        Pair<UniqueKillSwitch, CompletionStage<Done>> running = source.viaMat(KillSwitches.single(), Keep.right())
                .mapConcat(SolverSocket::split)
                .zipWithIndex()
                .map(line -> (Long) line.second() == 0 ? SocketAnswer.reply(line.first(), wanted.id()) : line.first())
                .watchTermination(Keep.both())
                .to(lines)
                .run(system);
        UniqueKillSwitch end = running.first();
        followed.put(wanted.session(), end);
        running.second().whenComplete((_, _) -> followed.remove(wanted.session(), end));
    }

    private static List<byte[]> split(ByteString lines) {
        byte[] bytes = lines.toArrayUnsafe();
        var each = new ArrayList<byte[]>();
        int from = 0;
        for (int k = 0; k < bytes.length; k++) {
            if (bytes[k] == LINE_END) {
                each.add(Arrays.copyOfRange(bytes, from, k));
                from = k + 1;
            }
        }
        return each;
    }
}
