// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.refusal;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.session.core.Slices;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.SystemSource;
import io.rivulet.serialization.request.VerifyRequest;
import io.rivulet.serialization.view.SessionRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
    @TempDir
    static Path data;

    static TestNode node;
    static Sessions sessions;

    @BeforeAll
    static void start() {
        node = TestNode.start(StoreSettings.embedded(data));
        sessions = node.sessions;
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void aSessionSolvesAndFollowsAnUpdate() throws Exception {
        UUID id = get(sessions.open(Requests.grid(null, 20, 20, true), "ann")).id();
        Answer.Solution first = get(sessions.reads().solution(id, "ann", 0));
        assertThat(first.result().relativeResidual()).isLessThan(1e-8);
        List<Answer.UpdateResult> results =
                get(sessions.update(id, "ann", List.of(Requests.delta("s", 1, 17, 0.5)), true));
        var accepted = (Answer.UpdateResult.Accepted) results.getFirst();
        assertThat(accepted.revision()).isEqualTo(1);
        assertThat(accepted.applied()).isNotNull();
        Answer.Solution second = get(sessions.reads().solution(id, "ann", 1));
        assertThat(second.result().revision()).isEqualTo(1);
        assertThat(second.result().relativeResidual()).isLessThan(1e-8);
        assertThat(second.result().x()).isNotEqualTo(first.result().x());
    }

    @Test
    void aSessionThatIsDeletedTakesNoPlaceAnyMore() throws Exception {
        for (int k = 0; k < 20; k++) {
            UUID id = get(sessions.open(Requests.grid(null, 5, 5, true), "zoe")).id();
            get(sessions.delete(id, "zoe"));
            assertThat(get(sessions.active("zoe", null))).isZero();
        }
    }

    @Test
    void aStreamTellsAFinishedSolveWithoutAGapAndEnds() throws Exception {
        UUID id = get(sessions.open(Requests.grid(null, 30, 30, false), "ann")).id();
        var lines = new LineCollector(node.system, sessions, id, 1).follow("ann", OptionalLong.of(1));
        assertThat(lines.untilType("session_opened").get("seq").asLong()).isEqualTo(1);
        assertThat(lines.untilType("solution").get("verified").asBoolean()).isTrue();
        assertThat(lines.untilType("session_closed").get("reason").asText()).isEqualTo("completed");
        lines.untilEnded();
        lines.requireGapless();
    }

    @Test
    void aLiveStreamGoesOnAndTellsWhatBecameOfAnUpdate() throws Exception {
        UUID id = get(sessions.open(Requests.grid(null, 25, 25, true), "ann")).id();
        var lines = new LineCollector(node.system, sessions, id, 1).follow("ann", OptionalLong.of(1));
        lines.untilType("solution");
        get(sessions.update(id, "ann", List.of(Requests.delta("s", 1, 300, 2.0)), false));
        assertThat(lines.untilType("cost_applied").get("revision").asLong()).isEqualTo(1);
        lines.requireGapless();
        sessions.streams().unfollow(id, 1);
        assertThat(get(sessions.delete(id, "ann"))).isTrue();
        assertThat(refusal(sessions.reads().status(id, "ann")).code()).isEqualTo(ProblemCode.SESSION_NOT_FOUND);
    }

    @Test
    void aRepeatedUpdateCountsOnce() throws Exception {
        UUID id = get(sessions.open(Requests.grid(null, 10, 10, true), "ann")).id();
        get(sessions.update(id, "ann", List.of(Requests.delta("s", 1, 5, 1.0)), true));
        var repeat = (Answer.UpdateResult.Accepted)
                get(sessions.update(id, "ann", List.of(Requests.delta("s", 1, 5, 1.0)), false))
                        .getFirst();
        assertThat(repeat.duplicate()).isTrue();
        assertThat(get(sessions.reads().status(id, "ann")).revision()).isEqualTo(1);
    }

    @Test
    void anUnknownIdAndAnotherOwnerAreNotFoundWithoutWakingAnything() throws Exception {
        UUID unknown = UUID.randomUUID();
        assertThat(refusal(sessions.reads().status(unknown, "ann")).code()).isEqualTo(ProblemCode.SESSION_NOT_FOUND);
        assertThat(get(sessions.delete(unknown, "ann"))).isTrue();
        UUID id = get(sessions.open(Requests.grid(null, 5, 5, false), "ann")).id();
        assertThat(refusal(sessions.reads().status(id, "bob")).code()).isEqualTo(ProblemCode.SESSION_NOT_FOUND);
        assertThat(refusal(sessions.reads().solution(id, "bob", 0)).code()).isEqualTo(ProblemCode.SESSION_NOT_FOUND);
        assertThat(refusal(sessions.open(Requests.grid(id, 5, 5, false), "bob")).code())
                .isEqualTo(ProblemCode.SESSION_EXISTS);
        assertThat(get(sessions.reads().status(id, "ann")).rows()).isEqualTo(25);
    }

    @Test
    void theSameProblemUnderTheSameIdAttachesAgainAndAnotherIsRefused() throws Exception {
        UUID id = UUID.randomUUID();
        assertThat(get(sessions.open(Requests.grid(id, 8, 8, true), "ann")).created())
                .isTrue();
        assertThat(get(sessions.open(Requests.grid(id, 8, 8, true), "ann")).created())
                .isFalse();
        assertThat(refusal(sessions.open(Requests.grid(id, 8, 9, true), "ann")).code())
                .isEqualTo(ProblemCode.SESSION_EXISTS);
    }

    @Test
    void aProblemThatCannotBeSolvedAsAskedLeavesNoSession() throws Exception {
        var singular = new SystemSource.Gallery(
                new GalleryRecipe.PathLaplacian(4), DenseVector.copyOf(new double[] {1, 1, 1, 1}));
        assertThat(refusal(sessions.open(Requests.of(singular, Requests.settings(false)), "eve"))
                        .code())
                .isEqualTo(ProblemCode.SINGULAR_INCONSISTENT);
        var unsymmetric = new SystemSource.Explicit(new LinearSystem(
                CsrMatrix.adopt(2, new int[] {0, 2, 3}, new int[] {0, 1, 1}, new double[] {1, 5, 1}),
                DenseVector.copyOf(new double[] {1, 1})));
        Problem no = refusal(sessions.open(Requests.of(unsymmetric, Requests.settings(Method.CG, false)), "eve"));
        assertThat(no.code()).isEqualTo(ProblemCode.METHOD_NOT_APPLICABLE);
        assertThat(no.hint()).contains("hybrid");
        assertThat(get(sessions.list("eve", 10, null, null, Map.of())).rows()).isEmpty();
    }

    @Test
    void aProblemThatDoesNotFitIsRefusedBeforeItIsMade() {
        var huge = new SystemSource.Gallery(new GalleryRecipe.Poisson2d(20_000, 20_000), null);
        assertThat(refusal(sessions.open(Requests.of(huge, Requests.settings(false)), "ann"))
                        .code())
                .isEqualTo(ProblemCode.CAPACITY_EXCEEDED);
        var beyondInts = new SystemSource.Gallery(new GalleryRecipe.Poisson2d(100_000, 100_000), null);
        assertThat(refusal(sessions.open(Requests.of(beyondInts, Requests.settings(false)), "ann"))
                        .code())
                .isEqualTo(ProblemCode.CAPACITY_EXCEEDED);
        assertThat(node.stores.memory().usedBytes()).isLessThan(TestNode.MEMORY);
    }

    @Test
    void theListHasASessionUnderItsLabels() throws Exception {
        UUID id = get(sessions.open(Requests.grid(null, 6, 6, true), "lis")).id();
        get(sessions.reads().solution(id, "lis", 0));
        assertThat(get(sessions.list("lis", 10, null, null, Map.of("kind", "test")))
                        .rows())
                .extracting(SessionRow::id)
                .containsExactly(id);
        assertThat(get(sessions.list("lis", 10, null, null, Map.of("kind", "other")))
                        .rows())
                .isEmpty();
    }

    @Test
    void entriesAreAnsweredWithTheirBounds() throws Exception {
        UUID id = get(sessions.open(Requests.grid(null, 12, 12, true), "ann")).id();
        Answer.Solution whole = get(sessions.reads().solution(id, "ann", 0));
        Answer.Entries some = get(sessions.reads().entries(id, "ann", new int[] {0, 77}, 1e-4));
        assertThat(some.entries()).extracting(Slices.EntryResult::index).containsExactly(0, 77);
        for (Slices.EntryResult entry : some.entries()) {
            assertThat(entry.value())
                    .isCloseTo(whole.result().x().get(entry.index()), org.assertj.core.data.Offset.offset(1e-3));
        }
        assertThat(refusal(sessions.reads().entries(id, "ann", new int[] {144}, 1e-4))
                        .code())
                .isEqualTo(ProblemCode.INDEX_OUT_OF_RANGE);
    }

    @Test
    void aGradientForetellsWhatEachCostWouldMove() throws Exception {
        GalleryRecipe recipe = new GalleryRecipe.GridPlusLeak(20, 20, 0.5);
        UUID id = get(sessions.open(
                        Requests.of(new SystemSource.Gallery(recipe, null), Requests.settings(true)), "ann"))
                .id();
        double before =
                get(sessions.reads().solution(id, "ann", 0)).result().x().get(210);
        Slices.GradientResult gradient = get(sessions.reads().gradient(id, "ann", 210, 1e-9, 5));
        assertThat(gradient.reached()).isTrue();
        assertThat(gradient.row().size()).isEqualTo(5);
        assertThat(gradient.omitted()).isPositive();
        assertThat(gradient.row().indices()[0]).isEqualTo(210);
        for (int k = 0; k < 5; k++) {
            var one = SparseVector.adopt(new int[] {gradient.row().indices()[k]}, new double[] {1});
            var tried = get(sessions.reads().whatIf(id, "ann", CostUpdate.delta(one), null));
            assertThat(Objects.requireNonNull(tried.x()).get(210) - before)
                    .isCloseTo(gradient.row().values()[k], org.assertj.core.data.Offset.offset(1e-6));
        }
        assertThat(refusal(sessions.reads().gradient(id, "ann", 400, 1e-9, 5)).code())
                .isEqualTo(ProblemCode.INDEX_OUT_OF_RANGE);
    }

    @Test
    void aVerificationReadsTheProblemItselfAndSeesAWrongX() throws Exception {
        UUID id = get(sessions.open(Requests.grid(null, 16, 16, true), "ann")).id();
        get(sessions.reads().solution(id, "ann", 0));
        get(sessions.update(id, "ann", List.of(Requests.delta("s", 1, 3, 0.25)), true));
        var own = get(sessions.verification().verify(id, "ann", Strategy.FULL_RESIDUAL, 10));
        assertThat(own.verified()).isTrue();
        assertThat(own.revision()).isEqualTo(1);
        var system = new LinearSystem(
                CsrMatrix.adopt(2, new int[] {0, 1, 2}, new int[] {0, 1}, new double[] {2, 4}),
                DenseVector.copyOf(new double[] {2, 4}));
        assertThat(verified(system, 1, 1)).isTrue();
        assertThat(verified(system, 1, 1.001)).isFalse();
    }

    @Test
    void aNodeCountsTheProbesThatItMade() throws Exception {
        try (TestNode other = TestNode.start(StoreSettings.inMemory("probes-" + UUID.randomUUID()))) {
            UUID id = get(other.sessions.open(Requests.grid(null, 16, 16, true), "ann"))
                    .id();
            get(other.sessions.reads().solution(id, "ann", 0));
            for (int k = 0; k < 20; k++) {
                get(other.sessions.verification().verify(id, "ann", Strategy.FULL_RESIDUAL, 100));
            }
            // Of the last ten whole seconds.
            until(() -> get(other.sessions.node()).probesPerSecond() >= 2.0);
            assertThat(get(other.sessions.node()).probesPerSecond()).isLessThan(4.0);
            get(other.sessions.verification().verify(id, "ann", Strategy.PROJECTION, 100));
            get(other.sessions.verification().verify(id, "ann", Strategy.RANDOM_PROBE, 100));
            until(() -> get(other.sessions.node()).probesPerSecond() >= 20.0);
        }
    }

    @Test
    void aVerificationThatDoesNotFitIsRefusedBeforeItsMatrixIsMade() throws Exception {
        int side = 4_000;
        var large = new SystemSource.Gallery(new GalleryRecipe.Poisson2d(side, side), null);
        Problem problem = refusal(sessions.verification()
                .verify(new VerifyRequest.OfSystem(
                        large, DenseVector.copyOf(new double[1]), Strategy.FULL_RESIDUAL, 1, 1e-8)));
        assertThat(problem.code()).isEqualTo(ProblemCode.CAPACITY_EXCEEDED);
        var small = new SystemSource.Gallery(new GalleryRecipe.Poisson2d(3, 1), null);
        assertThat(get(sessions.verification()
                                .verify(new VerifyRequest.OfSystem(
                                        small,
                                        DenseVector.copyOf(new double[] {
                                            0.35714285714285715, 0.42857142857142855, 0.35714285714285715
                                        }),
                                        Strategy.FULL_RESIDUAL,
                                        1,
                                        1e-12)))
                        .verified())
                .isTrue();
    }

    private static boolean verified(LinearSystem system, double... x) throws Exception {
        return get(sessions.verification()
                        .verify(new VerifyRequest.OfSystem(
                                new SystemSource.Explicit(system),
                                DenseVector.copyOf(x),
                                Strategy.FULL_RESIDUAL,
                                1,
                                1e-8)))
                .verified();
    }

    @Test
    void aPausedSessionTakesUpdatesAndAppliesThemWhenItGoesOn() throws Exception {
        UUID id = get(sessions.open(Requests.grid(null, 9, 9, true), "ann")).id();
        get(sessions.reads().solution(id, "ann", 0));
        assertThat(get(sessions.command(id, "ann", Input.Command.Kind.PAUSE, 0)).state())
                .isEqualTo("paused");
        get(sessions.update(id, "ann", List.of(Requests.delta("s", 1, 1, 1.0)), false));
        get(sessions.command(id, "ann", Input.Command.Kind.RESUME, 0));
        assertThat(get(sessions.reads().solution(id, "ann", 1)).result().revision())
                .isEqualTo(1);
        get(sessions.command(id, "ann", Input.Command.Kind.SET_TOLERANCE, 1e-11));
        get(sessions.command(id, "ann", Input.Command.Kind.RESTART, 0));
        assertThat(get(sessions.reads().solution(id, "ann", 1)).result().relativeResidual())
                .isLessThan(1e-10);
    }

    @Test
    void aResumeTokenIsGoodForItsSessionAlone() throws Exception {
        UUID id = get(sessions.open(Requests.grid(null, 4, 4, true), "ann")).id();
        UUID other = get(sessions.open(Requests.grid(null, 4, 4, true), "ann")).id();
        var lines = new LineCollector(node.system, sessions, id, 7).follow("ann", OptionalLong.of(1));
        String token = lines.untilType("session_opened").get("resume_token").asText();
        assertThat(get(sessions.streams().resumeTokenValid(id, token))).isTrue();
        assertThat(get(sessions.streams().resumeTokenValid(other, token))).isFalse();
        assertThat(get(sessions.streams().resumeTokenValid(UUID.randomUUID(), token)))
                .isFalse();
    }

    @Test
    void aStreamFromBeyondTheNextNumberIsRefused() throws Exception {
        UUID id = get(sessions.open(Requests.grid(null, 4, 4, true), "ann")).id();
        var lines = new LineCollector(node.system, sessions, id, 8);
        assertThat(refusal(() -> lines.follow("ann", OptionalLong.of(1_000_000)))
                        .code())
                .isEqualTo(ProblemCode.OUT_OF_RANGE);
    }

    @Test
    void theNodeTellsItsFacts() throws Exception {
        get(sessions.open(Requests.grid(null, 4, 4, true), "ann"));
        Sessions.NodeFacts facts = get(sessions.node());
        assertThat(facts.databaseUp()).isTrue();
        assertThat(facts.clusterUp()).isTrue();
        assertThat(facts.database()).isEqualTo("h2");
        assertThat(facts.name()).isEqualTo("node-1");
        assertThat(facts.members()).singleElement().satisfies(self -> {
            assertThat(self.state()).isEqualTo("up");
            assertThat(self.vitals()).hasValueSatisfying(vitals -> {
                assertThat(vitals.name()).isEqualTo("node-1");
                assertThat(vitals.memoryTotal()).isPositive();
            });
        });
        assertThat(facts.sessionsByState().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isPositive();
    }
}
