// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.settings.GatewaySettings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Verifiers at the sockets of two nodes vote on sessions of both.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutsideVerifiersInAClusterTest {
    private static final long PATIENCE_SECONDS = 40;
    private static final String SLOW_MACHINE = """
            rivulet.actors.verifier.vote-timeout = 1s
            pekko.cluster.failure-detector.acceptable-heartbeat-pause = 10s
            """;

    private static void until(OneNode at, String session, int inFavour, int abstained) throws Exception {
        String wanted = "\"for\":" + inFavour + ",\"against\":0,\"abstained\":" + abstained + ",";
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String body = "";
        while (!body.contains(wanted)) {
            assertThat(System.nanoTime()).as(wanted + " but " + body).isLessThan(deadline);
            body = at.postJson(
                            "/api/v1/verify",
                            "{\"session_id\":\"" + session + "\",\"strategy\":\"consensus\",\"probe_count\":3}")
                    .body();
        }
    }

    private static String open(OneNode at) throws Exception {
        List<JsonNode> lines = at.solve("""
                {"matrix": {"data": {"gallery": {"name": "grid_plus_leak", "nx": 12, "ny": 9, "leak": 1}}},
                 "options": {"swarm_enabled": true}}
                """);
        return lines.getFirst().get("session_id").asText();
    }

    private static String homeOf(OneNode at, String session) throws Exception {
        return OneNode.JSON
                .readTree(at.get("/api/v1/status/" + session).body())
                .get("node")
                .asText();
    }

    @Test
    void aMemberIsAskedWhereverItsSocketIsAndGoesOnAtAnotherNode() throws Exception {
        try (OneNode first = new OneNode("first", GatewaySettings.defaults(), SLOW_MACHINE, null);
                OneNode second = new OneNode("second", GatewaySettings.defaults(), SLOW_MACHINE, first)) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (first.sessions.membership().members().electorate().present().size() < 2
                    || second.sessions
                                    .membership()
                                    .members()
                                    .electorate()
                                    .present()
                                    .size()
                            < 2) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.onSpinWait();
            }
            try (var here = ReferenceVerifier.join(first.client, first.port(), "v1", "");
                    var there = ReferenceVerifier.join(first.client, second.port(), "v2", "")) {
                Set<String> homes = new HashSet<>();
                String session = "";
                // Sessions are where their shard is: some here, some there.
                for (int k = 0; homes.size() < 2; k++) {
                    assertThat(k).isLessThan(64);
                    session = open(first);
                    if (homes.add(homeOf(first, session))) {
                        until(first, session, 4, 0);
                        until(second, session, 4, 0);
                    }
                }
                here.drop();
                until(first, session, 3, 1);
                try (var again = ReferenceVerifier.join(first.client, second.port(), "v1", "", here.key)) {
                    until(first, session, 4, 0);
                    assertThat(again.tasks).isNotEmpty();
                }
                assertThat(there.tasks).isNotEmpty();
            }
        }
    }
}
