// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.workflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an author should know of a workflow that is accepted. Pure.
final class WorkflowWarnings {
    /// Fewer voters can't outvote a faulty one.
    private static final int FEWEST_VOTERS = 4;

    /// Paths at which nodes tell how they are.
    private static final Set<String> HEALTH = Set.of("/health", "/ready", "/alive", "/api/v1/health");

    /// Where nodes have their figures.
    private static final String METRICS = "/metrics";

    private final List<String> warnings = new ArrayList<>();

    private WorkflowWarnings() {}

    static List<String> of(Workflow workflow) {
        var all = new WorkflowWarnings();
        all.agents(workflow);
        all.consensus(workflow);
        Workflow.Streaming streaming = workflow.streaming();
        all.unless(
                streaming.protocol() == null,
                "/spec/streaming/protocol",
                "each client chooses by its header Accept, or by opening a WebSocket");
        Workflow.Swarm swarm = workflow.swarm();
        all.unless(
                !Boolean.FALSE.equals(swarm.partitionHandling()),
                "/spec/swarm/network_partition_handling",
                "a minority side always takes no changes; that can't be switched off");
        all.monitoring(workflow.monitoring());
        Workflow.Authentication authentication = workflow.authentication();
        all.unless(
                authentication.type() == null,
                "/spec/authentication/type",
                "who may call is what the node's own settings say");
        all.unless(
                authentication.flowNexus() == null,
                "/spec/authentication/flow_nexus_integration",
                "there is no Flow Nexus to ask; a token introspection can be set for the node");
        return List.copyOf(all.warnings);
    }

    private void agents(Workflow workflow) {
        for (int k = 0; k < workflow.agents().size(); k++) {
            unless(
                    workflow.agents().get(k).wasm() == null,
                    "/spec/agents/" + k + "/resources/wasm",
                    "solvers run on the JVM's vector units");
        }
        int solvers = workflow.replicas(Workflow.Role.SOLVER);
        if (solvers > WorkflowDefaults.MOST_REPLICAS) {
            warnings.add("/spec/agents: " + solvers + " solvers, of which at most " + WorkflowDefaults.MOST_REPLICAS
                    + " race for one session");
        }
    }

    private void consensus(Workflow workflow) {
        int voters = workflow.voters();
        boolean byzantine = Boolean.TRUE.equals(workflow.swarm().byzantine());
        if (byzantine && voters < FEWEST_VOTERS) {
            warnings.add("/spec/swarm/consensus_mechanism: byzantine with " + voters
                    + " voters (verifiers and solvers) tolerates no faulty one; from " + FEWEST_VOTERS
                    + " on it tolerates one");
        }
        Double part = workflow.swarm().faultTolerance();
        if (part == null) {
            return;
        }
        int asked = (int) Math.floor(part * voters);
        int tolerated = Math.floorDiv(voters - 1, 3);
        if (asked > tolerated) {
            warnings.add("/spec/swarm/fault_tolerance: " + part + " of " + voters + " voters are " + asked
                    + " faulty ones, of which no more than " + tolerated + " are tolerated");
        } else {
            unless(
                    false,
                    "/spec/swarm/fault_tolerance",
                    tolerated + " faulty ones of " + voters + " voters are tolerated, whatever is asked");
        }
    }

    private void monitoring(Workflow.Monitoring monitoring) {
        String health = monitoring.healthCheck();
        unless(
                health == null || HEALTH.contains(health),
                "/spec/monitoring/health_check",
                "nodes tell how they are at /health, /ready and /alive");
        String metrics = monitoring.metricsEndpoint();
        unless(
                metrics == null || metrics.equals(METRICS),
                "/spec/monitoring/metrics_endpoint",
                "nodes have their figures at " + METRICS);
    }

    private void unless(boolean fine, String pointer, @Nullable String why) {
        if (!fine) {
            warnings.add("no_effect: " + pointer + ": " + why);
        }
    }
}
