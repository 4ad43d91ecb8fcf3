// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.rivulet.http.route.Problems;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// A call of a tool whose arguments have been read, once: it takes the place of the message's `params`.
/// **Thread** any.
final class PreparedCall {
    private final McpTool.Work work;
    private final @Nullable Object progressToken;
    private volatile boolean cancelled;
    private final AtomicReference<@Nullable ToolCall> running = new AtomicReference<>();

    /// @param progressToken a text or a number that the caller knows its progress by; null: it wants none
    PreparedCall(McpTool.Work work, @Nullable Object progressToken) {
        this.work = work;
        this.progressToken = progressToken;
    }

    /// The caller wants no answer any more. Its subscription is cancelled after this.
    void cancel() {
        cancelled = true;
        ToolCall call = running.get();
        if (call != null) {
            call.cancel();
        }
    }

    /// What comes of it: also a problem is a result.
    Mono<CallToolResult> run(McpAsyncServerExchange exchange) {
        return Mono.create(sink -> {
            var call = new ToolCall((progress, message) -> tell(exchange, progress, message));
            running.set(call);
            if (cancelled) {
                call.cancel();
            }
            sink.onCancel(call::stop);
            CompletionStage<CallToolResult> _ = started(call).handle((json, failure) -> {
                CallToolResult result =
                        failure == null ? result(json, false) : result(Problems.json(Problems.told(failure)), true);
                sink.success(result);
                return result;
            });
        });
    }

    private CompletionStage<byte[]> started(ToolCall call) {
        try {
            return work.start(call);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedStage(failure);
        }
    }

    private void tell(McpAsyncServerExchange exchange, double progress, String message) {
        if (progressToken != null) {
            exchange.progressNotification(new ProgressNotification(progressToken, progress, null, message))
                    .onErrorComplete()
                    .subscribe();
        }
    }

    /// The object, and the same as text for clients that know only that.
    private static CallToolResult result(byte[] json, boolean isError) {
        String text = new String(json, StandardCharsets.UTF_8).strip();
        return CallToolResult.builder(List.<McpSchema.Content>of(new TextContent(text)))
                .isError(isError)
                .structuredContent(McpJson.encoded(text))
                .build();
    }
}
