// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.actors.store.SessionIndex.Filter;
import io.rivulet.actors.store.SessionIndex.Page;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
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

class SessionIndexTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aRowComesBackAsItWasWrittenLast(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            SessionIndex index = new SessionIndex(database);
            SessionRow row = new SessionRow(
                    id(1),
                    "ada",
                    "live",
                    true,
                    "node-1",
                    3,
                    10,
                    20,
                    30,
                    "name",
                    labels("a", "1"),
                    7,
                    "cg",
                    4,
                    1e-12,
                    "flow");
            assertThat(Backend.get(index.get(id(1)))).isEmpty();
            assertThat(Backend.get(index.upsert(row))).isTrue();
            assertThat(Backend.get(index.get(id(1)))).contains(row);
            SessionRow next = new SessionRow(
                    id(1),
                    "ada",
                    "paused",
                    false,
                    "node-2",
                    4,
                    10,
                    21,
                    -1,
                    null,
                    labels("b", "2"),
                    7,
                    "push",
                    5,
                    null,
                    "flow");
            assertThat(Backend.get(index.upsert(next))).isTrue();
            assertThat(Backend.get(index.get(id(1)))).contains(next);
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void anIncarnationThatWasReplacedChangesNothing(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            SessionIndex index = new SessionIndex(database);
            SessionRow newer = row(1, "live", 2, 1_000);
            Backend.get(index.upsert(newer));
            assertThat(Backend.get(index.upsert(row(1, "solving", 1, 1_000)))).isFalse();
            assertThat(Backend.get(index.get(id(1)))).contains(newer);
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void pagesListAnOwnersSessionsNewestFirstWithoutRepeatsOrHoles(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            SessionIndex index = new SessionIndex(database);
            List<CompletionStage<Boolean>> writes = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                // Several at the same time.
                writes.add(index.upsert(row(i, i % 5 == 0 ? "closed" : "live", 1, 1_000 + i / 4)));
                writes.add(index.upsert(Rows.row(id(100 + i), "bob", "live", 1)));
            }
            Backend.get(Backend.all(writes));
            List<SessionRow> seen = new ArrayList<>();
            String cursor = null;
            int pages = 0;
            do {
                Page page = Backend.get(index.page(Filter.of("ada"), 7, cursor));
                seen.addAll(page.rows());
                cursor = page.nextCursor();
                pages++;
            } while (cursor != null);
            assertThat(pages).isEqualTo(3);
            assertThat(seen)
                    .hasSize(20)
                    .doesNotHaveDuplicates()
                    .allMatch(row -> row.owner().equals("ada"));
            assertThat(seen).isSortedAccordingTo((a, b) -> Long.compare(b.createdAtMillis(), a.createdAtMillis()));
            assertThat(Backend.get(index.page(new Filter("ada", "closed", null, null), 100, null))
                            .rows())
                    .hasSize(5);
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void sessionsAreFoundByLabelAndStateTogether(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            SessionIndex index = new SessionIndex(database);
            Backend.get(index.upsert(labelled(1, "live", labels("team", "red"))));
            Backend.get(index.upsert(labelled(2, "paused", labels("team", "red"))));
            Backend.get(index.upsert(labelled(3, "live", labels("team", "blue"))));
            assertThat(Backend.get(index.page(new Filter("ada", null, "team", "red"), 10, null))
                            .rows())
                    .extracting(SessionRow::id)
                    .containsExactlyInAnyOrder(id(1), id(2));
            assertThat(Backend.get(index.page(new Filter("ada", "live", "team", "red"), 10, null))
                            .rows())
                    .extracting(SessionRow::id)
                    .containsExactly(id(1));
            assertThatThrownBy(() -> index.page(Filter.of("ada"), 10, "'; DROP"))
                    .isInstanceOfSatisfying(
                            RivuletException.class,
                            e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.UNSUPPORTED_VALUE));
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void theJanitorFindsWhatMustRunWhatHasExpiredAndWhatEnded(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            SessionIndex index = new SessionIndex(database);
            Backend.get(index.upsert(expiring(1, "live", true, 500)));
            Backend.get(index.upsert(expiring(2, "passive", false, 400)));
            Backend.get(index.upsert(expiring(3, "live", true, -1)));
            Backend.get(index.upsert(expiring(4, "closed", true, 300)));
            assertThat(ids(index.mustRun(null, 10))).containsExactly(id(1), id(3));
            assertThat(ids(index.mustRun(id(1), 10))).containsExactly(id(3));
            assertThat(ids(index.mustRun(null, 1))).containsExactly(id(1));
            assertThat(ids(index.expired(450, 10))).containsExactly(id(2));
            assertThat(ids(index.expired(500, 10))).containsExactly(id(2), id(1));
            assertThat(ids(index.tombstones(2_000, 10))).containsExactly(id(4));
            assertThat(ids(index.tombstones(1_999, 10))).isEmpty();
            assertThat(Backend.get(index.countByState()))
                    .containsEntry("live", 2L)
                    .containsEntry("closed", 1L);
            assertThat(Backend.get(index.removeTombstone(id(1)))).isFalse();
            assertThat(Backend.get(index.removeTombstone(id(4)))).isTrue();
            assertThat(Backend.get(index.get(id(4)))).isEmpty();
            assertThat(SessionIndex.ended("expired")).isTrue();
            assertThat(SessionIndex.ended("live")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void firstWritesOfOneRowAtOnceAllSucceed(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            SessionIndex index = new SessionIndex(database);
            List<CompletionStage<Boolean>> writes = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                writes.add(index.upsert(labelled(1, "live", labels("k", "v"))));
            }
            assertThat(writes).allMatch(Backend::get);
        }
    }

    private static List<UUID> ids(CompletionStage<List<SessionRow>> rows) {
        return Backend.get(rows).stream().map(SessionRow::id).toList();
    }

    private static UUID id(int number) {
        return new UUID(0, number);
    }

    private static Map<String, String> labels(String name, String value) {
        return Map.of(name, value, "x", "y");
    }

    private static SessionRow row(int number, String state, long incarnation, long createdAt) {
        return new SessionRow(
                id(number),
                "ada",
                state,
                false,
                "n",
                incarnation,
                createdAt,
                2_000,
                -1,
                null,
                Map.of(),
                3,
                "cg",
                1,
                0.5,
                null);
    }

    private static SessionRow labelled(int number, String state, Map<String, String> labels) {
        return new SessionRow(
                id(number), "ada", state, false, "n", 1, 1_000, 2_000, -1, null, labels, 3, "cg", 1, null, null);
    }

    private static SessionRow expiring(int number, String state, boolean mustRun, long expiresAt) {
        return new SessionRow(
                id(number),
                "ada",
                state,
                mustRun,
                "n",
                1,
                1_000,
                2_000,
                expiresAt,
                null,
                Map.of(),
                3,
                "cg",
                1,
                null,
                null);
    }
}
