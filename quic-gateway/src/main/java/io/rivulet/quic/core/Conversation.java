// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.core;

import io.rivulet.serialization.agent.Ack;
import io.rivulet.serialization.agent.AgentMessage.AgentError;
import io.rivulet.serialization.agent.AgentMessage.Heartbeat;
import io.rivulet.serialization.agent.AgentMessage.Hello;
import io.rivulet.serialization.agent.AgentMessage.Ping;
import io.rivulet.serialization.agent.CloseCode;
import io.rivulet.serialization.agent.Envelope;
import io.rivulet.serialization.agent.MessageType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The control stream of one connection, as its coordinator sees it: awaiting the greeting → active → draining →
/// closed.
/// Anything but a greeting before the greeting ends the connection; so does silence.
/// **Thread** one.
public final class Conversation {
    /// From the connection to the greeting.
    static final long HELLO_MILLIS = 5_000;
    /// An agent that has not answered for so long is dead.
    static final Duration DEAD_AFTER = Duration.ofSeconds(40);

    private static final int PROTOCOL = 1;

    public enum State {
        AWAIT_HELLO,
        /// Whoever keeps the list of agents is to say [#admitted] or [#refused].
        JUDGED,
        ACTIVE,
        DRAINING,
        CLOSED
    }

    public sealed interface Output {
        /// The greeting is in order: may this agent come in?
        record Judge(Hello hello, String messageId) implements Output {}

        record Answer(Ack ack) implements Output {}

        record Pong(@Nullable String nonce, String messageId) implements Output {}

        record Beat(Heartbeat heartbeat) implements Output {}

        /// Told to the agent before the connection ends.
        record Refuse(CloseCode code, String detail, String messageId) implements Output {}

        record Told(AgentError error) implements Output {}

        /// Whether it still answers.
        enum Ask implements Output {
            ASK
        }

        /// It does not answer: what it was given goes to others. Its connection stays, since it may only stand still.
        enum Silent implements Output {
            SILENT
        }

        /// It answers again.
        enum Back implements Output {
            BACK
        }

        record Close(CloseCode code, String detail) implements Output {}
    }

    private final String commonName;
    private final Duration ping;
    private final Duration silentAfter;
    private final long begunMillis;
    private State state = State.AWAIT_HELLO;
    private Liveness liveness;

    /// @param commonName of the certificate
    /// @param ping the time between two ticks, at each of which the agent is asked whether it lives
    /// @param silentAfter without an answer
    public Conversation(String commonName, Duration ping, Duration silentAfter, long nowMillis) {
        this.commonName = commonName;
        this.ping = ping;
        this.silentAfter = silentAfter;
        this.begunMillis = nowMillis;
        this.liveness = liveness(nowMillis);
    }

    private Liveness liveness(long nowMillis) {
        return new Liveness(ping, silentAfter, DEAD_AFTER, nowMillis);
    }

    public State state() {
        return state;
    }

    /// Whether it may be given tasks.
    public boolean takesTasks() {
        return state == State.ACTIVE && !liveness.isSilent();
    }

    /// Whether it has a connection and answers.
    public boolean isHere() {
        return (state == State.ACTIVE || state == State.DRAINING) && !liveness.isSilent();
    }

    /// A sign of life beside the control stream.
    public List<Output> heard(long nowMillis) {
        return (state == State.ACTIVE || state == State.DRAINING) && liveness.heard(nowMillis)
                ? List.of(Output.Back.BACK)
                : List.of();
    }

    /// **Errors** [ProtocolException] for a payload that its type doesn't have.
    public List<Output> on(Envelope message, long nowMillis) {
        return switch (state) {
            case AWAIT_HELLO -> greeted(message);
            case JUDGED -> close(CloseCode.PROTOCOL_VIOLATION, "a message before the welcome");
            case CLOSED -> List.of();
            case ACTIVE, DRAINING -> {
                List<Output> all = new ArrayList<>(heard(nowMillis));
                all.addAll(said(message));
                yield all;
            }
        };
    }

    private List<Output> greeted(Envelope message) {
        if (!message.is(MessageType.HELLO)) {
            return close(CloseCode.PROTOCOL_VIOLATION, "the first message is no hello");
        }
        Hello hello = message.payload(Hello.class);
        if (!hello.agentId().equals(commonName) || !message.from().equals(commonName)) {
            return refuse(CloseCode.IDENTITY_MISMATCH, "agent_id is not the name of the certificate", message.id());
        }
        if (!hello.protocol().contains(PROTOCOL)) {
            return refuse(CloseCode.VERSION_UNSUPPORTED, "protocol 1 is spoken here", message.id());
        }
        state = State.JUDGED;
        return List.of(new Output.Judge(hello, message.id()));
    }

    public void admitted(long nowMillis) {
        state = State.ACTIVE;
        liveness = liveness(nowMillis);
    }

    public List<Output> refused(CloseCode code, String detail, String messageId) {
        return refuse(code, detail, messageId);
    }

    private List<Output> said(Envelope message) {
        MessageType type = MessageType.of(message.type()).orElse(null);
        if (type == null) {
            return List.of(new Output.Answer(Ack.rejected(message.id(), "UNKNOWN_TYPE", message.type())));
        }
        return switch (type) {
            case HEARTBEAT ->
                List.of(
                        new Output.Beat(message.payload(Heartbeat.class)),
                        new Output.Answer(Ack.of(message.id(), Ack.Status.PROCESSED)));
            case PING -> List.of(new Output.Pong(message.payload(Ping.class).nonce(), message.id()));
            case ERROR ->
                List.of(
                        new Output.Told(message.payload(AgentError.class)),
                        new Output.Answer(Ack.of(message.id(), Ack.Status.PROCESSED)));
            case ACK, PONG -> List.of();
            case HELLO -> close(CloseCode.PROTOCOL_VIOLATION, "a second hello");
            case WELCOME, REFUSE, OPEN, TASK, TASK_COMPLETE, DRAIN ->
                List.of(new Output.Answer(
                        Ack.rejected(message.id(), "UNEXPECTED_TYPE", "not on the control stream: " + message.type())));
        };
    }

    public List<Output> tick(long nowMillis) {
        return switch (state) {
            case AWAIT_HELLO, JUDGED ->
                nowMillis - begunMillis >= HELLO_MILLIS
                        ? close(CloseCode.HANDSHAKE_TIMEOUT, "no hello within 5 s")
                        : List.of();
            case ACTIVE, DRAINING ->
                switch (liveness.tick(nowMillis)) {
                    case ASK -> List.of(Output.Ask.ASK);
                    case SILENT -> List.of(Output.Silent.SILENT, Output.Ask.ASK);
                    case DEAD -> close(CloseCode.HEARTBEAT_LOST, "silent for " + DEAD_AFTER.toSeconds() + " s");
                };
            case CLOSED -> List.of();
        };
    }

    /// No new tasks from now on.
    public void drain() {
        if (state == State.ACTIVE) {
            state = State.DRAINING;
        }
    }

    private List<Output> refuse(CloseCode code, String detail, String messageId) {
        state = State.CLOSED;
        return List.of(new Output.Refuse(code, detail, messageId), new Output.Close(code, detail));
    }

    private List<Output> close(CloseCode code, String detail) {
        state = State.CLOSED;
        return List.of(new Output.Close(code, detail));
    }
}
