// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.workflow.Workflow.Agent;
import io.rivulet.serialization.workflow.Workflow.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a SolverWorkflow document and checks it against [WorkflowSchema]. The first fault is told with its pointer.
/// **Thread** any.   **Bounded by** [#MAX_BYTES].
/// **Errors** [io.rivulet.serialization.problem.RivuletException].
public final class WorkflowReader {
    /// Bytes of one document.
    public static final int MAX_BYTES = 64 << 10;

    private static final long SHORTEST_HEARTBEAT_MS = 1_000;
    /// Below the time after which connections without traffic are cut.
    private static final long LONGEST_HEARTBEAT_MS = 30_000;
    private static final long SHORTEST_STREAM_MS = 1_000;
    private static final long LONGEST_STREAM_MS = 24L * 3_600_000;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private WorkflowReader() {}

    /// The text's form.
    public enum Form {
        JSON,
        YAML
    }

    public static WorkflowDocument read(byte[] text, Form form) {
        if (text.length > MAX_BYTES) {
            throw Problem.of(ProblemCode.BODY_TOO_LARGE, "a workflow document may have " + MAX_BYTES + " bytes at most")
                    .hint("Leave out what is not a field of the schema at " + WorkflowSchema.PATH + ".")
                    .exception();
        }
        JsonNode tree = form == Form.JSON ? WorkflowTree.ofJson(text) : WorkflowTree.ofYaml(text);
        WorkflowSchema.check(tree);
        Workflow workflow = workflow(tree);
        List<String> warnings = new ArrayList<>(WorkflowSchema.unknownFields(tree));
        warnings.addAll(WorkflowWarnings.of(workflow));
        try {
            return new WorkflowDocument(workflow, MAPPER.writeValueAsBytes(tree), warnings);
        } catch (IOException e) {
            throw new UncheckedIOException("a tree in memory could not be written", e);
        }
    }

    private static Workflow workflow(JsonNode tree) {
        JsonNode spec = tree.path("spec");
        String topology = text(spec, "topology");
        return new Workflow(
                tree.path("metadata").path("name").asText(),
                text(tree.path("metadata"), "description"),
                topology == null ? null : Topology.valueOf(topology.toUpperCase(Locale.ROOT)),
                agents(spec.path("agents")),
                streaming(spec.path("streaming")),
                verification(spec.path("verification")),
                swarm(spec.path("swarm")),
                monitoring(spec.path("monitoring")),
                authentication(spec.path("authentication")));
    }

    private static List<Agent> agents(JsonNode list) {
        List<Agent> agents = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int k = 0; k < list.size(); k++) {
            JsonNode agent = list.get(k);
            String name = agent.path("name").asText();
            if (!names.add(name)) {
                throw Problem.of(ProblemCode.UNSUPPORTED_VALUE, "two agents have the name \"" + name + "\"")
                        .at("/spec/agents/" + k + "/name")
                        .hint("Give each agent a name of its own, or one agent more replicas.")
                        .exception();
            }
            JsonNode resources = agent.path("resources");
            String cpu = text(resources, "cpu");
            String memory = text(resources, "memory");
            agents.add(new Agent(
                    name,
                    Role.valueOf(agent.path("type").asText().toUpperCase(Locale.ROOT)),
                    agent.path("replicas").asInt(1),
                    cpu == null ? null : Amounts.cpuMillis(cpu),
                    memory == null ? null : Amounts.bytes(memory),
                    truth(resources, "wasm")));
        }
        return agents;
    }

    private static Workflow.Streaming streaming(JsonNode from) {
        String compression = text(from, "compression");
        return new Workflow.Streaming(
                text(from, "protocol"),
                compression == null ? null : compression.equals("gzip"),
                duration(from, "heartbeat_interval", SHORTEST_HEARTBEAT_MS, LONGEST_HEARTBEAT_MS),
                duration(from, "max_session_duration", SHORTEST_STREAM_MS, LONGEST_STREAM_MS));
    }

    private static @Nullable Long duration(JsonNode from, String field, long least, long most) {
        String text = text(from, field);
        if (text == null) {
            return null;
        }
        long millis = Amounts.millis(text);
        if (millis < least || millis > most) {
            String at = "/spec/streaming/" + field;
            throw Problem.of(
                            ProblemCode.OUT_OF_RANGE,
                            at + " is " + text + ", it must be from " + least + "ms to " + most + "ms")
                    .at(at)
                    .exception();
        }
        return millis;
    }

    private static Workflow.Verification verification(JsonNode from) {
        JsonNode tolerance = from.path("tolerance");
        return new Workflow.Verification(
                truth(from, "enabled"),
                whole(from, "interval"),
                whole(from, "probe_count"),
                tolerance.isMissingNode() ? null : tolerance.asDouble(),
                truth(from, "auto_correction"));
    }

    private static Workflow.Swarm swarm(JsonNode from) {
        String consensus = text(from, "consensus_mechanism");
        JsonNode faults = from.path("fault_tolerance");
        return new Workflow.Swarm(
                truth(from, "cost_propagation"),
                consensus == null ? null : consensus.equals("byzantine"),
                faults.isMissingNode() ? null : faults.asDouble(),
                truth(from, "network_partition_handling"));
    }

    private static Workflow.Monitoring monitoring(JsonNode from) {
        return new Workflow.Monitoring(
                text(from, "metrics_endpoint"),
                text(from, "health_check"),
                text(from, "log_level"),
                truth(from, "tracing"));
    }

    private static Workflow.Authentication authentication(JsonNode from) {
        JsonNode limits = from.path("rate_limiting");
        return new Workflow.Authentication(
                text(from, "type"),
                truth(from, "flow_nexus_integration"),
                whole(limits, "requests_per_hour"),
                whole(limits, "concurrent_sessions"));
    }

    private static @Nullable String text(JsonNode from, String field) {
        JsonNode value = from.path(field);
        return value.isMissingNode() ? null : value.asText();
    }

    private static @Nullable Boolean truth(JsonNode from, String field) {
        JsonNode value = from.path(field);
        return value.isMissingNode() ? null : value.asBoolean();
    }

    private static @Nullable Integer whole(JsonNode from, String field) {
        JsonNode value = from.path(field);
        return value.isMissingNode() ? null : value.asInt();
    }
}
