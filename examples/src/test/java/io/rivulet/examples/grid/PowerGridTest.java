// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.classify.Definiteness;
import io.rivulet.numerics.classify.Dominance;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EngineOptions;
import io.rivulet.numerics.incremental.EngineReport;
import io.rivulet.numerics.incremental.ErrorBound;
import io.rivulet.numerics.incremental.RepairOutcome;
import io.rivulet.numerics.incremental.Replay;
import io.rivulet.numerics.incremental.RevisedUpdate;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.TrueResidual;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The 118-bus grid as a changing linear system, against dense power flows computed here.
class PowerGridTest {
    private static final long SLICE = 100_000;

    /// Of the dense elimination, whose condition number is about 5e3: angles are below one radian.
    private static final double DENSE_ERROR = 1e-11;

    private final PowerGrid grid = IeeeCases.ieee118();

    @Test
    void itsMatrixIsAGroundedLaplacianAndIsKnownAsOne() {
        Classification c = Classifier.classify(grid.system().a());
        assertThat(c.symmetric()).isTrue();
        assertThat(c.rowDominance()).isEqualTo(Dominance.WEAK);
        assertThat(c.weaklyChained()).isTrue();
        assertThat(c.mMatrix()).isTrue();
        assertThat(c.definiteness()).isEqualTo(Definiteness.PROVEN);
        assertThat(c.singularComponents()).isZero();
        assertThat(c.jacobiNorm())
                .as("strict rows stand beside the grounded bus only")
                .isGreaterThanOrEqualTo(1 - 1e-15);
    }

    @Test
    void itsMatrixIsTheOneAssembledByNames() {
        assertSameMatrix(grid.system().a(), new DensePowerFlow(grid));
    }

    private void assertSameMatrix(CsrMatrix a, DensePowerFlow dense) {
        double[][] expected = dense.matrix();
        for (int i = 0; i < a.rows(); i++) {
            for (int j = 0; j < a.rows(); j++) {
                double value = expected[dense.place(grid.buses().get(i))][
                        dense.place(grid.buses().get(j))];
                // Sums of up to a dozen susceptances in another order.
                assertThat(a.get(i, j)).isCloseTo(value, within(1e-12 * (1 + Math.abs(value))));
            }
        }
    }

    @Test
    void theSolvedAnglesAreThoseOfADensePowerFlowWithinTheCertifiedBound() {
        SolverEngine engine = solved(grid.system());
        assertWithinBound(engine, new DensePowerFlow(grid).angles());
    }

    private void assertWithinBound(SolverEngine engine, Map<String, Double> angles) {
        double error = 0;
        for (int k = 0; k < grid.buses().size(); k++) {
            error = Math.max(
                    error, Math.abs(engine.x().get(k) - angles.get(grid.buses().get(k))));
        }
        ErrorBound bound = Objects.requireNonNull(
                engine.boundFor(engine.x(), TrueResidual.of(engine.system(), engine.x())), "no certificate");
        assertThat(error).isLessThanOrEqualTo(bound.value() + DENSE_ERROR);
        assertThat(bound.value()).as("the bound says something").isLessThan(1e-6);
    }

    @Test
    void whatFlowsIntoABusFlowsOutOfIt() {
        Map<String, Double> angles = new DensePowerFlow(grid).angles();
        double[] theta = grid.buses().stream().mapToDouble(angles::get).toArray();
        double[] balance = new double[theta.length];
        for (Branch branch : grid.branches()) {
            double flow = grid.flowMegawatts(branch, theta);
            assertThat(flow).isCloseTo(DensePowerFlow.flowMegawatts(branch, angles), within(1e-9));
            if (branch.from() != PowerGrid.SLACK) {
                balance[branch.from()] += flow;
            }
            if (branch.to() != PowerGrid.SLACK) {
                balance[branch.to()] -= flow;
            }
        }
        for (int k = 0; k < theta.length; k++) {
            double injected = PowerGrid.BASE_MVA * grid.injections().get(k);
            assertThat(balance[k]).as(grid.buses().get(k)).isCloseTo(injected, within(1e-7));
        }
    }

    @Test
    void aTripIsAMatrixUpdateThatTakesOneBranchOutAndLeavesItsParallelsIn() {
        List<Branch> out = new ArrayList<>();
        LinearSystem now = grid.system();
        for (String id : List.of("L42-49-1", "L8-30-1", "L89-92-2", "T38-37-1")) {
            Branch branch = byId(id);
            now = Replay.apply(now, List.of(trip(branch, now)));
            out.add(branch);
            assertSameMatrix(now.a(), new DensePowerFlow(grid).without(out));
        }
        assertThat(grid.cutOff(out)).isEmpty();
        Branch parallel = byId("L42-49-2");
        assertThat(now.a().get(parallel.from(), parallel.to()))
                .isCloseTo(-parallel.susceptance(), within(1e-12 * parallel.susceptance()));
    }

    @Test
    void theEngineFollowsTripsAndLoadsWithinItsBound() {
        SolverEngine engine = solved(grid.system());
        List<Branch> out = List.of(byId("L8-30-1"), byId("L23-25-1"), byId("L77-80-1"));
        assertThat(grid.cutOff(out)).isEmpty();
        DensePowerFlow dense =
                new DensePowerFlow(grid).without(out).inject(grid.buses().get(40), -35);
        long revision = 0;
        for (Branch branch : out) {
            engine.apply(new RevisedUpdate(++revision, trip(branch, engine.system())));
        }
        engine.apply(new RevisedUpdate(++revision, CostUpdate.delta(SparseVector.adopt(new int[] {40}, new double[] {
            -35 / PowerGrid.BASE_MVA
        }))));
        RepairOutcome last = rest(engine).getLast();
        assertThat(last.throughRevision()).isEqualTo(revision);
        assertThat(last.stop().converged()).isTrue();
        assertWithinBound(engine, dense.angles());
    }

    @Test
    void itIsKnownBeforehandWhichBusesATripWouldCutOff() {
        assertThat(grid.cutOff(List.of())).isEmpty();
        assertThat(grid.cutOff(List.of(byId("L9-10-1")))).containsExactly("VL10_0");
        assertThat(grid.cutOff(List.of(byId("L8-9-1")))).containsExactlyInAnyOrder("VL9_0", "VL10_0");
        assertThat(grid.cutOff(List.of(byId("L42-49-1")))).isEmpty();
        Set<Branch> aroundBus49 = new HashSet<>(grid.branches());
        aroundBus49.removeIf(b -> !b.fromBus().equals("VL49_0") && !b.toBus().equals("VL49_0"));
        assertThat(grid.cutOff(aroundBus49)).contains("VL49_0");
        assertThat(grid.cutOff(grid.branches())).containsExactlyElementsOf(grid.buses());
    }

    /// Carried out all the same, it has no answer, and none is made up.
    @Test
    void anIslandIsToldAndLeavesNothingCertified() {
        SolverEngine engine = solved(grid.system());
        engine.apply(new RevisedUpdate(1, trip(byId("L9-10-1"), engine.system())));
        RepairOutcome island = rest(engine).getLast();
        assertThat(island.stop().converged()).as(island.stop().wireName()).isFalse();
        assertThat(island.bound()).isNull();
        assertThat(island.relativeResidual()).isGreaterThan(1e-2);

        Branch branch = byId("L9-10-1");
        double old = engine.system().a().get(branch.from(), branch.from());
        engine.apply(new RevisedUpdate(2, untrip(branch, engine.system())));
        assertThat(engine.system().a().get(branch.from(), branch.from())).isNotEqualTo(old);
        RepairOutcome mended = rest(engine).getLast();
        assertThat(mended.stop().converged()).as(mended.stop().wireName()).isTrue();
        assertWithinBound(engine, new DensePowerFlow(grid).angles());
    }

    private Branch byId(String id) {
        return grid.branches().stream()
                .filter(b -> b.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id));
    }

    private CostUpdate trip(Branch branch, LinearSystem now) {
        return new CostUpdate(null, SparseVector.EMPTY, SparseVector.EMPTY, grid.trip(branch, now.a()));
    }

    /// Tripping a branch of the opposite susceptance puts it back.
    private CostUpdate untrip(Branch b, LinearSystem now) {
        return trip(new Branch(b.id(), b.fromBus(), b.toBus(), b.from(), b.to(), -b.susceptance()), now);
    }

    private static SolverEngine solved(LinearSystem system) {
        Classification c = Classifier.classify(system.a());
        Planned.Ok planned = (Planned.Ok) Planner.plan(system, c, Method.HYBRID, PreconditionerKind.AUTO);
        EngineOptions options = new EngineOptions(1e-10, 0, null, 10_000, 0, new XSelection.None(), 0, 1);
        SolverEngine engine = SolverEngine.open(Execution.serial(), system, c, planned.plan(), options, null);
        assertThat(rest(engine).getLast().stop().converged()).isTrue();
        return engine;
    }

    private static List<RepairOutcome> rest(SolverEngine engine) {
        List<RepairOutcome> repairs = new ArrayList<>();
        EngineReport report;
        do {
            report = engine.advance(SLICE);
            repairs.addAll(report.repairs());
        } while (report.busy());
        return repairs;
    }
}
