// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.refusal;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.view.SessionRow;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JanitorTest {
    private static final String QUICK = """
            rivulet.actors {
              janitor { interval = 100ms, sweep-interval = 100ms, expiry-grace = 1ms, tombstone-life = 700ms }
              session.passive-after = 200ms
            }
            """;

    @TempDir
    Path data;

    @Test
    void whatHasExpiredIsEndedThenBuriedAndItsIdIsFreeAgain() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("janitor"), QUICK, TestNode.MEMORY)) {
            UUID id = UUID.randomUUID();
            get(node.sessions.open(
                    Requests.of(id, Requests.grid(null, 6, 6, false).system(), Requests.expiring(1)), "ann"));
            get(node.sessions.reads().solution(id, "ann", 0));
            until(() -> !node.sessions.isLocal(id));
            until(() -> refused(node, id, ProblemCode.SESSION_EXPIRED, ProblemCode.SESSION_NOT_FOUND));
            until(() -> get(node.stores.index().get(id)).isEmpty());
            assertThat(refusal(node.sessions.reads().status(id, "ann")).code())
                    .isEqualTo(ProblemCode.SESSION_NOT_FOUND);
            assertThat(get(node.sessions.open(Requests.grid(id, 6, 6, false), "bob"))
                            .created())
                    .isTrue();
        }
    }

    @Test
    void aRowWhoseOpeningNeverHappenedGoesAway() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("orphan"), QUICK, TestNode.MEMORY)) {
            UUID id = UUID.randomUUID();
            var row = new SessionRow(
                    id, "ann", "opening", false, "node-0", 0, 1, 1, 2, null, Map.of(), 4, "cg", 0, null, null);
            get(node.stores.index().upsert(row));
            until(() -> get(node.stores.index().get(id)).equals(Optional.empty()));
        }
    }

    @Test
    void completedSessionsBeyondTheirBudgetEndTheLongestUnusedFirst() throws Exception {
        String budget = QUICK + "rivulet.actors.janitor { completed-bytes = 1 MiB, tombstone-life = 1h }";
        try (TestNode node = TestNode.start(StoreSettings.inMemory("budget"), budget, TestNode.MEMORY)) {
            UUID live = get(node.sessions.open(Requests.grid(null, 200, 200, true), "ann"))
                    .id();
            // Each x of 40,000 entries takes 320 kB in one slot or 640 in two: of four at least the first is too much,
            // and the last one alone never is.
            UUID first = completed(node);
            completed(node);
            completed(node);
            UUID last = completed(node);
            until(() -> refused(node, first, ProblemCode.SESSION_EXPIRED));
            assertThat(get(node.sessions.reads().status(last, "ann")).rows()).isEqualTo(40_000);
            assertThat(get(node.sessions.reads().status(live, "ann")).rows()).isEqualTo(40_000);
        }
    }

    private static UUID completed(TestNode node) throws Exception {
        UUID id = get(node.sessions.open(Requests.grid(null, 200, 200, false), "ann"))
                .id();
        until(() -> get(node.stores.index().get(id))
                .filter(row -> row.state().equals("converged"))
                .isPresent());
        return id;
    }

    private static boolean refused(TestNode node, UUID id, ProblemCode... codes) {
        return node.sessions
                .reads()
                .status(id, "ann")
                .handle((_, failure) -> failure != null
                        && List.of(codes)
                                .contains(refusal(() -> {
                                            throw new IllegalStateException(failure);
                                        })
                                        .code()))
                .toCompletableFuture()
                .join();
    }

    @Test
    void aJournalThatIsAwayForAWhileLosesNothingAndCountsNothingTwice() throws Exception {
        StoreSettings store = StoreSettings.embedded(data);
        try (TestNode node = TestNode.start(store, "rivulet.actors.ask.timeout = 5s", TestNode.MEMORY)) {
            UUID id = get(node.sessions.open(Requests.grid(null, 10, 10, true), "ann"))
                    .id();
            for (int k = 0; k < 30; k++) {
                IdentifiedUpdate update = Requests.delta("s", k, k, 1.0);
                if (k % 10 == 5) {
                    interrupt(store);
                }
                until(() -> isAccepted(node, id, update));
            }
            assertThat(get(node.sessions.reads().status(id, "ann")).revision()).isEqualTo(30);
            assertThat(get(node.sessions.reads().solution(id, "ann", 30))
                            .result()
                            .relativeResidual())
                    .isLessThan(1e-8);
        }
    }

    /// Closes the database under everybody's hands; the next connection opens it again.
    private static void interrupt(StoreSettings store) throws Exception {
        try (Connection connection = DriverManager.getConnection(store.url(), store.user(), store.password());
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN IMMEDIATELY");
        }
    }

    private static boolean isAccepted(TestNode node, UUID id, IdentifiedUpdate update) {
        return node.sessions
                .update(id, "ann", List.of(update), false)
                .handle((results, failure) ->
                        failure == null && results.getFirst() instanceof Answer.UpdateResult.Accepted)
                .toCompletableFuture()
                .join();
    }
}
