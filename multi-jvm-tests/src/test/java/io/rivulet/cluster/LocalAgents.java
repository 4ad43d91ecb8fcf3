// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import io.rivulet.node.local.AgentProcess;
import io.rivulet.node.local.NodeProcess.How;
import io.rivulet.quic.cert.CertificateFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Agents as processes, and certificates for them and their coordinators.
final class LocalAgents implements AutoCloseable {
    private final CertificateFolder certificates;
    private final List<AgentProcess> agents = new ArrayList<>();

    LocalAgents(Path folder) {
        certificates = CertificateFolder.at(folder);
        certificates.init(List.of("localhost", "127.0.0.1"), Instant.now());
    }

    /// For a node that agents are to reach at this port.
    Map<String, String> environment(int port) {
        return Map.of(
                "RIVULET_QUIC_PORT",
                Integer.toString(port),
                "RIVULET_QUIC_CERT_DIR",
                certificates.path().toString());
    }

    /// @param ports of coordinators, tried in turn
    AgentProcess launch(String name, Integer... ports) throws IOException {
        Path own = certificates.issue(name, Instant.now());
        String coordinators = String.join(
                ",", List.of(ports).stream().map(port -> "127.0.0.1:" + port).toList());
        AgentProcess agent = AgentProcess.launch(name, own, coordinators, How.PLAIN);
        agents.add(agent);
        return agent;
    }

    AgentProcess agent(String name) {
        return agents.stream()
                .filter(agent -> agent.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() throws InterruptedException {
        for (AgentProcess agent : agents) {
            agent.kill();
        }
    }
}
