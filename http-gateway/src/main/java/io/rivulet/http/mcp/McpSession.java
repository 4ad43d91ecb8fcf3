// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/// One client's session: its calls under way, and the stream that it listens to.
/// **Thread** any. **Bounded by** [#CALLS_AT_ONCE].
final class McpSession {
    static final int CALLS_AT_ONCE = 64;

    private final String owner;
    private final McpStreamableServerSession sdk;
    private final Map<Object, Running> calls = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable EventStream> listening = new AtomicReference<>();
    private volatile long lastUsedNanos;

    private record Running(
            Disposable.Swap subscription, @Nullable PreparedCall call, EventStream answer) {}

    McpSession(String owner, McpStreamableServerSession sdk, long nowNanos) {
        this.owner = owner;
        this.sdk = sdk;
        this.lastUsedNanos = nowNanos;
    }

    String id() {
        return sdk.getId();
    }

    String owner() {
        return owner;
    }

    void used(long nowNanos) {
        lastUsedNanos = nowNanos;
    }

    /// How long nothing has been asked or listened to.
    long idleNanos(long nowNanos) {
        return calls.isEmpty() && listening.get() == null ? nowNanos - lastUsedNanos : 0;
    }

    /// Carries out a request; its messages go to `answer`.
    ///
    /// @param call where it is one of a tool
    /// **Errors** [io.modelcontextprotocol.spec.McpError] where its id is in use, or too many are under way.
    void run(JSONRPCRequest request, @Nullable PreparedCall call, EventStream answer) {
        if (calls.size() >= CALLS_AT_ONCE) {
            throw McpProtocol.invalidRequest(CALLS_AT_ONCE + " requests of this session are under way");
        }
        var running = new Running(Disposables.swap(), call, answer);
        if (calls.putIfAbsent(request.id(), running) != null) {
            throw McpProtocol.invalidRequest("a request with this id is under way");
        }
        Object params = call == null ? request.params() : call;
        running.subscription()
                .update(sdk.responseStream(new JSONRPCRequest(request.method(), request.id(), params), answer)
                        .contextWrite(context -> context.put(McpTransportContext.KEY, McpMethods.context(owner)))
                        .doFinally(_ -> {
                            calls.remove(request.id(), running);
                            answer.close();
                        })
                        .subscribe(_ -> {}, answer::fail));
    }

    /// The client wants no answer to a request any more.
    void cancel(@Nullable Object requestId) {
        Running running = requestId == null ? null : calls.get(requestId);
        if (running != null) {
            PreparedCall call = running.call();
            if (call != null) {
                call.cancel();
            }
            running.subscription().dispose();
        }
    }

    /// Nobody reads an answer any more.
    void abandon(Object requestId, EventStream answer) {
        Running running = calls.get(requestId);
        if (running != null && running.answer() == answer) {
            running.subscription().dispose();
        }
    }

    /// From here on notifications go to `stream`, and to no earlier one.
    void listen(EventStream stream) {
        sdk.listeningStream(stream);
        EventStream former = listening.getAndSet(stream);
        if (former != null) {
            former.close();
        }
    }

    void unlisten(EventStream stream, long nowNanos) {
        if (listening.compareAndSet(stream, null)) {
            used(nowNanos);
        }
    }

    /// The stream that is listened to, or null.
    @Nullable
    EventStream listening() {
        return listening.get();
    }

    void end() {
        calls.values().forEach(running -> running.subscription().dispose());
        EventStream stream = listening.getAndSet(null);
        if (stream != null) {
            stream.close();
        }
        sdk.close();
    }
}
