// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.coordinator;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.AttributeKey;
import io.rivulet.actors.task.TaskOrder;
import io.rivulet.actors.task.core.AgentCard;
import io.rivulet.quic.cert.PeerCheck;
import io.rivulet.quic.cert.RefusalReason;
import io.rivulet.quic.core.Conversation;
import io.rivulet.quic.core.Conversation.Output;
import io.rivulet.quic.wire.FrameStream;
import io.rivulet.serialization.agent.AgentMessage;
import io.rivulet.serialization.agent.AgentMessage.AssignedStream;
import io.rivulet.serialization.agent.AgentMessage.Hello;
import io.rivulet.serialization.agent.AgentMessage.Welcome;
import io.rivulet.serialization.agent.CloseCode;
import io.rivulet.serialization.agent.Envelope;
import io.rivulet.serialization.agent.FrameDecoder;
import io.rivulet.serialization.agent.MessageType;
import io.rivulet.serialization.agent.ProtocolException;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.task.TaskKind;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One agent's connection: its control stream by a [Conversation], its tasks each on a stream of their own.
/// **Thread** the event loop's.
final class AgentConnection {
    private static final Logger log = LoggerFactory.getLogger(AgentConnection.class);
    private static final AttributeKey<AgentConnection> KEY = AttributeKey.valueOf("rivulet-agent");
    static final String TASKS = "TaskAssignment";
    private static final String CONTROL = "Control";
    private static final int TASK_PRIORITY = 9;
    private static final int CONTROL_PRIORITY = 10;
    private static final int KIND_PRIORITY = 8;
    private static final int TASK_TIMEOUT_SECONDS = 300;
    private static final int BUFFER = 65_536;
    private static final long DRAIN_MILLIS = 30_000;
    /// The welcome or refusal is on its way before the connection ends.
    private static final long LINGER_MILLIS = 100;
    /// A task that found no stream waits so long before it is given again.
    private static final long NO_STREAM_MILLIS = 1_000;

    private final Coordinator coordinator;
    private final QuicChannel channel;
    private final String name;
    private final @Nullable X509Certificate certificate;
    private final String token = UUID.randomUUID().toString();
    private final Conversation conversation;
    private final Set<String> purposes = new HashSet<>();
    private final TaskResults results;
    private @Nullable FrameStream control;
    private @Nullable Hello hello;
    private double load;
    private int frameBytes = FrameDecoder.GREETING_BYTES;
    private String cause = "its connection ended";

    private AgentConnection(Coordinator coordinator, QuicChannel channel, @Nullable X509Certificate certificate) {
        this.coordinator = coordinator;
        this.channel = channel;
        this.certificate = certificate;
        this.name = certificate == null ? "" : PeerCheck.nameOf(new X509Certificate[] {certificate});
        this.conversation = new Conversation(
                name, coordinator.settings().ping(), coordinator.settings().pingTimeout(), coordinator.now());
        this.results = new TaskResults(coordinator, name, channel.eventLoop(), new TaskResults.Signs() {
            @Override
            public void lives() {
                perform(conversation.heard(coordinator.now()));
            }

            @Override
            public void drains() {
                conversation.drain();
            }
        });
    }

    static void begin(Coordinator coordinator, QuicChannel channel) {
        X509Certificate certificate = certificate(channel);
        var connection = new AgentConnection(coordinator, channel, certificate);
        channel.attr(KEY).set(connection);
        if (certificate == null) {
            connection.close(CloseCode.UNAUTHORIZED, "no certificate");
            return;
        }
        connection.awaitHello();
    }

    private static @Nullable X509Certificate certificate(QuicChannel channel) {
        SSLEngine engine = channel.sslEngine();
        try {
            return engine == null ? null : (X509Certificate) engine.getSession().getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException unverified) {
            return null;
        }
    }

    private void awaitHello() {
        channel.eventLoop().schedule(() -> perform(conversation.tick(coordinator.now())), 5_050, TimeUnit.MILLISECONDS);
    }

    static @Nullable AgentConnection find(QuicChannel channel) {
        return channel.attr(KEY).get();
    }

    static AgentConnection of(QuicChannel channel) {
        return Objects.requireNonNull(find(channel), "a stream before its connection");
    }

    String name() {
        return name;
    }

    /// Whether it answers.
    boolean isHere() {
        return conversation.isHere();
    }

    String token() {
        return token;
    }

    /// Why it would not come in now; null: it would. A resumed handshake shows no certificate again, so that this is
    /// asked at the greeting too.
    @Nullable
    RefusalReason refusal(PeerCheck check) {
        X509Certificate shown = certificate;
        return shown == null
                ? RefusalReason.UNKNOWN_AUTHORITY
                : check.refusal(shown).orElse(null);
    }

    @Nullable
    String type() {
        Hello greeting = hello;
        return greeting == null ? null : greeting.agentType();
    }

    /// Of a stream that the agent has opened: the first is for control, each other says first what it is for.
    FrameStream.Listener listener(QuicStreamChannel stream) {
        return stream.isLocalCreated() || control != null ? new OpenedByAgent() : new ControlStream();
    }

    private final class ControlStream implements FrameStream.Listener {
        @Override
        public void opened(FrameStream stream) {
            control = stream;
        }

        @Override
        public void message(FrameStream stream, Envelope message) {
            perform(conversation.on(message, coordinator.now()));
        }

        @Override
        public void broken(FrameStream stream, ProtocolException why) {
            if (conversation.state() != Conversation.State.ACTIVE) {
                coordinator.refusals().refused(RefusalReason.BAD_GREETING, name, remote());
            }
            close(why.code(), String.valueOf(why.getMessage()));
        }

        @Override
        public void closed(FrameStream stream) {
            close(CloseCode.NO_ERROR, "the control stream ended");
        }
    }

    private final class OpenedByAgent implements FrameStream.Listener {
        private boolean open;

        @Override
        public void message(FrameStream stream, Envelope message) {
            if (conversation.state() != Conversation.State.ACTIVE
                    && conversation.state() != Conversation.State.DRAINING) {
                close(CloseCode.PROTOCOL_VIOLATION, "a message before the welcome");
            } else if (open) {
                perform(conversation.heard(coordinator.now()));
                results.on(stream, message);
            } else if (message.is(MessageType.OPEN)
                    && purposes.contains(
                            message.payload(AgentMessage.Open.class).purpose())) {
                open = true;
                stream.allow(frameBytes);
            } else {
                stream.reset(
                        message.is(MessageType.OPEN) ? CloseCode.PURPOSE_NOT_ASSIGNED : CloseCode.PROTOCOL_VIOLATION);
            }
        }
    }

    private void perform(List<Output> outputs) {
        for (Output output : outputs) {
            switch (output) {
                case Output.Judge judge -> judge(judge.hello(), judge.messageId());
                case Output.Answer answer ->
                    sendControl(MessageType.ACK, answer.ack().messageId(), answer.ack());
                case Output.Pong pong ->
                    sendControl(MessageType.PONG, pong.messageId(), new AgentMessage.Ping(pong.nonce()));
                case Output.Beat beat -> {
                    load = beat.heartbeat().load();
                    tell(true, beat.heartbeat().taskIds());
                }
                case Output.Refuse refuse -> {
                    RefusalReason reason = reasonOf(refuse.code());
                    if (reason != null) {
                        coordinator.refusals().refused(reason, name, remote());
                    }
                    sendControl(
                            MessageType.REFUSE,
                            refuse.messageId(),
                            new AgentMessage.Refuse(refuse.code().name(), refuse.detail(), null));
                }
                case Output.Ask _ -> sendControl(MessageType.PING, null, new AgentMessage.Ping(null));
                case Output.Silent _ -> {
                    log.warn("agent does not answer agent={}: its tasks go to others", name);
                    coordinator.tasks().left(name, coordinator.settings().name(), "it does not answer");
                }
                case Output.Back _ -> {
                    log.info("agent answers again agent={}", name);
                    present();
                }
                case Output.Told told -> log.warn("agent says agent={} error={}", name, told.error());
                case Output.Close close -> {
                    if (close.code() == CloseCode.HANDSHAKE_TIMEOUT) {
                        coordinator.refusals().refused(RefusalReason.HANDSHAKE_TIMEOUT, name, remote());
                    }
                    close(close.code(), close.detail());
                }
            }
        }
    }

    private static @Nullable RefusalReason reasonOf(CloseCode code) {
        return switch (code) {
            case IDENTITY_MISMATCH -> RefusalReason.IDENTITY_MISMATCH;
            case VERSION_UNSUPPORTED -> RefusalReason.VERSION_UNSUPPORTED;
            default -> null;
        };
    }

    private void judge(Hello greeting, String messageId) {
        boolean resumed = coordinator.isConnected(name);
        RefusalReason reason = coordinator.judge(this, greeting);
        if (reason != null) {
            coordinator.refusals().refused(reason, name, remote());
            CloseCode code = switch (reason) {
                case DUPLICATE_AGENT -> CloseCode.DUPLICATE_AGENT;
                case DRAINING -> CloseCode.DRAINING;
                case TOO_MANY_AGENTS -> CloseCode.RATE_LIMITED;
                default -> CloseCode.UNAUTHORIZED;
            };
            perform(conversation.refused(code, "not admitted", messageId));
            return;
        }
        hello = greeting;
        conversation.admitted(coordinator.now());
        frameBytes = Math.min(greeting.maxFrameBytes(), FrameDecoder.USUAL_BYTES);
        FrameStream stream = control;
        if (stream != null) {
            stream.allow(frameBytes);
        }
        sendControl(MessageType.WELCOME, messageId, welcome(greeting, resumed));
        log.info(
                "agent came agent={} type={} version={} remote={}",
                name,
                greeting.agentType(),
                greeting.version(),
                remote());
        tell(true, List.of());
    }

    private Welcome welcome(Hello greeting, boolean resumed) {
        List<AssignedStream> streams = new ArrayList<>();
        streams.add(new AssignedStream(0, CONTROL, CONTROL_PRIORITY));
        streams.add(new AssignedStream(1, TASKS, TASK_PRIORITY));
        for (TaskKind kind : TaskKind.values()) {
            if (card(greeting).does(kind)) {
                streams.add(new AssignedStream(streams.size(), kind.purpose(), KIND_PRIORITY));
            }
        }
        streams.forEach(stream -> purposes.add(stream.purpose()));
        return new Welcome(
                coordinator.settings().name(),
                streams,
                token,
                new AgentMessage.Config(
                        BUFFER,
                        (int) coordinator.settings().heartbeat().toSeconds(),
                        TASK_TIMEOUT_SECONDS,
                        false,
                        coordinator.settings().ping().toMillis()),
                1,
                frameBytes,
                resumed,
                0,
                coordinator.neighbours(),
                Json.timestamp(coordinator.now()));
    }

    private AgentCard card(Hello greeting) {
        return new AgentCard(
                name,
                greeting.agentType(),
                greeting.capabilities(),
                greeting.version(),
                greeting.maxConcurrentTasks(),
                load,
                coordinator.settings().name(),
                !conversation.takesTasks());
    }

    /// Tells the board that it is here.
    private void tell(boolean fresh, List<String> taskIds) {
        Hello greeting = hello;
        if (greeting != null) {
            coordinator.tasks().present(card(greeting), fresh, taskIds, coordinator.door());
        }
    }

    /// Asks it whether it lives.
    void ping() {
        perform(conversation.tick(coordinator.now()));
    }

    /// Tells the board of it, while it answers.
    void present() {
        if (conversation.isHere()) {
            tell(false, List.of());
        }
    }

    void carryOut(TaskOrder order) {
        if (order instanceof TaskOrder.Assign assign && !conversation.isHere()) {
            results.giveBack(assign, "it does not answer", false);
        } else if (order instanceof TaskOrder.Assign assign) {
            channel.createStream(QuicStreamType.BIDIRECTIONAL, new FrameStream(results.of(assign, frameBytes)))
                    .addListener(created -> {
                        if (!created.isSuccess()) {
                            log.warn("no stream to agent={}: {}", name, String.valueOf(created.cause()));
                            channel.eventLoop()
                                    .schedule(
                                            () -> results.giveBack(assign, "no stream could be opened", false),
                                            NO_STREAM_MILLIS,
                                            TimeUnit.MILLISECONDS);
                        }
                    });
        } else if (order instanceof TaskOrder.Withdraw withdraw) {
            results.withdraw(withdraw);
        }
    }

    void drain() {
        conversation.drain();
        sendControl(MessageType.DRAIN, null, new AgentMessage.Drain(DRAIN_MILLIS));
    }

    private void sendControl(MessageType type, @Nullable String corr, Object payload) {
        FrameStream stream = control;
        if (stream != null) {
            stream.send(coordinator.message(type, corr, payload));
        }
    }

    /// After what was sent.
    void close(CloseCode code, String detail) {
        cause = detail;
        byte[] reason = detail.getBytes(StandardCharsets.UTF_8);
        channel.eventLoop()
                .schedule(
                        () -> channel.close(
                                true,
                                code.code(),
                                Unpooled.wrappedBuffer(Arrays.copyOf(reason, Math.min(reason.length, 100)))),
                        LINGER_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    void ended() {
        coordinator.left(this, name, cause);
    }

    private String remote() {
        return String.valueOf(channel.remoteSocketAddress());
    }
}
