// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.refusal;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.Slices;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.Replay;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.numerics.verify.TrueResidual;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.ForkReader;
import io.rivulet.serialization.request.RequestLimits;
import io.rivulet.serialization.request.SystemSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What-if and fork, asked of a node that does not have the session.
class OtherNodeTest {
    private static final int SIDE = 120;

    private static LinearSystem grid() {
        CsrMatrix a = Gallery.generate(new GalleryRecipe.GridPlusLeak(SIDE, SIDE, 1.0));
        double[] b = new double[a.rows()];
        Arrays.setAll(b, i -> Math.sin(i));
        return new LinearSystem(a, DenseVector.adopt(b));
    }

    @Test
    void bothNodesAnswerForSessionsOfEither() throws Exception {
        LinearSystem grid = grid();
        try (TestNode first = TestNode.start(StoreSettings.inMemory("two-" + UUID.randomUUID()));
                TestNode second = TestNode.join(first, "node-2")) {
            // Shards go to nodes that have told what memory they have.
            for (TestNode node : List.of(first, second)) {
                until(() -> node.sessions.membership().all().stream()
                                .filter(member -> member.vitals().isPresent())
                                .count()
                        == 2);
            }
            List<UUID> ids = new ArrayList<>();
            for (int k = 0; k < 8; k++) {
                ids.add(get(first.sessions.open(
                                Requests.of(new SystemSource.Explicit(grid), Requests.settings(true)), "ann"))
                        .id());
            }
            long there = ids.stream().filter(second.sessions::isLocal).count();
            assertThat(there).as("sessions of the second node").isBetween(1L, 7L);
            CostUpdate change = WhatIfTest.delta(77, 2);
            int[] all = new int[9_000];
            Arrays.setAll(all, i -> i);
            List<Integer> many = Arrays.stream(all).boxed().toList();
            for (UUID id : ids) {
                for (TestNode asked : List.of(first, second)) {
                    Slices.WhatIfResult some = get(asked.sessions.reads().whatIf(id, "ann", change, many));
                    assertThat(Objects.requireNonNull(some.x()).size()).isEqualTo(9_000);
                    Slices.WhatIfResult whole = get(asked.sessions.reads().whatIf(id, "ann", change, null));
                    assertThat(whole.verified()).isTrue();
                    DenseVector x = Objects.requireNonNull(whole.x());
                    assertThat(TrueResidual.of(Replay.apply(grid, List.of(change)), x)
                                    .relative())
                            .isLessThanOrEqualTo(1e-8);
                    assertThat(refusal(asked.sessions.reads().whatIf(id, "bob", change, null))
                                    .code())
                            .isEqualTo(ProblemCode.SESSION_NOT_FOUND);
                    Sessions.ForkedSession fork =
                            get(asked.sessions.fork(id, "ann", ForkReader.read(new byte[0], RequestLimits.DEFAULTS)));
                    assertThat(fork.line().rows()).isEqualTo(SIDE * SIDE);
                    assertThat(get(asked.sessions.verification().verify(fork.id(), "ann", Strategy.FULL_RESIDUAL, 3))
                                    .verified())
                            .isTrue();
                    get(asked.sessions.delete(fork.id(), "ann"));
                }
            }
        }
    }
}
