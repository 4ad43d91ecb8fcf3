// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.node;

import io.rivulet.actors.session.Sessions;
import io.rivulet.http.route.Access;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Router;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.view.ViewJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.stream.javadsl.FileIO;

/// For operators: settings, the log's levels, a bundle for who looks into trouble, a copy of the embedded database.
/// **Bounded by** one bundle or copy being made at a time, a bundle within [#MOST_SECONDS].
public final class InsightRoutes {
    /// Below the idle time after which a connection is cut (`rivulet.http.keep-alive`, 60 s).
    static final int MOST_SECONDS = 45;
    static final int USUAL_SECONDS = 30;

    private static final String LEVELS = "/api/v1/log/levels";
    private static final long RETRY_MILLIS = 30_000;

    private final Sessions sessions;
    private final NodeStatus status;
    private final Insight insight;
    private final Executor blocking;
    private final AtomicBoolean busy = new AtomicBoolean();

    /// @param blocking where a recording is waited for
    public InsightRoutes(Sessions sessions, NodeStatus status, Insight insight, Executor blocking) {
        this.sessions = sessions;
        this.status = status;
        this.insight = insight;
        this.blocking = blocking;
    }

    public void addTo(Router router) {
        router.get("/api/v1/settings", Access.OPERATOR, _ -> CompletableFuture.completedStage(Answers.json(settings())))
                .get(LEVELS, Access.ADMIN, _ -> CompletableFuture.completedStage(Answers.json(levels())))
                .post(LEVELS, Access.ADMIN, this::level)
                .get("/api/v1/support", Access.ADMIN, this::support)
                .get("/api/v1/backup", Access.ADMIN, this::backup);
    }

    private CompletionStage<HttpResponse> backup(Call call) {
        begin("A backup or a support bundle is being made already.");
        return CompletableFuture.supplyAsync(this::copy, blocking)
                .whenComplete((_, _) -> busy.set(false))
                .thenApply(file -> HttpResponse.create()
                        .addHeader(Answers.NO_STORE)
                        .withEntity(HttpEntities.createChunked(
                                ContentTypes.create(MediaTypes.APPLICATION_ZIP),
                                FileIO.fromPath(file)
                                        .watchTermination((_, ended) -> ended.whenComplete(
                                                (_, _) -> file.toFile().delete())))));
    }

    private Path copy() {
        try {
            return insight.backup()
                    .orElseThrow(() -> Problem.of(
                                    ProblemCode.UNSUPPORTED_VALUE, "This node has no database of its own to copy.")
                            .hint("Back its PostgreSQL up by the tools of that.")
                            .exception());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void begin(String otherwise) {
        if (!busy.compareAndSet(false, true)) {
            throw Problem.of(ProblemCode.RATE_LIMITED, otherwise)
                    .retryAfter(RETRY_MILLIS)
                    .exception();
        }
    }

    private byte[] settings() {
        return Json.encode(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("settings");
            for (Insight.Setting each : insight.settings()) {
                json.writeStartObject();
                json.writeStringField("key", each.key());
                json.writeStringField("value", each.value());
                json.writeStringField("source", each.source());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private byte[] levels() {
        return Json.encode(json -> {
            json.writeStartObject();
            Json.texts(json, "levels", insight.logLevels());
            json.writeEndObject();
        });
    }

    private CompletionStage<HttpResponse> level(Call call) {
        try {
            insight.logLevel(
                    call.parameter("logger").orElse(""), call.parameter("level").orElse(""));
        } catch (IllegalArgumentException refused) {
            throw Problem.of(ProblemCode.UNSUPPORTED_VALUE, String.valueOf(refused.getMessage()))
                    .hint("?logger=io.rivulet.http&level=DEBUG; an empty level is the one of the start.")
                    .exception();
        }
        return CompletableFuture.completedStage(Answers.json(levels()));
    }

    private CompletionStage<HttpResponse> support(Call call) {
        Duration recording = Duration.ofSeconds(call.number("seconds", 0, MOST_SECONDS, USUAL_SECONDS));
        begin("A backup or a support bundle is being made already.");
        return sessions.node()
                .thenApplyAsync(facts -> bundle(ViewJson.node(status.view(facts)), recording), blocking)
                .whenComplete((_, _) -> busy.set(false))
                .thenApply(zip -> HttpResponse.create()
                        .addHeader(Answers.NO_STORE)
                        .withEntity(ContentTypes.create(MediaTypes.APPLICATION_ZIP), zip));
    }

    private byte[] bundle(byte[] node, Duration recording) {
        try {
            // What is going on when somebody asks comes before the figures, which then tell of it.
            Map<String, byte[]> files = new TreeMap<>(insight.evidence(recording));
            files.put("status.json", node);
            files.put("settings.json", settings());
            files.put(
                    "metrics.txt",
                    (sessions.telemetry().meters().text() + insight.figures()).getBytes(StandardCharsets.UTF_8));
            var bytes = new ByteArrayOutputStream();
            try (var zip = new ZipOutputStream(bytes)) {
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    zip.putNextEntry(new ZipEntry(file.getKey()));
                    zip.write(file.getValue());
                    zip.closeEntry();
                }
            }
            return bytes.toByteArray();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
