// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.serialization.view.SessionRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LostNodesTest {
    private static final int NODES = 5;

    @TempDir
    Path directory;

    private static SessionRow row(UUID id, String node, long incarnation) {
        return new SessionRow(
                id, "ann", "live", true, node, incarnation, 1, 1, -1, null, Map.of(), 4, "cg", 0, null, null);
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aLossIsNotedByAllAndTheirsToTellWhoMarksItFirst(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            LostNodes notes = new LostNodes(database);
            List<CompletionStage<Void>> noted = new ArrayList<>();
            for (int k = 0; k < NODES; k++) {
                noted.add(notes.note("a:1#7", "node-1", 1_000 + k, 12));
            }
            Backend.get(Backend.all(noted));
            assertThat(Backend.get(notes.untold())).singleElement().satisfies(note -> {
                assertThat(note.name()).isEqualTo("node-1");
                assertThat(note.silentSinceMillis()).isBetween(1_000L, 1_000L + NODES);
                assertThat(note.sessions()).isEqualTo(12);
                assertThat(note.left()).isZero();
            });
            List<CompletionStage<Boolean>> told = new ArrayList<>();
            for (int k = 0; k < NODES; k++) {
                told.add(notes.tell("a:1#7"));
            }
            assertThat(told.stream().map(Backend::get)).containsOnlyOnce(true);
            // Whoever notes it only now changes nothing.
            Backend.get(notes.note("a:1#7", "node-1", 2_000, 3));
            assertThat(Backend.get(notes.untold())).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void sessionsAreLeftUntilSomebodyHasThemAlsoANodeOfTheSameName(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            SessionIndex index = new SessionIndex(database);
            LostNodes notes = new LostNodes(database);
            UUID first = new UUID(1, 1);
            UUID second = new UUID(1, 2);
            UUID elsewhere = new UUID(1, 3);
            Backend.get(index.upsert(row(first, "node-1", 1)));
            Backend.get(index.upsert(row(second, "node-1", 1)));
            Backend.get(index.upsert(row(elsewhere, "node-2", 1)));
            assertThat(Backend.get(index.countAt("node-1"))).isEqualTo(2);
            Backend.get(notes.note("a:1#7", "node-1", 1_000, 2));
            assertThat(left(notes)).isEqualTo(2);
            Backend.get(index.upsert(row(first, "node-2", 2)));
            assertThat(left(notes)).isEqualTo(1);
            Backend.get(index.upsert(row(second, "node-1", 2)));
            assertThat(left(notes)).isZero();
        }
    }

    private static long left(LostNodes notes) {
        return Backend.get(notes.untold()).getFirst().left();
    }
}
