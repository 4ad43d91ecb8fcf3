// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import io.rivulet.actors.session.Sessions;
import io.rivulet.actors.session.Sessions.OpenedSession;
import io.rivulet.http.limit.OwnSessions;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.http.route.Call;
import io.rivulet.http.stream.LineSplit;
import io.rivulet.http.stream.StreamForm;
import io.rivulet.http.stream.StreamSlots;
import io.rivulet.http.stream.Streams;
import io.rivulet.serialization.request.OpenRequest;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/// One solve on somebody's behalf: opens the session, follows its lines as any stream does, and answers when it has a
/// solution. A caller that cancels ends the session where this call has made it; one that went away only stops
/// waiting.
/// **Thread** any.
final class SolveWatch {
    private final ActorSystem<?> system;
    private final Sessions sessions;
    private final Streams streams;
    private final OwnSessions own;
    private final AnswerTimeout timeout;
    private final OpenRequest request;
    private final Call by;
    private final Consumer<String> opened;
    private final SharedKillSwitch end = KillSwitches.shared("mcp-solve");

    SolveWatch(
            ActorSystem<?> system,
            Sessions sessions,
            Streams streams,
            OwnSessions own,
            AnswerTimeout timeout,
            OpenRequest request,
            Call by,
            Consumer<String> opened) {
        this.system = system;
        this.sessions = sessions;
        this.streams = streams;
        this.timeout = timeout;
        this.request = request;
        this.by = by;
        this.own = own;
        this.opened = opened;
    }

    /// @param facts whether the answer tells of the matrix and the method too
    CompletionStage<byte[]> start(ToolCall call, boolean facts) {
        return streams.slots().take(by).thenCompose(slot -> start(call, facts, slot));
    }

    private CompletionStage<byte[]> start(ToolCall call, boolean facts, StreamSlots.Slot slot) {
        return timeout.on(own.requireRoom(by, request).thenCompose(_ -> sessions.open(request, by.owner())))
                .thenCompose(session -> {
                    if (session.created()) {
                        opened.accept(by.owner());
                    }
                    call.onStop(cancelled -> stop(session, cancelled));
                    return follow(session, new SolveStory(session.id(), call), slot, facts);
                })
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        slot.release();
                    }
                });
    }

    private void stop(OpenedSession session, boolean cancelled) {
        end.shutdown();
        if (cancelled && session.created()) {
            CompletionStage<Boolean> _ = sessions.delete(session.id(), by.owner());
        }
    }

    private CompletionStage<byte[]> follow(
            OpenedSession session, SolveStory story, StreamSlots.Slot slot, boolean facts) {
        UUID id = session.id();
        return timeout.on(streams.lines(
                        id,
                        by.owner(),
                        OptionalLong.of(session.firstSeq()),
                        slot,
                        StreamForm.NDJSON,
                        session.inherited()))
                .thenCompose(lines -> heard(lines, story))
                .thenCompose(_ -> {
                    story.requireSolved();
                    return timeout.on(sessions.reads().solution(id, by.owner(), 0));
                })
                .thenApply(solution -> SolveAnswer.json(id, solution, story.warnings(), facts ? story.opened() : null));
    }

    private CompletionStage<Done> heard(Source<ByteString, NotUsed> lines, SolveStory story) {
        return lines.via(end.flow())
                .mapConcat(LineSplit::each)
                .takeWhile(story::hear)
                .runWith(Sink.ignore(), system);
    }
}
