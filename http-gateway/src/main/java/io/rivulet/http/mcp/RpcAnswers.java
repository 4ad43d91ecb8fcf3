// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import io.modelcontextprotocol.spec.McpError;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Call;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/// JSON-RPC errors as answers to HTTP requests.
final class RpcAnswers {
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int OK = 200;

    private RpcAnswers() {}

    /// To a request that has an id: the transport has done its part.
    static HttpResponse error(Object id, McpError error) {
        return answer(OK, id, error);
    }

    static HttpResponse unreadable(Problem problem) {
        int status =
                problem.code() == ProblemCode.BODY_TOO_LARGE ? problem.code().status() : BAD_REQUEST;
        return answer(status, null, McpProtocol.unreadable(problem));
    }

    /// After this a client begins again with `initialize`.
    static HttpResponse noSession() {
        return answer(NOT_FOUND, null, McpProtocol.invalidRequest("There is no such MCP session, or not any more."));
    }

    static HttpResponse uninitialized() {
        return answer(
                BAD_REQUEST,
                null,
                McpProtocol.invalidRequest("The header Mcp-Session-Id is missing; the first message is initialize."));
    }

    static HttpResponse unknownVersion(String version) {
        return answer(
                BAD_REQUEST,
                null,
                McpProtocol.invalidRequest("MCP-Protocol-Version is " + Call.shown(version) + "; known are "
                        + String.join(", ", McpProtocol.VERSIONS) + "."));
    }

    private static HttpResponse answer(int status, @Nullable Object id, McpError error) {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("jsonrpc", "2.0");
        message.put("id", id);
        message.put("error", error.getJsonRpcError());
        return Answers.json(status, McpJson.encode(message));
    }
}
