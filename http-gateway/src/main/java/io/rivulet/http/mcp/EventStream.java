// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpStreamableServerTransport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import reactor.core.publisher.Mono;

/// The messages that answer one request, or those that a client listens to: some notifications, then at most one
/// response, which ends them.
/// **Thread** any. **Bounded by** [#WAITING] notifications that a slow reader has not taken; further ones are left out,
/// the response never is.
final class EventStream implements McpStreamableServerTransport {
    static final int WAITING = 256;

    /// Without other messages, so that nothing on the way takes the connection for a dead one.
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private static final ByteString COMMENT = ByteString.fromString(": \n\n");
    private static final ByteString SPACE = ByteString.fromString(" ");
    private static final ByteString BEFORE = ByteString.fromString("event: message\ndata: ");
    private static final ByteString AFTER = ByteString.fromString("\n\n");

    private final BoundedSourceQueue<ByteString> notifications;
    private final Source<ByteString, NotUsed> waiting;
    private final CompletableFuture<Optional<ByteString>> response = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    EventStream(ActorSystem<?> system) {
        Pair<BoundedSourceQueue<ByteString>, Source<ByteString, NotUsed>> made =
                Source.<ByteString>queue(WAITING).preMaterialize(system);
        notifications = made.first();
        waiting = made.second();
    }

    /// As server-sent events, for one reader, once.
    ///
    /// @param over run when nobody reads any more, or all has been read
    Source<ByteString, NotUsed> events(Runnable over) {
        return keptAlive(messages(), HEARTBEAT, COMMENT, over);
    }

    /// The response alone, with spaces before it as long as it is awaited; likewise. Only spaces where the stream ended
    /// without one.
    Source<ByteString, NotUsed> json(Runnable over) {
        return json(HEARTBEAT, over);
    }

    Source<ByteString, NotUsed> json(Duration heartbeat, Runnable over) {
        return keptAlive(lastWord(), heartbeat, SPACE, over);
    }

    private static Source<ByteString, NotUsed> keptAlive(
            Source<ByteString, NotUsed> body, Duration heartbeat, ByteString sign, Runnable over) {
        // The first one leaves at once, and the answer's head with it.
        return Source.single(sign).concat(body).keepAlive(heartbeat, () -> sign).watchTermination((nothing, end) -> {
            CompletionStage<Done> _ = end.whenComplete((_, _) -> over.run());
            return nothing;
        });
    }

    private Source<ByteString, NotUsed> lastWord() {
        return Source.completionStage(response)
                .mapConcat(last -> last.map(List::of).orElseGet(List::of));
    }

    private Source<ByteString, NotUsed> messages() {
        return waiting.concat(lastWord()).map(json -> BEFORE.concat(json).concat(AFTER));
    }

    /// The response once it is there; empty where the stream ended without one.
    CompletionStage<Optional<ByteString>> response() {
        return response;
    }

    /// Ends without a response, with an error: a bug, since every failure of a request is a response.
    void fail(Throwable failure) {
        response.completeExceptionally(failure);
        close();
    }

    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
        return Mono.fromRunnable(() -> send(message));
    }

    /// Without an id: a stream that broke off is not resumed.
    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message, String messageId) {
        return sendMessage(message);
    }

    void send(JSONRPCMessage message) {
        ByteString json = ByteString.fromArrayUnsafe(McpJson.encode(message));
        if (message instanceof JSONRPCResponse) {
            response.complete(Optional.of(json));
        } else if (!closed.get()) {
            notifications.offer(json);
        }
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> typeRef) {
        return McpJson.convert(data, typeRef);
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.fromRunnable(this::close);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            notifications.complete();
            response.complete(Optional.empty());
        }
    }
}
