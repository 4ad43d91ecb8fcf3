// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.Kernels;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Everything an engine does, on systems large enough for threads and vectors: cold solves by each of the main plans,
/// the search for a certificate, changes of b and of A by pushes, bounds and their refinement. What it found to the
/// last bit, a line a repair.
final class EngineScenario {
    /// Below this operators have neither threads nor vectors.
    static final int LEAST_ENTRIES = 50_000;

    private static final int GRID = 102;
    private static final int CHANGES = 5;

    private EngineScenario() {}

    /// A main plan, and a system for which it stands.
    enum Case {
        MULTIGRID(Method.CG, PreconditionerKind.AMG) {
            @Override
            CsrMatrix matrix() {
                return RandomSystems.grid(GRID, 0.0);
            }
        },
        SAMPLED(Method.CG, PreconditionerKind.APPROX_CHOLESKY) {
            @Override
            CsrMatrix matrix() {
                return VariedSystems.graph(10_500, 4, 3, 0.5, new Random(2));
            }
        },
        SWEEPS(Method.JACOBI, PreconditionerKind.NONE) {
            @Override
            CsrMatrix matrix() {
                return Gallery.generate(Gallery.parse("random_dd,n=8500,nnz_per_row=6,alpha=0.8,seed=3"));
            }
        },
        ELIMINATION(Method.SPARSE_LDL, PreconditionerKind.NONE) {
            @Override
            CsrMatrix matrix() {
                return RandomSystems.grid(GRID, 0.1);
            }
        },
        UNSYMMETRIC(Method.BICGSTAB, PreconditionerKind.ILU) {
            @Override
            CsrMatrix matrix() {
                return VariedSystems.convection(GRID, 1.0, true);
            }
        };

        private final Method method;
        private final PreconditionerKind kind;

        Case(Method method, PreconditionerKind kind) {
            this.method = method;
            this.kind = kind;
        }

        abstract CsrMatrix matrix();

        /// What happened, a line a repair.
        List<String> run(Execution execution) {
            CsrMatrix a = matrix();
            Classification c = Classifier.classify(execution.team(), a);
            LinearSystem system = RandomSystems.manufactured(a);
            Plan plan = method.askable()
                    ? ((Planned.Ok) Planner.plan(system, c, method, kind)).plan()
                    : new Plan(method, kind, "the scenario");
            SolverEngine engine = SolverEngine.open(execution, system, c, plan, options(), null);
            List<String> lines = new ArrayList<>();
            lines.add(this + " " + c);
            rest(engine, lines);
            Random random = new Random(a.rows());
            for (long revision = 1; revision <= CHANGES; revision++) {
                engine.apply(new RevisedUpdate(revision, change(engine, revision, random)));
                rest(engine, lines);
            }
            BoundRefinement refinement = engine.refineBound();
            if (refinement != null) {
                refinement.advance(Long.MAX_VALUE);
                lines.add("refined " + refinement.result());
            }
            return lines;
        }
    }

    private static EngineOptions options() {
        return new EngineOptions(1e-8, 0.0, null, 10_000, 0, new XSelection.TopChanges(5), 0.0, 1);
    }

    /// Entries of b one by one, a value of A, and an entry that A had not got.
    private static CostUpdate change(SolverEngine engine, long revision, Random random) {
        int n = engine.rows();
        int i = random.nextInt(n);
        return switch ((int) revision) {
            case 3 -> Engines.entry(i, i, engine.matrixEntry(i, i) * 1.25);
            case 4 -> Engines.entry(i, (i + n / 2) % n, -1e-3);
            default -> Engines.delta(i, random.nextGaussian());
        };
    }

    private static void rest(SolverEngine engine, List<String> lines) {
        Engines.Told told = Engines.rest(engine);
        for (RepairOutcome outcome : told.repairs()) {
            lines.add(String.join(
                    " ",
                    outcome.method(),
                    engine.method(),
                    engine.preconditioner(),
                    outcome.stop().toString(),
                    "iterations " + outcome.iterations(),
                    "residual " + bits(outcome.absoluteResidual()) + " " + bits(outcome.relativeResidual()),
                    "bound " + bound(outcome.bound()) + " " + bound(engine.bound()),
                    "changes " + outcome.changed() + " "
                            + Arrays.hashCode(outcome.x().values()),
                    "work " + outcome.work() + " " + told.work()));
        }
        double[] x = engine.x().values();
        lines.add("x " + Arrays.hashCode(x) + " " + bits(x[0]) + " " + bits(x[x.length / 2]));
    }

    private static String bound(@Nullable ErrorBound bound) {
        return bound == null ? "none" : bits(bound.value()) + " " + bound.kind() + " " + bound.certificate();
    }

    private static String bits(double value) {
        return Double.toHexString(value);
    }

    /// Says which kernels this JVM runs and why, and then all that happens with them and these threads.
    public static void main(String[] arguments) {
        var detected = Kernels.detect();
        System.out.println(detected.kernels().provider() + "|" + detected.reason());
        for (Case each : Case.values()) {
            each.run(Execution.serial()).forEach(System.out::println);
        }
    }
}
