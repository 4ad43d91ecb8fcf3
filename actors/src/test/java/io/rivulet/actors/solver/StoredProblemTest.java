// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.actors.session.core.SessionState;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.incremental.Replay;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.ProblemRef;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSnapshot;
import io.rivulet.serialization.event.UpdateIdentity;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StoredProblemTest {
    private static final LinearSystem BASE = new LinearSystem(
            Gallery.generate(new GalleryRecipe.Poisson2d(3, 3)),
            DenseVector.copyOf(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9}));

    private static final CostUpdate FIRST =
            CostUpdate.delta(SparseVector.adopt(new int[] {1, 4, 1}, new double[] {0.1, 0.2, 0.3}));
    private static final CostUpdate SECOND = new CostUpdate(
            null,
            SparseVector.adopt(new int[] {8}, new double[] {-1}),
            SparseVector.EMPTY,
            List.of(new EntryChange(0, 0, 5.5, null), new EntryChange(0, 8, -0.5, null)));
    private static final CostUpdate THIRD = CostUpdate.delta(SparseVector.adopt(new int[] {0}, new double[] {1e-3}));

    @Test
    void aDeltaOfTheTouchedEntriesStandsForTheUpdatesBitByBit() {
        LinearSystem after = Replay.apply(BASE, List.of(FIRST, SECOND));
        var changed = new ChangedEntries();
        changed.add(FIRST);
        changed.add(SECOND);
        LinearSystem again = Replay.apply(BASE, List.of(changed.in(after).asUpdate()));
        assertSame(again, after);
    }

    @Test
    void aWholeVectorIsStoredWhole() {
        var all = new CostUpdate(DenseVector.copyOf(new double[9]), SparseVector.EMPTY, SparseVector.EMPTY, List.of());
        LinearSystem after = Replay.apply(BASE, List.of(FIRST, all, THIRD));
        var changed = new ChangedEntries();
        List.of(FIRST, all, THIRD).forEach(changed::add);
        assertThat(changed.in(after).vector()).isEqualTo(after.b());
        assertSame(Replay.apply(BASE, List.of(changed.in(after).asUpdate())), after);
    }

    @Test
    void theTailBeginsAfterTheLastDeltaAndEndsWhereItIsAsked() {
        SessionState state = SessionState.EMPTY
                .after(opened())
                .after(new SessionEvent.Taken(1, "n", 4_096))
                .after(batch(1, FIRST, SECOND))
                .after(batch(3, THIRD))
                .after(new SessionEvent.MatrixRebased("d1", false, 1, 4_096));
        SessionSnapshot stored = state.toSnapshot();
        StoredProblem whole = StoredProblem.of(stored);
        assertThat(whole.revision()).isEqualTo(3);
        assertThat(whole.tail()).containsExactly(SECOND, THIRD);
        assertThat(StoredProblem.of(stored, 2).tail()).containsExactly(SECOND);
        assertThat(StoredProblem.of(stored, 1).tail()).isEmpty();
        assertThatThrownBy(() -> StoredProblem.of(stored, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StoredProblem.of(stored, 4)).isInstanceOf(IllegalArgumentException.class);
        LinearSystem delta = Replay.apply(BASE, List.of(FIRST));
        assertSame(whole.fold(BASE, List.of(deltaOf(delta, FIRST))), Replay.apply(BASE, List.of(FIRST, SECOND, THIRD)));
    }

    @Test
    void aWholeRebaseReplacesBaseAndDeltas() {
        SessionState state = SessionState.EMPTY
                .after(opened())
                .after(new SessionEvent.Taken(1, "n", 4_096))
                .after(batch(1, FIRST, SECOND))
                .after(new SessionEvent.MatrixRebased("d1", false, 1, 4_096))
                .after(new SessionEvent.MatrixRebased("w", true, 2, 4_096));
        StoredProblem problem = StoredProblem.of(state.toSnapshot());
        assertThat(problem.base().hash()).isEqualTo("w");
        assertThat(problem.tail()).isEmpty();
        assertThat(problem.owner()).isEqualTo("ann");
    }

    private static CostUpdate deltaOf(LinearSystem after, CostUpdate update) {
        var changed = new ChangedEntries();
        changed.add(update);
        return changed.in(after).asUpdate();
    }

    private static void assertSame(LinearSystem actual, LinearSystem expected) {
        assertThat(actual.b()).isEqualTo(expected.b());
        assertThat(actual.a().rowStart()).isEqualTo(expected.a().rowStart());
        assertThat(actual.a().column()).isEqualTo(expected.a().column());
        assertThat(actual.a().value()).isEqualTo(expected.a().value());
    }

    private static SessionEvent.CostsApplied batch(long first, CostUpdate... updates) {
        List<IdentifiedUpdate> identified = java.util.stream.IntStream.range(0, updates.length)
                .mapToObj(k ->
                        new IdentifiedUpdate(new UpdateIdentity(new UUID(first, k), "s", first + k, -1), updates[k]))
                .toList();
        return new SessionEvent.CostsApplied(first, 0, identified, 4_096);
    }

    private static SessionEvent.SessionOpened opened() {
        var settings = SessionSettings.builder()
                .live(true)
                .showing(new SessionSettings.Showing(0, new XSelection.None(), 0, 1_000))
                .expiresAfterS(0)
                .seed(1)
                .build();
        return new SessionEvent.SessionOpened(
                "ann", 0, new ProblemRef("base", 9, 33), settings, "cg", "none", "why", List.of(), null, "00", 0);
    }
}
