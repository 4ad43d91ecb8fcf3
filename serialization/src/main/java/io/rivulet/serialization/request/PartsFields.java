// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.partition.RowPartition;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// What a `solve_request` says of a solve in parts: `options.partitions`, `options.swarm_enabled` and
/// `flow_nexus.swarm_topology`, which belong together.
/// **Thread** one.
final class PartsFields {
    private static final int LONGEST_CHOICE = 100;
    private static final String AT = "/options/partitions";

    /// Methods that parts have one of their own for, and HYBRID, which leaves it to them.
    private static final Set<Method> METHODS = Set.of(Method.HYBRID, Method.CG, Method.GMRES);

    private boolean swarm;
    private int partitions;
    private Topology topology = Topology.MESH;

    void readSwarm(JsonCursor c) throws IOException {
        swarm = c.truth();
    }

    void readPartitions(JsonCursor c) throws IOException {
        partitions = (int) c.whole(RowPartition.MIN_PARTS, RowPartition.MAX_PARTS);
    }

    void readTopology(JsonCursor c) throws IOException {
        String given = c.text(LONGEST_CHOICE);
        topology = Arrays.stream(Topology.values())
                .filter(choice -> wireName(choice).equals(given))
                .findFirst()
                .orElseThrow(() -> c.unsupported(
                        "\"" + given + "\"",
                        "Supported are "
                                + Arrays.stream(Topology.values())
                                        .map(PartsFields::wireName)
                                        .collect(Collectors.joining(", "))
                                + "."));
    }

    private static String wireName(Topology topology) {
        return topology.name().toLowerCase(Locale.ROOT);
    }

    /// **Errors** what does not go together.
    SessionSettings in(SessionSettings settings, Warnings warnings) {
        if (partitions == 0) {
            if (topology != Topology.MESH) {
                throw problem("swarm_topology \"" + wireName(topology) + "\" without partitions")
                        .at("/flow_nexus/swarm_topology")
                        .hint("Ask for options.partitions with it: it says how parts exchange their values.")
                        .exception();
            }
            if (swarm) {
                warnings.add(
                        "swarm_enabled: without options.partitions the session is solved and verified on one node");
            }
            return settings;
        }
        if (!swarm) {
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
        return settings.inParts(partitions, topology);
    }

    boolean swarm() {
        return swarm;
    }

    private static Problem problem(String shown) {
        return Problem.of(ProblemCode.UNSUPPORTED_VALUE, shown + " is not supported");
    }
}
