// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.workflow;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rivulet.serialization.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Answers about workflows.
public final class WorkflowJson {
    private static final int CPU_MILLIS = 1_000;

    private WorkflowJson() {}

    /// A row of the list of all.
    public record Row(WorkflowDocument document, long appliedAtMillis) {}

    public static byte[] list(List<Row> rows) {
        return Json.encode(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("workflows");
            for (Row row : rows) {
                Workflow workflow = row.document().workflow();
                json.writeStartObject();
                head(json, workflow, row.appliedAtMillis());
                Json.nullableText(json, "description", workflow.description());
                json.writeNumberField("agents", workflow.agents().size());
                json.writeNumberField("warnings", row.document().warnings().size());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /// One: as it was written, what is odd about it, and what is asked for beside what there is.
    public static byte[] one(Row row, WorkflowState actual) {
        WorkflowDocument document = row.document();
        Workflow workflow = document.workflow();
        var warnings = new ArrayList<>(document.warnings());
        warnings.addAll(shortages(workflow, actual));
        return Json.encode(json -> {
            json.writeStartObject();
            head(json, workflow, row.appliedAtMillis());
            Json.texts(json, "warnings", warnings);
            json.writeArrayFieldStart("agents");
            for (Workflow.Agent agent : workflow.agents()) {
                agent(json, agent, actual);
            }
            json.writeEndArray();
            json.writeObjectFieldStart("resources");
            amounts(json, "desired", cpuMillis(workflow), memoryBytes(workflow));
            amounts(json, "actual", (long) CPU_MILLIS * actual.processors(), actual.memoryBytes());
            json.writeEndObject();
            json.writeObjectFieldStart("sessions");
            for (Map.Entry<String, Long> state : new TreeMap<>(actual.sessions()).entrySet()) {
                json.writeNumberField(state.getKey(), state.getValue());
            }
            json.writeEndObject();
            Json.encoded(json, "document", document.json());
            json.writeEndObject();
        });
    }

    private static void head(JsonGenerator json, Workflow workflow, long appliedAtMillis) throws IOException {
        json.writeStringField("name", workflow.name());
        Json.time(json, "applied_at", appliedAtMillis);
    }

    private static void agent(JsonGenerator json, Workflow.Agent agent, WorkflowState actual) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", agent.name());
        json.writeStringField("type", wireName(agent.role()));
        json.writeNumberField("desired", agent.replicas());
        json.writeNumberField("actual", Math.min(agent.replicas(), members(actual, agent.role())));
        json.writeNumberField("members", members(actual, agent.role()));
        json.writeEndObject();
    }

    private static void amounts(JsonGenerator json, String name, long cpuMillis, long memoryBytes) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("cpu_millis", cpuMillis);
        json.writeNumberField("memory_bytes", memoryBytes);
        json.writeEndObject();
    }

    /// What is asked for and not there, in words.
    static List<String> shortages(Workflow workflow, WorkflowState actual) {
        List<String> all = new ArrayList<>();
        for (Workflow.Role role : Workflow.Role.values()) {
            int asked = workflow.replicas(role);
            if (asked > members(actual, role)) {
                all.add("agents: " + asked + " of type " + wireName(role) + " are asked for, " + members(actual, role)
                        + " are there");
            }
        }
        for (int k = 0; k < workflow.agents().size(); k++) {
            Workflow.Agent agent = workflow.agents().get(k);
            String at = "/spec/agents/" + k + "/resources/";
            lacks(
                    all,
                    at + "cpu",
                    agent.cpuMillis(),
                    (long) CPU_MILLIS * actual.processors(),
                    "a node's millis of cpu");
            lacks(all, at + "memory", agent.memoryBytes(), actual.memoryBytes(), "bytes for sessions of all nodes");
        }
        return all;
    }

    private static void lacks(List<String> all, String pointer, @Nullable Long asked, long there, String what) {
        if (asked != null && asked > there) {
            all.add(pointer + ": " + asked + " is more than the " + there + " " + what);
        }
    }

    private static int members(WorkflowState actual, Workflow.Role role) {
        return actual.members().getOrDefault(role, 0);
    }

    static long cpuMillis(Workflow workflow) {
        return workflow.agents().stream()
                .mapToLong(agent -> times(agent.replicas(), agent.cpuMillis()))
                .reduce(0, WorkflowJson::sum);
    }

    static long memoryBytes(Workflow workflow) {
        return workflow.agents().stream()
                .mapToLong(agent -> times(agent.replicas(), agent.memoryBytes()))
                .reduce(0, WorkflowJson::sum);
    }

    private static long times(int replicas, @Nullable Long each) {
        return each == null ? 0 : each > Long.MAX_VALUE / replicas ? Long.MAX_VALUE : each * replicas;
    }

    private static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    private static String wireName(Workflow.Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
