// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.examples.grid.IeeeCases;
import io.rivulet.examples.grid.PowerGrid;
import io.rivulet.node.local.NodeProcess;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.verify.TrueResidual;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/// Five meters measure the same load of a grid, one of them begins to lie, moves nothing, and is found. What
/// the session makes of their reports is computed here from its x and our own copy of A, not from what it says.
final class SwarmDemo {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int METERS = 5;
    private static final String LIAR = "meter-4";
    private static final int HONEST_ROUNDS = 2;
    private static final int ROUNDS = 6;
    private static final double NOISE = 0.004;
    private static final double LIE = 3;
    private static final double TOLERANCE = 1e-10;

    /// The load is A·x in one row, and x solves to [#TOLERANCE] only; what is combined may be just what one meter said.
    private static final double ROUNDING = 100 * TOLERANCE;
    private static final long SEED = 7;

    private final PrintWriter out;
    private final PowerGrid grid = IeeeCases.ieee118();
    private final LinearSystem system = grid.system();
    private final Random random = new Random(SEED);
    private long clock;

    SwarmDemo(PrintWriter out) {
        this.out = out;
    }

    /// Returns whether the liar was found, the load was among what the honest meters say in each round, and x
    /// solves it.
    boolean run(Path data) throws IOException, InterruptedException {
        say("Rivulet demo: five meters report one load of the %s power grid, one of them lies.%n", grid.name());
        try (NodeProcess node = NodeProcess.start(data)) {
            ObjectNode asked = JSON.createObjectNode();
            asked.putObject("flow_nexus").put("cost_aggregation", "weighted_average");
            try (LiveSession session = LiveSession.open(node, grid.name(), system, asked)) {
                session.until("solution");
                say("Solved. The session: %s", session.statusUri());
                return measure(session);
            }
        }
    }

    private boolean measure(LiveSession session) throws IOException, InterruptedException {
        for (int meter = 1; meter <= METERS; meter++) {
            ObjectNode join = JSON.createObjectNode()
                    .put("node_id", "meter-" + meter)
                    .put("session_id", session.id())
                    .put("version", "demo");
            join.putArray("roles").add("reporter");
            session.post("/api/v1/swarm/join", join);
        }
        int bus = IntStream.range(0, grid.buses().size())
                .boxed()
                .min(Comparator.comparingDouble(k -> grid.injections().get(k)))
                .orElseThrow();
        double truth = grid.injections().get(bus);
        say(
                "meter-1 to meter-%d have joined and measure the load at %s, which is %.1f MW.%n",
                METERS, grid.buses().get(bus), megawatts(truth));
        boolean always = true;
        boolean found = false;
        for (int round = 1; round <= ROUNDS; round++) {
            boolean lies = round > HONEST_ROUNDS;
            List<Double> honest = report(session, bus, truth, lies);
            double combined = combined(session, bus);
            double rounding = ROUNDING * Math.abs(truth);
            boolean within = combined >= honest.getFirst() - rounding && combined <= honest.getLast() + rounding;
            always &= within;
            found = distrusts(session);
            say(
                    "round %d: honest meters %.1f to %.1f MW%s → the session takes %.1f MW, %s%s",
                    round,
                    megawatts(honest.getLast()),
                    megawatts(honest.getFirst()),
                    lies ? String.format(Locale.ROOT, ", %s says %.1f", LIAR, megawatts(LIE * truth)) : "",
                    megawatts(combined),
                    within ? "among them" : "moved by the lie: WRONG",
                    found ? "; distrusted: " + LIAR : "");
        }
        return check(session, bus) && always && found;
    }

    /// What the honest ones said, in ascending order.
    private List<Double> report(LiveSession session, int bus, double truth, boolean lies)
            throws IOException, InterruptedException {
        List<Double> honest = new ArrayList<>();
        for (int meter = 1; meter <= METERS; meter++) {
            String name = "meter-" + meter;
            boolean lie = lies && name.equals(LIAR);
            double value = lie ? LIE * truth : truth * (1 + NOISE * random.nextGaussian());
            if (!lie) {
                honest.add(value);
            }
            ObjectNode report = JSON.createObjectNode()
                    .put("type", "cost_report")
                    .put("session_id", session.id())
                    .put("node_id", name)
                    .put("timestamp", ++clock)
                    .put("computation_confidence", 1.0)
                    .put("network_latency", 1.0);
            ObjectNode costs = report.putObject("local_costs");
            costs.putArray("indices").add(bus);
            costs.putArray("values").add(value);
            session.post("/api/v1/swarm/costs?wait=applied", report);
        }
        honest.sort(Comparator.naturalOrder());
        return honest;
    }

    /// b at `bus` as the session has it: (A·x) there.
    private double combined(LiveSession session, int bus) throws IOException, InterruptedException {
        double[] x = LiveSession.x(session.solution());
        CsrMatrix a = system.a();
        double sum = 0;
        for (int k = a.rowStart()[bus]; k < a.rowStart()[bus + 1]; k++) {
            sum += a.value()[k] * x[a.column()[k]];
        }
        return sum;
    }

    private static boolean distrusts(LiveSession session) throws IOException, InterruptedException {
        JsonNode distrusted =
                session.get("/api/v1/swarm/" + session.id()).path("aggregation").path("distrusted");
        return distrusted.size() == 1 && distrusted.get(0).asText().equals(LIAR);
    }

    private boolean check(LiveSession session, int bus) throws IOException, InterruptedException {
        double[] b = system.b().values().clone();
        b[bus] = combined(session, bus);
        double residual = TrueResidual.of(
                        new LinearSystem(system.a(), DenseVector.adopt(b)),
                        DenseVector.adopt(LiveSession.x(session.solution())))
                .relative();
        boolean good = residual <= TOLERANCE * 1.0001;
        say(
                "%nOur own copy of the grid with that load: relative residual of the node's answer %.1e, asked for %.0e: %s",
                residual, TOLERANCE, good ? "right." : "WRONG.");
        return good;
    }

    private static double megawatts(double injection) {
        return -injection * PowerGrid.BASE_MVA;
    }

    private void say(String format, Object... arguments) {
        out.printf(Locale.ROOT, format + "%n", arguments);
        out.flush();
    }
}
