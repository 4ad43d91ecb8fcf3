// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.cluster.NodeClient.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Neither silence nor a cut makes the voters of a session fewer: only the cluster's decision who has gone does.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VotersBehindACutTest {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    /// What a poll came to: who voted how, as the answer to a poll or its refusal says.
    private static String poll(Nodes nodes, int asked, Tridiagonal system) throws IOException, InterruptedException {
        Reply reply = nodes.client(asked)
                .post("/api/v1/verify", "{\"session_id\":\"" + system.id + "\",\"strategy\":\"consensus\"}");
        JsonNode votes = reply.body().path("votes");
        return reply.status() == 200
                ? (reply.body().path("verified").asBoolean() ? "verified: " : "refuted: ") + votes
                : reply.body().path("code").asText() + ": "
                        + reply.body().path("detail").asText();
    }

    private static String verified(int voters, int quorum) {
        return "verified: {\"for\":" + voters + ",\"against\":0,\"abstained\":0,\"voters\":" + voters + ",\"quorum\":"
                + quorum + ",\"tolerated_faults\":0}";
    }

    /// A voter that is busy for longer than the time it is given abstains: asked again.
    private static void awaitPoll(Nodes nodes, int asked, Tridiagonal system, String wanted) throws Exception {
        List<String> seen = new ArrayList<>();
        try {
            Nodes.await(wanted, () -> {
                seen.add(poll(nodes, asked, system));
                return seen.getLast().equals(wanted);
            });
        } catch (AssertionError never) {
            throw new AssertionError(never.getMessage() + "; the last was " + seen.getLast(), never);
        }
    }

    private static Tridiagonal session(Nodes nodes, String home) throws Exception {
        for (int k = 0; ; k++) {
            Tridiagonal system = new Tridiagonal(new UUID(12, k), 12);
            nodes.client(1).open(system.request()).close();
            if (nodes.nodeOf(system.id.toString(), 1).equals(home)) {
                return system;
            }
            nodes.client(1).delete("/api/v1/sessions/" + system.id);
        }
    }

    @Test
    void aPollCountsTheVotersOnTheOtherSideOfACutUntilTheClusterHasRemovedThem() throws Exception {
        // So many nodes on one machine keep each other from saying a word in time.
        try (BehindDoors doors = BehindDoors.start(folder, Map.of(), "-Drivulet.actors.verifier.vote-timeout=2s")) {
            Nodes nodes = doors.nodes();
            nodes.awaitMembers(1, "node-1 up", "node-2 up", "node-3 up");
            nodes.awaitMembers(3, "node-1 up", "node-2 up", "node-3 up");
            Tridiagonal here = session(nodes, "node-1");
            Tridiagonal there = session(nodes, "node-3");
            awaitPoll(nodes, 1, here, verified(3, 3));
            awaitPoll(nodes, 3, there, verified(3, 3));

            doors.cutOff(3);
            // Two of three are a majority and no quorum, as long as it is three that are asked.
            assertThat(poll(nodes, 3, there))
                    .isEqualTo("no_quorum: 1 voters for, 0 against, 2 abstained: of 3, 3 have to agree");
            awaitPoll(nodes, 1, here, "no_quorum: 2 voters for, 0 against, 1 abstained: of 3, 3 have to agree");

            assertThat(nodes.cluster().node(3).awaitEnd(ENDS_WITHIN)).isEqualTo(1);
            nodes.awaitMembers(1, "node-1 up", "node-2 up");
            awaitPoll(nodes, 1, here, verified(2, 2));
            awaitPoll(nodes, 1, there, verified(2, 2));
        }
    }
}
