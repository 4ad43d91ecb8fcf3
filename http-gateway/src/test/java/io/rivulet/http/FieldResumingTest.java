// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.field.core.FieldLimits;
import io.rivulet.http.settings.FieldStreamSettings;
import io.rivulet.http.settings.GatewaySettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Streams that were lost and come back, over a socket.
class FieldResumingTest {
    @RegisterExtension
    static final OneNode node = OneNode.start(
            GatewaySettings.defaults().fields(FieldStreamSettings.DEFAULTS.keys("another-key", FieldClient.KEY)));

    @Test
    void aLostConnectionIsResumedWithoutALoss() throws Exception {
        String token;
        long last;
        try (FieldClient client = FieldClient.live(node).enter("{\"resume\":true}")) {
            client.subscribe("simulation_live", "s", "{\"steps\":400,\"grid_size\":16}");
            token = client.untilType("subscribe_success")
                    .at("/payload/resume_token")
                    .asText();
            last = client.until(
                            message -> message.path("payload").path("sequence").asInt() == 30)
                    .at("/payload/sequence")
                    .asLong();
        }
        String resume = "{\"type\":\"resume\",\"payload\":{\"stream_id\":\"s\",\"resume_token\":\"" + token
                + "\",\"last_sequence\":" + last + "}}";
        try (FieldClient client = FieldClient.live(node).enter("{\"resume\":true}")) {
            JsonNode success = client.send(resume).untilType("resume_success", "resume_failed");
            assertThat(success.get("type").asText()).as(success.toString()).isEqualTo("resume_success");
            assertThat(success.at("/payload/from_sequence").asLong()).isEqualTo(last + 1);
            for (long k = last + 1; k < 400; k++) {
                assertThat(client.untilType("simulation_state")
                                .at("/payload/sequence")
                                .asLong())
                        .isEqualTo(k);
            }
            client.untilType("simulation_complete");
            assertThat(client.send(resume).refusal("resume_failed")).isEqualTo("RESUME_UNKNOWN");
        }
    }

    /// A window that is over in the moment that the connection is lost.
    @Test
    void whoComesBackTooLateIsToldSo() throws Exception {
        var limits = FieldLimits.DEFAULTS.resumeWindow(Duration.ZERO);
        try (OneNode hasty = new OneNode(GatewaySettings.defaults()
                .fields(FieldStreamSettings.DEFAULTS
                        .keys("another-key", FieldClient.KEY)
                        .limits(limits)))) {
            String token;
            try (FieldClient client = FieldClient.live(hasty).enter("{\"resume\":true}")) {
                client.subscribe("simulation_live", "s", "{\"steps\":400,\"grid_size\":16}");
                token = client.untilType("subscribe_success")
                        .at("/payload/resume_token")
                        .asText();
                client.send("{\"type\":\"close\"}");
                assertThat(client.closeCode()).isEqualTo(1000);
            }
            String resume =
                    "{\"type\":\"resume\",\"payload\":{\"stream_id\":\"s\",\"resume_token\":\"" + token + "\"}}";
            try (FieldClient other = FieldClient.live(hasty).enterWith("another-key", "{\"resume\":true}");
                    FieldClient client = FieldClient.live(hasty).enter("{\"resume\":true}")) {
                assertThat(other.send(resume).refusal("resume_failed")).isEqualTo("RESUME_UNKNOWN");
                assertThat(client.send(resume).refusal("resume_failed")).isEqualTo("RESUME_EXPIRED");
                assertThat(client.send(resume).refusal("resume_failed")).isEqualTo("RESUME_EXPIRED");
            }
        }
    }

    /// Steps that others were told meanwhile, at a pace that divides it, are there for whoever comes back.
    @Test
    void whoComesBackAtAnotherPaceThanOthersHasMissedNothingThatWasTold() throws Exception {
        String run = "{\"steps\":1000,\"grid_size\":16,\"stream_key\":\"paces\",\"update_interval_steps\":%d}";
        try (FieldClient stays = FieldClient.live(node).enter("{\"filters\":true}")) {
            stays.subscribe("simulation_live", "t", run.formatted(5)).untilType("subscribe_success");
            String token;
            long seen;
            try (FieldClient client = FieldClient.live(node).enter("{\"resume\":true}")) {
                client.subscribe("simulation_live", "s", run.formatted(10));
                token = client.untilType("subscribe_success")
                        .at("/payload/resume_token")
                        .asText();
                seen = client.untilType("simulation_state")
                        .at("/payload/sequence")
                        .asLong();
            }
            // The other one's pace changes, to one that divides it too.
            stays.untilType("simulation_state");
            stays.send(
                            "{\"type\":\"update_subscription\",\"payload\":{\"stream_id\":\"t\",\"update_interval_steps\":2}}")
                    .untilType("update_subscription_success");
            stays.untilType("simulation_state");
            try (FieldClient client = FieldClient.live(node).enter("{\"resume\":true}")) {
                JsonNode success = client.send(
                                "{\"type\":\"resume\",\"payload\":{\"stream_id\":\"s\",\"resume_token\":\"" + token
                                        + "\",\"last_sequence\":" + seen + "}}")
                        .untilType("resume_success", "resume_failed");
                assertThat(success.get("type").asText()).as(success.toString()).isEqualTo("resume_success");
                for (long k = seen + 1; k < seen + 5; k++) {
                    assertThat(client.untilType("simulation_state")
                                    .at("/payload/sequence")
                                    .asLong())
                            .isEqualTo(k);
                }
            }
        }
    }
}
