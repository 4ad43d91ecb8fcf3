// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.schema;

import io.rivulet.serialization.workflow.Workflow;
import io.rivulet.serialization.workflow.WorkflowSchema;
import java.util.Arrays;
import java.util.Locale;

/// Workflows as they are applied and answered.
public final class WorkflowSchemas {
    private WorkflowSchemas() {}

    /// The document itself: the schema that documents are checked against.
    public static Schema document() {
        return Schema.of(WorkflowSchema.keywords()).withoutKeyword("$schema");
    }

    public static Schema list() {
        Schema row = named().required("description", Schema.text().orNull())
                .required("agents", Schema.whole())
                .required("warnings", Schema.whole().says("how many"));
        return Schema.object().required("workflows", Schema.array(row));
    }

    /// One, and what there is of what it asks for.
    public static Schema one() {
        Schema amounts =
                Schema.object().required("cpu_millis", Schema.whole()).required("memory_bytes", Schema.whole());
        Schema agent = Schema.object()
                .required("name", Schema.text())
                .required(
                        "type",
                        Schema.choice(Arrays.stream(Workflow.Role.values())
                                .map(role -> role.name().toLowerCase(Locale.ROOT))
                                .toList()))
                .required("desired", Schema.whole())
                .required("actual", Schema.whole())
                .required("members", Schema.whole());
        return named().required("warnings", Schema.array(Schema.text()))
                .required("agents", Schema.array(agent))
                .required(
                        "resources",
                        Schema.object().required("desired", amounts).required("actual", amounts))
                .required("sessions", Schema.mapOf(Schema.whole()).says("by state"))
                .required("document", Schema.object().says("as it was written"));
    }

    private static Schema named() {
        return Schema.object().required("name", Schema.text()).required("applied_at", Schema.time());
    }
}
