// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import io.rivulet.http.route.Call;
import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.serialization.request.RpcEnvelope;
import io.rivulet.serialization.schema.Schema;
import java.util.concurrent.CompletionStage;

/// A tool: what it says of itself, and what it does.
record McpTool(Tool said, Reader reader) {
    /// Reads the arguments, on the thread of a body. What is wrong with them is a
    /// [io.rivulet.serialization.problem.RivuletException].
    @FunctionalInterface
    interface Reader {
        /// @param memory for what short arguments may stand for, while they are read
        Work read(RpcEnvelope arguments, Allowance memory, Call by);
    }

    /// A call whose arguments have been read.
    @FunctionalInterface
    interface Work {
        /// A JSON object as the tool's output schema has it.
        CompletionStage<byte[]> start(ToolCall call);
    }

    /// What a tool does to the world.
    enum Effect {
        /// Nothing changes.
        READS(true, false, true),
        /// Something comes to be; a repeat is another one.
        ADDS(false, false, false),
        /// Something is not as before.
        CHANGES(false, true, false);

        private final boolean readOnly;
        private final boolean destructive;
        private final boolean idempotent;

        Effect(boolean readOnly, boolean destructive, boolean idempotent) {
            this.readOnly = readOnly;
            this.destructive = destructive;
            this.idempotent = idempotent;
        }
    }

    static McpTool of(
            String name, String title, String description, Effect effect, Schema input, Schema output, Reader reader) {
        return new McpTool(
                Tool.builder(name, input.map())
                        .title(title)
                        .description(description)
                        .outputSchema(output.map())
                        .annotations(ToolAnnotations.builder()
                                .title(title)
                                .readOnlyHint(effect.readOnly)
                                .destructiveHint(effect.destructive)
                                .idempotentHint(effect.idempotent)
                                .openWorldHint(false)
                                .build())
                        .build(),
                reader);
    }

    String name() {
        return said.name();
    }
}
