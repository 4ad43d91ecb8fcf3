// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.actors.session.core.Slices.Repair;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.incremental.Correction;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.numerics.verify.TrueResidual;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.line.XJson;
import io.rivulet.serialization.view.SessionStatusView;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Faults of the solver, each found by the verifier and mended by the step that is meant for it.
class CorrectionsTest {
    private static LinearSystem system(String recipe) {
        CsrMatrix a = Gallery.generate(Gallery.parse(recipe));
        double[] x = new double[a.rows()];
        Arrays.setAll(x, i -> Math.sin(i + 1));
        double[] b = new double[a.rows()];
        a.multiply(x, b);
        return new LinearSystem(a, DenseVector.adopt(b));
    }

    private static LinearSystem poisson() {
        return system("poisson2d,nx=25,ny=25");
    }

    private static LinearSystem dominant() {
        return system("random_dd,n=500,nnz_per_row=6,alpha=0.9,seed=3");
    }

    private static SessionSettings settings(boolean live) {
        return SessionSettings.builder()
                .live(live)
                .seed(5)
                .verifying(v -> v.by(Strategy.FULL_RESIDUAL).every(10))
                .build();
    }

    private static void requireVerifiedAtLast(CorrectionWorld world) {
        List<JsonNode> verdicts = world.of("verification_result");
        assertThat(verdicts.getLast().get("verified").asBoolean()).isTrue();
        List<JsonNode> solutions = world.of("solution");
        assertThat(solutions).isNotEmpty();
        assertThat(solutions.getLast().get("verified").asBoolean()).isTrue();
        assertThat(solutions.getLast().get("residual_norm").asDouble()).isLessThanOrEqualTo(1e-8);
        requireRecorded(world);
    }

    /// The journal has each step that the lines tell.
    private static void requireRecorded(CorrectionWorld world) {
        assertThat(world.corrections())
                .extracting(SessionEvent.CorrectionApplied::action)
                .containsExactlyElementsOf(world.actions());
        assertThat(world.journal().corrections()).isEqualTo(world.actions().size());
        assertThat(world.actions()).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 50})
    void flippedBitsOfXAreMendedByComputingItsResidualAnew(int flips) {
        CorrectionWorld world = CorrectionWorld.healthy(poisson(), settings(false));
        world.damage = engine -> {
            for (int k = 0; k < flips; k++) {
                engine.flip(7 * k + 3);
            }
        };
        world.until(() -> world.told("session_closed"));
        assertThat(world.actions()).containsExactly("recompute_residual");
        JsonNode told = world.of("correction").getFirst();
        assertThat(told.get("trigger").asText()).isEqualTo("refuted");
        assertThat(told.get("severity").asDouble()).isBetween(0.0, 1.0);
        assertThat(world.of("solution")).as("nobody is told the wrong x").hasSize(1);
        requireVerifiedAtLast(world);
        List<JsonNode> verdicts = world.of("verification_result");
        JsonNode refuted = verdicts.stream()
                .filter(v -> v.get("recommendation").asText().equals("adjust"))
                .findFirst()
                .orElseThrow();
        assertThat(refuted.get("verified").asBoolean()).isFalse();
        assertThat(refuted.get("drift_detected").asBoolean()).isTrue();
        assertThat(refuted.get("correction_applied").asBoolean(true)).isFalse();
        assertThat(verdicts.stream().map(v -> v.get("correction_applied").asText()))
                .contains("recompute_residual");
    }

    @Test
    void anXThatWasDamagedAfterwardsIsMendedWhenSomebodyAsks() {
        CorrectionWorld world = CorrectionWorld.healthy(dominant(), settings(true));
        world.until(() -> world.told("solution"));
        world.pass(3_000);
        assertThat(world.actions()).isEmpty();
        world.engine().flip(17);
        world.ask(reply -> new Input.Verify(reply, Strategy.FULL_RESIDUAL, false, 1));
        world.until(() -> !world.actions().isEmpty());
        world.pass(3_000);
        assertThat(world.actions()).containsExactly("recompute_residual");
        world.ask(reply -> new Input.Command(reply, Input.Command.Kind.SOLUTION, 0));
        world.until(() -> world.of("solution").size() == 2);
        requireVerifiedAtLast(world);
    }

    @Test
    void aWrongRowInTheSolversCopyIsMendedByReadingTheProblemAgain() {
        CorrectionWorld world = new CorrectionWorld(
                poisson(),
                settings(false),
                (load, system, s, tolerance, revision) -> new TestedEngine(
                        load == 1 ? TestedEngine.withWrongRow(system, 40) : system, s, tolerance, revision));
        world.until(() -> world.told("session_closed"));
        assertThat(world.actions()).containsExactly("reload_problem");
        assertThat(world.loads)
                .containsExactly(Output.LoadData.From.CHECKPOINT, Output.LoadData.From.CHECKPOINT_AFRESH);
        requireVerifiedAtLast(world);
    }

    /// Says that it iterates and converges, while its x stays what it was.
    private static final class Frozen extends TestedEngine {
        private final DenseVector frozen;
        private final LinearSystem system;

        Frozen(LinearSystem system, SessionSettings settings, double tolerance, long revision) {
            super(system, settings, tolerance, revision);
            this.system = system;
            this.frozen = DenseVector.copyOf(new double[system.rows()]);
        }

        @Override
        DenseVector x() {
            return frozen;
        }

        @Override
        double recomputedResidual() {
            return TrueResidual.of(system, frozen).relative();
        }

        @Override
        Slices.SolutionResult solution() {
            TrueResidual residual = TrueResidual.of(system, frozen);
            return new Slices.SolutionResult(
                    handle.revision(),
                    frozen,
                    XJson.dense(frozen.values()),
                    residual.relative(),
                    residual.norm2(),
                    residual.normwiseBackwardError(),
                    null,
                    1);
        }
    }

    @Test
    void aFrozenSolverIsReplacedAfterWhatItCouldDoItself() {
        CorrectionWorld world = new CorrectionWorld(
                dominant(),
                settings(false),
                (load, system, s, tolerance, revision) -> load == 1
                        ? new Frozen(system, s, tolerance, revision)
                        : new TestedEngine(system, s, tolerance, revision));
        world.until(() -> world.told("session_closed"));
        // Sweeps are what hybrid chose, so that there is a step to damp.
        assertThat(world.actions())
                .containsExactly(
                        "recompute_residual",
                        "damp",
                        "refine",
                        "stronger_preconditioner",
                        "switch_method",
                        "reload_problem");
        requireVerifiedAtLast(world);
    }

    /// Tells of a residual that it does not have; it stops after a slice.
    private static final class Liar extends TestedEngine {
        private final boolean forEver;
        private boolean lying = true;

        Liar(LinearSystem system, SessionSettings settings, double tolerance, long revision, boolean forEver) {
            super(system, settings, tolerance, revision);
            this.forEver = forEver;
        }

        @Override
        Slices.SliceResult slice(Slices.SliceOrder order) {
            if (!lying) {
                return super.slice(order);
            }
            Slices.SliceResult truth = super.slice(new Slices.SliceOrder(order.updates(), 1));
            var met = new StopReason.ResidualMet(1e-10);
            Repair said = Samples.repair(truth.revision(), truth.revision(), "cold", met, 1e-10);
            return saying(truth, 1e-10, said);
        }

        @Override
        boolean correct(Correction correction, boolean fromVerified) {
            lying = forEver;
            return super.correct(correction, fromVerified);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSolverThatLiesAboutItsResidualIsMadeToComputeItOrReplaced(boolean forEver) {
        CorrectionWorld world = new CorrectionWorld(
                poisson(),
                settings(false),
                (load, system, s, tolerance, revision) -> load == 1
                        ? new Liar(system, s, tolerance, revision, forEver)
                        : new TestedEngine(system, s, tolerance, revision));
        world.until(() -> world.told("session_closed"));
        if (forEver) {
            assertThat(world.actions()).startsWith("recompute_residual").endsWith("reload_problem");
        } else {
            assertThat(world.actions()).containsExactly("recompute_residual");
        }
        requireVerifiedAtLast(world);
    }

    @Test
    void whatNothingMendsFailsOpenly() {
        CorrectionWorld world = new CorrectionWorld(
                poisson(),
                settings(true),
                (_, system, s, tolerance, revision) ->
                        new TestedEngine(TestedEngine.withWrongRow(system, 40), s, tolerance, revision));
        world.until(() -> world.told("solution"));
        assertThat(world.actions()).startsWith("reload_problem", "cold_restart").endsWith("give_up");
        assertThat(world.of("solution").getLast().get("verified").asBoolean()).isFalse();
        JsonNode error = world.of("error").getLast();
        assertThat(error.get("problem").get("code").asText()).isEqualTo("solver_failed");
        assertThat(error.get("fatal").asBoolean()).isFalse();
        requireRecorded(world);
        int before = world.actions().size();
        world.pass(10_000);
        assertThat(world.actions()).as("it is not tried again and again").hasSize(before);
        world.update(Samples.update(1));
        world.until(() -> world.actions().size() > before);
    }

    @Test
    void withoutLeaveToCorrectItOnlySaysWhatItWouldDo() {
        SessionSettings settings =
                settings(false).toBuilder().autoCorrection(false).build();
        CorrectionWorld world = CorrectionWorld.healthy(poisson(), settings);
        world.damage = engine -> engine.flip(100);
        world.until(() -> world.told("session_closed"));
        assertThat(world.actions()).isEmpty();
        JsonNode verdict = world.of("verification_result").getLast();
        assertThat(verdict.get("verified").asBoolean()).isFalse();
        assertThat(verdict.get("recommendation").asText()).isEqualTo("adjust");
        assertThat(world.of("solution").getLast().get("verified").asBoolean()).isFalse();
    }

    @Test
    void updatesThatComeMeanwhileAreAnsweredByTheXThatWasMended() {
        CorrectionWorld world = CorrectionWorld.healthy(dominant(), settings(true));
        world.until(() -> world.told("solution"));
        world.pass(3_000);
        world.engine().flip(17);
        world.ask(reply -> new Input.Verify(reply, Strategy.FULL_RESIDUAL, false, 1));
        for (int k = 1; k <= 20; k++) {
            world.update(Samples.update(Samples.named(k), Samples.delta(k, 0.5)));
            world.pass(20);
        }
        world.until(() -> !world.actions().isEmpty());
        world.pass(5_000);
        world.ask(reply -> new Input.Command(reply, Input.Command.Kind.SOLUTION, 0));
        world.until(() -> world.of("solution").size() == 2);
        assertThat(world.of("solution").getLast().get("revision").asLong()).isEqualTo(20);
        requireVerifiedAtLast(world);
    }

    /// Tells its residual for so much smaller than it is, though it meets the tolerance.
    private static final class Optimist extends TestedEngine {
        private final double times;

        Optimist(LinearSystem system, SessionSettings settings, double tolerance, long revision, double times) {
            super(system, settings, tolerance, revision);
            this.times = times;
        }

        @Override
        Slices.SliceResult slice(Slices.SliceOrder order) {
            Slices.SliceResult truth = super.slice(order);
            return saying(truth, truth.relativeResidual() / times, null);
        }
    }

    @ParameterizedTest
    @CsvSource({"1.5, recompute_residual, adjust", "4, stronger_preconditioner, adjust", "20, cold_restart, restart"})
    void driftIsMetByItsSeverity(double times, String action, String recommendation) {
        CorrectionWorld world = new CorrectionWorld(
                dominant(),
                settings(true),
                (load, system, s, tolerance, revision) -> load == 1
                        ? new Optimist(system, s, tolerance, revision, times)
                        : new TestedEngine(system, s, tolerance, revision));
        world.until(() -> world.told("solution"));
        for (int k = 0; k < 10 && world.actions().isEmpty(); k++) {
            world.ask(reply -> new Input.Verify(reply, Strategy.FULL_RESIDUAL, false, 1));
            world.pass(100);
        }
        world.until(() -> !world.actions().isEmpty());
        JsonNode told = world.of("correction").getFirst();
        assertThat(told.get("trigger").asText()).isEqualTo("drift");
        assertThat(world.actions()).containsExactly(action);
        assertThat(world.lines.toString()).contains("\"recommendation\":\"" + recommendation + "\"");
        world.until(() -> world.of("verification_result").stream()
                .anyMatch(v -> v.get("correction_applied").asText().equals(action)));
        requireVerifiedAtLast(world);
    }

    /// Is busy for ever, without x coming anywhere, or with x running away; until it is told to do something else.
    private static final class Treadmill extends TestedEngine {
        private final double growth;
        private final double[] x;
        private final LinearSystem system;
        private long iterations;
        private boolean running;
        boolean wentBack;

        Treadmill(LinearSystem system, SessionSettings settings, double tolerance, long revision, double growth) {
            super(system, settings, tolerance, revision);
            this.system = system;
            this.growth = growth;
            this.x = new double[system.rows()];
            Arrays.fill(x, 1.0);
        }

        @Override
        Slices.SliceResult slice(Slices.SliceOrder order) {
            running |= !order.updates().isEmpty();
            if (!running) {
                Slices.SliceResult truth = super.slice(order);
                iterations = truth.iterations();
                return truth;
            }
            Slices.SliceResult truth = super.slice(new Slices.SliceOrder(order.updates(), 1));
            iterations += 25;
            for (int i = 0; i < x.length; i++) {
                x[i] *= growth;
            }
            return new Slices.SliceResult(
                    true,
                    false,
                    truth.revision(),
                    0,
                    iterations,
                    recomputedResidual(),
                    recomputedResidual(),
                    List.of(),
                    List.of(),
                    null,
                    truth.method(),
                    truth.preconditioner(),
                    1,
                    1,
                    1,
                    null);
        }

        @Override
        DenseVector x() {
            return running ? DenseVector.copyOf(x) : super.x();
        }

        @Override
        double recomputedResidual() {
            return TrueResidual.of(running ? handle.system() : system, x()).relative();
        }

        @Override
        boolean correct(Correction correction, boolean fromVerified) {
            running = false;
            wentBack = fromVerified;
            return super.correct(correction, fromVerified);
        }
    }

    @ParameterizedTest
    @CsvSource({"1.0, stagnation", "1.5, divergence"})
    void aResidualThatStandsStillOrGrowsAsksForAnotherMethod(double growth, String trigger) {
        CorrectionWorld world = new CorrectionWorld(
                dominant(),
                settings(true),
                (_, system, s, tolerance, revision) -> new Treadmill(system, s, tolerance, revision, growth));
        world.until(() -> world.told("solution"));
        world.pass(2_000);
        world.update(Samples.update(1));
        world.until(() -> !world.actions().isEmpty());
        assertThat(world.actions()).containsExactly("switch_method");
        assertThat(world.of("correction").getFirst().get("trigger").asText()).isEqualTo(trigger);
        assertThat(((Treadmill) world.engine()).wentBack).isEqualTo(trigger.equals("divergence"));
        world.pass(3_000);
        world.ask(reply -> new Input.Command(reply, Input.Command.Kind.SOLUTION, 0));
        world.until(() -> world.of("solution").size() == 2);
        assertThat(world.of("solution").getLast().get("revision").asLong()).isEqualTo(1);
        requireVerifiedAtLast(world);
    }

    @Test
    void theStatusSaysByWhichRuleTheResidualStandsStill() {
        CorrectionWorld world = new CorrectionWorld(
                dominant(),
                settings(true).toBuilder().autoCorrection(false).build(),
                (_, system, s, tolerance, revision) -> new Treadmill(system, s, tolerance, revision, 1.0));
        world.until(() -> world.told("solution"));
        world.pass(2_000);
        assertThat(verification(world).stagnation()).isFalse();
        assertThat(verification(world).stagnationByVariance()).isFalse();
        int checked = world.of("verification_result").size();
        world.update(Samples.update(1));
        world.until(() -> world.of("verification_result").size() >= checked + ResidualWatch.WINDOW + 2);
        assertThat(world.actions()).isEmpty();
        assertThat(verification(world).stagnation()).isTrue();
        assertThat(verification(world).stagnationByVariance()).isTrue();
    }

    private static SessionStatusView.Verification verification(CorrectionWorld world) {
        int before = world.answers.size();
        world.ask(Input.ReadStatus::new);
        world.until(() -> world.answers.size() > before);
        return ((Answer.Status) world.answers.getLast()).view().verification();
    }

    @Test
    void theStatusCountsWhichChangesMadeWork() {
        CorrectionWorld world = CorrectionWorld.healthy(dominant(), settings(true));
        world.until(() -> world.told("solution"));
        Random random = new Random(3);
        int significant = 0;
        for (int k = 1; k <= 1_000; k++) {
            boolean large = random.nextInt(10) == 0;
            significant += large ? 1 : 0;
            double by = large ? 0.5 : 1e-13 * random.nextDouble();
            world.update(Samples.update(Samples.named(k), Samples.delta(random.nextInt(500), by)));
            world.pass(20);
        }
        world.pass(1_000);
        world.ask(Input.ReadStatus::new);
        world.pass(100);
        SessionStatusView view = ((Answer.Status) world.answers.getLast()).view();
        assertThat(view.solvedRevision()).isEqualTo(1_000);
        assertThat(view.changes()).isEqualTo(new SessionStatusView.Changes(significant, 1_000 - significant));
        long made = world.of("cost_applied").stream()
                .filter(line -> !line.get("method").asText().equals("none"))
                .mapToLong(line -> line.get("updates").asLong())
                .sum();
        assertThat(made).isEqualTo(significant);
    }

    @Test
    void theStatusCountsWhatWasDone() {
        CorrectionWorld world = CorrectionWorld.healthy(poisson(), settings(true));
        world.damage = engine -> engine.flip(9);
        world.until(() -> world.told("solution"));
        world.pass(3_000);
        world.ask(Input.ReadStatus::new);
        world.pass(100);
        var status = (Answer.Status) world.answers.getLast();
        assertThat(status.view().verification().corrections()).isEqualTo(1);
        assertThat(status.view().verification().stagnation()).isFalse();
        assertThat(status.view().verified()).isTrue();
        assertThat(world.journal().lastCorrection())
                .isEqualTo(world.corrections().getLast());
    }
}
