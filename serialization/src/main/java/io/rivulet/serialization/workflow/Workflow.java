// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.workflow;

import io.rivulet.numerics.partition.Topology;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A SolverWorkflow as it was written: what is null was not said.
public record Workflow(
        String name,
        @Nullable String description,
        @Nullable Topology topology,
        List<Agent> agents,
        Streaming streaming,
        Verification verification,
        Swarm swarm,
        Monitoring monitoring,
        Authentication authentication) {
    public Workflow {
        agents = List.copyOf(agents);
    }

    /// What an agent is for.
    public enum Role {
        SOLVER,
        VERIFIER,
        COORDINATOR
    }

    /// @param cpuMillis of each replica, thousandths of a processor
    /// @param memoryBytes of each replica
    public record Agent(
            String name,
            Role role,
            int replicas,
            @Nullable Long cpuMillis,
            @Nullable Long memoryBytes,
            @Nullable Boolean wasm) {}

    public record Streaming(
            @Nullable String protocol,
            @Nullable Boolean gzip,
            @Nullable Long heartbeatMillis,
            @Nullable Long maxDurationMillis) {}

    public record Verification(
            @Nullable Boolean enabled,
            @Nullable Integer interval,
            @Nullable Integer probeCount,
            @Nullable Double tolerance,
            @Nullable Boolean autoCorrection) {}

    /// @param byzantine whether several verifiers vote on each x
    /// @param faultTolerance the part of the voters that may be faulty
    public record Swarm(
            @Nullable Boolean costPropagation,
            @Nullable Boolean byzantine,
            @Nullable Double faultTolerance,
            @Nullable Boolean partitionHandling) {}

    public record Monitoring(
            @Nullable String metricsEndpoint,
            @Nullable String healthCheck,
            @Nullable String logLevel,
            @Nullable Boolean tracing) {}

    public record Authentication(
            @Nullable String type,
            @Nullable Boolean flowNexus,
            @Nullable Integer requestsPerHour,
            @Nullable Integer concurrentSessions) {}

    /// Replicas of all agents of a role.
    public int replicas(Role role) {
        return agents.stream()
                .filter(agent -> agent.role() == role)
                .mapToInt(Agent::replicas)
                .sum();
    }

    /// Who votes on an x: verifiers and solvers.
    public int voters() {
        return replicas(Role.VERIFIER) + replicas(Role.SOLVER);
    }
}
