// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.http.field.core.FieldAuth;
import io.rivulet.http.field.core.FieldLimits;
import io.rivulet.http.field.core.Overflow;
import io.rivulet.http.settings.FieldStreamSettings;
import io.rivulet.http.settings.GatewaySettings;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who gets in, how connections end, and with which code.
class FieldAuthOverSocketTest {
    private static final FieldStreamSettings KEYS = FieldStreamSettings.DEFAULTS.keys("another-key", FieldClient.KEY);
    private static final String INIT = "{\"type\":\"init\"}";

    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults().fields(KEYS));

    private static FieldClient inited() throws Exception {
        FieldClient client = FieldClient.features(node).send(INIT);
        client.untilType("init");
        return client;
    }

    @Test
    void eitherKeyOpensSignedOrNot() throws Exception {
        try (FieldClient client = inited()) {
            client.send(FieldClient.auth(FieldClient.freshTime(), "another-key"))
                    .untilType("auth_success");
            client.send(FieldClient.auth(Long.toString(FieldClient.freshTime()), FieldClient.KEY, null))
                    .untilType("auth_success");
            client.send(FieldClient.auth("\"" + FieldClient.freshTime() + "\"", FieldClient.KEY, null))
                    .untilType("auth_success");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong", "", "ключ-ü", "A-KEY-OF-THIS-TEST"})
    void otherKeysAreRefused(String key) throws Exception {
        try (FieldClient client = inited()) {
            assertThat(client.send(FieldClient.auth(FieldClient.freshTime(), key))
                            .refusal("auth_failed"))
                    .isEqualTo("AUTH_FAILED");
            assertThat(client.subscribe("stream_features", "s", "{}").refusal("subscribe_failed"))
                    .isEqualTo("NOT_AUTHENTICATED");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"NaN\"", "\"Infinity\"", "-1", "1e300", "1"})
    void timesOutsideTheWindowAreRefused(String time) throws Exception {
        try (FieldClient client = inited()) {
            assertThat(client.send(FieldClient.auth(time, FieldClient.KEY, null))
                            .refusal("auth_failed"))
                    .isEqualTo("AUTH_FAILED");
        }
    }

    @ParameterizedTest
    @CsvSource({"-302000, false", "302000, false", "-240000, true", "240000, true"})
    void theWindowIsFiveMinutesBothWays(long off, boolean within) throws Exception {
        try (FieldClient client = inited()) {
            client.send(FieldClient.auth(System.currentTimeMillis() + off, FieldClient.KEY));
            assertThat(client.untilType("auth_success", "auth_failed")
                            .get("type")
                            .asText())
                    .isEqualTo(within ? "auth_success" : "auth_failed");
        }
    }

    @Test
    void anEmptyOrWrongSignatureIsRefused() throws Exception {
        try (FieldClient client = inited()) {
            String time = Long.toString(FieldClient.freshTime());
            assertThat(client.send(FieldClient.auth(time, FieldClient.KEY, "")).refusal("auth_failed"))
                    .isEqualTo("AUTH_FAILED");
            assertThat(client.send(FieldClient.auth(time, FieldClient.KEY, FieldAuth.sign("another-key", time)))
                            .refusal("auth_failed"))
                    .isEqualTo("AUTH_FAILED");
        }
    }

    @Test
    void theSameAuthOpensOneConnection() throws Exception {
        String auth = FieldClient.auth(FieldClient.freshTime(), FieldClient.KEY);
        try (FieldClient first = inited();
                FieldClient second = inited()) {
            first.send(auth).untilType("auth_success");
            assertThat(second.send(auth).refusal("auth_failed")).isEqualTo("REPLAYED");
            // With another fraction it is the same signature.
            String time = auth.replaceAll(".*\"timestamp\":(\\d+).*", "$1");
            String again = FieldClient.auth(time + ".5", FieldClient.KEY, FieldAuth.sign(FieldClient.KEY, time));
            assertThat(second.send(again).refusal("auth_failed")).isEqualTo("REPLAYED");
        }
    }

    @Test
    void theThirdRefusalCloses() throws Exception {
        try (FieldClient client = inited()) {
            for (int k = 0; k < 3; k++) {
                client.send(FieldClient.auth(FieldClient.freshTime(), "wrong")).refusal("auth_failed");
            }
            assertThat(client.closeCode()).isEqualTo(4403);
        }
    }

    @Test
    void aFailedSecondAuthIsTheOneTruth() throws Exception {
        try (FieldClient client = FieldClient.features(node).enter()) {
            client.subscribe("stream_features", "s", "{}").untilType("feature_update");
            client.send(FieldClient.auth(FieldClient.freshTime(), "wrong")).untilType("auth_failed");
            assertThat(client.subscribe("stream_features", "t", "{}").refusal("subscribe_failed"))
                    .isEqualTo("NOT_AUTHENTICATED");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"close\"} | 1000",
                "hello | 1007",
                "[] | 1007",
                "{\"type\":\"auth\",\"payload\":{\"timestamp\":NaN}} | 1007",
                "{\"type\":\"init\",\"payload\":{\"protocol_version\":\"99.0\"}} | 4409",
            })
    void connectionsEndWithTheirCode(String message, int code) throws Exception {
        for (String path : new String[] {"/ws/stream_features", "/ws/simulation_live", "/ws/stream", "/ws/heartbeat"}) {
            try (FieldClient client = FieldClient.open(node, path).send(message)) {
                assertThat(client.closeCode()).as(path).isEqualTo(code);
            }
        }
    }

    @Test
    void binaryLongAndMalformedMessagesEndIt() throws Exception {
        try (FieldClient binary = FieldClient.features(node).sendBinary(new byte[] {0, '{', '}'});
                FieldClient large = FieldClient.features(node).send("{\"type\":\"" + "x".repeat(70_000) + "\"}");
                FieldClient malformed = FieldClient.features(node)) {
            assertThat(binary.closeCode()).isEqualTo(1003);
            assertThat(large.closeCode()).isEqualTo(1009);
            for (int k = 0; k < 5; k++) {
                malformed.send("{}");
            }
            assertThat(malformed.closeCode()).isEqualTo(4400);
        }
    }

    @Test
    void pagesOfOthersGetNoSocketAndPlainRequestsNeither() throws Exception {
        assertThat(node.get("/ws/simulation_live").statusCode()).isEqualTo(406);
        assertThatThrownBy(() -> node.client
                        .newWebSocketBuilder()
                        .header("Origin", "http://evil.example")
                        .buildAsync(
                                URI.create("ws://127.0.0.1:" + node.port() + "/ws/stream_features"),
                                new WebSocket.Listener() {})
                        .join())
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
    }

    @Test
    void heartbeatsAreAnsweredAndThereAreNoStreamsAtTheirAddress() throws Exception {
        try (FieldClient client = FieldClient.open(node, "/ws/heartbeat").enter()) {
            client.send("{\"type\":\"heartbeat\"}").untilType("pong");
            assertThat(client.subscribe("stream_features", "s", "{}").refusal("subscribe_failed"))
                    .isEqualTo("WRONG_STREAM_TYPE");
        }
    }

    /// A word for an environment that nobody knows once switched authentication off.
    @Test
    void whereAKeyIsDemandedAndNoneIsSetNobodyGetsIn() throws Exception {
        try (OneNode strict = new OneNode(
                        GatewaySettings.defaults().fields(FieldStreamSettings.DEFAULTS.strict(true, false)));
                FieldClient client = FieldClient.features(strict).send(INIT)) {
            assertThat(client.send(FieldClient.auth(System.currentTimeMillis(), "dev-key-for-testing"))
                            .refusal("auth_failed"))
                    .isEqualTo("AUTH_FAILED");
        }
    }

    @Test
    void withoutKeysAnyOneOpensOnLoopbackAndShortTimesHold() throws Exception {
        FieldLimits limits = FieldLimits.DEFAULTS
                .queue(10, Overflow.DROP_OLDEST)
                .times(Duration.ofMillis(400), Duration.ofMillis(1_200), Duration.ofMillis(600));
        try (OneNode open =
                        new OneNode(GatewaySettings.defaults().fields(FieldStreamSettings.DEFAULTS.limits(limits)));
                FieldClient stranger = FieldClient.features(open);
                FieldClient silent = FieldClient.features(open);
                FieldClient alive = FieldClient.features(open)) {
            for (FieldClient each : new FieldClient[] {silent, alive}) {
                each.enter();
            }
            for (int k = 0; k < 8; k++) {
                alive.untilType("heartbeat");
                alive.send("{\"type\":\"pong\"}");
            }
            assertThat(stranger.closeCode()).isEqualTo(4401);
            assertThat(silent.closeCode()).isEqualTo(4408);
            assertThat(alive.closed).isNotDone();
            assertThat(Scrape.of(open).value("rivulet_field_heartbeat_timeouts_total"))
                    .isEqualTo(1);
        }
    }

    @Test
    void atShutdownTheyAreToldSo() throws Exception {
        OneNode ending = new OneNode(GatewaySettings.defaults());
        FieldClient client = FieldClient.features(ending).enter();
        ending.close();
        assertThat(client.closeCode()).isEqualTo(1001);
    }
}
