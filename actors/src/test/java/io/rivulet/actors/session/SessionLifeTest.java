// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.refusal;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.actors.verifier.JournalReplay;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.incremental.Replay;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.numerics.verify.TrueResidual;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.SolveRequest;
import io.rivulet.serialization.request.SystemSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionLifeTest {
    private static final int SIDE = 30;
    private static final int ROWS = SIDE * SIDE;

    @TempDir
    Path data;

    @Test
    void aLongHistoryOfChangesIsFoldedIntoDeltasAndSnapshotsAndComesBackBitByBit() throws Exception {
        StoreSettings store = StoreSettings.embedded(data);
        String over = "rivulet.actors.ledger { snapshot-every = 10, snapshots-kept = 2 }";
        var random = new Random(7);
        var sent = new ArrayList<CostUpdate>();
        UUID id;
        try (TestNode node = TestNode.start(store, over, TestNode.MEMORY)) {
            id = get(node.sessions.open(Requests.grid(null, SIDE, SIDE, true), "ann"))
                    .id();
            for (int round = 0; round < 40; round++) {
                IdentifiedUpdate update = change(random, round);
                sent.add(update.update());
                get(node.sessions.update(id, "ann", List.of(update), round % 8 == 7));
            }
            get(node.sessions.reads().solution(id, "ann", 40));
            assertThat(get(node.sessions.verification().verify(id, "ann", Strategy.FULL_RESIDUAL, 1))
                            .verified())
                    .isTrue();
            String journal = SessionLedger.persistenceId(id).id();
            until(() -> get(node.stores.journal().newestSnapshot(journal, Long.MAX_VALUE))
                    .isPresent());
            var replay = new JournalReplay(
                    node.stores.journal(),
                    each -> SessionLedger.persistenceId(each).id());
            assertThat(get(replay.of(id)).state().rebases()).isNotEmpty();
        }
        try (TestNode node = TestNode.start(store, over, TestNode.MEMORY)) {
            Answer.Solution solution = get(node.sessions.reads().solution(id, "ann", 40));
            double[] ones = new double[ROWS];
            Arrays.fill(ones, 1.0);
            LinearSystem expected = Replay.apply(
                    new LinearSystem(
                            Gallery.generate(new GalleryRecipe.Poisson2d(SIDE, SIDE)), DenseVector.adopt(ones)),
                    sent);
            assertThat(TrueResidual.of(expected, solution.result().x()).relative())
                    .isEqualTo(solution.result().relativeResidual())
                    .isLessThan(1e-8);
            assertThat(get(node.sessions.verification().verify(id, "ann", Strategy.FULL_RESIDUAL, 1))
                            .verified())
                    .isTrue();
        }
    }

    @Test
    void aPausedSessionIsVerifiedAgainstTheBThatItHasNow() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("paused"), "", TestNode.MEMORY)) {
            CsrMatrix two =
                    CsrMatrix.adopt(2, new int[] {0, 2, 4}, new int[] {0, 1, 0, 1}, new double[] {2, -1, -1, 2});
            var tiny = new LinearSystem(two, DenseVector.copyOf(new double[] {1e-12, 1e-12}));
            UUID id = get(node.sessions.open(
                            Requests.of(new SystemSource.Explicit(tiny), Requests.within(1e-3)), "ann"))
                    .id();
            var lines = new LineCollector(node.system, node.sessions, id, 1).follow("ann", OptionalLong.of(1));
            lines.untilType("solution");
            assertThat(get(node.sessions.verification().verify(id, "ann", Strategy.FULL_RESIDUAL, 1))
                            .verified())
                    .isTrue();
            get(node.sessions.command(id, "ann", Input.Command.Kind.PAUSE, 0));
            get(node.sessions.update(id, "ann", List.of(Requests.delta("meter", 1, 0, 1.0)), false));
            Line.VerificationResult verdict =
                    get(node.sessions.verification().verify(id, "ann", Strategy.FULL_RESIDUAL, 1));
            assertThat(verdict.revision()).isEqualTo(1);
            assertThat(verdict.verified()).isFalse();
        }
    }

    /// Several hundred entries of b, and a few of A that keep it dominant.
    private static IdentifiedUpdate change(Random random, int round) {
        int count = 300;
        int[] indices = new int[count];
        double[] values = new double[count];
        for (int k = 0; k < count; k++) {
            indices[k] = random.nextInt(ROWS);
            values[k] = random.nextDouble() - 0.5;
        }
        int row = random.nextInt(ROWS);
        var update = new CostUpdate(
                null,
                SparseVector.adopt(new int[] {row}, new double[] {random.nextDouble()}),
                SparseVector.adopt(indices, values),
                List.of(new EntryChange(row, row, 4.0 + random.nextDouble(), null)));
        return new IdentifiedUpdate(
                new UpdateIdentity(new UUID(round, random.nextLong()), "history", round, -1), update);
    }

    @Test
    void anIdleSessionLeavesMemoryAndComesBackWhenAskedThenItsNodeDrains() throws Exception {
        try (TestNode node = TestNode.start(
                StoreSettings.inMemory("life"), "rivulet.actors.session.passive-after = 300ms", TestNode.MEMORY)) {
            UUID id = get(node.sessions.open(Requests.grid(null, 10, 10, false), "ann"))
                    .id();
            get(node.sessions.reads().solution(id, "ann", 0));
            until(() -> !node.sessions.isLocal(id));
            until(() -> node.stores.memory().usedBytes() == 0);
            Answer.Solution again = get(node.sessions.reads().solution(id, "ann", 0));
            assertThat(again.result().relativeResidual()).isLessThan(1e-8);
            UUID live = get(node.sessions.open(Requests.grid(null, 10, 10, true), "ann"))
                    .id();
            var lines = new LineCollector(node.system, node.sessions, live, 1).follow("ann", OptionalLong.of(1));
            lines.untilType("solution");
            node.sessions.drain();
            assertThat(lines.following()).isTrue();
            // A stream that is open follows its session to where it moves.
            new LineCollector(node.system, node.sessions, live, 2)
                    .follow("ann", OptionalLong.of(1))
                    .untilType("solution");
            assertThat(refusal(node.sessions.open(Requests.grid(null, 5, 5, false), "ann"))
                            .code())
                    .isEqualTo(ProblemCode.DRAINING);
            assertThat(get(node.sessions.node()).draining()).isTrue();
        }
    }

    @Test
    void aSessionIsRefusedWhileOthersHoldTheMemoryAndOpensWhenItIsFreed() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("memory"), "", 64L << 20)) {
            var all = node.stores.memory();
            UUID id = UUID.randomUUID();
            var reserved = all.tryReserve(all.totalBytes() - 600_000).orElseThrow();
            assertThat(refusal(node.sessions.open(Requests.grid(id, 100, 100, true), "ann"))
                            .code())
                    .isEqualTo(ProblemCode.CAPACITY_EXCEEDED);
            reserved.close();
            get(node.sessions.open(Requests.grid(id, 100, 100, true), "ann"));
            assertThat(get(node.sessions.reads().solution(id, "ann", 0))
                            .result()
                            .relativeResidual())
                    .isLessThan(1e-8);
            get(node.sessions.delete(id, "ann"));
            until(() -> all.usedBytes() == 0);
        }
    }

    @Test
    void aSessionThatFindsNoMemoryAtItsNewNodeSaysSoTakesUpdatesAndGoesOnWhenItIsFreed() throws Exception {
        StoreSettings store = StoreSettings.embedded(data);
        UUID id;
        try (TestNode before = TestNode.start(store)) {
            id = get(before.sessions.open(Requests.grid(null, 100, 100, true), "ann"))
                    .id();
            get(before.sessions.reads().solution(id, "ann", 0));
        }
        try (TestNode node = TestNode.start(store, "", 64L << 20)) {
            var all = node.stores.memory();
            var others = all.tryReserve(all.totalBytes() - 600_000).orElseThrow();
            until(() -> state(node, id).equals("waiting_for_memory"));
            var lines = new LineCollector(node.system, node.sessions, id, 1).follow("ann", OptionalLong.of(1));
            JsonNode told = lines.untilType("error");
            assertThat(told.path("fatal").asBoolean(true)).isFalse();
            assertThat(told.path("problem").path("code").asText()).isEqualTo("capacity_exceeded");
            for (int k = 0; k < 5; k++) {
                Answer.UpdateResult taken = get(node.sessions.update(
                                id, "ann", List.of(Requests.delta("meter", k, k, 1.0)), false))
                        .getFirst();
                assertThat(taken).isInstanceOf(Answer.UpdateResult.Accepted.class);
            }
            assertThat(state(node, id)).isEqualTo("waiting_for_memory");
            assertThat(get(node.sessions.reads().status(id, "ann")).revision()).isEqualTo(5);
            others.close();
            Answer.Solution solution = get(node.sessions.reads().solution(id, "ann", 5));
            assertThat(solution.result().revision()).isEqualTo(5);
            assertThat(solution.result().relativeResidual()).isLessThan(1e-8);
        }
    }

    private static String state(TestNode node, UUID id) throws Exception {
        return get(node.sessions.reads().status(id, "ann")).state();
    }

    @Test
    void anInitialGuessIsWhereTheSolveStarts() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("guess"))) {
            UUID first = get(node.sessions.open(Requests.grid(null, 50, 50, false), "ann"))
                    .id();
            DenseVector x = get(node.sessions.reads().solution(first, "ann", 0))
                    .result()
                    .x();
            SolveRequest plain = Requests.grid(null, 50, 50, false);
            var warm = new SolveRequest(null, plain.system(), plain.settings(), x, List.of());
            UUID second = get(node.sessions.open(warm, "ann")).id();
            Answer.Solution solution = get(node.sessions.reads().solution(second, "ann", 0));
            assertThat(solution.iterations()).isLessThanOrEqualTo(1);
            var wrong = new SolveRequest(
                    null, plain.system(), plain.settings(), DenseVector.copyOf(new double[3]), List.of());
            assertThat(refusal(node.sessions.open(wrong, "ann")).code()).isEqualTo(ProblemCode.DIMENSION_MISMATCH);
        }
    }
}
