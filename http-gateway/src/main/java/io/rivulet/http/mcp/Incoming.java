// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.rivulet.http.body.BodyStream;
import io.rivulet.http.route.Call;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.RivuletException;
import io.rivulet.serialization.request.RpcEnvelope;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A message that a client has sent.
sealed interface Incoming {
    /// @param call where it calls a tool
    record Request(JSONRPCRequest message, @Nullable PreparedCall call) implements Incoming {}

    record Notification(JSONRPCNotification message) implements Incoming {}

    /// To a request of the server's, of which there are none.
    record Response() implements Incoming {}

    /// A request that can't be carried out.
    record Refused(Object id, McpError error) implements Incoming {}

    /// No message.
    record Unreadable(Problem problem) implements Incoming {}

    /// Reads it on the thread of a body, the arguments of a tool included. **Errors** what is wrong with the body
    /// itself.
    static Incoming read(BodyStream in, ToolBox tools, Call by) throws IOException {
        byte[] body = in.readAllBytes();
        RpcEnvelope envelope;
        JSONRPCMessage message;
        try {
            envelope = RpcEnvelope.read(body);
            message = McpJson.message(envelope.message());
        } catch (RivuletException unreadable) {
            return new Unreadable(unreadable.problem());
        }
        return switch (message) {
            case JSONRPCRequest request
            when envelope.isCall() -> {
                try {
                    yield new Request(request, tools.prepare(request.params(), envelope, in.memory(), by));
                } catch (McpError wrong) {
                    yield new Refused(request.id(), wrong);
                }
            }
            case JSONRPCRequest request -> new Request(request, null);
            case JSONRPCNotification notification -> new Notification(notification);
            default -> new Response();
        };
    }
}
