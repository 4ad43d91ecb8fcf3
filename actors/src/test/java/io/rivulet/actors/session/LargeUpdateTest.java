// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Answer.UpdateResult;
import io.rivulet.actors.store.Backend;
import io.rivulet.actors.store.JournalReader.StoredEvent;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.actors.verifier.JournalReplay;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.numerics.verify.TrueResidual;
import io.rivulet.serialization.event.EventCodec;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.SystemSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Updates that are larger than a batch may be: all of b, again and again, between small ones. With
/// `-Drivulet.long=true` b has a million entries.
class LargeUpdateTest {
    private static final int SIDE = Boolean.getBoolean("rivulet.long") ? 1_000 : 300;
    private static final int ROWS = SIDE * SIDE;

    /// Dominant by far: solved in a few iterations.
    private static final GalleryRecipe RECIPE = new GalleryRecipe.GridPlusLeak(SIDE, SIDE, 4.0);

    private static final long MEMORY = 1_500L << 20;

    @TempDir
    Path data;

    private final CsrMatrix a = Gallery.generate(RECIPE);
    private double[] b;

    @ParameterizedTest
    @EnumSource(Backend.class)
    void areOneEventEachDurableInOrderVerifiedAndReplayed(Backend backend) throws Exception {
        assertThat(8L * ROWS).isGreaterThan(EventCodec.MAX_BATCH_BYTES);
        StoreSettings store = backend.fresh(data);
        UUID id;
        try (TestNode node = TestNode.start(store, "", MEMORY)) {
            id = get(node.sessions.open(
                            Requests.of(new SystemSource.Gallery(RECIPE, null), Requests.settings(true)), "ann"))
                    .id();
            List<UpdateResult> each = get(
                    node.sessions.update(id, "ann", List.of(small(0, 7), whole(1), small(2, 9), small(3, 9)), true));
            for (int k = 0; k < each.size(); k++) {
                assertThat(accepted(each.get(k)).revision()).isEqualTo(k + 1);
            }
            b = vector(1);
            b[9] += 0.5;
            b[9] += 0.5;
            assertSolves(node, id, 4);
            assertThat(get(node.sessions.verification().verify(id, "ann", Strategy.FULL_RESIDUAL, 1))
                            .verified())
                    .isTrue();
            assertThat(batches(node, id)).as("updates in each event").containsExactly(1, 1, 2);

            assertManyAtOnceAreTakenOrRefusedWhole(node, id);
            untilShort(node, id);
            // The last one is acknowledged, and nothing else is waited for before the node is gone.
            long revision = get(node.sessions.reads().status(id, "ann")).revision();
            assertThat(accepted(get(node.sessions.update(id, "ann", List.of(whole(90)), false))
                                    .getFirst())
                            .revision())
                    .isEqualTo(revision + 1);
            b = vector(90);
        }
        try (TestNode node = TestNode.start(store, "", MEMORY)) {
            until(() -> get(node.sessions.node()).clusterUp());
            long revision = get(node.sessions.reads().status(id, "ann")).revision();
            assertSolves(node, id, revision);
            UpdateResult.Accepted repeat = accepted(get(node.sessions.update(id, "ann", List.of(whole(90)), false))
                    .getFirst());
            assertThat(repeat.duplicate()).isTrue();
            assertThat(repeat.revision()).isEqualTo(revision);
        }
    }

    /// More than may wait: what is not refused is applied in order, and what is refused works when it is sent again.
    private void assertManyAtOnceAreTakenOrRefusedWhole(TestNode node, UUID id) throws Exception {
        List<CompletionStage<List<UpdateResult>>> calls = new ArrayList<>();
        for (int k = 10; k < 18; k++) {
            calls.add(node.sessions.update(id, "ann", List.of(whole(k), small(100 + k, 3)), false));
        }
        for (int k = 10; k < 18; k++) {
            List<UpdateResult> results = get(calls.get(k - 10));
            for (int part = 0; part < 2; part++) {
                IdentifiedUpdate update = part == 0 ? whole(k) : small(100 + k, 3);
                UpdateResult result = results.get(part);
                if (result instanceof UpdateResult.Rejected refused) {
                    assertThat(refused.problem().code()).isEqualTo(ProblemCode.SESSION_BUSY);
                    until(() -> get(node.sessions.update(id, "ann", List.of(update), false))
                                    .getFirst()
                            instanceof UpdateResult.Accepted);
                }
            }
        }
        long revision = get(node.sessions.reads().status(id, "ann")).revision();
        assertThat(revision).isEqualTo(4 + 16);
        b = replayed(node, id);
        assertSolves(node, id, revision);
    }

    /// b by the order that the journal's acknowledgements say, not by anything of the session.
    private double[] replayed(TestNode node, UUID id) throws Exception {
        double[] present = null;
        for (SessionEvent.CostsApplied event : costs(node, id)) {
            for (IdentifiedUpdate update : event.updates()) {
                DenseVector whole = update.update().vector();
                if (whole != null) {
                    present = whole.values().clone();
                } else if (present != null) {
                    present[update.update().delta().indices()[0]] +=
                            update.update().delta().values()[0];
                }
            }
        }
        return present;
    }

    private void assertSolves(TestNode node, UUID id, long revision) throws Exception {
        // A verification may be refused while the verifier is still busy with what came before; x says so then.
        until(() -> get(node.sessions.reads().solution(id, "ann", revision)).verified());
        Answer.Solution solution = get(node.sessions.reads().solution(id, "ann", revision));
        assertThat(solution.result().revision()).isEqualTo(revision);
        LinearSystem system = new LinearSystem(a, DenseVector.copyOf(b));
        assertThat(TrueResidual.of(system, solution.result().x()).relative()).isLessThanOrEqualTo(1e-8);
    }

    private static List<Integer> batches(TestNode node, UUID id) throws Exception {
        return costs(node, id).stream().map(event -> event.updates().size()).toList();
    }

    private static List<SessionEvent.CostsApplied> costs(TestNode node, UUID id) throws Exception {
        String journal = SessionLedger.persistenceId(id).id();
        List<SessionEvent.CostsApplied> costs = new ArrayList<>();
        long next = 1;
        boolean more = true;
        while (more) {
            var page = get(node.stores.journal().events(journal, next, Long.MAX_VALUE));
            for (StoredEvent event : page.events()) {
                next = event.sequence() + 1;
                if (EventCodec.decode(event.manifest(), event.payload()) instanceof SessionEvent.CostsApplied batch) {
                    costs.add(batch);
                }
            }
            more = page.more();
        }
        return costs;
    }

    /// The updates stand in a blob, so that a snapshot need not carry them.
    private static void untilShort(TestNode node, UUID id) throws Exception {
        var replay = new JournalReplay(
                node.stores.journal(), each -> SessionLedger.persistenceId(each).id());
        until(() -> get(replay.of(id)).state().tail().bytes() < EventCodec.MAX_BATCH_BYTES);
    }

    private static UpdateResult.Accepted accepted(UpdateResult result) {
        assertThat(result).isInstanceOf(UpdateResult.Accepted.class);
        return (UpdateResult.Accepted) result;
    }

    private static double[] vector(int seed) {
        double[] values = new double[ROWS];
        for (int i = 0; i < ROWS; i++) {
            values[i] = Math.sin(seed + i);
        }
        return values;
    }

    private static IdentifiedUpdate whole(int sequence) {
        return new IdentifiedUpdate(
                new UpdateIdentity(new UUID(1, sequence), "whole", sequence, -1),
                new CostUpdate(DenseVector.adopt(vector(sequence)), SparseVector.EMPTY, SparseVector.EMPTY, List.of()));
    }

    private static IdentifiedUpdate small(int sequence, int index) {
        return Requests.delta("small", sequence, index, 0.5);
    }
}
