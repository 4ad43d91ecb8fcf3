// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.quic.core.Conversation.Output;
import io.rivulet.quic.core.Conversation.State;
import io.rivulet.serialization.agent.Ack;
import io.rivulet.serialization.agent.AgentJson;
import io.rivulet.serialization.agent.AgentMessage;
import io.rivulet.serialization.agent.AgentMessage.Hello;
import io.rivulet.serialization.agent.CloseCode;
import io.rivulet.serialization.agent.Envelope;
import io.rivulet.serialization.agent.MessageType;
import io.rivulet.serialization.agent.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// Each rule of a coordinator's side of the control stream.
final class ConversationTest {
    private static final long PING = 250;
    private static final long SILENT = 1_500;

    private final Conversation conversation =
            new Conversation("a1", Duration.ofMillis(PING), Duration.ofMillis(SILENT), 0);

    @Test
    void aGreetingIsJudgedAndAdmitted() {
        List<Output> outputs = conversation.on(hello("a1", List.of(1)), 10);
        assertThat(outputs).hasSize(1).first().isInstanceOf(Output.Judge.class);
        assertThat(conversation.state()).isEqualTo(State.JUDGED);
        assertThat(conversation.takesTasks()).isFalse();
        conversation.admitted(20);
        assertThat(conversation.state()).isEqualTo(State.ACTIVE);
        assertThat(conversation.takesTasks()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(value = MessageType.class, mode = Mode.EXCLUDE, names = "HELLO")
    void anythingElseBeforeTheGreetingEndsTheConnection(MessageType type) {
        closes(conversation.on(message(type, Map.of()), 10), CloseCode.PROTOCOL_VIOLATION);
    }

    @Test
    void aGreetingUnderAnothersNameIsRefused() {
        refuses(conversation.on(hello("a2", List.of(1)), 10), CloseCode.IDENTITY_MISMATCH);
    }

    @Test
    void aGreetingFromAnotherNameThanTheCertificatesIsRefused() {
        Envelope hello = hello("a1", List.of(1));
        var from = new Envelope(hello.id(), hello.type(), 0, "a2", null, hello.payload());
        refuses(conversation.on(from, 10), CloseCode.IDENTITY_MISMATCH);
    }

    @Test
    void anAgentThatSpeaksOtherVersionsIsRefused() {
        refuses(conversation.on(hello("a1", List.of(2, 3)), 10), CloseCode.VERSION_UNSUPPORTED);
    }

    @Test
    void whoIsNotAdmittedIsToldAndClosed() {
        conversation.on(hello("a1", List.of(1)), 10);
        refuses(conversation.refused(CloseCode.DUPLICATE_AGENT, "not admitted", "m"), CloseCode.DUPLICATE_AGENT);
    }

    @Test
    void aMessageBeforeTheWelcomeEndsTheConnection() {
        conversation.on(hello("a1", List.of(1)), 10);
        closes(conversation.on(message(MessageType.PING, Map.of()), 20), CloseCode.PROTOCOL_VIOLATION);
    }

    @Test
    void silenceBeforeTheGreetingEndsTheConnection() {
        assertThat(conversation.tick(Conversation.HELLO_MILLIS - 1)).isEmpty();
        closes(conversation.tick(Conversation.HELLO_MILLIS), CloseCode.HANDSHAKE_TIMEOUT);
    }

    @Test
    void aSecondGreetingEndsTheConnection() {
        welcome();
        closes(conversation.on(hello("a1", List.of(1)), 10), CloseCode.PROTOCOL_VIOLATION);
    }

    @Test
    void aHeartbeatIsTakenAndAnswered() {
        welcome();
        Envelope beat = message(
                MessageType.HEARTBEAT, new AgentMessage.Heartbeat("a1", 0.5, 2, 1_000, List.of("t-1", "t-2"), null));
        List<Output> outputs = conversation.on(beat, 10);
        assertThat(outputs).hasSize(2);
        assertThat(((Output.Beat) outputs.getFirst()).heartbeat().taskIds()).containsExactly("t-1", "t-2");
        assertThat(outputs.getLast()).isEqualTo(new Output.Answer(Ack.of("m", Ack.Status.PROCESSED)));
    }

    @Test
    void aHeartbeatThatIsNoneBreaksTheProtocol() {
        welcome();
        Envelope beat = message(MessageType.HEARTBEAT, Map.of("load", 3));
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> conversation.on(beat, 10));
    }

    @Test
    void aPingIsAnsweredWithItsNonce() {
        welcome();
        assertThat(conversation.on(message(MessageType.PING, new AgentMessage.Ping("n")), 10))
                .containsExactly(new Output.Pong("n", "m"));
    }

    @Test
    void anErrorIsToldAndAnswered() {
        welcome();
        assertThat(conversation.on(message(MessageType.ERROR, new AgentMessage.AgentError("a1", "X", "y")), 10))
                .containsExactly(
                        new Output.Told(new AgentMessage.AgentError("a1", "X", "y")),
                        new Output.Answer(Ack.of("m", Ack.Status.PROCESSED)));
    }

    @ParameterizedTest
    @EnumSource(names = {"ACK", "PONG"})
    void answersAreNotAnswered(MessageType type) {
        welcome();
        assertThat(conversation.on(message(type, Map.of()), 10)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"WELCOME", "REFUSE", "OPEN", "TASK", "TASK_COMPLETE", "DRAIN"})
    void whatBelongsElsewhereIsRejectedAndTheStreamGoesOn(MessageType type) {
        welcome();
        rejects(conversation.on(message(type, Map.of()), 10), "UNEXPECTED_TYPE");
        assertThat(conversation.state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void anUnknownTypeIsRejectedAndTheStreamGoesOn() {
        welcome();
        rejects(conversation.on(new Envelope("m", "poem", 0, "a1", null, tree(Map.of())), 10), "UNKNOWN_TYPE");
        assertThat(conversation.state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void whoDoesNotAnswerGetsNoTasksAndIsDisconnectedAfterFortySeconds() {
        welcome();
        assertThat(conversation.tick(PING)).containsExactly(Output.Ask.ASK);
        for (long now = 2 * PING; now < SILENT; now += PING) {
            conversation.tick(now);
        }
        assertThat(conversation.takesTasks()).isTrue();
        assertThat(conversation.tick(SILENT)).containsExactly(Output.Silent.SILENT, Output.Ask.ASK);
        assertThat(conversation.takesTasks()).isFalse();
        assertThat(conversation.isHere()).isFalse();
        for (long now = SILENT + PING; now < Conversation.DEAD_AFTER.toMillis(); now += PING) {
            assertThat(conversation.tick(now)).containsExactly(Output.Ask.ASK);
        }
        closes(conversation.tick(Conversation.DEAD_AFTER.toMillis()), CloseCode.HEARTBEAT_LOST);
    }

    @Test
    void whateverItSaysBringsItBack() {
        welcome();
        for (long now = PING; now <= SILENT; now += PING) {
            conversation.tick(now);
        }
        assertThat(conversation.on(message(MessageType.PONG, Map.of()), SILENT + 1))
                .containsExactly(Output.Back.BACK);
        assertThat(conversation.takesTasks()).isTrue();
        assertThat(conversation.heard(SILENT + 2)).isEmpty();
    }

    @Test
    void whoDrainsIsHereButTakesNoTasks() {
        welcome();
        conversation.drain();
        assertThat(conversation.takesTasks()).isFalse();
        assertThat(conversation.isHere()).isTrue();
        assertThat(conversation.on(message(MessageType.PING, new AgentMessage.Ping("n")), 10))
                .isNotEmpty();
    }

    @Test
    void whatIsClosedStaysSo() {
        closes(conversation.on(message(MessageType.PING, Map.of()), 10), CloseCode.PROTOCOL_VIOLATION);
        assertThat(conversation.on(hello("a1", List.of(1)), 20)).isEmpty();
        assertThat(conversation.tick(1_000_000)).isEmpty();
        assertThat(conversation.heard(20)).isEmpty();
        conversation.drain();
        assertThat(conversation.state()).isEqualTo(State.CLOSED);
    }

    private void welcome() {
        conversation.on(hello("a1", List.of(1)), 0);
        conversation.admitted(0);
    }

    private void closes(List<Output> outputs, CloseCode code) {
        assertThat(outputs).hasSize(1);
        assertThat(((Output.Close) outputs.getFirst()).code()).isEqualTo(code);
        assertThat(conversation.state()).isEqualTo(State.CLOSED);
    }

    private void refuses(List<Output> outputs, CloseCode code) {
        assertThat(outputs).hasSize(2);
        assertThat(((Output.Refuse) outputs.getFirst()).code()).isEqualTo(code);
        assertThat(((Output.Close) outputs.getLast()).code()).isEqualTo(code);
        assertThat(conversation.state()).isEqualTo(State.CLOSED);
    }

    private static void rejects(List<Output> outputs, String code) {
        assertThat(outputs).hasSize(1);
        Ack ack = ((Output.Answer) outputs.getFirst()).ack();
        assertThat(ack.messageId()).isEqualTo("m");
        assertThat(ack.status()).isEqualTo(Ack.Status.REJECTED);
        assertThat(ack.code()).isEqualTo(code);
    }

    private static Envelope hello(String agentId, List<Integer> protocol) {
        var hello = new Hello(agentId, "Worker", List.of(), "1", Map.of(), protocol, 0, 0, null, null);
        return new Envelope("m", "hello", 0, "a1", null, AgentJson.tree(hello));
    }

    private static Envelope message(MessageType type, Object payload) {
        return new Envelope("m", type.wireName(), 0, "a1", null, tree(payload));
    }

    private static JsonNode tree(Object payload) {
        return payload instanceof Map<?, ?> map && map.isEmpty()
                ? AgentJson.parse("{}".getBytes(StandardCharsets.UTF_8))
                : AgentJson.tree(payload);
    }
}
