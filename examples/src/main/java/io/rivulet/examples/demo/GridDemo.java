// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.examples.grid.Branch;
import io.rivulet.examples.grid.IeeeCases;
import io.rivulet.examples.grid.PowerGrid;
import io.rivulet.node.local.FreePorts;
import io.rivulet.node.local.LocalCluster;
import io.rivulet.node.local.LocalPostgres;
import io.rivulet.node.local.NodeProcess;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.incremental.Replay;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.verify.TrueResidual;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A day in the life of the 118-bus grid: solved, loads and lines change, the node is killed and comes back,
/// nothing is lost. Every number printed comes from the node; the last check is our own, on our own copy of A and
/// b.
final class GridDemo {
    private static final double TOLERANCE = 1e-10;
    private static final int FLOWS_SHOWN = 4;
    private static final int NODES = 3;

    private final PrintWriter out;
    private final PowerGrid grid = IeeeCases.ieee118();
    private final Set<Branch> tripped = new HashSet<>();
    private LinearSystem mirror = grid.system();

    GridDemo(PrintWriter out) {
        this.out = out;
    }

    /// Returns whether the final answer solves the final system by our own arithmetic.
    boolean run(Path data) throws IOException, InterruptedException {
        say("Rivulet demo: the %s power grid, kept solved while it changes.%n", grid.name());
        long begun = System.nanoTime();
        try (NodeProcess node = NodeProcess.start(data)) {
            say(
                    "A node on its own embedded database: %s (process %d, ready in %.1f s)",
                    node.uri("/"), node.pid(), seconds(begun));
            try (LiveSession session = LiveSession.open(node, grid.name(), mirror)) {
                return tell(session, () -> nodeDies(node, session));
            }
        }
    }

    /// The same on three nodes: the session's own is killed, and its stream, read through another one, goes on.
    boolean runOnCluster(Path data) throws IOException, InterruptedException {
        say("Rivulet demo: the %s power grid, kept solved by a cluster while it changes.%n", grid.name());
        long begun = System.nanoTime();
        try (LocalPostgres postgres = LocalPostgres.start(data.resolve("postgres"));
                LocalCluster cluster =
                        LocalCluster.launch(data, FreePorts.several(NODES), postgres.url(), NodeProcess.How.PLAIN)) {
            cluster.awaitReady();
            say("%d nodes on one PostgreSQL, ready in %.1f s:", NODES, seconds(begun));
            for (int number = 1; number <= NODES; number++) {
                NodeProcess node = cluster.node(number);
                say("  node-%d %s (process %d)", number, node.uri("/"), node.pid());
            }
            try (LiveSession opened = LiveSession.open(cluster.node(1), grid.name(), mirror);
                    LiveSession session = fromOutside(cluster, opened)) {
                return tell(session, () -> itsNodeDies(cluster, session));
            }
        }
    }

    /// Read through a node that does not have the session.
    private LiveSession fromOutside(LocalCluster cluster, LiveSession opened) throws IOException, InterruptedException {
        String home = opened.status().path("node").asText();
        int other = home.equals("node-1") ? 2 : 1;
        say("The session lives at %s; its stream and its changes go through node-%d.", home, other);
        return LiveSession.follow(cluster.node(other), opened.id());
    }

    private interface Accident {
        void happens() throws IOException, InterruptedException;
    }

    private boolean tell(LiveSession session, Accident accident) throws IOException, InterruptedException {
        JsonNode opened = session.until("session_opened");
        say(
                "%d buses, %d branches → %d unknown angles, %d matrix entries. Status: %s",
                grid.buses().size() + 1,
                grid.branches().size(),
                opened.path("rows").asInt(),
                opened.path("nnz").asInt(),
                session.statusUri());
        say(
                "Method %s: %s",
                opened.path("method").asText(), opened.path("reason").asText());
        JsonNode solution = session.until("solution");
        say(
                "Solved: relative residual %.1e, %s.%n",
                solution.path("residual_norm").asDouble(), bound(solution, "no certified bound"));
        double[] before = LiveSession.x(solution);

        before = loadRises(session, before);
        before = lineTrips(session, before, heaviestBranch(before));
        accident.happens();
        lineTrips(session, before, heaviestBranch(before));
        return check(session);
    }

    private double[] loadRises(LiveSession session, double[] before) throws IOException, InterruptedException {
        int bus = IntStream.range(0, grid.buses().size())
                .boxed()
                .min(Comparator.comparingDouble(k -> grid.injections().get(k)))
                .orElseThrow();
        double megawatts = 50;
        say("The load at %s rises by %.0f MW:", grid.buses().get(bus), megawatts);
        double delta = -megawatts / PowerGrid.BASE_MVA;
        JsonNode applied = session.addCost(bus, delta);
        mirror = Replay.apply(
                mirror, List.of(CostUpdate.delta(SparseVector.adopt(new int[] {bus}, new double[] {delta}))));
        return tell(session, applied, before);
    }

    private double[] lineTrips(LiveSession session, double[] before, Branch branch)
            throws IOException, InterruptedException {
        say("%s trips while it carries %.0f MW:", branch.id(), Math.abs(grid.flowMegawatts(branch, before)));
        List<EntryChange> changes = grid.trip(branch, mirror.a());
        tripped.add(branch);
        JsonNode applied = session.changeEntries(changes);
        mirror = Replay.apply(mirror, List.of(new CostUpdate(null, SparseVector.EMPTY, SparseVector.EMPTY, changes)));
        return tell(session, applied, before);
    }

    /// The most loaded branch in service whose loss cuts no bus off.
    private Branch heaviestBranch(double[] theta) {
        return inService()
                .sorted(Comparator.comparingDouble(b -> -Math.abs(grid.flowMegawatts(b, theta))))
                .filter(this::canTrip)
                .findFirst()
                .orElseThrow();
    }

    private Stream<Branch> inService() {
        return grid.branches().stream().filter(b -> !tripped.contains(b));
    }

    private boolean canTrip(Branch branch) {
        Set<Branch> out = new HashSet<>(tripped);
        out.add(branch);
        return grid.cutOff(out).isEmpty();
    }

    private double[] tell(LiveSession session, JsonNode applied, double[] before)
            throws IOException, InterruptedException {
        double[] after = LiveSession.x(session.solution());
        say(
                "  %d angles moved, repaired by %s touching %d matrix entries in %.1f ms; residual %.1e, %s",
                applied.path("changed_entries").asInt(),
                applied.path("method").asText(),
                applied.path("work").asLong(),
                applied.path("latency_ms").asDouble(),
                applied.path("residual_norm").asDouble(),
                bound(applied, "no certified bound after this change"));
        inService()
                .sorted(Comparator.comparingDouble(b -> -moved(b, before, after)))
                .limit(FLOWS_SHOWN)
                .forEach(b -> say(
                        "    %-16s %8.1f → %8.1f MW",
                        b.id(), grid.flowMegawatts(b, before), grid.flowMegawatts(b, after)));
        return after;
    }

    private double moved(Branch b, double[] before, double[] after) {
        return Math.abs(grid.flowMegawatts(b, after) - grid.flowMegawatts(b, before));
    }

    private void nodeDies(NodeProcess node, LiveSession session) throws IOException, InterruptedException {
        JsonNode before = session.solution();
        say("%nkill -9 %d", node.pid());
        long begun = System.nanoTime();
        node.kill();
        node.startAgain();
        double ready = seconds(begun);
        session.resume();
        JsonNode first = session.until("snapshot", "stream_gap", "cost_applied", "iteration_update");
        JsonNode after = session.solution();
        say(
                "  started again in %.1f s; the stream goes on with a %s (seq %d); revision %d before, %d after; residual %.1e%n",
                ready,
                first.path("type").asText(),
                first.path("seq").asLong(),
                before.path("revision").asLong(),
                after.path("revision").asLong(),
                after.path("residual_norm").asDouble());
    }

    /// Nothing is started again: the others go on.
    private void itsNodeDies(LocalCluster cluster, LiveSession session) throws IOException, InterruptedException {
        JsonNode before = session.solution();
        String home = session.status().path("node").asText();
        NodeProcess node = cluster.node(Integer.parseInt(home.substring(home.indexOf('-') + 1)));
        say("%nkill -9 %d, which is %s, where the session lives", node.pid(), home);
        long begun = System.nanoTime();
        node.kill();
        JsonNode migrated = session.until("session_migrated");
        JsonNode after = session.solution();
        say(
                "  after %.1f s the same stream says: session_migrated from %s to %s, gap %.1f s (seq %d); revision %d before,"
                        + " %d after; residual %.1e%n",
                seconds(begun),
                migrated.path("from_node").asText(),
                migrated.path("to_node").asText(),
                migrated.path("gap_ms").asLong() / 1e3,
                migrated.path("seq").asLong(),
                before.path("revision").asLong(),
                after.path("revision").asLong(),
                after.path("residual_norm").asDouble());
    }

    private boolean check(LiveSession session) throws IOException, InterruptedException {
        JsonNode solution = session.solution();
        double residual = TrueResidual.of(mirror, DenseVector.adopt(LiveSession.x(solution)))
                .relative();
        boolean good = residual <= TOLERANCE * 1.0001;
        say(
                "%nOur own copy of the grid after all changes: relative residual of the node's answer %.1e, asked for %.0e: %s",
                residual, TOLERANCE, good ? "right." : "WRONG.");
        return good;
    }

    private static String bound(JsonNode line, String otherwise) {
        JsonNode bound = line.path("error_bound");
        return bound.isNumber()
                ? String.format(Locale.ROOT, "every angle certified within ±%.1e rad", bound.asDouble())
                : otherwise;
    }

    private static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e9;
    }

    private void say(String format, Object... arguments) {
        out.printf(Locale.ROOT, format + "%n", arguments);
        out.flush();
    }
}
