// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.node.local.LocalCluster;
import io.rivulet.node.local.LocalPostgres;
import io.rivulet.node.local.NodeProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rivulet cluster up`.
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs a cluster on this machine until Ctrl-C, for trying out: N nodes on ports PORT, PORT+1, …",
            "They share the PostgreSQL of RIVULET_DATABASE_URL, else one that this command brings along.",
            "Kill a node (kill -9 PID): its sessions go on at the others."
        })
final class ClusterUpCommand implements Callable<Integer> {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final int MOST_NODES = 9;
    /// Of the machine's memory, for all heaps together.
    private static final int HEAP_PERCENT = 60;

    private final Console console;

    @Parameters(index = "0", paramLabel = "N", defaultValue = "3", description = "Nodes (1 to 9, default: 3).")
    private int count;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "3000",
            description = "Of the first node (default: 3000).")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of what has to survive (default: ./rivulet-cluster).")
    private @Nullable Path data;

    private @Nullable LocalPostgres postgres;
    private @Nullable LocalCluster cluster;
    private boolean stopped;

    ClusterUpCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (count < 1 || count > MOST_NODES) {
            throw CommandFailure.badInput("N is " + count + ", allowed is 1 to " + MOST_NODES);
        }
        if (port < 1 || port + count > 65_536) {
            throw CommandFailure.badInput("--port " + port + " leaves no room for " + count + " ports");
        }
        Path folder = console.folder().resolve(data == null ? Path.of("rivulet-cluster") : data);
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopForSignal, "stop"));
        try {
            String url = console.environment().get("RIVULET_DATABASE_URL");
            if (url == null) {
                console.err().println("rivulet: starting a PostgreSQL in " + folder.resolve("postgres"));
                started(postgres(folder));
            }
            return run(folder, url);
        } finally {
            stop();
        }
    }

    private static LocalPostgres postgres(Path folder) throws IOException {
        try {
            return LocalPostgres.startUnguarded(folder.resolve("postgres"));
        } catch (IOException | IllegalStateException unusable) {
            throw CommandFailure.badInput("the PostgreSQL that comes with Rivulet did not start: "
                    + unusable.getMessage() + "\n  hint: set RIVULET_DATABASE_URL to one that runs");
        }
    }

    private int run(Path folder, @Nullable String url) throws IOException, InterruptedException {
        int heap = Math.max(5, HEAP_PERCENT / count);
        var how = new NodeProcess.How(List.of("-XX:MaxRAMPercentage=" + heap), List.of(), Map.of());
        console.err().println("rivulet: starting " + count + " nodes");
        LocalCluster nodes = started(folder, url, how);
        try {
            nodes.awaitReady();
        } catch (IOException failed) {
            throw CommandFailure.badInput("the cluster did not start: " + failed.getMessage());
        }
        for (int node = 1; node <= count; node++) {
            console.out()
                    .println("node-" + node + " ready at " + nodes.node(node).uri("") + " · pid "
                            + nodes.node(node).pid() + " · log "
                            + nodes.node(node).log());
        }
        console.out().println("Ctrl-C stops them. Any node answers for any session.");
        console.out().flush();
        return watch(nodes);
    }

    /// What is there has to be stopped; what starts while a signal stops everything is stopped at once.
    private synchronized void started(LocalPostgres server) throws IOException {
        postgres = server;
        if (stopped) {
            server.close();
        }
    }

    private synchronized LocalCluster started(Path folder, @Nullable String url, NodeProcess.How how)
            throws IOException {
        String database = url == null ? Objects.requireNonNull(postgres).url() : url;
        LocalCluster launched = LocalCluster.launch(folder, LocalCluster.portsFrom(port, count), database, how);
        cluster = launched;
        if (stopped) {
            launched.close();
        }
        return launched;
    }

    /// Nodes first, which need the database to leave in order. False where one of those that ran did not.
    private synchronized boolean stop() {
        if (stopped) {
            return true;
        }
        stopped = true;
        boolean orderly = true;
        LocalCluster nodes = cluster;
        if (nodes != null) {
            List<Integer> running = alive(nodes, true);
            nodes.close();
            orderly = running.stream().allMatch(node -> nodes.node(node).hasEndedWell());
        }
        LocalPostgres server = postgres;
        if (server != null) {
            try {
                server.close();
            } catch (IOException failed) {
                console.err().println("rivulet: the PostgreSQL did not stop: " + failed.getMessage());
                orderly = false;
            }
        }
        return orderly;
    }

    /// The JVM would end with the signal's code; an orderly stop is a success.
    private void stopForSignal() {
        boolean first;
        synchronized (this) {
            first = !stopped;
        }
        if (first) {
            int code = stop() ? ExitCode.OK : ExitCode.NOT_CONVERGED;
            console.out().flush();
            console.err().flush();
            Runtime.getRuntime().halt(code);
        }
    }

    /// Says which nodes have ended, until none is left.
    private int watch(LocalCluster nodes) throws InterruptedException {
        Set<Integer> told = new HashSet<>();
        while (told.size() < nodes.size()) {
            for (int node : alive(nodes, false)) {
                if (told.add(node)) {
                    console.out()
                            .println("node-" + node + " has ended; left: "
                                    + alive(nodes, true).stream()
                                            .map(each -> "node-" + each)
                                            .collect(Collectors.joining(", ")));
                    console.out().flush();
                }
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
        return ExitCode.NOT_CONVERGED;
    }

    private static List<Integer> alive(LocalCluster cluster, boolean wanted) {
        List<Integer> found = new ArrayList<>();
        for (int node = 1; node <= cluster.size(); node++) {
            if (cluster.node(node).isAlive() == wanted) {
                found.add(node);
            }
        }
        return found;
    }
}
