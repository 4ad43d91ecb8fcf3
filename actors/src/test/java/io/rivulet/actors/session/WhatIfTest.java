// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.refusal;
import static io.rivulet.actors.session.Failures.until;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.session.core.Slices;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.incremental.Replay;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.verify.TrueResidual;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.SystemSource;
import io.rivulet.serialization.view.SessionStatusView;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WhatIfTest {
    private static final LinearSystem GRID = dominantGrid();

    static TestNode node;
    static Sessions sessions;

    @BeforeAll
    static void start() {
        node = TestNode.start(StoreSettings.inMemory("what-if-" + UUID.randomUUID()));
        sessions = node.sessions;
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static LinearSystem dominantGrid() {
        CsrMatrix a = Gallery.generate(new GalleryRecipe.GridPlusLeak(20, 20, 1.0));
        double[] b = new double[a.rows()];
        Arrays.setAll(b, i -> Math.sin(i));
        return new LinearSystem(a, DenseVector.adopt(b));
    }

    /// Nothing is proved of it: each what-if needs an engine of its own.
    private static LinearSystem general(int n) {
        Random random = new Random(n);
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            triplets.add(i, i, random.nextBoolean() ? 0.5 : -0.5);
            for (int k = 0; k < 4; k++) {
                int j = random.nextInt(n);
                if (j != i) {
                    triplets.add(i, j, random.nextGaussian());
                }
            }
        }
        double[] b = random.doubles(n, -1, 1).toArray();
        return new LinearSystem(triplets.build(), DenseVector.adopt(b));
    }

    private static UUID open(LinearSystem system) throws Exception {
        UUID id = get(sessions.open(Requests.of(new SystemSource.Explicit(system), Requests.settings(true)), "ann"))
                .id();
        get(sessions.reads().solution(id, "ann", 0));
        return id;
    }

    static CostUpdate delta(int i, double by) {
        return CostUpdate.delta(SparseVector.adopt(new int[] {i}, new double[] {by}));
    }

    static CostUpdate entries(EntryChange... changes) {
        return new CostUpdate(null, SparseVector.EMPTY, SparseVector.EMPTY, List.of(changes));
    }

    private static IdentifiedUpdate identified(CostUpdate update, long sequence) {
        return new IdentifiedUpdate(new UpdateIdentity(new UUID(7, sequence), "w", sequence, -1), update);
    }

    private static Slices.WhatIfResult ask(UUID id, CostUpdate change) throws Exception {
        return get(sessions.reads().whatIf(id, "ann", change, null));
    }

    private static void requireAnswers(Slices.WhatIfResult result, LinearSystem changed) {
        TrueResidual residual = TrueResidual.of(changed, requireNonNull(result.x()));
        assertThat(result.verified()).isTrue();
        assertThat(residual.relative()).isLessThanOrEqualTo(1e-8);
        assertThat(Math.abs(residual.relative() - result.relativeResidual()))
                .isLessThanOrEqualTo(1e-9 * residual.relative() + 1e-18);
    }

    @Test
    void itTellsWhatTheUpdateWouldDoAndTheSessionIsNotConcerned() throws Exception {
        UUID id = open(GRID);
        until(() -> get(sessions.reads().status(id, "ann")).state().equals("live") && isStored(id));
        var lines = new LineCollector(node.system, sessions, id, 1).follow("ann", OptionalLong.of(1));
        lines.untilType("solution");
        Answer.Solution before = get(sessions.reads().solution(id, "ann", 0));
        SessionStatusView status = get(sessions.reads().status(id, "ann"));
        List<String> slots = slots(id);
        long memory = node.stores.memory().usedBytes();
        List<CostUpdate> changes = List.of(
                delta(17, 0.5),
                entries(new EntryChange(40, 40, 9.0, GRID.a().get(40, 40)), new EntryChange(41, 300, 0.25, null)),
                new CostUpdate(GRID.b(), SparseVector.EMPTY, SparseVector.EMPTY, List.of()),
                delta(3, 1e-13));
        for (CostUpdate change : changes) {
            Slices.WhatIfResult result = ask(id, change);
            assertThat(result.revision()).isZero();
            requireAnswers(result, Replay.apply(GRID, List.of(change)));
        }
        assertThat(get(sessions.reads().whatIf(id, "ann", changes.getFirst(), List.of(17, 3)))
                        .x())
                .isEqualTo(DenseVector.copyOf(pick(ask(id, changes.getFirst()), 17, 3)));
        Answer.Solution after = get(sessions.reads().solution(id, "ann", 0));
        assertThat(after.result().x()).isEqualTo(before.result().x());
        assertThat(after.result().absoluteResidual()).isEqualTo(before.result().absoluteResidual());
        assertThat(after.result().bound()).isEqualTo(before.result().bound());
        SessionStatusView now = get(sessions.reads().status(id, "ann"));
        assertThat(now.revision()).isEqualTo(status.revision());
        assertThat(now.costsApplied()).isEqualTo(status.costsApplied());
        assertThat(now.iterations()).isEqualTo(status.iterations());
        assertThat(now.residuals()).isEqualTo(status.residuals());
        assertThat(slots(id)).isEqualTo(slots);
        until(() -> node.stores.memory().usedBytes() == memory);
        // The next line is the one of the next update: nothing was told in between.
        get(sessions.update(id, "ann", List.of(identified(changes.getFirst(), 1)), true));
        assertThat(lines.untilType("cost_applied").get("revision").asLong()).isEqualTo(1);
        lines.requireGapless();
        sessions.streams().unfollow(id, 1);
    }

    private static double[] pick(Slices.WhatIfResult result, int... indices) {
        return Arrays.stream(indices)
                .mapToDouble(requireNonNull(result.x())::get)
                .toArray();
    }

    private static boolean isStored(UUID id) throws Exception {
        return !slots(id).isEmpty();
    }

    private static List<String> slots(UUID id) throws Exception {
        StoreSettings store = node.database.settings();
        try (var connection = DriverManager.getConnection(store.url(), store.user(), store.password());
                var select = connection.prepareStatement(
                        "SELECT slot, digest, revision FROM checkpoint_slot WHERE session_id = ? ORDER BY slot")) {
            select.setObject(1, id);
            var found = new ArrayList<String>();
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getInt(1) + rows.getString(2) + rows.getLong(3));
                }
            }
            return found;
        }
    }

    @Test
    void itIsRefusedForWhatAnUpdateIsRefusedFor() throws Exception {
        UUID id = open(GRID);
        int n = GRID.rows();
        requireRefused(id, delta(n, 1), ProblemCode.INDEX_OUT_OF_RANGE, "/delta_costs/indices/0");
        requireRefused(
                id,
                new CostUpdate(DenseVector.copyOf(new double[3]), SparseVector.EMPTY, SparseVector.EMPTY, List.of()),
                ProblemCode.DIMENSION_MISMATCH,
                "/vector");
        requireRefused(
                id,
                entries(new EntryChange(1, 1, 5, null), new EntryChange(0, n, 1, null)),
                ProblemCode.INDEX_OUT_OF_RANGE,
                "/matrix_updates/1/col");
        requireRefused(
                id, entries(new EntryChange(1, 1, 5, 77.0)), ProblemCode.STALE_UPDATE, "/matrix_updates/0/old_value");
        requireRefused(
                id,
                CostUpdate.delta(
                        SparseVector.adopt(new int[] {5, 5}, new double[] {Double.MAX_VALUE, Double.MAX_VALUE})),
                ProblemCode.NON_FINITE_VALUE,
                "/delta_costs/values/1");
        Problem index = refusal(sessions.reads().whatIf(id, "ann", delta(1, 1), List.of(3, n)));
        assertThat(index.code()).isEqualTo(ProblemCode.INDEX_OUT_OF_RANGE);
        assertThat(index.pointer()).isEqualTo("/x_indices/1");
        assertThat(refusal(sessions.reads().whatIf(id, "bob", delta(1, 1), null))
                        .code())
                .isEqualTo(ProblemCode.SESSION_NOT_FOUND);
        get(sessions.delete(id, "ann"));
        assertThat(refusal(sessions.reads().whatIf(id, "ann", delta(1, 1), null))
                        .code())
                .isEqualTo(ProblemCode.SESSION_NOT_FOUND);
    }

    private static void requireRefused(UUID id, CostUpdate change, ProblemCode code, String pointer) {
        Problem problem = refusal(sessions.reads().whatIf(id, "ann", change, null));
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.pointer()).isEqualTo(pointer);
    }

    @Test
    void aChangeThatMakesASingularGivesNoX() throws Exception {
        for (LinearSystem system : List.of(GRID, general(60))) {
            UUID id = open(system);
            int n = system.rows();
            EntryChange[] gone = new EntryChange[n];
            EntryChange[] twice = new EntryChange[n];
            for (int j = 0; j < n; j++) {
                gone[j] = new EntryChange(0, j, 0, null);
                twice[j] = new EntryChange(0, j, system.a().get(1, j), null);
            }
            assertThat(refusal(sessions.reads().whatIf(id, "ann", entries(gone), null))
                            .code())
                    .isEqualTo(ProblemCode.STRUCTURALLY_SINGULAR);
            CompletionStage<Slices.WhatIfResult> asked = sessions.reads().whatIf(id, "ann", entries(twice), null);
            if (n <= 64) {
                assertThat(refusal(asked).code()).isEqualTo(ProblemCode.SINGULAR_INCONSISTENT);
            } else {
                Slices.WhatIfResult result = get(asked);
                assertThat(result.verified()).isFalse();
                assertThat(result.x()).isNull();
                assertThat(result.bound()).isNull();
                assertThat(result.omitted()).contains(result.stopReason());
            }
            assertThat(get(sessions.reads().solution(id, "ann", 0)).result().relativeResidual())
                    .isLessThan(1e-8);
        }
    }

    @Test
    void aPausedSessionIsAskedAboutWhatItHasTakenIn() throws Exception {
        UUID id = open(GRID);
        get(sessions.command(id, "ann", Input.Command.Kind.PAUSE, 0));
        CostUpdate taken = delta(9, 2);
        get(sessions.update(id, "ann", List.of(identified(taken, 1)), false));
        CostUpdate change = delta(10, 1);
        Slices.WhatIfResult result = ask(id, change);
        assertThat(result.revision()).isEqualTo(1);
        requireAnswers(result, Replay.apply(GRID, List.of(taken, change)));
        assertThat(get(sessions.reads().status(id, "ann")).state()).isEqualTo("paused");
    }

    @Test
    void aHundredAtOnceAreAnsweredOrRefusedAndGiveTheirMemoryBack() throws Exception {
        LinearSystem system = general(300);
        UUID id = open(system);
        UUID cheap = open(GRID);
        until(() -> get(sessions.reads().status(id, "ann")).state().equals("live"));
        long memory = node.stores.memory().usedBytes();
        var dear = new ArrayList<CompletionStage<Slices.WhatIfResult>>();
        var local = new ArrayList<CompletionStage<Slices.WhatIfResult>>();
        for (int k = 0; k < 100; k++) {
            dear.add(sessions.reads().whatIf(id, "ann", delta(k, 1), null));
            local.add(sessions.reads().whatIf(cheap, "ann", delta(k, 1), null));
        }
        for (int k = 0; k < 100; k++) {
            requireAnswers(get(local.get(k)), Replay.apply(GRID, List.of(delta(k, 1))));
            requireAnswers(get(dear.get(k)), Replay.apply(system, List.of(delta(k, 1))));
        }
        until(() -> node.stores.memory().usedBytes() == memory);
    }

    @Test
    void duringAFloodEachAnswerIsOfTheRevisionThatItNames() throws Exception {
        UUID id = open(GRID);
        var sent = new ArrayList<CostUpdate>();
        var pending = new ArrayList<CompletionStage<?>>();
        var asked = new ArrayList<CompletionStage<Slices.WhatIfResult>>();
        Random random = new Random(5);
        CostUpdate change = entries(new EntryChange(7, 7, 8.0, null));
        for (int k = 1; k <= 1_500; k++) {
            CostUpdate update = delta(random.nextInt(GRID.rows()), random.nextGaussian());
            sent.add(update);
            pending.add(sessions.update(id, "ann", List.of(identified(update, k)), false));
            if (k % 50 == 0) {
                asked.add(sessions.reads().whatIf(id, "ann", change, null));
                get(pending.getLast());
            }
        }
        for (CompletionStage<Slices.WhatIfResult> each : asked) {
            Slices.WhatIfResult result = get(each);
            var folded = new ArrayList<>(sent.subList(0, Math.toIntExact(result.revision())));
            folded.add(change);
            requireAnswers(result, Replay.apply(GRID, folded));
        }
        assertThat(get(sessions.reads().solution(id, "ann", 1_500)).result().x())
                .isNotNull();
    }

    @Test
    void whatTheNodeHasNoMemoryForIsRefused() throws Exception {
        LinearSystem system = general(300);
        long enoughForOne = 4_000_000;
        try (TestNode small = TestNode.start(StoreSettings.inMemory("small-what-if"), "", enoughForOne * 4 / 3)) {
            UUID id = get(small.sessions.open(
                            Requests.of(new SystemSource.Explicit(system), Requests.settings(true)), "ann"))
                    .id();
            get(small.sessions.reads().solution(id, "ann", 0));
            long used = small.stores.memory().usedBytes();
            var rest = small.stores
                    .memory()
                    .tryReserve(small.stores.memory().totalBytes() - used)
                    .orElseThrow();
            assertThat(refusal(small.sessions.reads().whatIf(id, "ann", delta(1, 1), null))
                            .code())
                    .isEqualTo(ProblemCode.CAPACITY_EXCEEDED);
            rest.close();
            assertThat(small.stores.memory().usedBytes()).isEqualTo(used);
        }
    }
}
