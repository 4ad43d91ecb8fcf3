// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.schema;

import static io.rivulet.serialization.schema.AnswerSchemas.measure;

import io.rivulet.numerics.partition.Topology;
import io.rivulet.serialization.event.CostReport;
import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.request.ProbeVote;
import java.util.Arrays;
import java.util.Locale;

/// What members of swarms say and hear.
public final class SwarmSchemas {
    private static final Schema TEXTS = Schema.array(Schema.text());

    private SwarmSchemas() {}

    private static Schema role() {
        return Schema.choice(
                Arrays.stream(MemberRole.values()).map(MemberRole::wireName).toList());
    }

    public static Schema join() {
        return Schema.object()
                .required("node_id", Schema.text().says("the member's name"))
                .property("type", Schema.constant("join"))
                .property("session_id", Schema.id().says("whose member; without it, of all that have swarm_enabled"))
                .required("roles", Schema.array(role()).atLeast(1))
                .property("capabilities", TEXTS.atMost(SwarmMember.CAPABILITIES))
                .property("version", Schema.text())
                .property("public_key", Schema.text().says("Ed25519, base64url: a verifier or solver votes under it"));
    }

    public static Schema joined() {
        return Schema.object()
                .required("coordinator_id", Schema.text())
                .required("member_epoch", Schema.whole())
                .required("heartbeat_interval_ms", Schema.whole())
                .required("neighbours", TEXTS)
                .required("assigned_streams", Schema.array(Schema.id()))
                .property("warnings", TEXTS);
    }

    /// A `cost_report`: an estimate by one who observes.
    public static Schema report() {
        return Schema.object()
                .property("type", Schema.constant("cost_report"))
                .required("session_id", Schema.id())
                .required("node_id", Schema.text().says("a member with the role reporter"))
                .required(
                        "local_costs",
                        MatrixSchemas.sparse().says("1 to " + CostReport.ENTRIES + " entries of b as observed"))
                .required("computation_confidence", Schema.number().above(0).to(1))
                .property("timestamp", Schema.either(Schema.time(), Schema.whole()))
                .property("network_latency", Schema.number().from(0).says("in ms"));
    }

    /// Members of the cluster, or of a session's swarm.
    public static Schema swarm() {
        Schema member = Schema.object()
                .required("node_id", Schema.text())
                .required("roles", Schema.array(role()))
                .required("epoch", Schema.whole())
                .required("last_seen", Schema.time())
                .required("node", Schema.truth().says("whether it is a node of this cluster"))
                .required("capabilities", TEXTS)
                .required("version", Schema.text());
        return Schema.object()
                .property("session_id", Schema.id())
                .required("member_epoch", Schema.whole())
                .required("members", Schema.array(member))
                .required(
                        "topology",
                        Schema.choice(Arrays.stream(Topology.values())
                                .map(each -> each.name().toLowerCase(Locale.ROOT))
                                .toList()))
                .required("edges", Schema.array(TEXTS.atLeast(2).atMost(2)))
                .required("aggregation", aggregation())
                .required("quorum", Schema.whole())
                .required("tolerated_faults", Schema.whole())
                .property("propagation", Schema.array(traffic()))
                .property("warnings", TEXTS);
    }

    private static Schema aggregation() {
        Schema reporter = Schema.object()
                .required("node_id", Schema.text())
                .required("reports", Schema.whole())
                .required("outside", Schema.whole())
                .required("distrusted", Schema.truth())
                .required("estimates", Schema.whole())
                .required("network_latency", measure());
        return Schema.object()
                .says("of a session's reports; empty for the cluster")
                .property("rule", Schema.text())
                .property("reporters", Schema.array(reporter))
                .property("distrusted", TEXTS);
    }

    private static Schema traffic() {
        Schema traffic = Schema.object().required("node_id", Schema.text());
        for (String count : new String[] {
            "links_epoch",
            "revision",
            "sent_messages",
            "sent_bytes",
            "received_messages",
            "received_bytes",
            "delivered",
            "duplicates",
            "stale_epoch",
            "strangers",
            "lost",
            "told_members",
            "untold_members"
        }) {
            traffic = traffic.required(count, Schema.whole());
        }
        return traffic;
    }

    /// A word about a task.
    static Schema vote() {
        return Schema.object()
                .required("task", Schema.text())
                .required(
                        "verdict",
                        Schema.choice(Arrays.stream(ProbeVote.Verdict.values())
                                .map(each -> each.name().toLowerCase(Locale.ROOT))
                                .toList()))
                .property("relative_residual", Schema.number().from(0))
                .property("seed", Schema.whole())
                .property("signature", Schema.text().says("Ed25519, base64url"));
    }

    /// What a member that verifies is asked.
    static Schema task() {
        return Schema.object()
                .required("task", Schema.text())
                .required("node_id", Schema.text())
                .required("session_id", Schema.id())
                .required("epoch", Schema.whole())
                .required("revision", Schema.whole())
                .required("x_digest", Schema.text())
                .required("strategy", Schema.text())
                .required("tolerance", measure())
                .required("absolute_tolerance", measure())
                .required("probe_count", Schema.whole())
                .required("deadline_ms", Schema.whole())
                .required("matrix", Schema.text().says("where A is read"))
                .required("vector", Schema.text().says("where b is read"))
                .required("x", Schema.text().says("where x is read"));
    }

    /// What a member is told of changed costs.
    static Schema delta() {
        return Schema.object()
                .required("session_id", Schema.id())
                .required("timestamp", Schema.time())
                .required("origin", Schema.text())
                .required("first_revision", Schema.whole())
                .required("revision", Schema.whole())
                .required("updates", Schema.whole())
                .required("update_id", Schema.text())
                .required("source_node", Schema.text().orNull())
                .required("entries", Schema.whole())
                .required("omitted", Schema.truth())
                .property("set_costs", AnswerSchemas.entriesOfX())
                .property("delta_costs", AnswerSchemas.entriesOfX());
    }
}
