// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.rivulet.http.route.Call;
import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.serialization.problem.RivuletException;
import io.rivulet.serialization.request.RpcEnvelope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The tools that there are, by name.
/// **Thread** any.
final class ToolBox {
    private final Map<String, McpTool> tools = new LinkedHashMap<>();

    ToolBox(List<McpTool> tools) {
        tools.forEach(tool -> this.tools.put(tool.name(), tool));
    }

    List<Tool> said() {
        return tools.values().stream().map(McpTool::said).toList();
    }

    /// Reads a call's arguments. What is wrong with them is its result; what is wrong with the call fails.
    ///
    /// @param params those of the message, with empty arguments
    /// **Errors** [io.modelcontextprotocol.spec.McpError] for a tool that there is none of.
    PreparedCall prepare(Object params, RpcEnvelope envelope, Allowance memory, Call by) {
        Map<?, ?> said = params instanceof Map<?, ?> map ? map : Map.of();
        if (!(said.get("name") instanceof String name)) {
            throw McpProtocol.invalidParams("params.name has to be the name of a tool");
        }
        McpTool tool = tools.get(name);
        if (tool == null) {
            throw McpProtocol.invalidParams("Unknown tool: " + Call.shown(name));
        }
        return new PreparedCall(read(tool, envelope, memory, by), progressToken(said.get("_meta")));
    }

    private static McpTool.Work read(McpTool tool, RpcEnvelope envelope, Allowance memory, Call by) {
        try {
            return tool.reader().read(envelope, memory, by);
        } catch (RivuletException wrong) {
            return _ -> CompletableFuture.failedStage(wrong);
        }
    }

    private static @Nullable Object progressToken(@Nullable Object meta) {
        Object token = meta instanceof Map<?, ?> map ? map.get("progressToken") : null;
        return token instanceof String || token instanceof Number ? token : null;
    }
}
