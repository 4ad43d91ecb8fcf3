// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.node;

import io.rivulet.actors.cluster.Membership;
import io.rivulet.actors.cluster.NodeRole;
import io.rivulet.actors.cluster.NodeVitals;
import io.rivulet.actors.session.Sessions.NodeFacts;
import io.rivulet.numerics.kernels.Kernels;
import io.rivulet.serialization.view.NodeStatusView;
import java.util.Optional;
import java.util.function.LongSupplier;

/// What `GET /api/v1/status` tells: this node, its cluster, and how busy both are.
public final class NodeStatus {
    private final String version;
    private final LongSupplier nanoTime;
    private final long startedNanos;

    public NodeStatus(String version, LongSupplier nanoTime) {
        this.version = version;
        this.nanoTime = nanoTime;
        this.startedNanos = nanoTime.getAsLong();
    }

    public NodeStatusView view(NodeFacts facts) {
        return new NodeStatusView(
                facts.name(),
                version,
                (nanoTime.getAsLong() - startedNanos) / 1_000_000,
                facts.transport(),
                facts.members().stream().map(NodeStatus::member).toList(),
                facts.sessionsByState(),
                facts.iterationsPerSecond(),
                facts.updatesPerSecond(),
                facts.probesPerSecond(),
                facts.linesPerSecond(),
                Kernels.detect().kernels().provider(),
                facts.database());
    }

    private static NodeStatusView.Member member(Membership.View member) {
        Optional<NodeVitals> vitals = member.vitals();
        return new NodeStatusView.Member(
                vitals.map(NodeVitals::name).orElse(""),
                member.address(),
                vitals.map(NodeVitals::version).orElse(""),
                member.roles().stream().map(NodeRole::wireName).toList(),
                member.state(),
                vitals.map(told -> told.memoryByShard().size()).orElse(0),
                vitals.map(NodeVitals::sessions).orElse(0),
                vitals.map(NodeVitals::cpu).orElse(Double.NaN),
                vitals.map(NodeVitals::heap).orElse(Double.NaN));
    }
}
