// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.agent;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.rivulet.quic.cert.CertificateFolder;
import io.rivulet.quic.cert.KeyPairFile;
import io.rivulet.quic.cert.PeerCheck;
import io.rivulet.quic.core.Backoff;
import io.rivulet.quic.core.CoordinatorList;
import io.rivulet.quic.core.Liveness;
import io.rivulet.quic.wire.FrameStream;
import io.rivulet.quic.wire.Quic;
import io.rivulet.serialization.agent.Ack;
import io.rivulet.serialization.agent.AgentMessage;
import io.rivulet.serialization.agent.AgentMessage.Hello;
import io.rivulet.serialization.agent.AgentMessage.Welcome;
import io.rivulet.serialization.agent.CloseCode;
import io.rivulet.serialization.agent.Envelope;
import io.rivulet.serialization.agent.FrameDecoder;
import io.rivulet.serialization.agent.MessageType;
import io.rivulet.serialization.agent.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An agent that connects to a coordinator, carries its tasks out, and comes back when the connection ends.
///
/// **Thread** all of its state is on the one thread of its event loop; tasks have threads of their own.
public final class Agent {
    private static final Logger log = LoggerFactory.getLogger(Agent.class);
    /// A coordinator that asks for signs of life and has been silent for so long, or for so many of its questions, is
    /// gone.
    private static final Duration SILENT_AFTER = Duration.ofSeconds(3);

    private static final int SILENT_PINGS = 4;
    private static final long WELCOME_MILLIS = 5_000;
    private static final long TICK_MILLIS = 250;
    private static final long MILLIS = 1_000;
    private static final long LINGER_MILLIS = 100;

    private final AgentSettings settings;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final EventLoopGroup group = Quic.loop("rivulet-agent");
    private final EventLoop loop = (EventLoop) group.next();
    private final ExecutorService work;
    private final AgentTasks tasks;
    private final String name;
    private final Dialer dialer;
    private final CoordinatorList coordinators;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private @Nullable QuicChannel connection;
    private @Nullable FrameStream control;
    private @Nullable Welcome welcome;
    private @Nullable Liveness liveness;
    private @Nullable String resumeToken;
    private int failures;
    private long beatAtMillis;
    private boolean draining;
    private long drainUntilMillis;
    private volatile AgentState state = new AgentState(false, "", 0, 0, 0, "");

    private Agent(AgentSettings settings, InstantSource clock, RandomGenerator random) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.work = Executors.newFixedThreadPool(
                settings.slots(),
                Thread.ofPlatform().daemon().name("rivulet-work-", 0).factory());
        KeyPairFile pair = KeyPairFile.read(
                settings.certificates().resolve(CertificateFolder.AGENT),
                settings.certificates().resolve(CertificateFolder.AGENT_KEY));
        this.name = PeerCheck.nameOf(new X509Certificate[] {pair.certificate()});
        this.dialer = new Dialer(group, settings.certificates(), pair);
        this.coordinators = new CoordinatorList(settings.coordinators());
        this.tasks = new AgentTasks(this::say, settings.slots(), loop, work, clock::millis, random);
    }

    /// Begins to connect, and goes on until it is stopped. **Errors** [UnusableCertificates].
    public static Agent start(AgentSettings settings, InstantSource clock, RandomGenerator random) {
        var agent = new Agent(settings, clock, random);
        agent.loop.execute(agent::connect);
        agent.loop.scheduleAtFixedRate(agent::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        return agent;
    }

    public String name() {
        return name;
    }

    /// As of the last quarter of a second.
    public AgentState state() {
        return state;
    }

    /// Completes when it has stopped.
    public CompletableFuture<Void> ended() {
        return ended;
    }

    private void connect() {
        dialer.dial(coordinators.next(), new Dialer.Listener() {
            @Override
            public void connected(QuicChannel channel) {
                greet(channel);
            }

            @Override
            public void failed(String cause) {
                Agent.this.failed(cause);
            }

            @Override
            public void ended(QuicChannel channel, String cause) {
                if (connection == channel) {
                    Agent.this.failed(cause);
                }
            }

            @Override
            public FrameStream.Listener stream() {
                Welcome agreed = welcome;
                return tasks.stream(agreed == null ? FrameDecoder.GREETING_BYTES : agreed.maxFrameBytes());
            }
        });
    }

    private void greet(QuicChannel channel) {
        connection = channel;
        channel.createStream(QuicStreamType.BIDIRECTIONAL, new FrameStream(new Control()))
                .addListener(future -> {
                    if (!future.isSuccess()) {
                        close(CloseCode.INTERNAL, "no control stream");
                    }
                });
        loop.schedule(
                () -> {
                    if (connection == channel && welcome == null) {
                        close(CloseCode.HANDSHAKE_TIMEOUT, "no welcome");
                    }
                },
                WELCOME_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private final class Control implements FrameStream.Listener {
        @Override
        public void opened(FrameStream stream) {
            control = stream;
            stream.send(say(
                    MessageType.HELLO,
                    null,
                    new Hello(
                            name,
                            settings.type(),
                            settings.capabilities(),
                            settings.version(),
                            Map.of(),
                            List.of(1),
                            FrameDecoder.USUAL_BYTES,
                            settings.slots(),
                            resumeToken,
                            null)));
        }

        @Override
        public void message(FrameStream stream, Envelope message) {
            Liveness answering = liveness;
            if (answering != null) {
                answering.heard(clock.millis());
            }
            switch (MessageType.of(message.type()).orElse(MessageType.ERROR)) {
                case WELCOME -> welcomed(stream, message.payload(Welcome.class));
                case REFUSE ->
                    log.warn(
                            "refused by the coordinator: {}",
                            message.payload(AgentMessage.Refuse.class).code());
                case ACK -> tasks.answered(message.payload(Ack.class));
                case PING ->
                    stream.send(say(
                            MessageType.PONG,
                            message.id(),
                            new AgentMessage.Ping(
                                    message.payload(AgentMessage.Ping.class).nonce())));
                case DRAIN -> {
                    stream.send(say(MessageType.ACK, message.id(), Ack.of(message.id(), Ack.Status.PROCESSED)));
                    log.info("the coordinator drains");
                }
                default ->
                    stream.send(say(
                            MessageType.ACK, message.id(), Ack.rejected(message.id(), "UNKNOWN_TYPE", message.type())));
            }
        }

        @Override
        public void broken(FrameStream stream, ProtocolException why) {
            close(why.code(), String.valueOf(why.getMessage()));
        }
    }

    private void welcomed(FrameStream stream, Welcome message) {
        welcome = message;
        long ping = message.config().pingIntervalMs();
        Duration silent = Duration.ofMillis(Math.max(SILENT_AFTER.toMillis(), SILENT_PINGS * ping));
        liveness = ping == 0 ? null : new Liveness(Duration.ofMillis(TICK_MILLIS), silent, silent, clock.millis());
        coordinators.learned(message.coordinators());
        resumeToken = message.sessionToken();
        stream.allow(message.maxFrameBytes());
        failures = 0;
        tasks.reconnected();
        log.info("welcomed by {} as {}", message.coordinatorId(), name);
        beat();
        note("");
    }

    private void tick() {
        long now = clock.millis();
        if (welcome != null) {
            if (now >= beatAtMillis) {
                beat();
            }
            tasks.due().forEach(this::sendAgain);
            Liveness answering = liveness;
            if (answering != null && answering.tick(now) == Liveness.Step.DEAD) {
                close(CloseCode.HEARTBEAT_LOST, "the coordinator is silent");
                failed("the coordinator is silent");
            }
        }
        if (draining && (tasks.isIdle() || now >= drainUntilMillis)) {
            end();
        }
        note(state.lastFailure());
    }

    private void note(String lastFailure) {
        Welcome by = welcome;
        state = new AgentState(
                by != null,
                by == null ? "" : by.coordinatorId(),
                tasks.running(),
                tasks.unanswered(),
                tasks.done(),
                lastFailure);
    }

    private void beat() {
        Welcome agreed = welcome;
        FrameStream stream = control;
        if (agreed == null || stream == null) {
            return;
        }
        beatAtMillis = clock.millis() + MILLIS * Math.max(1, agreed.config().heartbeatInterval());
        Runtime memory = Runtime.getRuntime();
        stream.send(say(
                MessageType.HEARTBEAT,
                null,
                new AgentMessage.Heartbeat(
                        name,
                        draining ? 1 : tasks.load(),
                        tasks.running(),
                        memory.totalMemory() - memory.freeMemory(),
                        tasks.taskIds(),
                        null)));
    }

    /// On a stream of its own, whose answer is the one that counts.
    private void sendAgain(Envelope result) {
        QuicChannel open = connection;
        if (open == null) {
            return;
        }
        open.createStream(QuicStreamType.BIDIRECTIONAL, new FrameStream(new FrameStream.Listener() {
            @Override
            public void opened(FrameStream stream) {
                stream.send(say(MessageType.OPEN, null, new AgentMessage.Open("TaskAssignment")));
                stream.send(result);
            }

            @Override
            public void message(FrameStream stream, Envelope answer) {
                if (answer.is(MessageType.ACK)) {
                    tasks.answered(answer.payload(Ack.class));
                }
                stream.finish();
            }
        }));
    }

    private Envelope say(MessageType type, @Nullable String corr, Object payload) {
        return Envelope.of(UUID.randomUUID().toString(), type, clock.millis(), name, corr, payload);
    }

    private void failed(String cause) {
        connection = null;
        control = null;
        welcome = null;
        liveness = null;
        failures++;
        note(cause);
        if (draining || group.isShuttingDown()) {
            end();
            return;
        }
        long wait = Backoff.millis(failures, random);
        log.warn("not connected: {}; next attempt in {} ms", cause, wait);
        loop.schedule(() -> connect(), wait, TimeUnit.MILLISECONDS);
    }

    private void close(CloseCode code, String detail) {
        QuicChannel open = connection;
        if (open != null) {
            open.close(true, code.code(), Unpooled.copiedBuffer(detail, StandardCharsets.UTF_8));
        }
    }

    /// Takes no more tasks, finishes those that it has and delivers their results, then ends; at most so long.
    public CompletableFuture<Void> drain(long withinMillis) {
        loop.execute(() -> {
            if (!draining) {
                draining = true;
                drainUntilMillis = clock.millis() + withinMillis;
                tasks.drain();
                beat();
            }
        });
        return ended;
    }

    private void end() {
        close(CloseCode.NO_ERROR, "the agent ends");
        loop.schedule(
                () -> {
                    work.shutdownNow();
                    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
                    ended.complete(null);
                },
                LINGER_MILLIS,
                TimeUnit.MILLISECONDS);
    }
}
