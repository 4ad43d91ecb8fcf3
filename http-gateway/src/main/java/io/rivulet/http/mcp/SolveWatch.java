// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import io.rivulet.actors.session.Sessions;
import io.rivulet.actors.session.Sessions.OpenedSession;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.http.stream.LineSplit;
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
    private final AnswerTimeout timeout;
    private final OpenRequest request;
    private final String owner;
    private final Consumer<String> opened;
    private final SharedKillSwitch end = KillSwitches.shared("mcp-solve");

    SolveWatch(
            ActorSystem<?> system,
            Sessions sessions,
            Streams streams,
            AnswerTimeout timeout,
            OpenRequest request,
            String owner,
            Consumer<String> opened) {
        this.system = system;
        this.sessions = sessions;
        this.streams = streams;
        this.timeout = timeout;
        this.request = request;
        this.owner = owner;
        this.opened = opened;
    }

    /// @param facts whether the answer tells of the matrix and the method too
    CompletionStage<byte[]> start(ToolCall call, boolean facts) {
        StreamSlots.Slot slot = streams.slots().take();
        return timeout.on(sessions.open(request, owner))
                .thenCompose(session -> {
                    if (session.created()) {
                        opened.accept(owner);
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
            CompletionStage<Boolean> _ = sessions.delete(session.id(), owner);
        }
    }

    private CompletionStage<byte[]> follow(
            OpenedSession session, SolveStory story, StreamSlots.Slot slot, boolean facts) {
        UUID id = session.id();
        return timeout.on(streams.lines(id, owner, OptionalLong.of(session.firstSeq()), slot))
                .thenCompose(lines -> heard(lines, story))
                .thenCompose(_ -> {
                    story.requireSolved();
                    return timeout.on(sessions.solution(id, owner, 0));
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
