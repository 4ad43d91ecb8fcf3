// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.partition.Decomposition;
import io.rivulet.numerics.partition.Mode;
import io.rivulet.numerics.partition.PartitionMeasure;
import io.rivulet.numerics.partition.PartitionPlan;
import io.rivulet.numerics.partition.Partitioned;
import io.rivulet.numerics.partition.Partitioner;
import io.rivulet.numerics.partition.Routes;
import io.rivulet.numerics.partition.RowPartition;
import io.rivulet.numerics.partition.Subdomain;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.numerics.verify.Tolerance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// Iterations, halos and volumes; also what docs/numerics/partitioned.md shows. `-Drivulet.partition.side=200` makes
/// the tables of larger grids.
class PartitionFiguresTest {
    private static final int SIDE = Integer.getInteger("rivulet.partition.side", 40);
    private static final int[] PARTS = {2, 4, 8, 16};
    private static final int NO_COARSE = 0;
    private static final int MOST_ITERATIONS = 250;

    private static SimulatedNetwork solved(CsrMatrix a, Mode mode, int parts, int layers, int aggregates) {
        return solved(a, mode, Partitioner.multilevel(a, parts, 1), layers, aggregates, Topology.MESH);
    }

    private static SimulatedNetwork solved(
            CsrMatrix a, Mode mode, RowPartition partition, int layers, int aggregates, Topology topology) {
        SimulatedNetwork network = ended(a, mode, partition, layers, aggregates, topology);
        assertThat(network.outcome.reason()).isInstanceOf(StopReason.ResidualMet.class);
        return network;
    }

    private static SimulatedNetwork ended(
            CsrMatrix a, Mode mode, RowPartition partition, int layers, int aggregates, Topology topology) {
        LinearSystem system = Systems.of(a);
        SimulatedNetwork network = new SimulatedNetwork(
                system,
                partition,
                mode,
                mode != Mode.GMRES,
                new Decomposition.Shape(layers, aggregates, 1),
                topology,
                new SolveSettings(Tolerance.relative(1e-8), MOST_ITERATIONS, 4, 100, 20),
                SimulatedNetwork.Faults.NONE,
                1);
        assertThat(network.run(50_000)).isNotNull();
        return network;
    }

    private static void write(String name, List<String> lines) throws IOException {
        Files.write(Path.of("target", name), lines);
    }

    @Test
    void coarseUnknownsKeepIterationsFlat() throws IOException {
        CsrMatrix plane = Systems.gallery("poisson2d,nx=" + SIDE + ",ny=" + SIDE);
        List<String> lines = new java.util.ArrayList<>();
        lines.add("| mode | overlap | coarse unknowns a part | k = 2 | 4 | 8 | 16 |");
        lines.add("|---|---|---|---|---|---|---|");
        for (Mode mode : new Mode[] {Mode.CONJUGATE_GRADIENTS, Mode.GMRES}) {
            int layers = mode == Mode.GMRES ? PartitionPlan.OVERLAP : 0;
            int[] one = new int[PARTS.length];
            int[] two = new int[PARTS.length];
            for (int k = 0; k < PARTS.length; k++) {
                one[k] =
                        solved(plane, mode, PARTS[k], layers, NO_COARSE).outcome.iterations();
                two[k] = solved(plane, mode, PARTS[k], layers, PartitionPlan.AGGREGATES_PER_PART)
                        .outcome
                        .iterations();
            }
            lines.add(row(mode, layers, NO_COARSE, one));
            lines.add(row(mode, layers, PartitionPlan.AGGREGATES_PER_PART, two));
            assertThat(two[3]).isLessThanOrEqualTo((int) (1.25 * two[0]) + 2);
            assertThat(one[3]).isGreaterThan((int) (1.5 * one[0]));
        }
        write("partition-iterations.md", lines);
    }

    private static String row(Mode mode, int layers, int aggregates, int[] iterations) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d | %d | %d |",
                mode,
                layers,
                aggregates,
                iterations[0],
                iterations[1],
                iterations[2],
                iterations[3]);
    }

    @Test
    void halosOfTheWaysToCut() throws IOException {
        List<String> lines = new java.util.ArrayList<>();
        lines.add("| matrix | k | ranges | multilevel | chosen | of n | balance |");
        lines.add("|---|---|---|---|---|---|---|");
        int solid = Math.max(10, SIDE / 7);
        for (String recipe : List.of(
                "poisson2d,nx=" + SIDE + ",ny=" + SIDE,
                "poisson3d,nx=" + solid + ",ny=" + solid + ",nz=" + solid,
                "random_dd,n=1000,nnz_per_row=5")) {
            CsrMatrix a = Systems.gallery(recipe);
            for (int parts : new int[] {4, 16}) {
                PartitionMeasure ranges = PartitionMeasure.of(a, Partitioner.ranges(a, parts));
                PartitionMeasure grown = PartitionMeasure.of(a, Partitioner.multilevel(a, parts, 1));
                assertThat(grown.halo()).isLessThan((long) (1.05 * ranges.halo()));
                String chosen = Partitioner.partition(a, parts, 1) instanceof Partitioned.Accepted accepted
                        ? String.format(
                                Locale.ROOT,
                                "%d | %.1f %% | %.3f",
                                accepted.measure().halo(),
                                100 * accepted.measure().haloFraction(),
                                accepted.measure().balance())
                        : "refused | | ";
                lines.add("| " + recipe + " | " + parts + " | " + ranges.halo() + " | " + grown.halo() + " | " + chosen
                        + " |");
            }
        }
        write("partition-halos.md", lines);
    }

    private static long sum(RowPartition partition, List<Subdomain> subdomains, Topology topology) {
        Routes routes = Routes.of(topology, partition.parts());
        long hops = 0;
        for (Subdomain subdomain : subdomains) {
            for (Subdomain.Link link : subdomain.links()) {
                hops += routes.hops(subdomain.part(), link.neighbour());
            }
        }
        return hops;
    }

    @Test
    void volumeIsThatOfTheHaloAndHopsAreThoseOfTheTopology() throws IOException {
        CsrMatrix a = Systems.gallery("poisson2d,nx=" + SIDE + ",ny=" + SIDE);
        RowPartition partition = Partitioner.multilevel(a, 8, 1);
        long halo = PartitionMeasure.of(a, partition).halo();
        List<String> lines = new java.util.ArrayList<>();
        lines.add("| topology | exchanges | values an exchange | hops an exchange |");
        lines.add("|---|---|---|---|");
        for (Topology topology : Topology.values()) {
            SimulatedNetwork network = solved(a, Mode.CONJUGATE_GRADIENTS, partition, 0, 4, topology);
            // One an iteration, one before the first, and one for each cut: the first, the last, those on the way.
            int iterations = network.outcome.iterations();
            long exchanges = iterations + 3 + iterations / ConjugateGradients.CUT_ITERATIONS;
            long frames = exchanges * sum(partition, network.subdomains, Topology.MESH);
            long hops = exchanges * sum(partition, network.subdomains, topology);
            assertThat(network.hops).as(topology.name()).isEqualTo(hops);
            if (topology == Topology.MESH) {
                assertThat(network.haloBytes).isEqualTo(frames * Message.HEADER_BYTES + 8 * halo * exchanges);
            }
            lines.add("| " + topology + " | " + exchanges + " | " + halo + " | " + hops / exchanges + " |");
        }
        write("partition-routes.md", lines);
    }

    @Test
    void relaxationTakesFewerTurnsWithOverlap() throws IOException {
        List<String> lines = new java.util.ArrayList<>();
        lines.add("| matrix | k | overlap | steps | messages | MB |");
        lines.add("|---|---|---|---|---|---|");
        for (String recipe :
                List.of("grid_plus_leak,nx=" + SIDE + ",ny=" + SIDE + ",leak=0.4", "poisson2d,nx=24,ny=24")) {
            long[] steps = new long[3];
            for (int layers = 0; layers < 3; layers++) {
                SimulatedNetwork network = solved(Systems.gallery(recipe), Mode.ASYNCHRONOUS, 4, layers, NO_COARSE);
                steps[layers] = network.steps;
                lines.add(String.format(
                        Locale.ROOT,
                        "| %s | 4 | %d | %d | %d | %.2f |",
                        recipe,
                        layers,
                        network.steps,
                        network.messages,
                        network.bytes / 1e6));
            }
            assertThat(steps[2]).isLessThan(steps[0]);
        }
        write("partition-relaxation.md", lines);
    }

    @Test
    void overlapIsForGmresAndNotForConjugateGradients() throws IOException {
        CsrMatrix a = Systems.chessboard(100, 1e3);
        RowPartition partition = Partitioner.multilevel(a, 4, 1);
        List<String> lines = new java.util.ArrayList<>();
        lines.add("| chessboard 100², 1 and 10³, k = 4 | overlap 0 | 1 | 2 |");
        lines.add("|---|---|---|---|");
        for (Mode mode : new Mode[] {Mode.CONJUGATE_GRADIENTS, Mode.GMRES}) {
            int[] iterations = new int[3];
            for (int layers = 0; layers < 3; layers++) {
                SimulatedNetwork network =
                        ended(a, mode, partition, layers, PartitionPlan.AGGREGATES_PER_PART, Topology.MESH);
                iterations[layers] = network.outcome.iterations();
            }
            lines.add("| " + mode + " | " + iterations[0] + " | " + iterations[1] + " | " + iterations[2] + " |");
            if (mode == Mode.GMRES) {
                assertThat(iterations[2]).isLessThan(iterations[0]);
            } else {
                assertThat(iterations[1]).isGreaterThan(2 * iterations[0]);
            }
        }
        write("partition-overlap.md", lines);
    }
}
