// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.schema;

/// What is sent as a body or a frame: as [RequestSchemas] has it for tools, with its type.
public final class BodySchemas {
    private BodySchemas() {}

    public static Schema solve() {
        return RequestSchemas.solve().property("type", Schema.constant("solve_request"));
    }

    /// Waiting is a parameter of the call.
    public static Schema costUpdate() {
        return RequestSchemas.costUpdate().without("wait").property("type", Schema.constant("cost_update"));
    }

    public static Schema verify() {
        return RequestSchemas.verify().property("type", Schema.constant("verify"));
    }
}
