// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.CostReport;
import io.rivulet.serialization.event.SessionEvent.CostsReported;
import io.rivulet.serialization.event.SessionEvent.CostsReported.Judgement;
import io.rivulet.serialization.event.SessionSettings.CostAggregation;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SuspicionTest {
    private static final CostAggregation RULE = CostAggregation.WEIGHTED_AVERAGE;

    private Swarm swarm = Swarm.EMPTY;
    private long now;

    private Judgement say(String node, double... values) {
        now++;
        int[] indices = new int[values.length];
        for (int k = 0; k < values.length; k++) {
            indices[k] = k;
        }
        var report = new CostReport(node, now, 1, 0, SparseVector.adopt(indices, values));
        ReportBook.Effect effect = swarm.reports().effect(report, RULE, now, 0);
        swarm = swarm.after(new CostsReported(report, now, 0, effect.judgement(), effect.combined(), 0, 0), _ -> true);
        return effect.judgement();
    }

    private boolean distrusted(String node) {
        return swarm.reports().standings().stream()
                .filter(standing -> standing.nodeId().equals(node))
                .anyMatch(ReportBook.Standing::distrusted);
    }

    private double b(int index) {
        return swarm.toSnapshot().combined().values()[index];
    }

    @Test
    void whoKeepsLyingIsNamedAndHasNoWeightUntilItHasBeenHonestForAWhile() {
        for (String honest : List.of("a", "b", "c")) {
            assertThat(say(honest, 10)).isEqualTo(Judgement.NOT_JUDGED);
        }
        // Not even the first lie moves what the honest ones agree on.
        assertThat(say("liar", 1_000)).isEqualTo(Judgement.OUTSIDE);
        assertThat(b(0)).isEqualTo(10);
        say("liar", 1_100);
        assertThat(b(0)).isEqualTo(10);
        assertThat(distrusted("liar")).isFalse();
        say("liar", 1_200);
        assertThat(distrusted("liar")).isTrue();
        say("a", 10.01);
        assertThat(b(0)).isBetween(10.0, 10.01);
        for (int k = 0; k < Suspicion.INSIDE_IN_ROW - 1; k++) {
            assertThat(say("liar", 10)).isEqualTo(Judgement.INSIDE);
        }
        say("liar", 2_000);
        for (int k = 0; k < Suspicion.INSIDE_IN_ROW; k++) {
            assertThat(distrusted("liar")).isTrue();
            say("liar", 10);
        }
        assertThat(distrusted("liar")).isFalse();
        assertThat(swarm.reports().standings()).anySatisfy(standing -> {
            assertThat(standing.nodeId()).isEqualTo("liar");
            assertThat(standing.outside()).isEqualTo(4);
        });
    }

    @Test
    void aLieNowAndThenIsNotEnoughAndNoiseAtTheEdgeChangesNothing() {
        for (String honest : List.of("a", "b", "c", "d")) {
            say(honest, 100);
        }
        // 100 ± 10 is inside for one that is trusted, ± 5 for one that is not.
        for (int k = 0; k < 20; k++) {
            assertThat(say("e", k % 3 == 2 ? 100 : 200)).isEqualTo(k % 3 == 2 ? Judgement.INSIDE : Judgement.OUTSIDE);
            assertThat(distrusted("e")).isFalse();
        }
        for (int k = 0; k < Suspicion.OUTSIDE_IN_ROW; k++) {
            say("f", 110.5);
        }
        assertThat(distrusted("f")).isTrue();
        for (int k = 0; k < 3 * Suspicion.INSIDE_IN_ROW; k++) {
            assertThat(say("f", 107)).isEqualTo(Judgement.OUTSIDE);
        }
        assertThat(distrusted("f")).isTrue();
        for (int k = 0; k < 3 * Suspicion.OUTSIDE_IN_ROW; k++) {
            assertThat(say("g", 107)).isEqualTo(Judgement.INSIDE);
        }
    }

    @Test
    void aLieAboutOneOfManyCostsIsALie() {
        for (String honest : List.of("a", "b", "c")) {
            say(honest, 1, 2, 3, 4, 5);
        }
        for (int k = 0; k < Suspicion.OUTSIDE_IN_ROW; k++) {
            say("liar", 1, 2, 3, -4, 5);
        }
        assertThat(distrusted("liar")).isTrue();
    }

    /// A figure of the rule, not a promise of it: with noise of a few percent, some honest reporter is outside
    /// now and then, hardly ever three times in a row.
    @Test
    void honestNoiseIsHardlyEverTakenForLies() {
        Random random = new Random(77);
        int accused = 0;
        int seen = 0;
        for (int trial = 0; trial < 200; trial++) {
            swarm = Swarm.EMPTY;
            for (int round = 0; round < 20; round++) {
                for (int node = 0; node < 7; node++) {
                    say("n" + node, 50 + 2.5 * random.nextGaussian(), 3 + 0.15 * random.nextGaussian());
                }
            }
            for (ReportBook.Standing standing : swarm.reports().standings()) {
                seen++;
                accused += standing.distrusted() ? 1 : 0;
            }
        }
        assertThat(seen).isEqualTo(1_400);
        assertThat(accused).isLessThanOrEqualTo(seen / 200);
        // The same noise below a hundredth of the cost is never outside.
        swarm = Swarm.EMPTY;
        for (int k = 0; k < 2_000; k++) {
            assertThat(say("n" + k % 7, 50 + 0.5 * Math.clamp(random.nextGaussian(), -4, 4)))
                    .isNotEqualTo(Judgement.OUTSIDE);
        }
    }

    @Test
    void everyLiarOfAMinorityIsFound() {
        Random random = new Random(78);
        for (int trial = 0; trial < 300; trial++) {
            swarm = Swarm.EMPTY;
            int f = 1 + random.nextInt(3);
            int n = 3 * f + 1;
            for (int round = 0; round < 6; round++) {
                for (int node = 0; node < n; node++) {
                    double value = 50 + 0.2 * random.nextGaussian();
                    say("n%02d".formatted(node), node < f ? value + 100 + 50 * random.nextDouble() : value);
                }
            }
            for (int node = 0; node < n; node++) {
                assertThat(distrusted("n%02d".formatted(node)))
                        .as("%d of %d, trial %d", node, n, trial)
                        .isEqualTo(node < f);
            }
            assertThat(b(0)).isBetween(48.0, 52.0);
        }
    }
}
