// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.http.settings.SecuritySettings;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a caller has open ends when their key is taken away, and nobody else's does.
@Timeout(60)
class RevokedCallerTest {
    private static final String CAROL = "carol-key-0123456789abcdef";
    private static final Path KEYS = KnownCallers.file(withCarol());

    @RegisterExtension
    static final OneNode node = OneNode.start(
            GatewaySettings.defaults().secured(SecuritySettings.OFF.keys(KEYS).reload(Duration.ofMillis(50))));

    private static Map<String, String> withCarol() {
        Map<String, String> more = new HashMap<>(KnownCallers.ALL);
        more.put(CAROL, "user");
        return more;
    }

    private static OpenRequest11 open(String path, String firstLine, String key) throws Exception {
        return new OpenRequest11(path, node.port(), firstLine, "Authorization: Bearer " + key + "\r\n");
    }

    private static String session(OpenRequest11 stream) throws Exception {
        return stream.until("session_opened").get("session_id").asText();
    }

    @Test
    void whatIsOpenEndsWithTheKeyItWasOpenedWith() throws Exception {
        try (OpenRequest11 others = open("/api/v1/solve-stream", SmallSystem.LIVE, KnownCallers.ALICE);
                OpenRequest11 own = open("/api/v1/solve-stream", SmallSystem.LIVE, CAROL);
                SocketClient socket = SocketClient.open(node, "", KnownCallers.bearer(CAROL))) {
            String session = session(own);
            socket.send("{\"type\":\"subscribe\",\"session_id\":\"" + session + "\"}")
                    .untilType("snapshot");
            HttpResponse<Stream<String>> followed = node.stream(
                    node.request("/api/v1/sessions/" + session + "/stream").headers(KnownCallers.bearer(CAROL)));
            Iterator<String> lines = followed.body().iterator();
            assertThat(lines.next()).contains("snapshot");
            try (OpenRequest11 costs = open("/api/v1/swarm/costs", SmallSystem.update(session, 0), CAROL)) {
                assertThat(costs.nextText()).contains("\"accepted\":true");

                KnownCallers.write(KEYS, KnownCallers.ALL);

                assertRevoked(own.until("error"));
                assertThatThrownBy(own::nextText).hasMessageContaining("the answer ended");
                assertThat(costs.nextText()).contains("\"unauthenticated\"");
                assertThatThrownBy(costs::nextText).hasMessageContaining("the answer ended");
            }
            JsonNode last = null;
            while (lines.hasNext()) {
                last = OneNode.JSON.readTree(lines.next());
            }
            assertRevoked(last);
            socket.until(frame ->
                    frame.path("problem").path("code").asText().equals("unauthenticated") && !frame.has("session_id"));
            assertThatThrownBy(() -> socket.until(_ -> false)).hasRootCauseMessage("the socket was closed");

            String theirs = session(others);
            assertThat(node.post(
                                    "/api/v1/swarm/costs?wait=applied",
                                    "application/json",
                                    SmallSystem.update(theirs, 0),
                                    KnownCallers.bearer(KnownCallers.ALICE))
                            .statusCode())
                    .isEqualTo(200);
            others.until("cost_applied");
        }
    }

    private static void assertRevoked(JsonNode line) {
        assertThat(line.get("type").asText()).isEqualTo("error");
        assertThat(line.get("fatal").asBoolean()).isTrue();
        assertThat(line.get("problem").get("code").asText()).isEqualTo("unauthenticated");
        assertThat(line.get("resume_from").asLong()).isPositive();
    }
}
