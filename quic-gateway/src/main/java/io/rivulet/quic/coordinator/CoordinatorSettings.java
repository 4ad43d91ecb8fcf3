// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.coordinator;

import io.rivulet.quic.cert.CertificateFolder;
import java.net.InetSocketAddress;
import java.time.Duration;

/// How a coordinator listens.
///
/// @param name of the node, by which agents know it
/// @param advertised HOST:PORT by which agents reach this node; empty: they are not told of it
/// @param reload how often certificates and the list of agents are looked at
/// @param heartbeat how often an agent tells of itself, which renews its leases
/// @param ping how often an agent is asked whether it lives
/// @param pingTimeout one that has not answered for so long loses its tasks to others
public record CoordinatorSettings(
        String name,
        InetSocketAddress address,
        String advertised,
        CertificateFolder certificates,
        Duration reload,
        Duration heartbeat,
        Duration ping,
        Duration pingTimeout) {
    /// Agents of one coordinator.
    public static final int MOST_AGENTS = 1_000;
}
