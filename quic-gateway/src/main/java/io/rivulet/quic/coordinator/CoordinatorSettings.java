// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.coordinator;

import io.rivulet.quic.cert.CertificateFolder;
import java.net.InetSocketAddress;
import java.time.Duration;

/// How a coordinator listens.
///
/// @param name of the node, by which agents know it
/// @param reload how often certificates and the list of agents are looked at
public record CoordinatorSettings(
        String name, InetSocketAddress address, CertificateFolder certificates, Duration reload, Duration heartbeat) {
    /// Agents of one coordinator.
    public static final int MOST_AGENTS = 1_000;
}
