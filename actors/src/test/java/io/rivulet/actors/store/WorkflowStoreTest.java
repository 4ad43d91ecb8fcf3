// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.store.WorkflowStore.Stored;
import io.rivulet.serialization.problem.RivuletException;
import io.rivulet.serialization.view.SessionRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkflowStoreTest {
    @TempDir
    Path directory;

    private static Stored stored(String name, String document, long at) {
        return new Stored(name, document.getBytes(StandardCharsets.UTF_8), at);
    }

    private static SessionRow session(int number, String owner, String state, String workflow) {
        return new SessionRow(
                new UUID(0, number),
                owner,
                state,
                false,
                "n",
                1,
                1_000,
                2_000,
                -1,
                null,
                Map.of(),
                3,
                "cg",
                1,
                null,
                workflow);
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void documentsOfAnOwnerAreKeptByNameAndSurviveARestart(Backend backend) {
        StoreSettings settings = backend.fresh(directory);
        try (Database database = Database.open(settings)) {
            var store = new WorkflowStore(database);
            assertThat(Backend.get(store.put("ann", stored("b", "{\"k\":\"é\\u0000\"}", 1))))
                    .isTrue();
            assertThat(Backend.get(store.put("ann", stored("a", "{}", 2)))).isTrue();
            assertThat(Backend.get(store.put("bob", stored("b", "{}", 3)))).isTrue();
            assertThat(Backend.get(store.put("ann", stored("a", "{\"new\":1}", 4))))
                    .isFalse();
        }
        try (Database database = Database.open(settings)) {
            var store = new WorkflowStore(database);
            assertThat(Backend.get(store.list("ann")))
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactly(stored("a", "{\"new\":1}", 4), stored("b", "{\"k\":\"é\\u0000\"}", 1));
            assertThat(Backend.get(store.find("bob", "a"))).isEmpty();
            assertThat(Backend.get(store.delete("bob", "a"))).isFalse();
            assertThat(Backend.get(store.delete("ann", "b"))).isTrue();
            assertThat(Backend.get(store.find("ann", "b"))).isEmpty();
            assertThat(Backend.get(store.find("bob", "b"))).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void anOwnerHasOnlySoMany(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            var store = new WorkflowStore(database);
            for (int k = 0; k < WorkflowStore.MOST; k++) {
                Backend.get(store.put("ann", stored("w" + k, "{}", k)));
            }
            assertThat(Backend.failure(store.put("ann", stored("more", "{}", 0))))
                    .isInstanceOfSatisfying(
                            RivuletException.class,
                            refused -> assertThat(refused.problem().code().wireName())
                                    .isEqualTo("out_of_range"));
            assertThat(Backend.get(store.put("ann", stored("w5", "{}", 0)))).isFalse();
            assertThat(Backend.get(store.put("bob", stored("more", "{}", 0)))).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void sessionsOpenedUnderOneAreCountedUntilTheyEnd(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            var index = new SessionIndex(database);
            Backend.get(index.upsert(session(1, "ann", "live", "w")));
            Backend.get(index.upsert(session(2, "ann", "converged", "w")));
            Backend.get(index.upsert(session(3, "ann", "live", "w")));
            Backend.get(index.upsert(session(4, "ann", "closed", "w")));
            Backend.get(index.upsert(session(5, "ann", "live", null)));
            Backend.get(index.upsert(session(6, "bob", "live", "w")));
            assertThat(Backend.get(new WorkflowStore(database).sessions("ann", "w")))
                    .isEqualTo(Map.of("live", 2L, "converged", 1L));
        }
    }
}
