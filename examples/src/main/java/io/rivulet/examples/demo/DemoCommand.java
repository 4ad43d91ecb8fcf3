// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `rivulet demo`.
@Command(
        name = "demo",
        description =
                "Starts a node, solves the IEEE 118-bus power grid, changes loads and lines, kills the node with -9 and goes on.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    private static final long SEED = 8;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--keep", description = "Keep the node's data folder and print where it is.")
    private boolean keep;

    @Option(
            names = "--cluster",
            description =
                    "Three nodes on a PostgreSQL that comes along: the session's node is killed, its stream goes on.")
    private boolean cluster;

    @Option(names = "--swarm", description = "Five meters report one load of the grid; one of them lies, and is found.")
    private boolean swarm;

    @Option(
            names = "--agents",
            description = "A node and three agents as processes: one is killed at work, nothing is lost, all learn.")
    private boolean agents;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Path data = Files.createTempDirectory("rivulet-demo-");
        try {
            return run(out, data) ? 0 : 1;
        } finally {
            if (keep) {
                out.println((cluster ? "Data and logs of the nodes: " : "Data and log of the node: ") + data);
            } else {
                delete(data);
            }
            out.flush();
        }
    }

    private boolean run(PrintWriter out, Path data) throws IOException, InterruptedException {
        if (swarm) {
            return new SwarmDemo(out).run(data);
        }
        if (agents) {
            return new AgentDemo(out, new Random(SEED)).run(data);
        }
        GridDemo demo = new GridDemo(out);
        return cluster ? demo.runOnCluster(data) : demo.run(data);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
