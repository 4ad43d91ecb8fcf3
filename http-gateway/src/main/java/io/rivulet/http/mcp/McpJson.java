// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Messages of the protocol and the values in them, within the limits that all JSON has here.
/// **Thread** any.
final class McpJson {
    private static final String VERSION = "2.0";
    private static final ObjectMapper MAPPER =
            new ObjectMapper(Json.FACTORY.copy()).disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final McpJsonMapper SDK = new JacksonMcpJsonMapper(MAPPER);

    private McpJson() {}

    /// **Errors** `malformed_json` is not among them: the text has been read once. `wrong_type` for what is no
    /// JSON-RPC 2.0 message.
    static JSONRPCMessage message(byte[] text) {
        try {
            JSONRPCMessage message = McpSchema.deserializeJsonRpcMessage(SDK, new String(text, StandardCharsets.UTF_8));
            if (VERSION.equals(message.jsonrpc())) {
                return message;
            }
        } catch (IOException | IllegalArgumentException _) {
            // told below: what the library says of it names its own classes
        }
        throw Problem.of(ProblemCode.WRONG_TYPE, "the body is no JSON-RPC 2.0 request, notification or response")
                .exception();
    }

    /// `params` as the object that its method takes. **Errors** [IllegalArgumentException].
    static <T> T params(Object params, Class<T> type) {
        T value = SDK.convertValue(params, type);
        if (value == null) {
            throw new IllegalArgumentException("there are no params");
        }
        return value;
    }

    static <T> T convert(Object data, TypeRef<T> type) {
        return SDK.convertValue(data, type);
    }

    static byte[] encode(Object message) {
        try {
            return SDK.writeValueAsBytes(message);
        } catch (IOException impossible) {
            throw new UncheckedIOException("a message of our own can't be written", impossible);
        }
    }

    /// A value that is JSON already, to stand in a message.
    static Object encoded(String json) {
        return new RawValue(json);
    }
}
