// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.CostReport;
import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SessionEvent.CostsReported;
import io.rivulet.serialization.event.SessionEvent.MembersChanged;
import io.rivulet.serialization.event.SessionSettings.CostAggregation;
import io.rivulet.serialization.event.SwarmMember;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportBookTest {
    private static final long LEASE = 60_000;

    private static CostReport report(String node, long millis, int index, double value) {
        return new CostReport(node, millis, 1, 0, SparseVector.adopt(new int[] {index}, new double[] {value}));
    }

    private static Swarm take(Swarm swarm, CostReport report, CostAggregation rule, long nowMillis) {
        ReportBook.Effect effect = swarm.reports().effect(report, rule, nowMillis, nowMillis - LEASE);
        return swarm.after(
                new CostsReported(report, nowMillis, nowMillis - LEASE, effect.judgement(), effect.combined(), 0, 0),
                _ -> true);
    }

    private static double b(Swarm swarm, int index) {
        SparseVector combined = swarm.toSnapshot().combined();
        int place = Arrays.binarySearch(combined.indices(), index);
        return place < 0 ? Double.NaN : combined.values()[place];
    }

    /// Of reporters that nobody has reason to distrust: that goes by reports in a row.
    @Test
    void theSameReportsComeToTheSameWhateverTheirOrder() {
        Random random = new Random(5);
        for (int trial = 0; trial < 300; trial++) {
            List<CostReport> reports = new ArrayList<>();
            for (int k = 0; k < 40; k++) {
                int[] indices = random.ints(0, 6)
                        .distinct()
                        .limit(1 + random.nextInt(4))
                        .toArray();
                reports.add(new CostReport(
                        "n" + random.nextInt(5),
                        1_000 + k,
                        1 - random.nextDouble(),
                        0,
                        SparseVector.adopt(
                                indices,
                                random.doubles(indices.length, 9.95, 10.05).toArray())));
            }
            for (CostAggregation rule : CostAggregation.values()) {
                Swarm one = Swarm.EMPTY;
                for (CostReport report : reports) {
                    one = take(one, report, rule, 2_000);
                }
                List<CostReport> shuffled = new ArrayList<>(reports);
                Collections.shuffle(shuffled, random);
                Swarm other = Swarm.EMPTY;
                for (CostReport report : shuffled) {
                    // An older one that tells nothing new is not taken at all.
                    if (!other.reports().knows(report, LEASE)) {
                        other = take(other, report, rule, 2_000);
                    }
                }
                for (int index = 0; index < 6; index++) {
                    assertThat(b(other, index)).as("%s, trial %d", rule, trial).isEqualTo(b(one, index));
                }
                List<List<Object>> kept = estimates(one);
                assertThat(estimates(other)).isEqualTo(kept);
            }
        }
    }

    private static List<List<Object>> estimates(Swarm swarm) {
        return swarm.toSnapshot().reporters().stream()
                .map(reporter -> List.<Object>of(reporter.nodeId(), reporter.kept()))
                .toList();
    }

    @Test
    void aRepeatTellsNothingAndSoDoesAnOlderReportOfTheSameCosts() {
        CostReport first = report("a", 5_000, 1, 2);
        Swarm swarm = take(Swarm.EMPTY, first, CostAggregation.MEDIAN, 5_000);
        assertThat(swarm.reports().knows(first, LEASE)).isTrue();
        assertThat(swarm.reports().knows(report("a", 4_000, 1, 9), LEASE)).isTrue();
        assertThat(swarm.reports().knows(report("a", 4_000, 2, 9), LEASE)).isFalse();
        assertThat(swarm.reports().knows(report("b", 4_000, 1, 9), LEASE)).isFalse();
        // Replayed after the estimate it repeats has been replaced and forgotten.
        Swarm later = take(swarm, report("a", 90_000, 2, 7), CostAggregation.MEDIAN, 90_000);
        assertThat(later.reports().knows(first, LEASE)).isTrue();
        assertThat(later.reports().nextTimestamp("a", 80_000)).isEqualTo(90_001);
        assertThat(later.reports().nextTimestamp("x", 80_000)).isEqualTo(80_000);
    }

    @Test
    void whatIsOlderThanTheLeaseCountsNoLonger() {
        Swarm swarm = take(Swarm.EMPTY, report("a", 0, 1, 10), CostAggregation.MEDIAN, 100);
        swarm = take(swarm, report("b", 0, 1, 20), CostAggregation.MEDIAN, 100 + LEASE);
        assertThat(b(swarm, 1)).isEqualTo(15);
        swarm = take(swarm, report("c", 0, 1, 30), CostAggregation.MEDIAN, 101 + LEASE);
        assertThat(b(swarm, 1)).isEqualTo(25);
    }

    @Test
    void aMemberThatGoesTakesItsReportsWithIt() {
        Swarm swarm = Swarm.EMPTY;
        for (String node : List.of("a", "b", "c")) {
            swarm = take(swarm, report(node, 0, 1, node.charAt(0)), CostAggregation.MEDIAN, 100);
        }
        assertThat(b(swarm, 1)).isEqualTo('b');
        swarm = swarm.after(new MembersChanged(
                3,
                0,
                List.of(
                        new SwarmMember("b", List.of(MemberRole.VERIFIER), 1, List.of(), ""),
                        new SwarmMember("c", List.of(MemberRole.REPORTER), 2, List.of(), "")),
                0));
        assertThat(swarm.reports().standings())
                .extracting(ReportBook.Standing::nodeId)
                .containsExactly("c");
        assertThat(swarm.epoch()).isEqualTo(3);
        assertThat(swarm.member("b")).isPresent();
    }

    @Test
    void whatOthersChangedIsCombinedAnew() {
        CostReport first = report("a", 0, 1, 10);
        Swarm swarm = take(Swarm.EMPTY, first, CostAggregation.MEDIAN, 0);
        CostReport same = report("a", 1, 1, 10);
        assertThat(swarm.reports()
                        .effect(same, CostAggregation.MEDIAN, 0, -LEASE)
                        .combined()
                        .isEmpty())
                .isTrue();
        SparseVector one = SparseVector.adopt(new int[] {1}, new double[] {1});
        SparseVector two = SparseVector.adopt(new int[] {2}, new double[] {1});
        assertThat(swarm.touchedBy(CostUpdate.delta(two))).isSameAs(swarm);
        for (CostUpdate touching : List.of(
                CostUpdate.delta(one),
                new CostUpdate(null, one, SparseVector.EMPTY, List.of()),
                new CostUpdate(DenseVector.copyOf(new double[3]), SparseVector.EMPTY, SparseVector.EMPTY, List.of()))) {
            Swarm touched = swarm.touchedBy(touching);
            assertThat(touched.reports()
                            .effect(same, CostAggregation.MEDIAN, 0, -LEASE)
                            .combined())
                    .isEqualTo(SparseVector.adopt(new int[] {1}, new double[] {10}));
        }
    }

    @Test
    void aSnapshotHoldsAllOfIt() {
        Random random = new Random(9);
        Swarm swarm = Swarm.EMPTY.after(new MembersChanged(
                9, 0, List.of(new SwarmMember("n1", List.of(MemberRole.REPORTER), 2, List.of("x"), "1")), 0));
        for (int k = 0; k < 200; k++) {
            CostReport report = report("n" + random.nextInt(5), k, random.nextInt(9), random.nextDouble());
            swarm = take(swarm, report, CostAggregation.TRIMMED_MEAN, k);
        }
        Swarm again = Swarm.of(swarm.toSnapshot());
        assertThat(again.toSnapshot()).isEqualTo(swarm.toSnapshot());
        CostReport next = report("n1", 1_000, 3, 0.5);
        assertThat(again.reports().effect(next, CostAggregation.TRIMMED_MEAN, 1_000, 0))
                .isEqualTo(swarm.reports().effect(next, CostAggregation.TRIMMED_MEAN, 1_000, 0));
    }

    @Test
    void theCombinedCostsAreForgottenWithTheirEstimatesBeforeTheyFillTheMemory() {
        Swarm swarm = Swarm.EMPTY;
        int width = 2_000;
        for (int k = 0; k < 20; k++) {
            int first = k * width;
            int[] indices = IntStream.range(first, first + width).toArray();
            double[] values = new double[width];
            Arrays.fill(values, k);
            swarm = take(
                    swarm,
                    new CostReport("a", k * LEASE, 1, 0, SparseVector.adopt(indices, values)),
                    CostAggregation.MEDIAN,
                    2 * k * LEASE);
            assertThat(swarm.toSnapshot().combined().size()).isLessThanOrEqualTo(ReportBook.ENTRIES);
            assertThat(b(swarm, first)).isEqualTo(k);
        }
        CostReport wide =
                new CostReport("b", 0, 1, 0, SparseVector.adopt(new int[] {19 * width, 7}, new double[] {1, 1}));
        assertThat(swarm.reports().wouldHold(wide, 0)).isEqualTo(width + 2);
        assertThat(swarm.reports().wouldHold(wide, Long.MAX_VALUE)).isEqualTo(2);
    }
}
