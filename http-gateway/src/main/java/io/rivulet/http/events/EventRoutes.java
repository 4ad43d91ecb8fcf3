// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.events;

import io.rivulet.actors.session.Sessions;
import io.rivulet.http.node.NodeStatus;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Problems;
import io.rivulet.http.route.Router;
import io.rivulet.http.stream.EarlyStart;
import io.rivulet.http.stream.StreamForm;
import io.rivulet.http.stream.StreamSlots;
import io.rivulet.serialization.view.EventJson;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/events`: the cluster and the caller's sessions, told each second as long as somebody reads. A reader
/// that is slow is told less often, and of the newest state.
public final class EventRoutes {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final ActorSystem<?> system;
    private final LiveViews views;
    private final StreamSlots slots;
    private final Duration mostTime;
    private final InstantSource clock;

    /// @param mostTime after which a reader has to come again
    public EventRoutes(
            ActorSystem<?> system,
            Sessions sessions,
            NodeStatus status,
            StreamSlots slots,
            Duration mostTime,
            InstantSource clock) {
        this.system = system;
        this.views = new LiveViews(sessions, status);
        this.slots = slots;
        this.mostTime = mostTime;
        this.clock = clock;
    }

    public void addTo(Router router) {
        router.getByBrowsers("/api/v1/events", this::events);
    }

    private CompletionStage<HttpResponse> events(Call call) {
        StreamForm form = StreamForm.wantedBy(call.request());
        long lines = call.number("lines", 1, Long.MAX_VALUE, Long.MAX_VALUE);
        return slots.take(call).thenApply(slot -> {
            var end = new CompletableFuture<byte[]>();
            slot.onEnd(why -> end.complete(EventJson.closed(why.name().toLowerCase(Locale.ROOT), clock.millis())));
            Pair<CompletionStage<Done>, Source<ByteString, NotUsed>> running = EarlyStart.run(
                    lines(call)
                            .take(lines)
                            .takeWithin(mostTime)
                            .merge(Source.completionStage(end), true)
                            .map(line -> form.written(ByteString.fromArrayUnsafe(line)))
                            .watchTermination(Keep.right()),
                    system);
            running.first().whenComplete((_, _) -> slot.release());
            return Answers.lines(call.request(), form.contentType(), running.second(), Answers.LAST);
        });
    }

    private Source<byte[], NotUsed> lines(Call call) {
        byte[] hello =
                EventJson.hello(call.owner(), call.caller().access().name().toLowerCase(Locale.ROOT), clock.millis());
        return Source.single(hello)
                .concat(Source.tick(Duration.ZERO, PERIOD, call.owner())
                        .mapMaterializedValue(_ -> NotUsed.getInstance())
                        .mapAsync(1, owner -> views.of(owner).handle(Look::new))
                        .statefulMap(
                                ListChanges::new,
                                (told, look) -> Pair.create(told, lines(told, look)),
                                _ -> Optional.empty())
                        .mapConcat(lines -> lines));
    }

    /// What there is to see, or why it could not be read.
    private record Look(
            LiveViews.@Nullable Seen seen, @Nullable Throwable failure) {}

    private List<byte[]> lines(ListChanges told, Look look) {
        Throwable failure = look.failure();
        long now = clock.millis();
        if (failure != null) {
            return List.of(EventJson.failed(Problems.problemOf(failure), now));
        }
        LiveViews.Seen seen = Objects.requireNonNull(look.seen());
        var lines = new ArrayList<byte[]>();
        lines.add(EventJson.cluster(seen.status(), seen.shards(), now));
        told.after(seen.sessions(), now).ifPresent(lines::add);
        return lines;
    }
}
