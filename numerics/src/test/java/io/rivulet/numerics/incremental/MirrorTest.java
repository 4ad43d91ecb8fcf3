// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is told by changes adds up to x: whoever puts each over the ones before stays within the deadband.
class MirrorTest {
    private static final int CASES = 1_500;
    private static final int STEPS = 25;
    private static final RandomSystems.Kind[] KINDS = {
        RandomSystems.Kind.STRICT,
        RandomSystems.Kind.STRICT_SYMMETRIC,
        RandomSystems.Kind.CHAINED,
        RandomSystems.Kind.GENERAL
    };

    /// x as its reader has it; NaN where nothing was told.
    private static final class Mirror {
        private final double[] x;
        private long told;

        Mirror(int n) {
            x = new double[n];
            Arrays.fill(x, Double.NaN);
        }

        void put(SparseVector entries) {
            for (int k = 0; k < entries.size(); k++) {
                x[entries.indices()[k]] = entries.values()[k];
            }
            told += entries.size();
        }

        void assertWithin(double deadband, double[] exact, String said) {
            for (int i = 0; i < x.length; i++) {
                assertThat(Math.abs(x[i] - exact[i])).as("%s, x %d", said, i).isLessThanOrEqualTo(deadband);
            }
        }
    }

    private static double deadband(Random random) {
        return random.nextInt(4) == 0 ? 0 : Math.pow(10, random.nextDouble(-9, 0));
    }

    private static EngineOptions options(XSelection x, double deadband, int every) {
        return new EngineOptions(1e-8, 0.0, null, 10_000, every, x, deadband, 1);
    }

    private static CostUpdate change(SolverEngine engine, Random random) {
        int n = engine.rows();
        int i = random.nextInt(n);
        if (random.nextInt(4) == 0) {
            double diagonal = engine.matrixEntry(i, i);
            int j = random.nextInt(n);
            double value = i == j ? diagonal * (1 + random.nextDouble()) : engine.matrixEntry(i, j) / 2;
            return Engines.entry(i, j, value);
        }
        int[] indices = random.ints(1 + random.nextInt(4), 0, n).toArray();
        double[] values = new double[indices.length];
        Arrays.setAll(values, _ -> random.nextGaussian() * Math.pow(10, random.nextInt(-6, 1)));
        return CostUpdate.delta(SparseVector.adopt(indices, values));
    }

    private static void disturb(SolverEngine engine, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> engine.restart();
            case 1 -> engine.setTolerance(Math.pow(10, random.nextInt(-10, -3)));
            case 2 -> engine.stop(0);
            default -> {
                double[] other = random.doubles(engine.rows(), -1, 1).toArray();
                engine.correct(Correction.RECOMPUTE_RESIDUAL, random.nextBoolean() ? DenseVector.adopt(other) : null);
            }
        }
    }

    @Test
    void atEachEndOfARepairTheMirrorIsWithinTheDeadband() {
        long ends = 0;
        long pushes = 0;
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            boolean calm = random.nextInt(3) > 0;
            int n = 3 + random.nextInt(calm ? 150 : 40);
            LinearSystem system = RandomSystems.of(KINDS[seed % KINDS.length], n, random);
            double deadband = deadband(random);
            SolverEngine engine = Engines.open(
                    system,
                    random.nextBoolean() ? Method.HYBRID : Method.BICGSTAB,
                    calm ? PreconditionerKind.NONE : PreconditionerKind.AUTO,
                    options(new XSelection.Changes(), deadband, random.nextInt(3)));
            Mirror mirror = new Mirror(n);
            for (int step = 0; step < STEPS; step++) {
                EngineReport report =
                        engine.advance(1 + random.nextInt(calm ? 500_000 : random.nextBoolean() ? 50 : 5_000));
                report.samples().forEach(sample -> mirror.put(sample.x()));
                assertThat(report.repairs()).hasSizeLessThanOrEqualTo(1);
                for (RepairOutcome repair : report.repairs()) {
                    mirror.put(repair.x());
                    mirror.assertWithin(deadband, engine.x().values(), "seed " + seed + ", step " + step);
                    ends++;
                    pushes += repair.method().equals("push") ? 1 : 0;
                }
                if (calm ? !report.busy() && random.nextInt(20) > 0 : random.nextInt(3) > 0) {
                    engine.apply(new RevisedUpdate(engine.revision() + 1, change(engine, random)));
                } else if (!calm || random.nextInt(20) == 0) {
                    disturb(engine, random);
                }
            }
        }
        assertThat(ends).isGreaterThan(5L * CASES);
        assertThat(pushes).isGreaterThan(CASES);
    }

    @Test
    void atEachIterateTheMirrorIsWithinTheDeadband() {
        long iterates = 0;
        for (int seed = 0; seed < CASES / 10; seed++) {
            Random random = new Random(seed);
            int n = 3 + random.nextInt(60);
            LinearSystem system = RandomSystems.of(KINDS[seed % 3], n, random);
            double deadband = deadband(random);
            int every = 1 + random.nextInt(3);
            var told = Engines.open(
                    system, Method.GMRES, PreconditionerKind.NONE, options(new XSelection.Changes(), deadband, every));
            var whole = Engines.open(
                    system, Method.GMRES, PreconditionerKind.NONE, options(new XSelection.Full(), deadband, every));
            Mirror mirror = new Mirror(n);
            for (int step = 0; step < 6; step++) {
                String said = "seed " + seed + ", step " + step;
                List<SparseVector> changes = x(Engines.rest(told));
                List<SparseVector> all = x(Engines.rest(whole));
                assertThat(changes).as(said).hasSameSizeAs(all);
                for (int k = 0; k < all.size(); k++) {
                    mirror.put(changes.get(k));
                    mirror.assertWithin(deadband, all.get(k).values(), said + ", iterate " + k);
                    iterates++;
                }
                CostUpdate update = change(told, random);
                told.apply(new RevisedUpdate(told.revision() + 1, update));
                whole.apply(new RevisedUpdate(whole.revision() + 1, update));
            }
        }
        assertThat(iterates).isGreaterThan(CASES);
    }

    private static List<SparseVector> x(Engines.Told told) {
        List<SparseVector> each = new ArrayList<>();
        told.samples().forEach(sample -> each.add(sample.x()));
        told.repairs().forEach(repair -> each.add(repair.x()));
        return each;
    }

    @Test
    void aSmallChangeTellsOnlyWhatItMoved() {
        int n = 10_000;
        double[] b = new Random(3).doubles(n).toArray();
        SolverEngine engine = Engines.open(
                new LinearSystem(RandomSystems.grid(100, 0.5), DenseVector.adopt(b)),
                Method.HYBRID,
                PreconditionerKind.AUTO,
                options(new XSelection.Changes(), 1e-6, 0));
        Mirror mirror = new Mirror(n);
        x(Engines.rest(engine)).forEach(mirror::put);
        assertThat(mirror.told).isGreaterThanOrEqualTo(n);
        long before = mirror.told;
        engine.apply(new RevisedUpdate(1, Engines.delta(5_050, 0.01)));
        RepairOutcome repair = Engines.rest(engine).last();
        mirror.put(repair.x());
        assertThat(repair.method()).isEqualTo("push");
        assertThat(mirror.told - before).isBetween(1L, 1_000L);
        mirror.assertWithin(1e-6, engine.x().values(), "after a push");
    }
}
