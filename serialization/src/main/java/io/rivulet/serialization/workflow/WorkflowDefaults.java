// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.workflow;

import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSettings.Inherited;
import io.rivulet.serialization.event.SessionSettings.LogLevel;
import io.rivulet.serialization.event.SessionSettings.Verifying;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a session gets from the workflow that it is opened under, where its request says nothing. Pure.
public final class WorkflowDefaults {
    /// More different plans are known for hardly any matrix.
    static final int MOST_REPLICAS = 16;

    private WorkflowDefaults() {}

    public static SessionSettings of(Workflow workflow) {
        SessionSettings plain = SessionSettings.DEFAULTS;
        return plain.toBuilder()
                .swarm(swarm(workflow, plain.swarm()))
                .verifying(verifying(workflow, plain.verifying()))
                .autoCorrection(said(workflow.verification().autoCorrection(), plain.autoCorrection()))
                .inherited(inherited(workflow))
                .build();
    }

    private static SessionSettings.Swarm swarm(Workflow workflow, SessionSettings.Swarm plain) {
        int replicas = Math.min(MOST_REPLICAS, workflow.replicas(Workflow.Role.SOLVER));
        return new SessionSettings.Swarm(
                hasSwarm(workflow),
                plain.partitions(),
                said(workflow.topology(), plain.topology()),
                plain.aggregation(),
                null,
                replicas > 1 ? replicas : plain.replicas());
    }

    /// Several who work on one x, or a word about how they do.
    private static boolean hasSwarm(Workflow workflow) {
        return workflow.voters() > 1
                || Boolean.TRUE.equals(workflow.swarm().byzantine())
                || Boolean.TRUE.equals(workflow.swarm().costPropagation());
    }

    private static Verifying verifying(Workflow workflow, Verifying plain) {
        Workflow.Verification asked = workflow.verification();
        var verifying = new Verifying(
                said(asked.enabled(), plain.enabled()),
                said(asked.interval(), plain.interval()),
                said(asked.probeCount(), plain.probeCount()),
                asked.tolerance(),
                plain.strategy(),
                plain.consensus());
        return Boolean.TRUE.equals(workflow.swarm().byzantine()) ? verifying.byConsensus() : verifying;
    }

    private static Inherited inherited(Workflow workflow) {
        Workflow.Streaming streaming = workflow.streaming();
        Workflow.Monitoring monitoring = workflow.monitoring();
        return new Inherited(
                workflow.name(),
                said(workflow.swarm().costPropagation(), true),
                said(streaming.heartbeatMillis(), 0L),
                said(streaming.maxDurationMillis(), 0L),
                said(streaming.gzip(), true),
                monitoring.logLevel() == null
                        ? LogLevel.DEFAULT
                        : LogLevel.valueOf(monitoring.logLevel().toUpperCase(Locale.ROOT)),
                said(monitoring.tracing(), true));
    }

    private static <T> T said(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
