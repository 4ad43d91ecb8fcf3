// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.CostReport;
import io.rivulet.serialization.event.SessionEvent.CostsReported;
import io.rivulet.serialization.event.SwarmSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One that has reported: its latest estimate of each cost, and its standing. Immutable.
///
/// @param outside reports that were outside
/// @param latest by index
record Reporter(
        String nodeId,
        double latencyMs,
        long reports,
        long outside,
        Suspicion suspicion,
        Map<Integer, Estimate> latest) {
    /// Of one entry, as one report had it.
    record Estimate(double value, Facts facts) {}

    /// Of one report.
    record Facts(long timestampMillis, long receivedMillis, double confidence) {}

    static Reporter first(String nodeId) {
        return new Reporter(nodeId, 0, 0, 0, Suspicion.NONE, Map.of());
    }

    /// Whether the report's estimate of `index` is later than what is there.
    boolean isNews(int index, long timestampMillis) {
        Estimate known = latest.get(index);
        return known == null || known.facts().timestampMillis() < timestampMillis;
    }

    Reporter after(CostsReported event) {
        CostReport report = event.report();
        Map<Integer, Estimate> estimates = new HashMap<>(latest);
        Facts facts = new Facts(report.timestampMillis(), event.receivedMillis(), report.confidence());
        int[] indices = report.costs().indices();
        for (int k = 0; k < indices.length; k++) {
            if (isNews(indices[k], report.timestampMillis())) {
                estimates.put(indices[k], new Estimate(report.costs().values()[k], facts));
            }
        }
        return new Reporter(
                nodeId,
                report.latencyMs(),
                reports + 1,
                outside + (event.judgement() == CostsReported.Judgement.OUTSIDE ? 1 : 0),
                suspicion.after(event.judgement()),
                estimates);
    }

    /// Without what was received before `millis`.
    Reporter since(long millis) {
        if (latest.values().stream().allMatch(e -> e.facts().receivedMillis() >= millis)) {
            return this;
        }
        Map<Integer, Estimate> estimates = new HashMap<>(latest);
        estimates.values().removeIf(e -> e.facts().receivedMillis() < millis);
        return new Reporter(nodeId, latencyMs, reports, outside, suspicion, estimates);
    }

    static Reporter of(SwarmSnapshot.Reporter stored) {
        Map<Integer, Estimate> estimates = new HashMap<>();
        for (SwarmSnapshot.Kept kept : stored.kept()) {
            Facts facts = new Facts(kept.timestampMillis(), kept.receivedMillis(), kept.confidence());
            int[] indices = kept.costs().indices();
            for (int k = 0; k < indices.length; k++) {
                estimates.put(indices[k], new Estimate(kept.costs().values()[k], facts));
            }
        }
        return new Reporter(
                stored.nodeId(),
                stored.latencyMs(),
                stored.reports(),
                stored.outside(),
                new Suspicion(stored.streak(), stored.distrusted()),
                estimates);
    }

    SwarmSnapshot.Reporter stored() {
        Map<Facts, Map<Integer, Double>> byReport = new TreeMap<>(Comparator.comparingLong(Facts::timestampMillis)
                .thenComparingLong(Facts::receivedMillis)
                .thenComparingDouble(Facts::confidence));
        latest.forEach((index, estimate) ->
                byReport.computeIfAbsent(estimate.facts(), _ -> new TreeMap<>()).put(index, estimate.value()));
        List<SwarmSnapshot.Kept> kept = new ArrayList<>();
        byReport.forEach((facts, costs) -> kept.add(new SwarmSnapshot.Kept(
                facts.timestampMillis(), facts.receivedMillis(), facts.confidence(), sparse(costs))));
        return new SwarmSnapshot.Reporter(
                nodeId, latencyMs, reports, outside, suspicion.streak(), suspicion.distrusted(), kept);
    }

    /// In the order of the map.
    static SparseVector sparse(Map<Integer, Double> entries) {
        return SparseVector.adopt(
                entries.keySet().stream().mapToInt(Integer::intValue).toArray(),
                entries.values().stream().mapToDouble(Double::doubleValue).toArray());
    }
}
