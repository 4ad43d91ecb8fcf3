// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.coordinator;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.AttributeKey;
import io.rivulet.actors.task.TaskOrder;
import io.rivulet.actors.task.Tasks;
import io.rivulet.quic.cert.AdmissionRules;
import io.rivulet.quic.cert.RefusalReason;
import io.rivulet.quic.core.AckMemory;
import io.rivulet.quic.wire.FrameStream;
import io.rivulet.quic.wire.Quic;
import io.rivulet.serialization.agent.AgentMessage.Hello;
import io.rivulet.serialization.agent.CloseCode;
import io.rivulet.serialization.agent.Envelope;
import io.rivulet.serialization.agent.MessageType;
import io.rivulet.serialization.task.TaskKind;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The agents that are connected to this node: who they are, and orders for them.
///
/// **Thread** all that agents share is on the one thread of the event loop; files are read by a thread of their own.
/// **Bounded by** [CoordinatorSettings#MOST_AGENTS] agents.
public final class Coordinator {
    private static final Logger log = LoggerFactory.getLogger(Coordinator.class);
    /// What BoringSSL calls it.
    private static final String WITHOUT_CERTIFICATE = "PEER_DID_NOT_RETURN_A_CERTIFICATE";

    private static final String WITHOUT_PROTOCOL = "NO_APPLICATION_PROTOCOL";
    private static final AttributeKey<Boolean> REFUSED = AttributeKey.valueOf("rivulet-refused");
    /// The board is told of each agent this often.
    private static final long PRESENT_MILLIS = 1_000;
    /// Agents whose last answers are remembered, also while they are away.
    private static final int REMEMBERED = 2_000;

    private final CoordinatorSettings settings;
    private final Tasks tasks;
    private final InstantSource clock;
    private final Admission admission;
    private final Refusals refusals;
    private final EventLoopGroup group = Quic.loop("rivulet-quic");
    private final ScheduledExecutorService files = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("rivulet-quic-files").factory());
    private final Map<String, AgentConnection> agents = new HashMap<>();
    private final Map<String, AckMemory> memories = new LinkedHashMap<>();
    private final AtomicInteger active = new AtomicInteger();
    private volatile @Nullable ActorRef<TaskOrder> door;
    private volatile @Nullable Channel socket;
    private volatile List<String> neighbours = List.of();
    private boolean draining;

    private Coordinator(CoordinatorSettings settings, Tasks tasks, InstantSource clock) {
        this.settings = settings;
        this.tasks = tasks;
        this.clock = clock;
        this.refusals = new Refusals();
        this.admission = new Admission(settings.certificates(), clock, refusals);
    }

    /// Listens. The stage fails where the port is taken.
    /// **Errors** [io.rivulet.quic.cert.UnusableCertificates].
    public static CompletionStage<Coordinator> start(
            ActorSystem<?> system, CoordinatorSettings settings, Tasks tasks, InstantSource clock) {
        var coordinator = new Coordinator(settings, tasks, clock);
        coordinator.door = system.systemActorOf(coordinator.orders(), "rivulet-quic", Props.empty());
        return coordinator.bind().thenApply(bound -> {
            system.systemActorOf(
                    Neighbours.create(settings.advertised(), found -> bound.neighbours = found),
                    "rivulet-quic-neighbours",
                    Props.empty());
            return bound;
        });
    }

    private Behavior<TaskOrder> orders() {
        return Behaviors.receiveMessage(order -> {
            loop().execute(() -> carryOut(order));
            return Behaviors.same();
        });
    }

    private EventLoop loop() {
        return (EventLoop) group.next();
    }

    private CompletionStage<Coordinator> bind() {
        var codec = Quic.parameters(new QuicServerCodecBuilder(), Quic.COORDINATOR_STREAMS)
                .sslEngineProvider(channel -> admission.context().newEngine(channel.alloc()))
                .handler(new ConnectionStart())
                .streamHandler(new ChannelInitializer<QuicStreamChannel>() {
                    @Override
                    protected void initChannel(QuicStreamChannel stream) {
                        AgentConnection connection = AgentConnection.of(stream.parent());
                        stream.pipeline().addLast(new FrameStream(connection.listener(stream)));
                    }
                })
                .build();
        var bound = new CompletableFuture<Coordinator>();
        new Bootstrap()
                .group(group)
                .channel(NioDatagramChannel.class)
                .handler(codec)
                .bind(settings.address())
                .addListener((ChannelFutureListener) future -> {
                    if (future.isSuccess()) {
                        socket = future.channel();
                        bound.complete(this);
                    } else {
                        stopThreads();
                        bound.completeExceptionally(future.cause());
                    }
                });
        return bound.thenApply(self -> {
            each(PRESENT_MILLIS, AgentConnection::present);
            each(settings.ping().toMillis(), AgentConnection::ping);
            long reload = settings.reload().toMillis();
            files.scheduleWithFixedDelay(this::reload, reload, reload, TimeUnit.MILLISECONDS);
            log.info(
                    "agents are awaited at {}, certificates from {}",
                    address(),
                    settings.certificates().path());
            return self;
        });
    }

    private final class ConnectionStart extends ChannelInboundHandlerAdapter {
        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) throws Exception {
            AgentConnection.begin(Coordinator.this, (QuicChannel) context.channel());
            super.channelActive(context);
        }

        /// Of a handshake that failed, more than once as a rule. Of a certificate the check has said why.
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            String remote = String.valueOf(((QuicChannel) context.channel()).remoteSocketAddress());
            String told = String.valueOf(cause.getMessage());
            RefusalReason reason = told.contains(WITHOUT_CERTIFICATE)
                    ? RefusalReason.NO_CERTIFICATE
                    : told.contains(WITHOUT_PROTOCOL) ? RefusalReason.OTHER_PROTOCOL : null;
            if (reason != null && context.channel().attr(REFUSED).setIfAbsent(true) == null) {
                refusals.refused(reason, "", remote);
            }
            log.debug("connection from {} failed: {}", remote, told);
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) throws Exception {
            AgentConnection connection = AgentConnection.find((QuicChannel) context.channel());
            if (connection != null) {
                connection.ended();
            }
            super.channelInactive(context);
        }
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return (InetSocketAddress) Objects.requireNonNull(socket).localAddress();
    }

    public Refusals refusals() {
        return refusals;
    }

    /// Agents that are connected.
    public int active() {
        return active.get();
    }

    /// When the certificate that it shows ends.
    public Instant notAfter() {
        return admission.notAfter();
    }

    /// Where agents reach the coordinators of other nodes.
    List<String> neighbours() {
        return neighbours;
    }

    CoordinatorSettings settings() {
        return settings;
    }

    Tasks tasks() {
        return tasks;
    }

    long now() {
        return clock.millis();
    }

    Envelope message(MessageType type, @Nullable String corr, Object payload) {
        return Envelope.of(UUID.randomUUID().toString(), type, now(), settings.name(), corr, payload);
    }

    ActorRef<TaskOrder> door() {
        return Objects.requireNonNull(door);
    }

    boolean isConnected(String agentId) {
        return agents.containsKey(agentId);
    }

    /// Whether the agent of this greeting comes in; null: it does.
    @Nullable
    RefusalReason judge(AgentConnection connection, Hello hello) {
        if (draining) {
            return RefusalReason.DRAINING;
        }
        RefusalReason certificate = connection.refusal(admission.check());
        if (certificate != null) {
            return certificate;
        }
        if (!TaskKind.isAgentType(hello.agentType())
                || !admission.rules().allowed().admits(hello.agentId(), hello.agentType())) {
            return RefusalReason.TYPE_NOT_ALLOWED;
        }
        AgentConnection before = agents.get(hello.agentId());
        // One that does not answer may be the same agent's, started again since.
        if (before != null && before.isHere() && !before.token().equals(hello.resumeToken())) {
            return RefusalReason.DUPLICATE_AGENT;
        }
        if (before == null && agents.size() >= CoordinatorSettings.MOST_AGENTS) {
            return RefusalReason.TOO_MANY_AGENTS;
        }
        agents.put(hello.agentId(), connection);
        active.set(agents.size());
        if (before != null) {
            before.close(CloseCode.DUPLICATE_AGENT, "another connection has taken its place");
        }
        return null;
    }

    AckMemory memory(String agentId) {
        AckMemory memory = memories.computeIfAbsent(agentId, _ -> new AckMemory());
        if (memories.size() > REMEMBERED) {
            var oldest = memories.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        return memory;
    }

    /// Its connection is over: whoever took its place is left alone.
    void left(AgentConnection connection, String agentId, String cause) {
        if (agents.remove(agentId, connection)) {
            active.set(agents.size());
            tasks.left(agentId, settings.name(), cause);
            log.info("agent left agent={} cause={}", agentId, cause);
        }
    }

    private void carryOut(TaskOrder order) {
        AgentConnection agent = agents.get(order.agentId());
        if (agent != null) {
            agent.carryOut(order);
        } else if (order instanceof TaskOrder.Assign assign) {
            tasks.left(assign.agentId(), settings.name(), "it is not connected");
        }
    }

    private void each(long everyMillis, Consumer<AgentConnection> what) {
        loop().scheduleAtFixedRate(
                        () -> List.copyOf(agents.values()).forEach(what),
                        everyMillis,
                        everyMillis,
                        TimeUnit.MILLISECONDS);
    }

    private void reload() {
        admission.reload();
        loop().execute(this::closeRevoked);
    }

    /// Whoever isn't on the list any more.
    private void closeRevoked() {
        AdmissionRules rules = admission.rules();
        for (AgentConnection agent : List.copyOf(agents.values())) {
            String type = agent.type();
            boolean listed = type == null || rules.allowed().admits(agent.name(), type);
            if (!listed || agent.refusal(admission.check()) != null) {
                agent.close(CloseCode.UNAUTHORIZED, "not admitted any more");
            }
        }
    }

    /// Takes no new agents, tells those that there are to go elsewhere, and closes. The stage completes when all of
    /// that is done.
    public CompletionStage<Void> stop() {
        var stopped = new CompletableFuture<Void>();
        files.shutdownNow();
        loop().execute(() -> {
            draining = true;
            List.copyOf(agents.values()).forEach(AgentConnection::drain);
            loop().schedule(
                            () -> {
                                List.copyOf(agents.values())
                                        .forEach(agent -> agent.close(CloseCode.DRAINING, "the node stops"));
                                Channel open = socket;
                                if (open != null) {
                                    open.close();
                                }
                                stopThreads();
                                stopped.complete(null);
                            },
                            LAST_WORDS_MILLIS,
                            TimeUnit.MILLISECONDS);
        });
        return stopped;
    }

    /// For the drain to reach the agents.
    private static final long LAST_WORDS_MILLIS = 200;

    private void stopThreads() {
        files.shutdownNow();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
