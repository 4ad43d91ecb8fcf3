// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.local.EntryBound;
import io.rivulet.numerics.local.EntryEstimate;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.RunCache;
import io.rivulet.numerics.verify.TrueResidual;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// No certified bound is below the true error, wherever in the range of doubles the system lies and whatever x is. The
/// truth is elimination with 80 digits.
class BoundsUnderStressTest {
    /// Per kind of entries: a thousand in all, with `-Drivulet.long=true` a hundred thousand.
    private static final int SYSTEMS = Boolean.getBoolean("rivulet.long") ? 12_500 : 125;

    private static final int MAX_ROWS = 10;

    /// Of every so many systems one may have so many: exact elimination of these takes most of the time.
    private static final int LARGER_EVERY = 16;

    private static final int MAX_LARGER_ROWS = 40;

    /// What the reference itself may be off, as a part of the largest |x*_i|.
    private static final BigDecimal REFERENCE = new BigDecimal("1e-40");

    private static final List<Method> METHODS =
            Arrays.stream(Method.values()).filter(Method::askable).toList();

    @ParameterizedTest
    @EnumSource(StressedSystems.Entries.class)
    void areNeverBelowTheErrorOfAnyX(StressedSystems.Entries entries) {
        Tally tally = new Tally();
        Set<String> certificates = new HashSet<>();
        for (int seed = 0; seed < SYSTEMS; seed++) {
            Random random = new Random(seed);
            LinearSystem system = system(entries, seed, random);
            List<BigDecimal> exact = RandomSystems.exact(system);
            Certificate certificate = certificate(system);
            if (certificate == null || exact.isEmpty()) {
                continue;
            }
            int before = tally.bounds;
            certificates.add(certificate.bound(1.0).certificate());
            for (double[] x : candidates(exact, random)) {
                DenseVector candidate = DenseVector.adopt(x);
                TrueResidual residual = TrueResidual.of(system, candidate);
                double largest = 0.0;
                for (int i = 0; i < x.length; i++) {
                    largest = Math.max(
                            largest, certificate.scaled(i, residual.upper().get(i)));
                }
                tally.holds(certificate.bound(largest).value(), candidate, exact, entries + " seed " + seed);
            }
            tally.system(system, tally.bounds - before);
        }
        tally.assertEnough(entries, 0.8, 6);
        if (entries == StressedSystems.Entries.PLAIN) {
            assertThat(certificates).contains(Certificate.STRICT, Certificate.COMPARISON);
        }
    }

    @ParameterizedTest
    @EnumSource(StressedSystems.Entries.class)
    void areNeverBelowTheErrorAfterASolveAndAfterChanges(StressedSystems.Entries entries) {
        Tally tally = new Tally();
        for (int seed = 0; seed < SYSTEMS; seed++) {
            Random random = new Random(10_000_000 + seed);
            LinearSystem system = system(entries, seed, random);
            Method method = random.nextBoolean() ? Method.HYBRID : METHODS.get(random.nextInt(METHODS.size()));
            SolverEngine engine = open(system, method, random);
            for (long revision = 1; engine != null && revision <= 3; revision++) {
                RepairOutcome outcome = Engines.rest(engine).last();
                List<BigDecimal> exact = RandomSystems.exact(engine.system());
                String said = entries + " seed " + seed + " revision " + revision + " " + method;
                if (!exact.isEmpty()) {
                    int before = tally.bounds;
                    check(engine, outcome, exact, random, tally, said);
                    tally.system(engine.system(), tally.bounds - before);
                }
                engine.apply(new RevisedUpdate(revision, update(engine.system(), random)));
            }
        }
        tally.assertEnough(entries, 1.6, 4);
    }

    /// What was really compared with the truth.
    private static final class Tally {
        private int systems;
        private int larger;
        private int bounds;

        /// `compared` bounds of it.
        void system(LinearSystem system, int compared) {
            systems += compared > 0 ? 1 : 0;
            larger += compared > 0 && system.rows() > MAX_ROWS ? 1 : 0;
        }

        /// Infinite bounds are true and say nothing: they don't count.
        void holds(double bound, DenseVector x, List<BigDecimal> exact, String said) {
            if (!(bound < Double.POSITIVE_INFINITY)) {
                return;
            }
            bounds++;
            for (double entry : x.values()) {
                assertThat(Double.isFinite(entry)).as(said).isTrue();
            }
            assertThat(new BigDecimal(bound))
                    .as(said)
                    .isGreaterThanOrEqualTo(error(x, exact).subtract(doubt(exact)));
        }

        /// At least this part of the systems that are made, less where entries leave most of them without a
        /// certificate, each with so many bounds.
        void assertEnough(StressedSystems.Entries entries, double part, int each) {
            double certified = switch (entries) {
                case PLAIN, NEARLY_SINGULAR, LARGE, SOME_SUBNORMAL -> 1.0;
                case SMALL -> 0.8;
                case ROWS_APART -> 0.65;
                case ALL_SUBNORMAL -> 0.28;
                // Columns too far apart leave most searches without a vector.
                case COLUMNS_APART -> 0.11;
            };
            assertThat(systems).isGreaterThan((int) (certified * part * SYSTEMS));
            assertThat(bounds).isGreaterThan(each * systems);
            assertThat(larger)
                    .isGreaterThan((int) (certified * part * SYSTEMS / (4 * LARGER_EVERY)) - (certified < 0.5 ? 1 : 0));
        }
    }

    private static void check(
            SolverEngine engine,
            RepairOutcome outcome,
            List<BigDecimal> exact,
            Random random,
            Tally tally,
            String said) {
        DenseVector x = engine.x();
        List<ErrorBound> bounds = new ArrayList<>();
        bounds.add(outcome.bound());
        bounds.add(engine.bound());
        bounds.add(engine.boundFor(x, TrueResidual.of(engine.system(), x)));
        for (ErrorBound bound : bounds) {
            if (bound != null && bound.certified()) {
                tally.holds(bound.value(), x, exact, said);
            }
        }
        BoundRefinement refinement = engine.refineBound();
        if (refinement != null) {
            refinement.advance(Long.MAX_VALUE);
            BoundRefinement.Enclosure enclosure = refinement.result();
            tally.holds(enclosure.upper().value(), x, exact, said + " refined");
            assertThat(new BigDecimal(enclosure.lower()))
                    .as("%s from below", said)
                    .isLessThanOrEqualTo(error(x, exact).add(doubt(exact)));
        }
        int i = random.nextInt(x.size());
        EntryEstimate entry = engine.entry(i, Math.pow(10, random.nextInt(-12, 3)), 20_000);
        if (entry.bound() instanceof EntryBound.Certified(double value)) {
            tally.holds(
                    value,
                    DenseVector.adopt(new double[] {entry.value()}),
                    List.of(exact.get(i)),
                    said + " entry " + i);
        }
    }

    private static LinearSystem system(StressedSystems.Entries entries, int seed, Random random) {
        RandomSystems.Kind[] kinds = RandomSystems.Kind.values();
        StressedSystems.Rhs[] sides = StressedSystems.Rhs.values();
        int maxRows = seed % LARGER_EVERY == 0 ? MAX_LARGER_ROWS : MAX_ROWS;
        return StressedSystems.of(
                kinds[seed % kinds.length], entries, sides[seed / kinds.length % sides.length], maxRows, random);
    }

    private static @Nullable Certificate certificate(LinearSystem system) {
        Plan plan = new Plan(Method.GMRES, PreconditionerKind.ILU, "test");
        CertificateSearch search =
                new CertificateSearch(Execution.serial(), system.a(), false, Long.MAX_VALUE, plan, new RunCache(), 0);
        search.advance(Long.MAX_VALUE);
        return search.result();
    }

    /// Null where the method does not apply.
    private static @Nullable SolverEngine open(LinearSystem system, Method method, Random random) {
        Classification c = Classifier.classify(system.a());
        EngineOptions options = switch (random.nextInt(3)) {
            case 0 -> Engines.bound(Math.pow(10, random.nextInt(-12, 4)));
            default -> Engines.options();
        };
        return Planner.plan(system, c, method, PreconditionerKind.AUTO) instanceof Planned.Ok ok
                ? SolverEngine.open(Execution.serial(), system, c, ok.plan(), options, null)
                : null;
    }

    /// Of b and at times of A, in the units that the system has.
    private static CostUpdate update(LinearSystem system, Random random) {
        int n = system.rows();
        int i = random.nextInt(n);
        double size = Math.abs(system.b().get(random.nextInt(n)));
        SparseVector delta = SparseVector.adopt(
                new int[] {i}, new double[] {Math.scalb(random.nextGaussian(), -random.nextInt(40)) * size});
        List<EntryChange> changes = new ArrayList<>();
        if (random.nextBoolean()) {
            int j = random.nextInt(n);
            double value = system.a().get(i, j);
            double by = random.nextDouble(-0.1, 0.1) * system.a().get(i, i);
            changes.add(new EntryChange(i, j, i == j ? value * random.nextDouble(0.99, 1.5) : by, null));
        }
        return new CostUpdate(null, SparseVector.EMPTY, delta, changes);
    }

    /// Those next to the solution, further and further from it, and ones that have nothing to do with it.
    private static List<double[]> candidates(List<BigDecimal> exact, Random random) {
        double[] nearest = exact.stream()
                .mapToDouble(BigDecimal::doubleValue)
                .map(v -> Math.clamp(v, -Double.MAX_VALUE, Double.MAX_VALUE))
                .toArray();
        List<double[]> candidates = new ArrayList<>();
        candidates.add(nearest);
        candidates.add(new double[nearest.length]);
        for (int power : new int[] {-52, -40, -20, 0, 60}) {
            double[] x = nearest.clone();
            int i = random.nextInt(x.length);
            x[i] += Math.scalb(random.nextGaussian() * Math.max(Double.MIN_NORMAL, Math.abs(x[i])), power);
            if (Double.isFinite(x[i])) {
                candidates.add(x);
            }
        }
        candidates.add(random.doubles(nearest.length, -1e300, 1e300).toArray());
        candidates.add(random.doubles(nearest.length, -0x1p-1040, 0x1p-1040).toArray());
        return candidates;
    }

    private static BigDecimal error(DenseVector x, List<BigDecimal> exact) {
        BigDecimal error = BigDecimal.ZERO;
        for (int i = 0; i < x.size(); i++) {
            error = error.max(new BigDecimal(x.get(i)).subtract(exact.get(i)).abs());
        }
        return error;
    }

    private static BigDecimal doubt(List<BigDecimal> exact) {
        BigDecimal size = exact.stream().map(BigDecimal::abs).reduce(BigDecimal.ZERO, BigDecimal::max);
        return size.multiply(REFERENCE, MathContext.DECIMAL32);
    }
}
