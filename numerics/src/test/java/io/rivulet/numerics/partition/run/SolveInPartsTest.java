// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EngineOptions;
import io.rivulet.numerics.incremental.EngineReport;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.incremental.RepairOutcome;
import io.rivulet.numerics.incremental.RevisedUpdate;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.TrueResidual;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An engine whose runs are carried out in parts.
class SolveInPartsTest {
    private static final double TOLERANCE = 1e-9;
    private static final int MOST_TURNS = 5_000;

    private final NearParts near = new NearParts();
    private final List<RepairOutcome> repairs = new ArrayList<>();

    private SolverEngine engine(String recipe, Topology topology) {
        return engine(recipe, 3, topology);
    }

    private SolverEngine engine(String recipe, int parts, Topology topology) {
        CsrMatrix a = Gallery.generate(Gallery.parse(recipe));
        double[] b = new double[a.rows()];
        Arrays.setAll(b, i -> Math.sin(0.1 * i));
        LinearSystem system = new LinearSystem(a, DenseVector.adopt(b));
        Classification c = Classifier.classify(Execution.serial().team(), a);
        Plan plan = new Plan(Method.GMRES, PreconditionerKind.ILU, "for when parts don't do");
        SolverEngine engine =
                SolverEngine.open(Execution.serial(), system, c, plan, EngineOptions.relative(TOLERANCE), null);
        engine.runElsewhere(new SolveInParts(Execution.serial(), parts, topology, null, near, 7));
        return engine;
    }

    /// Until it has nothing to do; parts work only while it waits for them.
    private void run(SolverEngine engine, Runnable eachTurn) {
        EngineReport report = engine.advance(1_000_000);
        for (int k = 0; k < MOST_TURNS && report.busy(); k++) {
            repairs.addAll(report.repairs());
            if (report.waiting()) {
                near.turn();
                eachTurn.run();
            }
            report = engine.advance(1_000_000);
        }
        repairs.addAll(report.repairs());
        assertThat(report.busy()).isFalse();
    }

    private static double relative(SolverEngine engine) {
        return TrueResidual.of(engine.system(), engine.x()).relative();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "poisson2d,nx=40,ny=30                | partitioned_cg         | MESH",
                "poisson2d,nx=40,ny=30                | partitioned_cg         | RING",
                "grid_plus_leak,nx=40,ny=30,leak=0.5  | partitioned_relaxation | STAR",
                "grid_plus_leak,nx=40,ny=30,leak=0.5  | partitioned_relaxation | HIERARCHICAL"
            })
    void solvesAndFollowsAnotherB(String recipe, String method, Topology topology) {
        SolverEngine engine = engine(recipe, topology);
        run(engine, () -> {});
        assertThat(engine.method()).isEqualTo(method);
        assertThat(relative(engine)).isLessThan(TOLERANCE);
        assertThat(near.placed).isEqualTo(3);
        double[] b = new double[engine.rows()];
        Arrays.setAll(b, i -> Math.cos(0.3 * i));
        engine.apply(new RevisedUpdate(
                1, new CostUpdate(DenseVector.adopt(b), SparseVector.EMPTY, SparseVector.EMPTY, List.of())));
        run(engine, () -> {});
        assertThat(relative(engine)).isLessThan(TOLERANCE);
        assertThat(near.placed).isEqualTo(3);
        assertThat(near.restarted).isPositive();
        assertThat(repairs.getLast().throughRevision()).isEqualTo(1);
        assertThat(repairs.getLast().stop().converged()).isTrue();
    }

    @Test
    void changesCollectWhileItRunsAndAnotherMatrixIsPlacedAnew() {
        SolverEngine engine = engine("poisson2d,nx=40,ny=30", Topology.MESH);
        int[] turns = {0};
        run(engine, () -> {
            turns[0]++;
            if (turns[0] == 3) {
                engine.apply(new RevisedUpdate(
                        1,
                        new CostUpdate(
                                null,
                                SparseVector.EMPTY,
                                SparseVector.adopt(new int[] {5}, new double[] {40.0}),
                                List.of(new EntryChange(600, 600, 9.0, null)))));
            }
        });
        assertThat(turns[0]).isGreaterThan(3);
        assertThat(engine.solvedRevision()).isEqualTo(1);
        assertThat(relative(engine)).isLessThan(TOLERANCE);
        assertThat(near.placed).isEqualTo(6);
        assertThat(engine.method()).isEqualTo("partitioned_cg");
    }

    @Test
    void aLostPartIsPlacedAgainAndTheSolveGoesOn() {
        SolverEngine engine = engine("poisson2d,nx=60,ny=60", Topology.MESH);
        int[] turns = {0};
        run(engine, () -> {
            turns[0]++;
            if (turns[0] == 10 || turns[0] == 40) {
                near.lose(1);
            }
        });
        assertThat(turns[0]).isGreaterThan(40);
        assertThat(near.placed).isEqualTo(5);
        assertThat(engine.method()).isEqualTo("partitioned_cg");
        assertThat(relative(engine)).isLessThan(TOLERANCE);
    }

    /// A time limit ends a run before all its parts are made; word of the last one comes between that run and the next.
    @Test
    void aPartThatWasMadeBetweenTwoRunsKeepsNobodyWaiting() {
        SolverEngine engine = engine("poisson2d,nx=40,ny=30", Topology.MESH);
        near.late = 2;
        engine.advance(1_000_000);
        engine.stop(1);
        run(engine, () -> {});
        near.arrive();
        near.late = -1;
        engine.apply(new RevisedUpdate(
                1,
                new CostUpdate(
                        DenseVector.adopt(new double[engine.rows()]),
                        SparseVector.EMPTY,
                        SparseVector.adopt(new int[] {5}, new double[] {40.0}),
                        List.of())));
        run(engine, () -> {});
        assertThat(engine.solvedRevision()).isEqualTo(1);
        assertThat(relative(engine)).isLessThan(TOLERANCE);
        assertThat(engine.method()).isEqualTo("partitioned_cg");
    }

    @Test
    void partsThatAreLostAgainAndAgainAreGivenUp() {
        SolveInParts office = new SolveInParts(Execution.serial(), 3, Topology.MESH, null, near, 7);
        SolverEngine engine = engine("poisson2d,nx=60,ny=60", Topology.MESH);
        engine.runElsewhere(office);
        run(engine, () -> near.lose(1));
        assertThat(engine.method()).isEqualTo("gmres");
        assertThat(office.refusal()).contains("parts were lost 7 times");
        assertThat(relative(engine)).isLessThan(TOLERANCE);
    }

    @Test
    void whatNeedsTooMuchOfOthersIsSolvedHereAndSaysSo() {
        SolveInParts office = new SolveInParts(Execution.serial(), 3, Topology.MESH, null, near, 7);
        SolverEngine engine = engine("random_dd,n=400,nnz_per_row=5,seed=3", Topology.MESH);
        engine.runElsewhere(office);
        run(engine, () -> {});
        assertThat(engine.method()).isEqualTo("gmres");
        assertThat(office.refusal()).contains("are not worth exchanging");
        assertThat(near.placed).isZero();
        assertThat(relative(engine)).isLessThan(TOLERANCE);
    }

    @Test
    void withoutRoomItIsSolvedHereAndInPartsWhenThereIsRoom() {
        SolveInParts office = new SolveInParts(Execution.serial(), 3, Topology.MESH, null, near, 7);
        SolverEngine engine = engine("poisson2d,nx=40,ny=30", Topology.MESH);
        engine.runElsewhere(office);
        near.full = "no node has room";
        run(engine, () -> {});
        assertThat(engine.method()).isEqualTo("gmres");
        assertThat(office.refusal()).isEqualTo("no node has room");
        assertThat(relative(engine)).isLessThan(TOLERANCE);
        near.full = null;
        engine.restart();
        run(engine, () -> {});
        assertThat(engine.method()).isEqualTo("partitioned_cg");
        assertThat(office.refusal()).isNull();
        assertThat(relative(engine)).isLessThan(TOLERANCE);
    }

    @Test
    void theTopologyDecidesHowOftenValuesAreHandedOn() {
        long meshFrames = 0;
        long meshHops = 0;
        for (Topology topology : Topology.values()) {
            near.frames = 0;
            SolverEngine engine = engine("poisson2d,nx=96,ny=96", 8, topology);
            run(engine, () -> {});
            assertThat(relative(engine)).isLessThan(TOLERANCE);
            if (topology == Topology.MESH) {
                meshFrames = near.frames;
                meshHops = near.hops();
            } else {
                assertThat(near.hops()).isGreaterThan(meshHops);
            }
            assertThat(near.frames * meshHops).isEqualTo(meshFrames * near.hops());
        }
    }

    @Test
    void partsThatWereGivenUpInTheMiddleBeginAgain() {
        SolverEngine engine = engine("poisson2d,nx=60,ny=60", Topology.MESH);
        int[] turns = {0};
        run(engine, () -> {
            turns[0]++;
            if (turns[0] == 30) {
                near.giveUp();
            }
        });
        assertThat(near.placed).isEqualTo(6);
        assertThat(engine.method()).isEqualTo("partitioned_cg");
        assertThat(relative(engine)).isLessThan(TOLERANCE);
    }
}
