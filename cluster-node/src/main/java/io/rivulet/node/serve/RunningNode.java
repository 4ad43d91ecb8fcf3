// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.serve;

import com.typesafe.config.Config;
import io.rivulet.actors.cluster.NodeIdentity;
import io.rivulet.actors.consensus.VoteKey;
import io.rivulet.actors.session.SessionStores;
import io.rivulet.actors.session.Sessions;
import io.rivulet.actors.store.Database;
import io.rivulet.actors.store.LiveNodes;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.actors.telemetry.Telemetry;
import io.rivulet.http.Gateway;
import io.rivulet.http.node.AdminListener;
import io.rivulet.http.settings.UnusableSettings;
import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.ExitCode;
import io.rivulet.node.console.KernelNotice;
import io.rivulet.node.console.Version;
import io.rivulet.node.insight.ProcessInsight;
import io.rivulet.node.log.LogOutput;
import io.rivulet.node.settings.ClusterSettings;
import io.rivulet.node.settings.NodeSettings;
import io.rivulet.node.settings.SettingsLoader;
import io.rivulet.node.telemetry.NodeTelemetry;
import io.rivulet.node.telemetry.ProcessTelemetry;
import io.rivulet.numerics.kernels.Detected;
import io.rivulet.numerics.kernels.Kernels;
import io.rivulet.serialization.problem.RivuletException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node from its first thread to its last: data folder, database, actor system, sessions, gateway; stopped in the
/// reverse order.
/// **Thread** starting and stopping block their caller.
/// **Errors** what an operator can mend is a [CommandFailure] that says how.
public final class RunningNode implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RunningNode.class);
    private static final String SYSTEM = "rivulet";
    private static final String VOTE_KEY = "vote.key";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final long POLL_NANOS = 10_000_000;
    /// A start that failed is cleared away in this time.
    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

    /// Leaving the cluster takes some seconds also where there is nothing to hand over.
    private static final Duration LEAST_DRAIN = Duration.ofSeconds(5);

    /// Kept of the drain for the goodbye to the database.
    private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(2);

    private final NodeSettings settings;
    private final DataFolder folder;
    private final Database database;
    private final ActorSystem<Void> system;
    private final ClusterJoin membership;
    private final Sessions sessions;
    private final ServerBinding binding;
    private final NodeTelemetry telemetry;
    private final AgentDoor agents;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private boolean stopped;
    private int exitCode = ExitCode.OK;

    private RunningNode(
            NodeSettings settings,
            DataFolder folder,
            Database database,
            ActorSystem<Void> system,
            ClusterJoin membership,
            Sessions sessions,
            ServerBinding binding,
            NodeTelemetry telemetry,
            AgentDoor agents) {
        this.agents = agents;
        this.settings = settings;
        this.folder = folder;
        this.database = database;
        this.system = system;
        this.membership = membership;
        this.sessions = sessions;
        this.binding = binding;
        this.telemetry = telemetry;
    }

    /// Has the process tell of itself and write its log as the settings say: once, before the one node of a
    /// process that is the node's own.
    /// Returns the log, null where it is another program's.
    public static @Nullable LogOutput ownProcess(SettingsLoader.Loaded loaded) {
        NodeSettings settings = loaded.settings();
        LogOutput output = LogOutput.write(settings.telemetry().logFormat(), NodeConfig.nameOf(settings));
        ProcessTelemetry.start(settings.telemetry(), NodeConfig.nameOf(settings));
        loaded.effective().stream()
                .filter(each -> !each.source().equals(SettingsLoader.DEFAULT))
                .forEach(each -> log.info("setting {}={} source={}", each.key(), each.value(), each.source()));
        return output;
    }

    /// In a process that is not its own.
    public static RunningNode start(SettingsLoader.Loaded loaded) {
        return start(loaded, null);
    }

    /// @param output the log of a process that is the node's own
    public static RunningNode start(SettingsLoader.Loaded loaded, @Nullable LogOutput output) {
        NodeSettings settings = loaded.settings();
        requireFree("port", settings.http().host(), settings.http().port(), "--port");
        requireFree(
                "cluster port",
                settings.cluster().bindHost(),
                settings.cluster().port(),
                "--cluster-port");
        NodeSettings.Admin admin = settings.http().admin();
        if (admin != null) {
            requireFree("admin port", admin.host(), admin.port(), "rivulet.http.admin-port");
        }
        requireUsable(settings);
        DataFolder folder = DataFolder.open(settings.store().data());
        Database database = null;
        ActorSystem<Void> system = null;
        Sessions sessions = null;
        var telemetry = NodeTelemetry.start(settings, NodeConfig.nameOf(settings));
        try {
            StoreSettings store = NodeConfig.store(settings);
            database = open(store);
            system = createSystem(NodeConfig.actorSystem(loaded.operator(), settings, store), settings.cluster());
            var insight = new ProcessInsight(
                    telemetry::processFigures,
                    loaded.effective(),
                    folder.path(),
                    database,
                    output == null ? null : output.levels(),
                    output == null ? null : output.recent());
            boolean shared = settings.store().databaseUrl() != null;
            var membership = new ClusterJoin(system, settings.cluster(), new LiveNodes(database), shared);
            membership.begin();
            sessions = Sessions.start(
                    system,
                    new NodeIdentity(NodeConfig.nameOf(settings), Version.current(), voteKey(folder)),
                    settings.actors(),
                    SessionStores.of(database, NodeConfig.memoryBytes(settings), InstantSource.system()),
                    telemetry.telemetry());
            ServerBinding binding = await(
                    Gateway.bind(system, sessions, NodeConfig.gateway(settings), insight), "the port was not bound");
            if (admin != null) {
                await(
                        AdminListener.bind(system, sessions, admin.host(), admin.port(), telemetry::processFigures),
                        "the admin port was not bound");
            }
            AgentDoor agents = AgentDoor.open(system, sessions, NodeConfig.nameOf(settings), settings.quic());
            telemetry.watchCertificates(system);
            telemetry.watchStore(system, database);
            membership.awaitUp();
            Detected kernels = Kernels.detect();
            if (settings.cluster().isOpenToItsNetwork()) {
                log.warn(
                        "whoever reaches {}:{} is taken for a node of this cluster: rivulet.cluster.trusted-network says"
                                + " that nobody else does",
                        settings.cluster().host(),
                        settings.cluster().port());
            }
            log.info("kernels provider={} reason={}", kernels.kernels().provider(), kernels.reason());
            String slow = KernelNotice.of(kernels);
            if (slow != null) {
                log.warn("{}", slow);
            }
            RunningNode node = new RunningNode(
                    settings, folder, database, system, membership, sessions, binding, telemetry, agents);
            sessions.membership()
                    .onLeave(() -> Thread.ofPlatform().name("leave").start(node::stop));
            return node;
        } catch (RuntimeException failed) {
            if (system != null) {
                terminate(system, STOP_WITHIN);
            }
            if (sessions != null) {
                sessions.close();
            }
            if (database != null) {
                database.close();
            }
            folder.close();
            telemetry.close();
            throw failed;
        }
    }

    /// The transport starts with it.
    private static ActorSystem<Void> createSystem(Config config, ClusterSettings cluster) {
        try {
            return ActorSystem.create(Behaviors.empty(), SYSTEM, config);
        } catch (RuntimeException | LinkageError failed) {
            String transport = cluster.transport().wireName();
            log.error("the transport {} did not start", transport, failed);
            throw CommandFailure.badInput("the transport " + transport + " did not start: " + failed
                    + (cluster.transport() == ClusterSettings.Transport.AERON_UDP
                            ? "\n  hint: it needs RIVULET_JAVA_OPTS=--add-opens=java.base/sun.nio.ch=ALL-UNNAMED,"
                                    + " which ./rivulet gives where RIVULET_CLUSTER_TRANSPORT names it"
                            : ""));
        }
    }

    private static VoteKey voteKey(DataFolder folder) {
        try {
            return VoteKey.at(folder.path().resolve(VOTE_KEY));
        } catch (IOException unusable) {
            throw CommandFailure.badInput(String.valueOf(unusable.getMessage()));
        }
    }

    private static Database open(StoreSettings store) {
        try {
            return Database.open(store);
        } catch (RivuletException unavailable) {
            throw CommandFailure.of(unavailable.problem(), ExitCode.BAD_INPUT, null);
        }
    }

    /// Looks at the files that these settings name. **Errors** [CommandFailure].
    public static void requireUsable(NodeSettings settings) {
        try {
            Gateway.check(settings.security());
            ClusterSettings.Tls tls = settings.cluster().tls();
            if (tls != null) {
                TlsFiles.check(tls);
            }
        } catch (UnusableSettings unusable) {
            throw CommandFailure.badInput(String.valueOf(unusable.getMessage()));
        }
    }

    /// Found before seconds of starting, not after.
    private static void requireFree(String what, String host, int port, String option) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (IOException taken) {
            throw CommandFailure.badInput(what + " " + port + " on " + host + " can't be used (" + taken.getMessage()
                    + ")\n  hint: stop what uses it, or choose another with " + option);
        }
    }

    private static <T> T await(CompletionStage<T> stage, String otherwise) {
        try {
            return stage.toCompletableFuture().get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw CommandFailure.badInput(otherwise + ": " + reason(failed));
        } catch (TimeoutException _) {
            throw CommandFailure.badInput(otherwise + " within " + START_TIMEOUT.toSeconds() + " s");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommandFailure.badInput("interrupted while starting");
        }
    }

    private static String reason(ExecutionException failed) {
        Throwable cause = failed.getCause();
        return cause == null ? failed.toString() : String.valueOf(cause.getMessage());
    }

    public String name() {
        return NodeConfig.nameOf(settings);
    }

    /// Where its parts count and alert.
    public Telemetry telemetry() {
        return telemetry.telemetry();
    }

    ActorSystem<?> system() {
        return system;
    }

    public String url() {
        InetSocketAddress address = binding.localAddress();
        String host = settings.http().host();
        String scheme = settings.security().tls() == null ? "http" : "https";
        return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /// Where agents connect to, for people.
    public String agents() {
        return agents.words();
    }

    /// Whether callers have to say who they are, and how much they may do, for people.
    public String callers() {
        if (settings.security().authenticates()) {
            return "authentication on, limits on";
        }
        String set = settings.limits().setWithoutUsers();
        return "loopback only, authentication off, " + (set.isEmpty() ? "rate limits off" : "limits: " + set);
    }

    /// Where it keeps what has to survive, for people.
    public String storage() {
        return settings.store().databaseUrl() == null ? "H2 in " + folder.path() : "PostgreSQL, " + folder.path();
    }

    /// Waits until it has stopped; returns the exit code, which is not 0 where nobody asked it to stop.
    public int awaitEnd() throws InterruptedException {
        try {
            // An actor system that does not end in time is not waited for.
            CompletableFuture.anyOf(system.getWhenTerminated().toCompletableFuture(), ended)
                    .get();
        } catch (ExecutionException failed) {
            log.error("the actor system ended", failed.getCause());
        }
        synchronized (this) {
            if (!stopped) {
                log.error("the cluster has removed this node, or its actor system has failed: it ends");
                stop();
                exitCode = ExitCode.NOT_CONVERGED;
            }
            return exitCode;
        }
    }

    /// Takes no new work, hands sessions over, ends every stream with a line, leaves the cluster, closes the database;
    /// all of it within the drain, and with an error where that was not enough. Idempotent. Returns the exit code.
    public synchronized int stop() {
        if (stopped) {
            return exitCode;
        }
        stopped = true;
        long begun = System.nanoTime();
        long budget = stopBudget(settings.node().drain()).toNanos();
        // Not ready from here on; sessions move while streams go on. Then streams end and what is left moves, in the
        // shutdown's phases.
        sessions.drain();
        awaitHandOver(begun + budget / 2);
        long left = begun + budget - System.nanoTime() - DATABASE_PATIENCE.toNanos();
        boolean orderly = terminate(system, Duration.ofNanos(left));
        sessions.close();
        membership.leave(DATABASE_PATIENCE);
        database.close();
        folder.close();
        telemetry.close();
        exitCode = orderly ? ExitCode.OK : ExitCode.NOT_CONVERGED;
        ended.complete(null);
        return exitCode;
    }

    /// What stopping may take in all.
    static Duration stopBudget(Duration drain) {
        return drain.compareTo(LEAST_DRAIN) < 0 ? LEAST_DRAIN : drain;
    }

    private void awaitHandOver(long deadline) {
        while (!system.getWhenTerminated().toCompletableFuture().isDone()
                && sessions.handingOver()
                && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static boolean terminate(ActorSystem<Void> system, Duration patience) {
        try {
            CoordinatedShutdown.get(system)
                    .runAll(CoordinatedShutdown.jvmExitReason())
                    .toCompletableFuture()
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException late) {
            log.error("the node did not stop in order within {} s: {}", patience.toSeconds(), late.toString());
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        stop();
    }
}
