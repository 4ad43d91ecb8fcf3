// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import static org.apache.pekko.http.javadsl.model.MediaTypes.APPLICATION_JSON;
import static org.apache.pekko.http.javadsl.model.MediaTypes.TEXT_EVENT_STREAM;

import io.modelcontextprotocol.spec.HttpHeaders;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.InitializeRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.rivulet.actors.session.Sessions;
import io.rivulet.http.body.Bodies;
import io.rivulet.http.limit.EntryBudget;
import io.rivulet.http.limit.OwnSessions;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Negotiation;
import io.rivulet.http.route.Router;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.http.stream.EarlyStart;
import io.rivulet.http.stream.StreamSlots;
import io.rivulet.http.stream.Streams;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/// `/mcp`: the protocol's streamable HTTP transport. A message is posted, and answered by one JSON object or, for a
/// tool, by events; `GET` listens to notifications, `DELETE` ends the session.
/// **Source** https://modelcontextprotocol.io/specification/2025-06-18/basic/transports
public final class McpRoutes {
    private static final String PATH = "/mcp";
    private static final String CANCELLED = "notifications/cancelled";

    private final ActorSystem<?> system;
    private final Bodies bodies;
    private final StreamSlots slots;
    private final ToolBox tools;
    private final McpSessions sessions;
    private final McpStreamableServerSession.Factory factory;

    private McpRoutes(
            ActorSystem<?> system,
            Bodies bodies,
            StreamSlots slots,
            ToolBox tools,
            McpSessions sessions,
            McpStreamableServerSession.Factory factory) {
        this.system = system;
        this.bodies = bodies;
        this.slots = slots;
        this.tools = tools;
        this.sessions = sessions;
        this.factory = factory;
    }

    public static McpRoutes of(
            ActorSystem<?> system,
            Sessions sessions,
            Bodies bodies,
            Streams streams,
            OwnSessions own,
            EntryBudget entries,
            GatewaySettings settings) {
        var clients = new McpSessions(System::nanoTime);
        AnswerTimeout timeout = AnswerTimeout.below(settings.connections().keepAlive());
        var all = new ArrayList<McpTool>();
        all.addAll(new SolveTools(
                        system,
                        sessions,
                        streams,
                        own,
                        settings.requests(),
                        timeout,
                        owner -> clients.notify(owner, McpSchema.METHOD_NOTIFICATION_RESOURCES_LIST_CHANGED))
                .all());
        all.addAll(new SessionTools(sessions, entries, settings.requests(), timeout, InstantSource.system()).all());
        all.addAll(new PatternTools(sessions, timeout, InstantSource.system()).all());
        var tools = new ToolBox(all);
        var methods = new McpMethods(tools, new SessionResources(sessions), settings.version());
        return new McpRoutes(system, bodies, streams.slots(), tools, clients, methods.sessions());
    }

    public void addTo(Router router) {
        router.post(PATH, this::post).get(PATH, this::listen).delete(PATH, this::end);
    }

    private CompletionStage<HttpResponse> post(Call call) {
        HttpRequest request = call.request();
        Bodies.mediaType(request, APPLICATION_JSON);
        Negotiation.choose(request, TEXT_EVENT_STREAM, APPLICATION_JSON);
        Optional<HttpResponse> unfit = unfitVersion(request);
        if (unfit.isPresent()) {
            return answered(unfit.get());
        }
        String id = header(request, HttpHeaders.MCP_SESSION_ID);
        McpSession session = id == null ? null : sessions.find(id, call.owner()).orElse(null);
        if (id != null && session == null) {
            return answered(RpcAnswers.noSession());
        }
        return bodies.read(request, in -> Incoming.read(in, tools, call))
                .thenCompose(incoming -> answer(call, session, incoming));
    }

    private CompletionStage<HttpResponse> answer(Call call, @Nullable McpSession session, Incoming incoming) {
        return switch (incoming) {
            case Incoming.Unreadable(var problem) -> answered(RpcAnswers.unreadable(problem));
            case Incoming.Refused(Object id, McpError error) -> answered(RpcAnswers.error(id, error));
            case Incoming.Request(JSONRPCRequest message, var _)
            when message.method().equals(McpSchema.METHOD_INITIALIZE) -> initialize(call, message);
            case Incoming.Request _, Incoming.Notification _, Incoming.Response _
            when session == null -> answered(RpcAnswers.uninitialized());
            case Incoming.Request asked -> run(call.request(), session, asked);
            case Incoming.Notification(JSONRPCNotification message) -> {
                if (message.method().equals(CANCELLED) && message.params() instanceof Map<?, ?> params) {
                    session.cancel(params.get("requestId"));
                }
                yield answered(accepted());
            }
            case Incoming.Response _ -> answered(accepted());
        };
    }

    private CompletionStage<HttpResponse> initialize(Call call, JSONRPCRequest message) {
        slots.requireStaying();
        InitializeRequest asked;
        try {
            asked = McpJson.params(message.params(), InitializeRequest.class);
        } catch (IllegalArgumentException _) {
            return answered(RpcAnswers.error(
                    message.id(), McpProtocol.invalidParams("the params are not those of initialize")));
        }
        McpStreamableServerSession.McpStreamableServerSessionInit started = factory.startSession(asked);
        McpSession session = sessions.open(call.owner(), started.session());
        return started.initResult()
                .toFuture()
                .thenApply(result -> Answers.json(McpJson.encode(JSONRPCResponse.result(message.id(), result)))
                        .addHeader(RawHeader.create(HttpHeaders.MCP_SESSION_ID, session.id())));
    }

    private CompletionStage<HttpResponse> run(HttpRequest request, McpSession session, Incoming.Request asked) {
        JSONRPCRequest message = asked.message();
        var stream = new EventStream(system);
        try {
            session.run(message, asked.call(), stream);
        } catch (McpError refused) {
            stream.close();
            return answered(RpcAnswers.error(message.id(), refused));
        }
        if (asked.call() == null
                && Negotiation.choose(request, APPLICATION_JSON, TEXT_EVENT_STREAM)
                        .equals(APPLICATION_JSON)) {
            return stream.response()
                    .thenApply(json ->
                            json.map(body -> Answers.json(body.toArrayUnsafe())).orElseGet(McpRoutes::accepted));
        }
        // A client that goes away waits for a tool no more, in whichever form it wanted the answer.
        Runnable over = () -> session.abandon(message.id(), stream);
        boolean events =
                Negotiation.choose(request, TEXT_EVENT_STREAM, APPLICATION_JSON).equals(TEXT_EVENT_STREAM);
        return answered(
                events
                        ? events(request, stream, over)
                        : streamed(request, ContentTypes.APPLICATION_JSON, stream.json(over)));
    }

    private CompletionStage<HttpResponse> listen(Call call) {
        HttpRequest request = call.request();
        Negotiation.choose(request, TEXT_EVENT_STREAM);
        return slots.take(call)
                .thenCompose(slot -> withSession(call, session -> listen(request, session, slot))
                        .whenComplete((answer, _) -> {
                            if (answer == null || answer.status().isFailure()) {
                                slot.release();
                            }
                        }));
    }

    private HttpResponse listen(HttpRequest request, McpSession session, StreamSlots.Slot slot) {
        var stream = new EventStream(system);
        slot.onEnd(_ -> stream.close());
        session.listen(stream);
        return events(request, stream, () -> {
            sessions.unlisten(session, stream);
            stream.close();
            slot.release();
        });
    }

    private CompletionStage<HttpResponse> end(Call call) {
        return withSession(call, session -> {
            sessions.end(session);
            return HttpResponse.create().withStatus(StatusCodes.NO_CONTENT);
        });
    }

    private interface OfSession {
        HttpResponse answer(McpSession session);
    }

    private CompletionStage<HttpResponse> withSession(Call call, OfSession then) {
        Optional<HttpResponse> unfit = unfitVersion(call.request());
        if (unfit.isPresent()) {
            return answered(unfit.get());
        }
        String id = header(call.request(), HttpHeaders.MCP_SESSION_ID);
        if (id == null) {
            return answered(RpcAnswers.uninitialized());
        }
        return answered(sessions.find(id, call.owner()).map(then::answer).orElseGet(RpcAnswers::noSession));
    }

    private static Optional<HttpResponse> unfitVersion(HttpRequest request) {
        String version = header(request, HttpHeaders.PROTOCOL_VERSION);
        return version == null || McpProtocol.VERSIONS.contains(version)
                ? Optional.empty()
                : Optional.of(RpcAnswers.unknownVersion(version));
    }

    private HttpResponse events(HttpRequest request, EventStream stream, Runnable over) {
        return streamed(request, ContentTypes.create(TEXT_EVENT_STREAM), stream.events(over));
    }

    /// The body runs already, so that it ends also where the client has gone away meanwhile.
    private HttpResponse streamed(HttpRequest request, ContentType type, Source<ByteString, NotUsed> body) {
        return Answers.streamed(request, type, EarlyStart.run(body, system).second())
                .addHeader(Answers.NO_STORE)
                .addHeader(Answers.UNBUFFERED);
    }

    private static HttpResponse accepted() {
        return HttpResponse.create().withStatus(StatusCodes.ACCEPTED);
    }

    private static CompletionStage<HttpResponse> answered(HttpResponse response) {
        return CompletableFuture.completedStage(response);
    }

    private static @Nullable String header(HttpRequest request, String name) {
        return request.getHeader(name).map(HttpHeader::value).orElse(null);
    }
}
