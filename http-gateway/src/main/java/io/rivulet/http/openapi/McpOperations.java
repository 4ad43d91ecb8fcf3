// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import static io.rivulet.http.openapi.Story.object;

import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.schema.Schema;
import java.util.Map;

/// The Model Context Protocol, whose messages and tools describe themselves.
final class McpOperations {
    private static final String POST = "mcpPost";
    private static final String LISTEN = "mcpListen";
    private static final String END = "mcpEnd";

    private McpOperations() {}

    static void addTo(Map<String, Operation> all) {
        all.put("POST /mcp", post());
        all.put(
                "GET /mcp",
                Operation.of(Tag.MCP, LISTEN, "Listen to notifications")
                        .takes(session().always())
                        .answers(
                                Reply.of(200, "Notifications as they come", Content.events(message())),
                                misuse(),
                                noSession())
                        .refuses(ProblemCode.NOT_ACCEPTABLE, ProblemCode.TOO_MANY_STREAMS));
        all.put(
                "DELETE /mcp",
                Operation.of(Tag.MCP, END, "End an MCP session")
                        .takes(session().always())
                        .answers(Reply.of(204, "It is ended"), misuse(), noSession()));
    }

    private static Operation post() {
        return Operation.of(Tag.MCP, POST, "Send a message")
                .says("Streamable HTTP. The first message is `initialize`; its answer names the session.")
                .takes(session())
                .reads(Content.json(
                        message(),
                        new Example(
                                "initialize",
                                "Begin",
                                object(
                                        "jsonrpc",
                                        "2.0",
                                        "id",
                                        0,
                                        "method",
                                        "initialize",
                                        "params",
                                        object(
                                                "protocolVersion",
                                                "2025-06-18",
                                                "capabilities",
                                                Map.of(),
                                                "clientInfo",
                                                object("name", "example", "version", "1"))),
                                200),
                        new Example(
                                "initialized",
                                "Say so",
                                object("jsonrpc", "2.0", "method", "notifications/initialized"),
                                202),
                        new Example(
                                "tools",
                                "Ask for the tools",
                                object("jsonrpc", "2.0", "id", 1, "method", "tools/list"),
                                200)))
                .answers(
                        Reply.of(200, "The answer", Content.json(message()), Content.events(message()))
                                .with(Headers.MCP_SESSION)
                                .link(POST, Headers.MCP_SESSION, "$response.header." + Headers.MCP_SESSION)
                                .link(LISTEN, Headers.MCP_SESSION, "$response.header." + Headers.MCP_SESSION)
                                .link(END, Headers.MCP_SESSION, "$response.header." + Headers.MCP_SESSION),
                        Reply.of(202, "A notification or an answer has been taken"),
                        misuse(),
                        noSession())
                .refuses(ProblemCode.NOT_ACCEPTABLE, ProblemCode.TOO_MANY_STREAMS);
    }

    private static Parameter session() {
        return Parameter.header(Headers.MCP_SESSION, Schema.text(), "the session that `initialize` has begun");
    }

    /// Of the protocol, which has its own way to tell it.
    private static Reply noSession() {
        return Reply.of(404, "There is no such MCP session", Content.json(message()));
    }

    private static Reply misuse() {
        return Reply.of(
                400, "The message, its session or its version is not what it has to be", Content.json(message()));
    }

    private static Schema message() {
        return Components.MCP_MESSAGE;
    }
}
