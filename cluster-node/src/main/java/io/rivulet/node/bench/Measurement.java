// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.bench;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EngineOptions;
import io.rivulet.numerics.incremental.EngineReport;
import io.rivulet.numerics.incremental.RepairOutcome;
import io.rivulet.numerics.incremental.RevisedUpdate;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.numerics.verify.Verdict;
import io.rivulet.numerics.verify.Verification;
import java.util.Arrays;
import java.util.Random;
import java.util.function.LongSupplier;

/// Measures one matrix of the gallery: cold solves, products, changes of one entry of b. Rounds before the last ones
/// warm the JVM up.
final class Measurement {
    private static final double TOLERANCE = 1e-8;
    private static final int MAX_ITERATIONS = 10_000;
    private static final long SLICE_UNITS = 2_000_000;
    private static final int WARMING = 200;
    private static final int PRODUCTS = 25;
    private static final int CHANGES = 9;
    private static final long SEED = 1;

    private final String recipe;
    private final int rounds;
    private final Execution execution;
    private final LongSupplier nanos;
    private final LinearSystem system;

    /// @param rounds cold solves; of several the first only warms up
    Measurement(String recipe, int rounds, Execution execution, LongSupplier nanos) {
        this.recipe = recipe;
        this.rounds = rounds;
        this.execution = execution;
        this.nanos = nanos;
        CsrMatrix a = Gallery.generate(Gallery.parse(recipe));
        double[] b = new Random(SEED).doubles(a.rows(), -1, 1).toArray();
        this.system = new LinearSystem(a, DenseVector.adopt(b));
    }

    Figures take() {
        int counted = Math.max(1, rounds - 1);
        double[] setUps = new double[counted];
        double[] solves = new double[counted];
        Cold cold = new Cold();
        for (int round = 0; round < rounds; round++) {
            cold = new Cold();
            cold.run();
            setUps[Math.max(0, round - (rounds - counted))] = cold.setUpNanos / 1e6;
            solves[Math.max(0, round - (rounds - counted))] = cold.solveNanos / 1e6;
        }
        boolean coldVerified = verdict(cold.engine).verified();
        double residual = verdict(cold.engine).relativeResidual();
        long iterations = cold.iterations;
        double[] changes = new double[CHANGES];
        String repairedBy = "";
        for (int k = 0; k < CHANGES; k++) {
            rest(cold.engine);
            long begun = nanos.getAsLong();
            repairedBy = change(cold.engine, k);
            changes[k] = (nanos.getAsLong() - begun) / 1e6;
        }
        rest(cold.engine);
        return new Figures(
                recipe,
                system.rows(),
                system.a().nnz(),
                cold.plan.method().wireName()
                        + (cold.plan.preconditioner() == PreconditionerKind.NONE
                                ? ""
                                : "+" + cold.plan.preconditioner().wireName()),
                median(setUps),
                median(solves),
                iterations,
                residual,
                coldVerified && verdict(cold.engine).verified(),
                throughput(),
                median(changes),
                repairedBy);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /// One solve from nothing.
    private final class Cold {
        private final Plan plan;
        private final SolverEngine engine;
        private long setUpNanos;
        private long solveNanos;
        private long iterations;

        Cold() {
            long begun = nanos.getAsLong();
            Classification found = Classifier.classify(execution.team(), system.a());
            if (!(Planner.plan(system, found, Method.HYBRID, PreconditionerKind.AUTO)
                    instanceof Planned.Ok(var plan))) {
                throw new IllegalStateException(recipe + " has no plan");
            }
            this.plan = plan;
            this.engine = SolverEngine.open(
                    execution,
                    system,
                    found,
                    plan,
                    new EngineOptions(TOLERANCE, 0, null, MAX_ITERATIONS, 0, new XSelection.None(), 0, SEED),
                    null);
            setUpNanos = nanos.getAsLong() - begun;
        }

        void run() {
            while (engine.solvedRevision() < 0) {
                long begun = nanos.getAsLong();
                EngineReport report = engine.advance(SLICE_UNITS);
                long passed = nanos.getAsLong() - begun;
                iterations = report.iterations();
                if (iterations == 0) {
                    setUpNanos += passed;
                } else {
                    solveNanos += passed;
                }
            }
        }
    }

    /// What the engine goes on with after an answer, such as the search for a certificate.
    private static void rest(SolverEngine engine) {
        while (engine.advance(SLICE_UNITS).busy()) {
            // until nothing is left to do
        }
    }

    /// Changes one entry of b, a different one each time; answers how x was repaired.
    private String change(SolverEngine engine, int k) {
        long revision = engine.revision() + 1;
        int row = (int) ((k + 1L) * system.rows() / (CHANGES + 1));
        SparseVector delta = SparseVector.adopt(new int[] {row}, new double[] {1.0});
        engine.apply(new RevisedUpdate(revision, CostUpdate.delta(delta)));
        String repairedBy = "";
        while (engine.solvedRevision() < revision) {
            for (RepairOutcome repair : engine.advance(SLICE_UNITS).repairs()) {
                repairedBy = repair.method();
            }
        }
        return repairedBy;
    }

    private static Verdict verdict(SolverEngine engine) {
        return Verification.verify(
                engine.system(), engine.x(), Strategy.FULL_RESIDUAL, 1, Tolerance.relative(TOLERANCE), SEED);
    }

    /// GB/s of the product that the iterations use.
    private double throughput() {
        SparseOperator operator = SparseOperator.packed(execution, system.a(), 1.0);
        while (operator.prepare() > 0) {
            // until the form for fast products is made
        }
        double[] x = system.b().values();
        double[] y = new double[x.length];
        double[] seconds = new double[PRODUCTS];
        for (int k = 0; k < WARMING; k++) {
            operator.multiply(x, y);
        }
        for (int k = 0; k < PRODUCTS; k++) {
            long begun = nanos.getAsLong();
            operator.multiply(x, y);
            seconds[k] = (nanos.getAsLong() - begun) / 1e9;
        }
        return (operator.sizeBytes() + 16.0 * x.length) / median(seconds) / 1e9;
    }
}
