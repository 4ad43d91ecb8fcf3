// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.refusal;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.actors.verifier.JournalReplay;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.incremental.Replay;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.verify.TrueResidual;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSettings.CostSource;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.SolveRequest;
import io.rivulet.serialization.request.SystemSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostSourceTest {
    private static final int SIDE = 12;
    private static final int ROWS = SIDE * SIDE;

    @TempDir
    Path data;

    private static SolveRequest following(UUID source, GalleryRecipe recipe) {
        SessionSettings settings = Requests.settings(true);
        return Requests.of(
                new SystemSource.Gallery(recipe, null),
                settings.toBuilder()
                        .swarm(settings.swarm().following(new CostSource(source, 0)))
                        .build());
    }

    private static SolveRequest following(UUID source) {
        return following(source, new GalleryRecipe.Poisson2d(SIDE, SIDE));
    }

    /// A change of b, and every other time of A too, whose old value is right at the source alone.
    private static IdentifiedUpdate change(int k) {
        int row = 7 * k % ROWS;
        List<EntryChange> matrix = k % 2 == 0 ? List.of() : List.of(new EntryChange(row, row, 4.5 + k, 4.0));
        return new IdentifiedUpdate(
                new UpdateIdentity(new UUID(1, k), "meter", k, -1),
                new CostUpdate(
                        null, SparseVector.EMPTY, SparseVector.adopt(new int[] {row}, new double[] {0.5 + k}), matrix));
    }

    private static long revision(TestNode node, UUID id) throws Exception {
        return get(node.sessions.reads().status(id, "ann")).revision();
    }

    private static void requireSolved(TestNode node, UUID id, long revision, List<CostUpdate> applied)
            throws Exception {
        double[] ones = new double[ROWS];
        Arrays.fill(ones, 1.0);
        LinearSystem expected = Replay.apply(
                new LinearSystem(Gallery.generate(new GalleryRecipe.Poisson2d(SIDE, SIDE)), DenseVector.adopt(ones)),
                applied);
        Answer.Solution solution = get(node.sessions.reads().solution(id, "ann", revision));
        assertThat(solution.result().revision()).isEqualTo(revision);
        assertThat(TrueResidual.of(expected, solution.result().x()).relative()).isLessThan(1e-8);
    }

    @Test
    void whatChangesAtTheSourceChangesHereOnceAlsoAfterARestart() throws Exception {
        StoreSettings store = StoreSettings.embedded(data);
        var before = new ArrayList<CostUpdate>();
        var followed = new ArrayList<CostUpdate>();
        UUID source;
        UUID follower;
        try (TestNode node = TestNode.start(store)) {
            source = get(node.sessions.open(Requests.grid(null, SIDE, SIDE, true), "ann"))
                    .id();
            before.add(change(0).update());
            get(node.sessions.update(source, "ann", List.of(change(0)), false));
            UUID opened = get(node.sessions.open(following(source), "ann")).id();
            for (int k = 1; k <= 20; k++) {
                get(node.sessions.update(source, "ann", List.of(change(k)), false));
                followed.add(change(k).update());
            }
            until(() -> revision(node, opened) == 20);
            requireSolved(node, opened, 20, followed);
            get(node.sessions.update(source, "ann", List.of(change(21)), false));
            followed.add(change(21).update());
            follower = opened;
        }
        try (TestNode node = TestNode.start(store)) {
            for (int k = 22; k <= 40; k++) {
                get(node.sessions.update(source, "ann", List.of(change(k)), false));
                followed.add(change(k).update());
            }
            until(() -> revision(node, follower) >= 40);
            requireSolved(node, follower, 40, followed);
            before.addAll(followed);
            requireSolved(node, source, 41, before);
        }
    }

    @Test
    void twoThatFollowEachOtherInAChainAndBackComeToRest() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("chain"))) {
            UUID first = get(node.sessions.open(Requests.grid(null, SIDE, SIDE, true), "ann"))
                    .id();
            UUID second = get(node.sessions.open(following(first), "ann")).id();
            UUID third = get(node.sessions.open(following(second), "ann")).id();
            get(node.sessions.update(second, "ann", List.of(change(0)), false));
            get(node.sessions.update(first, "ann", List.of(change(2)), false));
            until(() -> revision(node, third) == 2);
            requireSolved(node, third, 2, List.of(change(0).update(), change(2).update()));
            assertThat(revision(node, first)).isEqualTo(1);
        }
    }

    private static IdentifiedUpdate within(int depth, int k) {
        return change(2 * k).within(depth);
    }

    /// A chain of sessions, each of which follows the one before.
    private static List<UUID> chain(TestNode node, int length) throws Exception {
        List<UUID> chain = new ArrayList<>();
        chain.add(get(node.sessions.open(Requests.grid(null, SIDE, SIDE, true), "ann"))
                .id());
        while (chain.size() < length) {
            chain.add(get(node.sessions.open(following(chain.getLast()), "ann")).id());
        }
        return chain;
    }

    @Test
    void anUpdateIsFollowedOverAsManyHopsAsItMayGo() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("hops"))) {
            List<UUID> chain = chain(node, 5);
            List<IdentifiedUpdate> sent = List.of(within(0, 0), within(1, 1), within(2, 2), within(3, 3), within(4, 4));
            for (IdentifiedUpdate update : sent) {
                get(node.sessions.update(chain.getFirst(), "ann", List.of(update), false));
            }
            // The last one goes everywhere, and behind all others.
            until(() -> revision(node, chain.getLast()) > 0);
            for (int hops = 0; hops < chain.size(); hops++) {
                List<CostUpdate> here = sent.subList(hops, sent.size()).stream()
                        .map(IdentifiedUpdate::update)
                        .toList();
                requireSolved(node, chain.get(hops), here.size(), here);
            }
        }
    }

    private static UUID openAt(TestNode home, SolveRequest request) throws Exception {
        for (int k = 0; k < 100; k++) {
            UUID id = get(home.sessions.open(request, "ann")).id();
            if (home.sessions.isLocal(id)) {
                return id;
            }
            get(home.sessions.delete(id, "ann"));
        }
        throw new AssertionError("no session came to be at this node");
    }

    @Test
    void hopsFromNodeToNodeCountToo() throws Exception {
        try (TestNode one = TestNode.start(StoreSettings.inMemory("nodes-" + UUID.randomUUID()));
                TestNode two = TestNode.join(one, "node-2")) {
            UUID first = openAt(one, Requests.grid(null, SIDE, SIDE, true));
            UUID second = openAt(two, following(first));
            UUID third = openAt(one, following(second));
            for (IdentifiedUpdate update : List.of(within(0, 0), within(1, 1), within(2, 2))) {
                get(two.sessions.update(first, "ann", List.of(update), false));
            }
            until(() -> revision(two, third) > 0);
            CostUpdate last = within(2, 2).update();
            requireSolved(one, third, 1, List.of(last));
            requireSolved(one, second, 2, List.of(within(1, 1).update(), last));
            requireSolved(
                    two, first, 3, List.of(within(0, 0).update(), within(1, 1).update(), last));
        }
    }

    @Test
    void howFarAnUpdateMayGoIsKnownAfterARestart() throws Exception {
        StoreSettings store = StoreSettings.embedded(data);
        List<UUID> chain;
        try (TestNode node = TestNode.start(store)) {
            chain = chain(node, 4);
            get(node.sessions.update(chain.getFirst(), "ann", List.of(within(0, 0), within(1, 1)), false));
        }
        try (TestNode node = TestNode.start(store)) {
            var journal = new JournalReplay(
                    node.stores.journal(),
                    each -> SessionLedger.persistenceId(each).id());
            assertThat(get(journal.costsAfter(chain.getFirst(), 0)).updates())
                    .extracting(IdentifiedUpdate::depth)
                    .containsExactly(0, 1);
            get(node.sessions.update(chain.getFirst(), "ann", List.of(within(3, 2)), false));
            until(() -> revision(node, chain.getLast()) == 1);
            CostUpdate last = within(3, 2).update();
            requireSolved(node, chain.get(1), 2, List.of(within(1, 1).update(), last));
            requireSolved(node, chain.get(2), 1, List.of(last));
            requireSolved(node, chain.get(3), 1, List.of(last));
        }
    }

    @Test
    void aSourceHasToBeThereAndOfTheSameSizeAndIsMissedWhenItIsGone() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("sources"))) {
            UUID source = get(node.sessions.open(Requests.grid(null, SIDE, SIDE, true), "ann"))
                    .id();
            Problem unknown = refusal(node.sessions.open(following(new UUID(5, 5)), "ann"));
            assertThat(unknown.code()).isEqualTo(ProblemCode.SESSION_NOT_FOUND);
            assertThat(unknown.pointer()).isEqualTo("/flow_nexus/cost_source");
            assertThat(refusal(node.sessions.open(following(source), "bob")).code())
                    .isEqualTo(ProblemCode.SESSION_NOT_FOUND);
            assertThat(refusal(node.sessions.open(following(source, new GalleryRecipe.Poisson2d(3, 3)), "ann"))
                            .code())
                    .isEqualTo(ProblemCode.DIMENSION_MISMATCH);
            UUID follower = get(node.sessions.open(following(source), "ann")).id();
            var lines = new LineCollector(node.system, node.sessions, follower, 1).follow("ann", OptionalLong.of(1));
            get(node.sessions.delete(source, "ann"));
            JsonNode told = lines.until(line -> line.get("type").asText().equals("error"));
            assertThat(told.get("problem").get("detail").asText()).contains(source.toString());
            assertThat(told.get("fatal").asBoolean()).isFalse();
            get(node.sessions.update(follower, "ann", List.of(change(2)), true));
            requireSolved(node, follower, 1, List.of(change(2).update()));
        }
    }

    @Test
    void theJournalGivesWhatMemoryNoLongerHoldsAsLongAsItKeepsIt() throws Exception {
        String over = "rivulet.actors.ledger { snapshot-every = 10, snapshots-kept = 2 }";
        try (TestNode node = TestNode.start(StoreSettings.inMemory("kept"), over, TestNode.MEMORY)) {
            UUID source = get(node.sessions.open(Requests.grid(null, SIDE, SIDE, true), "ann"))
                    .id();
            for (int k = 0; k < 8; k++) {
                get(node.sessions.update(source, "ann", List.of(change(k)), true));
            }
            var journal = new JournalReplay(
                    node.stores.journal(),
                    each -> SessionLedger.persistenceId(each).id());
            SessionEvent.CostsApplied found = get(journal.costsAfter(source, 3));
            assertThat(found.firstRevision()).isEqualTo(4);
            assertThat(found.updates())
                    .extracting(update -> update.identity().sequence())
                    .containsExactly(3L, 4L, 5L, 6L, 7L);
            for (int k = 8; k < 60; k++) {
                get(node.sessions.update(source, "ann", List.of(change(k)), true));
            }
            until(() -> refusedAsOld(journal, source));
        }
    }

    private static boolean refusedAsOld(JournalReplay journal, UUID source) {
        try {
            get(journal.costsAfter(source, 3));
            return false;
        } catch (Exception gone) {
            return refusal(() -> {
                                throw gone;
                            })
                            .code()
                    == ProblemCode.UPDATE_TOO_OLD;
        }
    }
}
