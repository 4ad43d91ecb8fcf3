// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSettings.LogLevel;
import io.rivulet.serialization.workflow.Workflow.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// No field of the schema is read for nothing: another value of it does something, or a warning says that it does not.
class WorkflowEffectsTest {
    /// They have one value, or only name things.
    private static final Set<String> NAMES = Set.of("apiVersion", "kind", "metadata.description", "spec.agents[].name");

    /// For each field what stands in the example, and another value.
    private static final Map<String, List<String>> FLIPS = Map.ofEntries(
            flip("metadata.name", "name: distributed-sublinear-solver", "name: other"),
            flip("spec.topology", "topology: mesh", "topology: ring"),
            flip("spec.agents[].type", "type: verifier", "type: coordinator"),
            flip("spec.agents[].replicas", "replicas: 3", "replicas: 5"),
            flip("spec.agents[].resources.cpu", "2000m", "3"),
            flip("spec.agents[].resources.memory", "4Gi", "5Gi"),
            flip("spec.agents[].resources.wasm", "wasm: true", "wasm: false"),
            flip("spec.streaming.protocol", "protocol: ndjson", "protocol: sse"),
            flip("spec.streaming.compression", "compression: gzip", "compression: none"),
            flip("spec.streaming.heartbeat_interval", "heartbeat_interval: 15s", "heartbeat_interval: 5s"),
            flip("spec.streaming.max_session_duration", "max_session_duration: 1h", "max_session_duration: 10m"),
            flip("spec.verification.enabled", "enabled: true", "enabled: false"),
            flip("spec.verification.interval", "interval: 100", "interval: 50"),
            flip("spec.verification.probe_count", "probe_count: 10", "probe_count: 20"),
            flip("spec.verification.tolerance", "tolerance: 1e-8", "tolerance: 1e-6"),
            flip("spec.verification.auto_correction", "auto_correction: true", "auto_correction: false"),
            flip("spec.swarm.cost_propagation", "cost_propagation: true", "cost_propagation: false"),
            flip("spec.swarm.consensus_mechanism", "consensus_mechanism: byzantine", "consensus_mechanism: none"),
            flip("spec.swarm.fault_tolerance", "fault_tolerance: 0.33", "fault_tolerance: 0.2"),
            flip(
                    "spec.swarm.network_partition_handling",
                    "network_partition_handling: true",
                    "network_partition_handling: false"),
            flip("spec.monitoring.metrics_endpoint", "/metrics", "/other"),
            flip("spec.monitoring.health_check", "/health", "/other"),
            flip("spec.monitoring.log_level", "log_level: \"info\"", "log_level: debug"),
            flip("spec.monitoring.tracing", "tracing: true", "tracing: false"),
            flip("spec.authentication.type", "type: bearer_token", "type: none"),
            flip(
                    "spec.authentication.flow_nexus_integration",
                    "flow_nexus_integration: true",
                    "flow_nexus_integration: false"),
            flip(
                    "spec.authentication.rate_limiting.requests_per_hour",
                    "requests_per_hour: 10000",
                    "requests_per_hour: 20"),
            flip(
                    "spec.authentication.rate_limiting.concurrent_sessions",
                    "concurrent_sessions: 100",
                    "concurrent_sessions: 20"));

    private static Map.Entry<String, List<String>> flip(String field, String now, String other) {
        return Map.entry(field, List.of(now, other));
    }

    /// All that comes of a workflow.
    private record Effect(
            SessionSettings settings, Workflow.Authentication limits, long cpuMillis, long memory, Set<Integer> roles) {
        static Effect of(Workflow workflow) {
            Workflow.Authentication said = workflow.authentication();
            return new Effect(
                    WorkflowDefaults.of(workflow),
                    new Workflow.Authentication(null, null, said.requestsPerHour(), said.concurrentSessions()),
                    WorkflowJson.cpuMillis(workflow),
                    WorkflowJson.memoryBytes(workflow),
                    Set.of(100 * workflow.replicas(Role.VERIFIER) + workflow.replicas(Role.COORDINATOR)));
        }
    }

    @Test
    void everyFieldDoesSomethingOrAWarningNamesIt() throws IOException {
        Set<String> fields = new LinkedHashSet<>();
        leaves(WorkflowSchema.tree(), "", fields);
        fields.removeAll(NAMES);
        assertThat(FLIPS.keySet()).containsExactlyInAnyOrderElementsOf(fields);
        WorkflowDocument base = Documents.yaml(Documents.example());
        for (Map.Entry<String, List<String>> flip : FLIPS.entrySet()) {
            String now = flip.getValue().getFirst();
            assertThat(Documents.example()).as(flip.getKey()).contains(now);
            WorkflowDocument other = Documents.yaml(
                    Documents.example().replace(now, flip.getValue().get(1)));
            String pointer = "/" + flip.getKey().replace("[]", "/0").replace('.', '/');
            boolean acts = !Effect.of(base.workflow()).equals(Effect.of(other.workflow()));
            boolean named = other.warnings().stream().anyMatch(warning -> warning.contains(pointer + ":"));
            assertThat(acts || named).as(flip.getKey()).isTrue();
            assertThat(acts && other.warnings().stream().anyMatch(w -> w.startsWith("no_effect: " + pointer)))
                    .as("%s does something and is said not to", flip.getKey())
                    .isFalse();
        }
    }

    @Test
    void theExampleSetsWhatItSays() throws IOException {
        SessionSettings settings =
                WorkflowDefaults.of(Documents.yaml(Documents.example()).workflow());
        assertThat(settings.swarm().enabled()).isTrue();
        assertThat(settings.swarm().topology()).isEqualTo(Topology.MESH);
        assertThat(settings.swarm().replicas()).isEqualTo(3);
        assertThat(settings.swarm().partitions()).isZero();
        assertThat(settings.verifying())
                .isEqualTo(new SessionSettings.Verifying(true, 100, 10, 1e-8, Strategy.FULL_RESIDUAL, true));
        assertThat(settings.inherited())
                .isEqualTo(new SessionSettings.Inherited(
                        "distributed-sublinear-solver", true, 15_000, 3_600_000, true, LogLevel.DEFAULT, true));
    }

    @Test
    void heartbeatsComeAsOftenAsTheNodeSaysAtLeast() throws IOException {
        SessionSettings settings =
                WorkflowDefaults.of(Documents.yaml(Documents.example()).workflow());
        assertThat(settings.heartbeatMillis(20_000)).isEqualTo(15_000);
        assertThat(settings.heartbeatMillis(1_000)).isEqualTo(1_000);
        assertThat(SessionSettings.DEFAULTS.heartbeatMillis(20_000)).isEqualTo(20_000);
    }

    @Test
    void figuresAreWhereNodesHaveThem() throws IOException {
        String pointer = "/spec/monitoring/metrics_endpoint:";
        assertThat(Documents.yaml(Documents.example()).warnings()).noneMatch(warning -> warning.contains(pointer));
        assertThat(Documents.yaml(Documents.example().replace("/metrics", "/other"))
                        .warnings())
                .anyMatch(warning -> warning.startsWith("no_effect: " + pointer));
    }

    @Test
    void aWorkflowThatSaysNothingChangesNothing() {
        SessionSettings settings = WorkflowDefaults.of(
                Documents.json("{\"apiVersion\":\"flow-nexus.ruv.io/v1\",\"kind\":\"SolverWorkflow\","
                                + "\"metadata\":{\"name\":\"a\"},\"spec\":{}}")
                        .workflow());
        assertThat(settings.toBuilder().inherited(null).build()).isEqualTo(SessionSettings.DEFAULTS);
        assertThat(settings.inherited())
                .isEqualTo(new SessionSettings.Inherited("a", true, 0, 0, true, LogLevel.DEFAULT, true));
    }

    /// Voters are the solvers and the verifiers, here 3 and the number given.
    @ParameterizedTest
    @CsvSource({
        "2, 0.33, false", // 1 of 5, 1 tolerated
        "2, 0.4, true", // 2 of 5
        "1, 0.33, false", // 1 of 4
        "1, 0.5, true", // 2 of 4, 1 tolerated
        "4, 0.28, false", // 1 of 7
        "4, 0.43, true" // 3 of 7, 2 tolerated
    })
    void moreFaultsThanTheVotersTolerateAreToldApart(int verifiers, String part, boolean tooMany) throws IOException {
        List<String> warnings = Documents.yaml(Documents.example()
                        .replace("replicas: 2", "replicas: " + verifiers)
                        .replace("fault_tolerance: 0.33", "fault_tolerance: " + part))
                .warnings();
        assertThat(warnings.stream().anyMatch(each -> each.startsWith("/spec/swarm/fault_tolerance:")))
                .isEqualTo(tooMany);
    }

    @Test
    void fewerThanFourVotersAreToldToTolerateNobody() throws IOException {
        String few = Documents.example().replace("replicas: 3", "replicas: 1");
        assertThat(Documents.yaml(few).warnings()).anyMatch(each -> each.contains("byzantine with 3 voters"));
        assertThat(Documents.yaml(Documents.example()).warnings())
                .noneMatch(each -> each.contains("consensus_mechanism"));
    }

    @Test
    void whatIsAskedForAndNotThereIsTold() throws IOException {
        Workflow workflow = Documents.yaml(Documents.example()).workflow();
        var one = Map.of(Role.SOLVER, 1, Role.VERIFIER, 2, Role.COORDINATOR, 1);
        assertThat(WorkflowJson.shortages(workflow, new WorkflowState(one, 1, 2L << 30, Map.of())))
                .containsExactly(
                        "agents: 3 of type solver are asked for, 1 are there",
                        "/spec/agents/0/resources/cpu: 2000 is more than the 1000 a node's millis of cpu",
                        "/spec/agents/0/resources/memory: 4294967296 is more than the 2147483648 bytes for sessions of "
                                + "all nodes");
        var enough = Map.of(Role.SOLVER, 3, Role.VERIFIER, 2, Role.COORDINATOR, 3);
        assertThat(WorkflowJson.shortages(workflow, new WorkflowState(enough, 2, 4L << 30, Map.of())))
                .isEmpty();
    }

    /// `docs/reference/workflows.md` has a row for each field of the schema, with its choices, and no other.
    @Test
    void thePageNamesEveryFieldAndItsChoices() throws IOException {
        String page = Files.readString(
                Path.of(System.getProperty("rivulet.root", "..")).resolve("docs/reference/workflows.md"));
        Set<String> fields = new LinkedHashSet<>();
        leaves(WorkflowSchema.tree(), "", fields);
        Set<String> rows = new TreeSet<>();
        Matcher row = Pattern.compile("^\\| `([a-zA-Z_.\\[\\]]+)` \\| ([^|]*) \\|", Pattern.MULTILINE)
                .matcher(page);
        while (row.find()) {
            rows.add(row.group(1));
            JsonNode field = WorkflowSchema.tree();
            for (String step : row.group(1).split("\\.")) {
                field = field.path("properties").path(step.replace("[]", ""));
                field = step.endsWith("[]") ? field.path("items") : field;
            }
            for (JsonNode choice : field.path("enum")) {
                assertThat(row.group(2)).as(row.group(1)).contains("`" + choice.asText() + "`");
            }
        }
        assertThat(rows).containsExactlyInAnyOrderElementsOf(fields);
    }

    private static void leaves(JsonNode schema, String path, Set<String> into) {
        JsonNode at = schema.path("items").isMissingNode() ? schema : schema.path("items");
        String here = at == schema ? path : path + "[]";
        if (at.path("properties").isMissingNode()) {
            into.add(here);
            return;
        }
        for (Map.Entry<String, JsonNode> field : at.path("properties").properties()) {
            leaves(field.getValue(), here.isEmpty() ? field.getKey() : here + "." + field.getKey(), into);
        }
    }
}
