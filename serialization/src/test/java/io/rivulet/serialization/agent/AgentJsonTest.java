// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.serialization.agent.AgentMessage.Hello;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AgentJsonTest {
    private static final String PLAIN =
            "{\"v\":1,\"id\":\"m1\",\"type\":\"ping\",\"ts\":\"2026-01-02T03:04:05.678Z\",\"from\":\"a\",\"corr\":null,\"payload\":{\"nonce\":\"n\"}}";

    @Test
    void anEnvelopeHasTheseBytesAndIsReadFromThem() {
        var message = Envelope.of("m1", MessageType.PING, 1767323045678L, "a", null, new AgentMessage.Ping("n"));
        assertThat(new String(AgentJson.encode(message), StandardCharsets.UTF_8))
                .isEqualTo(PLAIN);
        assertThat(AgentJson.decode(AgentJson.encode(message))).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{\"id\":\"m1\",\"id\":\"m2\",\"type\":\"ping\",\"from\":\"a\"}",
                "{\"id\":\"m1\",\"type\":\"ping\",\"from\":\"a\"} {}",
                "{\"id\":\"m1\",\"type\":\"ping\",\"from\":\"a\",\"payload\":{\"x\":NaN}}",
                "{\"id\":\"m1\",\"type\":\"ping\",\"from\":\"a\",\"payload\":{\"x\":Infinity}}",
                "{\"id\":\"m1\",\"type\":\"ping\",\"from\":\"a\",\"payload\":[]}",
                "{\"id\":\"\",\"type\":\"ping\",\"from\":\"a\"}",
                "{\"id\":7,\"type\":\"ping\",\"from\":\"a\"}",
                "{\"type\":\"ping\",\"from\":\"a\"}",
                "{\"id\":\"m1\",\"type\":\"ping\",\"from\":\"a\",\"ts\":\"yesterday\"}",
                "{\"id\":\"m1\",\"type\":\"ping\",\"from\":\"a\"",
            })
    void whatIsNotOneWellFormedEnvelopeIsRefused(String text) {
        refused(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] broken = PLAIN.getBytes(StandardCharsets.UTF_8);
        broken[PLAIN.indexOf("\"n\"") + 1] = (byte) 0xC3;
        refused(broken);
    }

    @Test
    void thirtyTwoLevelsPassAndOneMoreIsRefused() {
        assertThat(AgentJson.decode(nested(AgentJson.MOST_DEPTH))).isNotNull();
        refused(nested(AgentJson.MOST_DEPTH + 1));
    }

    private static byte[] nested(int levels) {
        int inner = levels - 2;
        String text = "{\"id\":\"m\",\"type\":\"ping\",\"from\":\"a\",\"payload\":{\"x\":" + "[".repeat(inner)
                + "]".repeat(inner) + "}}";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void anotherVersionIsAnotherFault() {
        assertThatThrownBy(() ->
                        AgentJson.decode(PLAIN.replace("\"v\":1", "\"v\":2").getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.code()).isEqualTo(CloseCode.VERSION_UNSUPPORTED));
    }

    @Test
    void fieldsThatNobodyKnowsArePassedOver() {
        byte[] more = PLAIN.replace("\"v\":1", "\"v\":1,\"colour\":\"red\"").getBytes(StandardCharsets.UTF_8);
        assertThat(AgentJson.decode(more).type()).isEqualTo("ping");
    }

    @ParameterizedTest
    @EnumSource(Ack.Status.class)
    void aStatusIsReadInAnyCaseAndWrittenInSmallLetters(Ack.Status status) {
        var ack = Ack.of("m1", status);
        assertThat(AgentJson.tree(ack).path("status").asText())
                .isEqualTo(status.wireName())
                .isLowerCase();
        var upper = AgentJson.object().put("message_id", "m1").put("status", status.name());
        assertThat(AgentJson.read(upper, Ack.class)).isEqualTo(ack);
    }

    @Test
    void aStatusThatThereIsNotIsRefused() {
        var unknown = AgentJson.object().put("message_id", "m1").put("status", "perhaps");
        assertThatThrownBy(() -> AgentJson.read(unknown, Ack.class)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void onlyWhatIsDurableIsCalledADuplicateWhenItComesAgain() {
        assertThat(Ack.of("m", Ack.Status.PROCESSED).repeated().status()).isEqualTo(Ack.Status.DUPLICATE);
        assertThat(Ack.rejected("m", "UNKNOWN_TASK", "").repeated().status()).isEqualTo(Ack.Status.REJECTED);
    }

    @Test
    void aGreetingKeepsItsFieldsAndGetsTheUsualOnesForThoseItLeavesOut() {
        var full = new Hello(
                "a", "PatternMatcher", List.of("dtw"), "0.1.0", Map.of("k", "v"), List.of(1), 65536, 2, "t", 3L);
        assertThat(AgentJson.read(AgentJson.tree(full), Hello.class)).isEqualTo(full);
        Hello plain = AgentJson.read(AgentJson.object().put("agent_id", "a"), Hello.class);
        assertThat(plain.maxConcurrentTasks()).isEqualTo(4);
        assertThat(plain.protocol()).containsExactly(1);
        assertThat(plain.maxFrameBytes()).isEqualTo(FrameDecoder.USUAL_BYTES);
    }

    @Test
    void aGreetingBeyondItsBoundsIsRefused() {
        var greedy = AgentJson.object().put("agent_id", "a").put("max_concurrent_tasks", 257);
        assertThatThrownBy(() -> AgentJson.read(greedy, Hello.class)).isInstanceOf(ProtocolException.class);
    }

    private static void refused(byte[] bytes) {
        assertThatThrownBy(() -> AgentJson.decode(bytes))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.code()).isEqualTo(CloseCode.BAD_JSON));
    }
}
