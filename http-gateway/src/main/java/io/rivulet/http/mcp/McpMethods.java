// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpRequestHandler;
import io.modelcontextprotocol.spec.DefaultMcpStreamableServerSessionFactory;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpSchema.InitializeRequest;
import io.modelcontextprotocol.spec.McpSchema.InitializeResult;
import io.modelcontextprotocol.spec.McpSchema.ListToolsResult;
import io.modelcontextprotocol.spec.McpSchema.PaginatedRequest;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.rivulet.http.route.Problems;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// The methods that a client can call, and what the server says of itself.
/// **Thread** any.
final class McpMethods {
    /// For requests from here to the client, of which there are none.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String OWNER = "owner";
    private static final String INSTRUCTIONS = """
            Rivulet keeps large sparse linear systems A·x = b solved while b and A change. solve answers once; \
            sublinear_solver_stream tells progress. Each opens a session that update_costs can change and \
            solver_verification can check. Matrices are sent as CSR, CSC, COO, dense, Matrix Market text, or as a \
            gallery recipe. An answer says by verified whether its residual was recomputed and meets the tolerance.""";

    private final ToolBox tools;
    private final SessionResources resources;
    private final Implementation self;

    McpMethods(ToolBox tools, SessionResources resources, String version) {
        this.tools = tools;
        this.resources = resources;
        this.self = Implementation.builder("rivulet", version).title("Rivulet").build();
    }

    /// Makes the library's sessions.
    McpStreamableServerSession.Factory sessions() {
        Map<String, McpRequestHandler<?>> methods = new HashMap<>();
        on(methods, McpSchema.METHOD_PING, (_, _) -> Mono.just(Map.of()));
        on(methods, McpSchema.METHOD_TOOLS_LIST, (_, params) -> Mono.fromSupplier(() -> listTools(params)));
        on(methods, McpSchema.METHOD_TOOLS_CALL, (exchange, params) -> ((PreparedCall) params).run(exchange));
        on(
                methods,
                McpSchema.METHOD_RESOURCES_LIST,
                (exchange, params) -> answer(() -> resources.list(owner(exchange), cursor(params))));
        on(
                methods,
                McpSchema.METHOD_RESOURCES_READ,
                (exchange, params) -> answer(() -> resources.read(owner(exchange), uri(params))));
        on(
                methods,
                McpSchema.METHOD_RESOURCES_TEMPLATES_LIST,
                (_, params) -> Mono.fromSupplier(() -> {
                    requireFirstPage(params);
                    return SessionResources.templates();
                }));
        return new DefaultMcpStreamableServerSessionFactory(PATIENCE, this::initialize, methods, Map.of());
    }

    private static <T> void on(Map<String, McpRequestHandler<?>> methods, String name, McpRequestHandler<T> handler) {
        methods.put(name, handler);
    }

    /// What a call of `owner` carries along.
    static McpTransportContext context(String owner) {
        return McpTransportContext.create(Map.of(OWNER, owner));
    }

    private static String owner(McpAsyncServerExchange exchange) {
        return String.valueOf(exchange.transportContext().get(OWNER));
    }

    private Mono<InitializeResult> initialize(InitializeRequest request) {
        return Mono.just(InitializeResult.builder(
                        McpProtocol.version(request.protocolVersion()),
                        ServerCapabilities.builder()
                                .tools(false)
                                .resources(false, true)
                                .build(),
                        self)
                .instructions(INSTRUCTIONS)
                .build());
    }

    /// All on one page.
    private ListToolsResult listTools(@Nullable Object params) {
        requireFirstPage(params);
        return new ListToolsResult(tools.said(), null);
    }

    private static void requireFirstPage(@Nullable Object params) {
        if (cursor(params) != null) {
            throw McpProtocol.invalidParams("this list has one page, and gives out no cursors");
        }
    }

    private static @Nullable String cursor(@Nullable Object params) {
        return params == null ? null : params(params, PaginatedRequest.class).cursor();
    }

    private static String uri(@Nullable Object params) {
        String uri = params == null
                ? null
                : params(params, ReadResourceRequest.class).uri();
        if (uri == null) {
            throw McpProtocol.invalidParams("params.uri is missing");
        }
        return uri;
    }

    private static <T> T params(Object params, Class<T> type) {
        try {
            return McpJson.params(params, type);
        } catch (IllegalArgumentException _) {
            throw McpProtocol.invalidParams("the params are not those of this method");
        }
    }

    private static <T> Mono<T> answer(Supplier<CompletionStage<T>> work) {
        return Mono.defer(() -> Mono.fromCompletionStage(work.get()))
                .onErrorMap(
                        failure -> !(failure instanceof McpError),
                        failure -> McpProtocol.error(Problems.told(failure)));
    }
}
