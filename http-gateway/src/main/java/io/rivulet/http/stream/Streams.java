// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import io.rivulet.http.route.Answers;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.serialization.event.SessionSettings.Inherited;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/// Opens the streams of lines.
/// **Thread** any.
public final class Streams {
    private final ActorSystem<?> system;
    private final FanOut fanOut;
    private final GatewaySettings settings;
    private final StreamSlots slots;

    public Streams(ActorSystem<?> system, FanOut fanOut, GatewaySettings settings, StreamSlots slots) {
        this.system = system;
        this.fanOut = fanOut;
        this.settings = settings;
        this.slots = slots;
    }

    public StreamSlots slots() {
        return slots;
    }

    /// The answer whose body is the session's lines; fails where they can't be followed. Owns the slot from here on.
    ///
    /// @param inherited what the session has from a workflow, null for one under none
    public CompletionStage<HttpResponse> follow(
            HttpRequest request,
            UUID session,
            String owner,
            OptionalLong from,
            StreamSlots.Slot slot,
            @Nullable Inherited inherited) {
        return follow(request, session, owner, from, slot, inherited, null);
    }

    /// As [#follow], with lines of others among those of the session, behind its first one, until that ends.
    ///
    /// @param others null for none; they never end
    public CompletionStage<HttpResponse> follow(
            HttpRequest request,
            UUID session,
            String owner,
            OptionalLong from,
            StreamSlots.Slot slot,
            @Nullable Inherited inherited,
            @Nullable Source<ByteString, NotUsed> others) {
        StreamForm form = StreamForm.wantedBy(request);
        HttpRequest taken = inherited == null || inherited.compressing()
                ? request
                : (HttpRequest) request.removeHeader("Accept-Encoding");
        return lines(session, owner, from, slot, form, inherited)
                .thenApply(lines -> Answers.lines(
                        taken,
                        form.contentType(),
                        others == null ? lines : behindTheFirst(lines, others.map(form::written)),
                        RawHeader.create("X-Session-Id", session.toString()),
                        Answers.LAST));
    }

    /// A client learns from the first line what it follows, so nothing comes before it.
    static Source<ByteString, NotUsed> behindTheFirst(
            Source<ByteString, NotUsed> lines, Source<ByteString, NotUsed> others) {
        return lines.prefixAndTail(1)
                .flatMapConcat(begun ->
                        Source.from(begun.first()).concat(begun.second().merge(others, true)));
    }

    /// The session's lines, some at a time; fails where they can't be followed. Owns the slot from here on.
    public CompletionStage<Source<ByteString, NotUsed>> lines(
            UUID session,
            String owner,
            OptionalLong from,
            StreamSlots.Slot slot,
            StreamForm form,
            @Nullable Inherited inherited) {
        return lines(session, owner, from, slot, form, limit(inherited));
    }

    /// The shorter of what the workflow and the settings say.
    private Duration limit(@Nullable Inherited inherited) {
        Duration most = settings.connections().maxStreamTime();
        return inherited == null || inherited.maxStreamMillis() == 0
                ? most
                : Duration.ofMillis(Math.min(inherited.maxStreamMillis(), most.toMillis()));
    }

    private CompletionStage<Source<ByteString, NotUsed>> lines(
            UUID session, String owner, OptionalLong from, StreamSlots.Slot slot, StreamForm form, Duration limit) {
        LineFeed feed = fanOut.open(session, owner);
        slot.onRelease(() -> fanOut.close(session, owner));
        var stage = new FollowStage(
                feed, session, from, slot, limit, FollowStage.Patience.DEFAULT, fanOut::nextNumber, form);
        // It runs before the answer is made, because only then is the answer's status known.
        Pair<CompletionStage<Done>, Source<ByteString, NotUsed>> running =
                EarlyStart.run(Source.fromGraph(stage), system);
        return running.first().thenApply(_ -> running.second());
    }
}
