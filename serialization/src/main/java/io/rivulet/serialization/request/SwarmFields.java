// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.partition.RowPartition;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSettings.CostAggregation;
import io.rivulet.serialization.event.SessionSettings.CostSource;
import io.rivulet.serialization.event.SessionSettings.Swarm;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a `solve_request` says of those who work on the session together: `options.partitions`, `options.replicas`,
/// `options.swarm_enabled`, `flow_nexus.swarm_topology`, `cost_aggregation` and `cost_source`.
/// **Thread** one.
final class SwarmFields {
    private static final int LONGEST_CHOICE = 100;
    private static final String AT = "/options/partitions";

    /// More different plans are known for hardly any matrix.
    private static final int MOST_REPLICAS = 16;

    /// Methods that parts have one of their own for, and HYBRID, which leaves it to them.
    private static final Set<Method> METHODS = Set.of(Method.HYBRID, Method.CG, Method.GMRES);

    private @Nullable Boolean enabled;
    private @Nullable Integer partitions;
    private @Nullable Integer replicas;
    private @Nullable Topology topology;
    private @Nullable CostAggregation aggregation;
    private @Nullable CostSource costSource;

    void readEnabled(JsonCursor c) throws IOException {
        enabled = c.truth();
    }

    void enabledUnlessSaid(boolean otherwise) {
        if (enabled == null) {
            enabled = otherwise;
        }
    }

    void readPartitions(JsonCursor c) throws IOException {
        partitions = (int) c.whole(RowPartition.MIN_PARTS, RowPartition.MAX_PARTS);
    }

    void readReplicas(JsonCursor c) throws IOException {
        replicas = (int) c.whole(1, MOST_REPLICAS);
    }

    void readTopology(JsonCursor c) throws IOException {
        topology = choice(c, Topology.values());
    }

    void readAggregation(JsonCursor c) throws IOException {
        aggregation = choice(c, CostAggregation.values());
    }

    void readCostSource(JsonCursor c) throws IOException {
        costSource = new CostSource(c.uuid(), 0);
    }

    private static <E extends Enum<E>> E choice(JsonCursor c, E[] choices) throws IOException {
        String given = c.text(LONGEST_CHOICE);
        return Arrays.stream(choices)
                .filter(choice -> wireName(choice).equals(given))
                .findFirst()
                .orElseThrow(() -> c.unsupported(
                        "\"" + given + "\"",
                        "Supported are "
                                + Arrays.stream(choices)
                                        .map(SwarmFields::wireName)
                                        .collect(Collectors.joining(", "))
                                + "."));
    }

    private static String wireName(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    /// What was said, else what `from` has. Replicas of `from` are for an x that several may race for.
    Swarm over(Swarm from) {
        boolean enabledNow = enabled == null ? from.enabled() : enabled;
        int parts = partitions == null ? from.partitions() : partitions;
        int racers = enabledNow && parts == 0 ? from.replicas() : Swarm.DEFAULTS.replicas();
        return new Swarm(
                enabledNow,
                parts,
                topology == null ? from.topology() : topology,
                aggregation == null ? from.aggregation() : aggregation,
                costSource == null ? from.costSource() : costSource,
                replicas == null ? racers : replicas);
    }

    /// **Errors** what does not go together.
    static void check(SessionSettings settings, Warnings warnings) {
        Swarm swarm = settings.swarm();
        if (swarm.replicas() > 1 && (swarm.partitions() > 0 || !swarm.enabled())) {
            throw problem(swarm.enabled() ? "replicas with partitions" : "replicas without swarm_enabled")
                    .at("/options/replicas")
                    .hint("Replicas race for one whole x: set options.swarm_enabled to true, and leave partitions out.")
                    .exception();
        }
        if (swarm.partitions() == 0) {
            if (swarm.enabled()) {
                warnings.add(
                        "swarm_enabled: until another member joins, the session is solved and verified on one node");
            }
            return;
        }
        if (!swarm.enabled()) {
            throw problem("partitions without swarm_enabled")
                    .at(AT)
                    .hint("Set options.swarm_enabled to true, or leave partitions out.")
                    .exception();
        }
        if (!METHODS.contains(settings.method())) {
            throw problem("method \"" + settings.method().wireName() + "\" in parts")
                    .at("/method")
                    .hint("In parts, supported are hybrid, cg and gmres.")
                    .exception();
        }
        if (settings.preconditioner() != PreconditionerKind.AUTO) {
            throw problem("preconditioner \"" + settings.preconditioner().wireName() + "\" in parts")
                    .at("/options/preconditioner")
                    .hint("Leave it out: parts are their own preconditioner.")
                    .exception();
        }
    }

    private static Problem problem(String shown) {
        return Problem.of(ProblemCode.UNSUPPORTED_VALUE, shown + " is not supported");
    }
}
