// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.partition.Topology;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.RivuletException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkflowReaderTest {
    private static final String MINIMAL = "{\"apiVersion\":\"flow-nexus.ruv.io/v1\",\"kind\":\"SolverWorkflow\","
            + "\"metadata\":{\"name\":\"a\"},\"spec\":{%s}}";

    /// What means something in YAML, and what does not.
    private static final String ODD = " :-[]{}&*!|>'\"%@`#,?\t\nx0~";

    @Test
    void theExampleIsReadWhole() throws IOException {
        Workflow read = Documents.yaml(Documents.example()).workflow();
        assertThat(read.name()).isEqualTo("distributed-sublinear-solver");
        assertThat(read.topology()).isEqualTo(Topology.MESH);
        assertThat(read.agents())
                .contains(
                        new Workflow.Agent("primary-solver", Workflow.Role.SOLVER, 3, 2_000L, 4L << 30, true),
                        new Workflow.Agent("verifier", Workflow.Role.VERIFIER, 2, 500L, 1L << 30, null),
                        new Workflow.Agent("cost-aggregator", Workflow.Role.COORDINATOR, 1, 1_000L, 2L << 30, null));
        assertThat(read.streaming()).isEqualTo(new Workflow.Streaming("ndjson", true, 15_000L, 3_600_000L));
        assertThat(read.verification()).isEqualTo(new Workflow.Verification(true, 100, 10, 1e-8, true));
        assertThat(read.swarm()).isEqualTo(new Workflow.Swarm(true, true, 0.33, true));
        assertThat(read.monitoring()).isEqualTo(new Workflow.Monitoring("/metrics", "/health", "info", true));
        assertThat(read.authentication()).isEqualTo(new Workflow.Authentication("bearer_token", true, 10_000, 100));
    }

    @Test
    void whatIsStoredReadsAsTheSame() throws IOException {
        WorkflowDocument first = Documents.yaml(Documents.example().replace("topology: mesh", "topologie: mesh"));
        WorkflowDocument again = WorkflowReader.read(first.json(), WorkflowReader.Form.JSON);
        assertThat(again.workflow()).isEqualTo(first.workflow());
        assertThat(again.warnings()).isEqualTo(first.warnings());
        assertThat(again.json()).isEqualTo(first.json());
    }

    @Test
    void fieldsThatNobodyKnowsAreToldByTheirPointers() throws IOException {
        String odd = Documents.example()
                .replace("topology: mesh", "topology: mesh\n  a/b: 1")
                .replace("replicas: 2", "replicas: 2\n      colour: red");
        assertThat(Documents.yaml(odd).warnings())
                .contains(
                        "unknown_field: /spec/a~1b is not known and was ignored",
                        "unknown_field: /spec/agents/1/colour is not known and was ignored");
    }

    @Test
    void aFieldThatIsNullCountsAsLeftOut() {
        assertThat(Documents.json(MINIMAL.formatted("\"topology\":null"))
                        .workflow()
                        .topology())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: SolverWorkflow | kind: SolverWorkflo | /kind | unsupported_value",
                "flow-nexus.ruv.io/v1 | flow-nexus.ruv.io/v9 | /apiVersion | unsupported_value",
                "topology: mesh | topology: torus | /spec/topology | unsupported_value",
                "type: solver | type: wizard | /spec/agents/0/type | unsupported_value",
                "replicas: 3 | replicas: -3 | /spec/agents/0/replicas | out_of_range",
                "replicas: 3 | replicas: 1.5 | /spec/agents/0/replicas | wrong_type",
                "replicas: 3 | replicas: 99999999999999999999 | /spec/agents/0/replicas | out_of_range",
                "cpu: \"2000m\" | cpu: \"two\" | /spec/agents/0/resources/cpu | unsupported_value",
                "cpu: \"2000m\" | cpu: 2 | /spec/agents/0/resources/cpu | wrong_type",
                "memory: \"1Gi\" | memory: \"1Gigabyte\" | /spec/agents/1/resources/memory | unsupported_value",
                "wasm: true | wasm: perhaps | /spec/agents/0/resources/wasm | wrong_type",
                "name: verifier | name: primary-solver | /spec/agents/1/name | unsupported_value",
                "protocol: ndjson | protocol: carrier-pigeon | /spec/streaming/protocol | unsupported_value",
                "compression: gzip | compression: zip | /spec/streaming/compression | unsupported_value",
                "heartbeat_interval: 15s | heartbeat_interval: soon | /spec/streaming/heartbeat_interval | unsupported_value",
                "heartbeat_interval: 15s | heartbeat_interval: 1h | /spec/streaming/heartbeat_interval | out_of_range",
                "max_session_duration: 1h | max_session_duration: 5ms | /spec/streaming/max_session_duration | out_of_range",
                "interval: 100 | interval: 0 | /spec/verification/interval | out_of_range",
                "probe_count: 10 | probe_count: 1000 | /spec/verification/probe_count | out_of_range",
                "tolerance: 1e-8 | tolerance: -1 | /spec/verification/tolerance | out_of_range",
                "auto_correction: true | auto_correction: 1 | /spec/verification/auto_correction | wrong_type",
                "consensus_mechanism: byzantine | consensus_mechanism: coin | /spec/swarm/consensus_mechanism | unsupported_value",
                "fault_tolerance: 0.33 | fault_tolerance: 0.9 | /spec/swarm/fault_tolerance | out_of_range",
                "log_level: \"info\" | log_level: \"loud\" | /spec/monitoring/log_level | unsupported_value",
                "metrics_endpoint: \"/metrics\" | metrics_endpoint: metrics | /spec/monitoring/metrics_endpoint | unsupported_value",
                "type: bearer_token | type: password | /spec/authentication/type | unsupported_value",
                "requests_per_hour: 10000 | requests_per_hour: many | /spec/authentication/rate_limiting/requests_per_hour | wrong_type",
                "concurrent_sessions: 100 | concurrent_sessions: 0 | /spec/authentication/rate_limiting/concurrent_sessions | out_of_range",
                "name: distributed-sublinear-solver | name: a/b | /metadata/name | unsupported_value",
                "name: distributed-sublinear-solver | title: x | /metadata/name | missing_field"
            })
    void eachMistakeIsNamedByItsPointer(String right, String wrong, String pointer, String code) throws IOException {
        String example = Documents.example();
        assertThat(example).contains(right);
        Problem problem = Documents.problemOf(
                () -> Documents.yaml(example.replaceFirst(Pattern.quote(right), Matcher.quoteReplacement(wrong))));
        assertThat(problem.pointer()).isEqualTo(pointer);
        assertThat(problem.code().wireName()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a: [b",
                "a: *x",
                "a: &x [1]\nb: *x",
                "!!javax.script.ScriptEngineManager [x]",
                "a: !!str 3",
                "a: !mine 3",
                "a: 1\n---\nb: 2",
                "a: 1\na: 2",
                "a: .nan",
                "a: 1e999999",
                "? [a]\n: b",
                "a: \"\\ud800\""
            })
    void textsThatAreMoreOrLessThanJsonAreRefused(String text) {
        assertThat(Documents.problemOf(() -> Documents.yaml(text)).code().status())
                .isEqualTo(400);
    }

    @Test
    void aDocumentThatIsNoObjectIsRefused() {
        assertThat(Documents.problemOf(() -> Documents.yaml("- a")).code().wireName())
                .isEqualTo("wrong_type");
    }

    @Test
    void anAliasBombIsRefusedAtItsFirstAlias() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int k = 1; k < 10; k++) {
            bomb.append("a%d: &a%d [%s]%n".formatted(k, k, ("*a" + (k - 1) + ", ").repeat(8) + "*a" + (k - 1)));
        }
        assertThat(Documents.problemOf(() -> Documents.yaml(bomb.toString())).detail())
                .contains("alias, *a0 (line 2");
    }

    @Test
    void depthAndSizeAreBounded() {
        assertThat(Documents.problemOf(() -> Documents.yaml("[".repeat(5_000)))
                        .code()
                        .status())
                .isEqualTo(400);
        assertThat(Documents.problemOf(() -> Documents.json("[".repeat(5_000)))
                        .code()
                        .status())
                .isEqualTo(400);
        byte[] large = new byte[WorkflowReader.MAX_BYTES + 1];
        Arrays.fill(large, (byte) '#');
        assertThat(Documents.problemOf(() -> WorkflowReader.read(large, WorkflowReader.Form.YAML))
                        .code()
                        .wireName())
                .isEqualTo("body_too_large");
        byte[] notUtf8 = {'a', ':', ' ', (byte) 0xC3};
        assertThat(Documents.problemOf(() -> WorkflowReader.read(notUtf8, WorkflowReader.Form.YAML))
                        .code()
                        .wireName())
                .isEqualTo("malformed_body");
    }

    /// Nothing but a problem ever comes of a text.
    @Test
    void mutatedDocumentsAreReadOrRefused() throws IOException {
        byte[] example = Documents.example().getBytes(StandardCharsets.UTF_8);
        Random random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 2_000; round++) {
            byte[] mutated = example.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                mutated[random.nextInt(mutated.length)] = (byte) ODD.charAt(random.nextInt(ODD.length()));
            }
            try {
                WorkflowReader.read(mutated, WorkflowReader.Form.YAML);
            } catch (RivuletException e) {
                assertThat(e.problem().code().status())
                        .as(new String(mutated, StandardCharsets.UTF_8))
                        .isIn(400, 422);
                refused++;
            }
        }
        assertThat(refused).isBetween(200, 1_999);
    }
}
